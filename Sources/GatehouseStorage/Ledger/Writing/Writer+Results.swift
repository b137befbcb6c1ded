import GatehouseLedger
import GatehouseModel

extension SQLLedgerWriter {
    func keep(_ results: [NewResult]) throws -> [ResultChange] {
        if results.isEmpty { return [] }
        let invitations = Array(Set(results.map(\.place.invitation)))
        guard Set(results.map(\.place)).count == results.count else {
            throw LedgerError(.conflict, "Two results of one assessment of one invitation came at once.")
        }
        let connections = try lockForResults(invitations)
        let known = Dictionary(
            try revealResults(of: invitations, allVersions: false).map { ($0.record.place, $0) },
            uniquingKeysWith: { first, _ in first })
        var new: [(result: NewResult, version: Int)] = []
        let changes = results.map { result -> ResultChange in
            guard let before = known[result.place] else {
                new.append((result, 1))
                return .added
            }
            let result = result.completed(by: before)
            guard result.differs(from: before) else { return .same }
            new.append((result, before.record.version + 1))
            return .revised(before.record.version + 1)
        }
        try write(new, connections)
        return changes
    }

    func forgetResults(completedBefore: Instant, limit: Int) throws -> [ConnectionID: Int] {
        // Who comes at the same time waits here, and then finds these gone.
        let due = try rows(
            """
            SELECT invitation, assessment, connection FROM results
            WHERE workspace = ?1 AND is_newest = 1 AND coalesce(completed_at, taken_at) < ?2
            ORDER BY coalesce(completed_at, taken_at) LIMIT ?3 {for change}
            """, [SQLValue(completedBefore), .integer(Int64(max(0, limit)))]
        ) { row in
            (ResultPlace(invitation: try row.id(0), assessment: try row.text(1)), try row.id(2) as ConnectionID)
        }
        try runEach("DELETE FROM results WHERE workspace = ?1 AND invitation = ?2 AND assessment = ?3", due) {
            place, _ in
            [SQLValue(place.invitation), .text(place.assessment)]
        }
        return due.reduce(into: [:]) { $0[$1.1, default: 0] += 1 }
    }

    /// Who comes at the same time waits here; each invitation with its connection.
    private func lockForResults(_ invitations: [InvitationID]) throws -> [InvitationID: ConnectionID] {
        let found = Dictionary(
            try rows(
                """
                SELECT id, connection FROM invitations WHERE workspace = ?1 AND id {in list ?2} ORDER BY id {for change}
                """, [.ids(invitations)]
            ) { (try $0.id(0) as InvitationID, try $0.id(1) as ConnectionID) }, uniquingKeysWith: { first, _ in first })
        if let absent = invitations.sorted().first(where: { found[$0] == nil }) {
            throw LedgerError.absent("invitation", absent)
        }
        return found
    }

    private func write(_ new: [(result: NewResult, version: Int)], _ connections: [InvitationID: ConnectionID]) throws {
        try runEach(
            """
            UPDATE results SET is_newest = 0 WHERE workspace = ?1 AND invitation = ?2 AND assessment = ?3 AND version = ?4
            """, new.filter { $0.version > 1 }
        ) {
            [
                SQLValue($0.result.place.invitation), .text($0.result.place.assessment),
                .integer(Int64($0.version - 1)),
            ]
        }
        try runEach(
            """
            INSERT INTO results (workspace, invitation, assessment, version, is_newest, connection, completed_at, taken_at,
                source, score_count, has_link, content)
            VALUES (?1, ?2, ?3, ?4, 1, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
            """, new, unique: LedgerError(.conflict, "The same results are being taken by somebody else: try again.")
        ) { result, version in
            [
                SQLValue(result.place.invitation), .text(try key(result.place.assessment, "assessment")),
                .integer(Int64(version)), SQLValue(connections[result.place.invitation]), SQLValue(result.completedAt),
                SQLValue(result.at), .text(result.source), .integer(Int64(result.content.scores.count)),
                SQLValue(result.content.reportLink != nil),
                .blob(try result.content.sealed(at: result.place, version: version, scope)),
            ]
        }
    }
}

extension NewResult {
    /// What is not said this time stays as it was known: a file has no links, and often no time of day.
    fileprivate func completed(by before: RevealedResult) -> NewResult {
        let link = content.reportLink ?? before.content.reportLink
        var time = completedAt ?? before.record.completedAt
        if let old = before.record.completedAt, let new = completedAt,
            CalendarDate(containing: new) == CalendarDate(containing: old)
        {
            time = old
        }
        return NewResult(
            place: place, completedAt: time, content: ResultContent(scores: content.scores, reportLink: link),
            source: source, at: at)
    }

    fileprivate func differs(from before: RevealedResult) -> Bool {
        content != before.content || completedAt != before.record.completedAt
    }
}
