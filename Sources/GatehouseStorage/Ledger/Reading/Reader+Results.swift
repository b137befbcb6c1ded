import GatehouseForms
import GatehouseLedger
import GatehouseModel

extension SQLLedgerReader {
    static let resultColumns = """
        r.invitation, r.assessment, r.version, r.completed_at, r.taken_at, r.source, r.score_count, r.has_link
        """
    private static let resultColumnCount = 8

    static func readResult(_ row: borrowing SQLRow) throws -> ResultRecord {
        ResultRecord(
            place: ResultPlace(invitation: try row.id(0), assessment: try row.text(1)),
            version: Int(try row.integer(2)), completedAt: try row.optionalInstant(3), takenAt: try row.instant(4),
            source: try row.text(5), scoreCount: Int(try row.integer(6)), hasReportLink: try row.bool(7))
    }

    func results(matching search: InvitationSearch, after cursor: ResultPlace?, limit: Int) throws -> [ResultRow] {
        guard var filter = try filter(search, after: nil) else { return [] }
        if let cursor {
            let (id, word) = (filter.bind(SQLValue(cursor.invitation)), filter.bind(.text(cursor.assessment)))
            filter.add("(r.invitation, r.assessment) > (\(id), \(word))")
        }
        let (at, mark) = (Self.resultColumnCount, filter.bind(.integer(Int64(max(0, limit)))))
        return try rows(
            """
            SELECT \(Self.resultColumns), i.person, p.name,
                (SELECT a.address FROM person_addresses a WHERE a.workspace = i.workspace AND a.person = i.person
                    ORDER BY a.place LIMIT 1),
                c.name, c.provider, s.name
            FROM results r
            JOIN invitations i ON i.workspace = r.workspace AND i.id = r.invitation
            JOIN connections c ON c.workspace = i.workspace AND c.id = i.connection
            JOIN supplies s ON s.workspace = i.workspace AND s.id = i.supply
            LEFT JOIN people p ON p.workspace = i.workspace AND p.id = i.person
            WHERE r.workspace = ?1 AND r.is_newest = 1 \(filter.sql)
            ORDER BY r.invitation, r.assessment LIMIT \(mark)
            """, filter.parameters
        ) { row in
            ResultRow(
                record: try Self.readResult(row), person: try row.optionalID(at),
                personName: try row.optionalText(at + 1), address: try row.optionalText(at + 2),
                connectionName: try row.text(at + 3), provider: try row.text(at + 4), supplyName: try row.text(at + 5))
        }
    }

    func results(of invitations: [InvitationID]) throws -> [ResultRecord] {
        if invitations.isEmpty { return [] }
        return try rows(
            """
            SELECT \(Self.resultColumns) FROM results r WHERE r.workspace = ?1 AND r.invitation {in list ?2}
            ORDER BY r.invitation, r.assessment, r.version
            """, [.ids(invitations)], Self.readResult)
    }

    func countResults(completedBefore: Instant) throws -> Int64 {
        try integer(
            """
            SELECT count(*) FROM results
            WHERE workspace = ?1 AND is_newest = 1 AND coalesce(completed_at, taken_at) < ?2
            """, [SQLValue(completedBefore)])
    }

    func revealResults(of invitations: [InvitationID], allVersions: Bool) throws -> [RevealedResult] {
        if invitations.isEmpty { return [] }
        return try rows(
            """
            SELECT \(Self.resultColumns), r.content FROM results r
            WHERE r.workspace = ?1 AND r.invitation {in list ?2} \(allVersions ? "" : "AND r.is_newest = 1")
            ORDER BY r.invitation, r.assessment, r.version
            """, [.ids(invitations)]
        ) { row in
            let record = try Self.readResult(row)
            return RevealedResult(
                record: record,
                content: try ResultContent(
                    try row.blob(Self.resultColumnCount), at: record.place, version: record.version, scope))
        }
    }

    func revisedResults(of connection: ConnectionID, since: Instant) throws -> [ResultRecord] {
        try rows(
            """
            SELECT \(Self.resultColumns) FROM results r
            WHERE r.workspace = ?1 AND r.connection = ?2 AND r.version > 1 AND r.is_newest = 1 AND r.taken_at >= ?3
            ORDER BY r.taken_at, r.invitation, r.assessment
            """, [SQLValue(connection), SQLValue(since)], Self.readResult)
    }
}

extension ResultContent {
    /// Bound to its place and version: what one person reached never opens as another's.
    private static func field(_ place: ResultPlace, _ version: Int) -> String {
        "result \(place.invitation.text) \(version) \(place.assessment)"
    }

    func sealed(at place: ResultPlace, version: Int, _ scope: LedgerScope) throws -> [UInt8] {
        let content = JSONValue.members([
            "scores": .object(scores), "report_link": reportLink.map { .string($0.reveal()) },
        ])
        return try scope.vault.seal(
            scope.workspace, field: ResultContent.field(place, version), Secret(content.canonicalText))
    }

    fileprivate init(_ box: [UInt8], at place: ResultPlace, version: Int, _ scope: LedgerScope) throws {
        let text = try scope.vault.open(scope.workspace, field: ResultContent.field(place, version), box).reveal()
        guard let content = try? JSONValue(text: text), let scores = content["scores"]?.object else {
            throw SQLRow.damaged("a result is no JSON object")
        }
        self.init(scores: scores, reportLink: content["report_link"]?.string.map { Secret($0) })
    }
}
