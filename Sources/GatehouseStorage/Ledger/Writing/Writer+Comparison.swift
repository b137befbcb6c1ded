import GatehouseLedger
import GatehouseModel

/// What a transaction touched that comparisons count, held back until its end.
struct ComparisonChanges {
    var invitations: [InvitationID] = []
    var people: [PersonID] = []
    var isEmpty: Bool { invitations.isEmpty && people.isEmpty }
    /// The most that one row names.
    static let limit = 1000

    static func stored<Kind>(_ ids: ArraySlice<ID<Kind>>) -> SQLValue {
        .text(ids.lazy.map(\.text).joined(separator: " "))
    }

    static func ids<Kind>(_ stored: String) -> [ID<Kind>] {
        stored.split(separator: " ").map { ID(stored: String($0)) }
    }
}

extension SQLLedgerWriter {
    /// One row for the whole transaction, of which nobody waits for an answer.
    func writeComparisonChanges() throws {
        if comparisonChanges.isEmpty { return }
        var (invitations, people) = (comparisonChanges.invitations[...], comparisonChanges.people[...])
        comparisonChanges = ComparisonChanges()
        repeat {
            let some = (invitations.prefix(ComparisonChanges.limit), people.prefix(ComparisonChanges.limit))
            try runLater(
                """
                INSERT INTO comparison_changes (workspace, number, invitations, people)
                VALUES (?1, {next change}, ?2, ?3)
                """, [ComparisonChanges.stored(some.0), ComparisonChanges.stored(some.1)])
            (invitations, people) = (invitations.dropFirst(some.0.count), people.dropFirst(some.1.count))
        } while !invitations.isEmpty || !people.isEmpty
    }

    func forgetComparison() throws {
        _ = try lockComparison()
        for table in ["comparison_cells", "comparison_shares", "comparison_changes"] {
            try run("DELETE FROM \(table) WHERE workspace = ?1")
        }
        try run("UPDATE comparison_states SET filled_to = '', is_filled = 0, as_of = NULL WHERE workspace = ?1")
    }

    /// Whoever adds up or forgets holds this until the commit, so that they take turns.
    private func lockComparison() throws -> (filledTo: String, isFilled: Bool) {
        try run(
            """
            INSERT INTO comparison_states (workspace, filled_to, is_filled, as_of) VALUES (?1, '', 0, NULL)
            ON CONFLICT DO NOTHING
            """)
        let state = try first(
            "SELECT filled_to, is_filled FROM comparison_states WHERE workspace = ?1 {for update}"
        ) { (filledTo: try $0.text(0), isFilled: try $0.bool(1)) }
        guard let state else { throw SQLRow.damaged("a workspace without its state") }
        return state
    }

    func catchUpComparison(_ coaches: CoachOptions, limit: Int, at now: Instant) throws -> Bool {
        let state = try lockComparison()
        if !state.isFilled {
            let found = try rows(
                "SELECT id FROM invitations WHERE workspace = ?1 AND id > ?2 ORDER BY id LIMIT ?3",
                [.text(state.filledTo), .integer(Int64(limit))]
            ) { try $0.id(0) as InvitationID }
            try takeIn(found, coaches)
            let isFilled = found.count < limit
            try run(
                "UPDATE comparison_states SET filled_to = ?2, is_filled = ?3 WHERE workspace = ?1",
                [.text(found.last?.text ?? state.filledTo), SQLValue(isFilled)])
            if !isFilled { return true }
        }
        let isMore = try takeInChanges(coaches, limit: limit)
        if !isMore {
            try run(
                "UPDATE comparison_states SET as_of = ?2 WHERE workspace = ?1", [SQLValue(now)])
        }
        return isMore
    }

    /// Gives whether there may be more.
    private func takeInChanges(_ coaches: CoachOptions, limit: Int) throws -> Bool {
        var (numbers, invitations, people): ([Int64], Set<InvitationID>, Set<PersonID>) = ([], [], [])
        var isMore = false
        try forEachRow(
            """
            SELECT number, invitations, people FROM comparison_changes WHERE workspace = ?1 ORDER BY number LIMIT ?2
            """, [.integer(Int64(limit))]
        ) { row in
            guard numbers.isEmpty || invitations.count + people.count < limit else {
                isMore = true
                return
            }
            numbers.append(try row.integer(0))
            invitations.formUnion(ComparisonChanges.ids(try row.text(1)))
            people.formUnion(ComparisonChanges.ids(try row.text(2)))
        }
        if numbers.isEmpty { return false }
        if !people.isEmpty {
            invitations.formUnion(
                try rows(
                    "SELECT id FROM invitations WHERE workspace = ?1 AND person {in list ?2} AND person IS NOT NULL",
                    [.ids(people)]
                ) { try $0.id(0) as InvitationID })
        }
        try takeIn(invitations.sorted(), coaches)
        try run(
            "DELETE FROM comparison_changes WHERE workspace = ?1 AND number {in integers ?2}", [.integers(numbers)])
        return isMore || numbers.count == limit
    }
}
