import GatehouseLedger
import GatehouseModel

extension SQLLedgerReader {
    func command(key: String) throws -> CommandRecord? {
        try first("SELECT \(Self.commandColumns) FROM commands WHERE workspace = ?1 AND key = ?2", [.text(key)]) {
            try Self.readCommand($0)
        }
    }

    func commands(keys: [String]) throws -> [String: CommandRecord] {
        if keys.isEmpty { return [:] }
        let found = try rows(
            "SELECT \(Self.commandColumns) FROM commands WHERE workspace = ?1 AND key {in list ?2}",
            [.list(keys.filter { !$0.holdsNUL })]
        ) { try Self.readCommand($0) }
        return Dictionary(found.map { ($0.idempotencyKey, $0) }, uniquingKeysWith: { first, _ in first })
    }

    private static let commandColumns = "id, key, input_hash, verb, actor, at, answer"

    private static func readCommand(_ row: borrowing SQLRow) throws -> CommandRecord {
        CommandRecord(
            id: try row.id(0), idempotencyKey: try row.text(1), inputHash: try row.text(2), verb: try row.text(3),
            actor: try row.text(4), at: try row.instant(5), answer: try row.json(6))
    }

    func intents(of command: CommandID) throws -> [Intent] {
        try intents(where: "command = ?2 ORDER BY id", [SQLValue(command)])
    }

    func intents(of invitation: InvitationID) throws -> [Intent] {
        try intents(where: "invitation = ?2 AND invitation IS NOT NULL ORDER BY id", [SQLValue(invitation)])
    }

    func intents(_ ids: [IntentID]) throws -> [Intent] {
        ids.isEmpty ? [] : try intents(where: "id {in list ?2} ORDER BY id", [.ids(ids)])
    }

    func result(of act: IntentID) throws -> ActResult? {
        try first("SELECT content FROM act_results WHERE workspace = ?1 AND intent = ?2", [SQLValue(act)]) { row in
            try ActResult(try row.blob(0), of: act, scope)
        }
    }

    func intents(behind invitations: [InvitationID]) throws -> [Intent] {
        if invitations.isEmpty { return [] }
        return try intents(where: "state = 0 AND after {in list ?2} ORDER BY id", [.ids(invitations)])
    }

    func openIntents(of connection: ConnectionID?, in states: [IntentState], limit: Int) throws -> [Intent] {
        if states.isEmpty { return [] }
        var filter = Filter()
        filter.add("state", among: states.map(\.code))
        if states.allSatisfy({ !$0.isFinal }) { filter.add("is_open = 1") }
        if let connection {
            let mark = filter.bind(SQLValue(connection))
            filter.add("batch IN (SELECT number FROM batches WHERE workspace = ?1 AND connection = \(mark))")
        }
        let mark = filter.bind(.integer(Int64(max(0, limit))))
        return try intents(where: "1 = 1 \(filter.sql) ORDER BY due_at, id LIMIT \(mark)", filter.parameters)
    }

    // The command is an expression, so that the few that wait are gone through and never all acts of a large command.
    func waitsForPerson(_ outcome: String, of command: CommandID, at connection: ConnectionID) throws -> Bool {
        try first(
            """
            SELECT 1 FROM intents WHERE workspace = ?1 AND state = \(IntentState.needsPerson.code) AND is_open = 1
                AND outcome_code = ?2 AND command || '' = ?3
                AND batch IN (SELECT number FROM batches WHERE workspace = ?1 AND connection = ?4)
            LIMIT 1
            """, [.text(outcome), SQLValue(command), SQLValue(connection)]
        ) { _ in true } ?? false
    }

    func intentCounts() throws -> [IntentState: Int64] {
        try settlePending()
        let counts = try rows(
            "SELECT state, sum(count) FROM tallies WHERE workspace = ?1 AND subject = \(actsSubject) GROUP BY state"
        ) { (try $0.code(0, IntentState.byCode), try $0.integer(1)) }
        return Dictionary(counts.filter { $0.1 != 0 }, uniquingKeysWith: +)
    }

    func claimingWorkers() throws -> [String] {
        try rows(
            """
            SELECT DISTINCT worker FROM intents
            WHERE workspace = ?1 AND state = 2 AND is_open = 1 AND worker IS NOT NULL ORDER BY worker
            """
        ) { try $0.text(0) }
    }

    func nextDue() throws -> Instant? {
        let due = try [IntentState.ready, .unknown].compactMap { state in
            try first(
                """
                SELECT due_at FROM intents WHERE workspace = ?1 AND state = \(state.code) AND is_open = 1
                ORDER BY due_at, id LIMIT 1
                """
            ) { try $0.instant(0) }
        }
        return due.min()
    }
}

extension SQLLedgerReader {
    /// - Parameter condition: what follows the condition on the workspace, with its order.
    func intents(where condition: String, _ parameters: [SQLValue]) throws -> [Intent] {
        let found = try rows(
            "SELECT \(IntentRow.columns) FROM intents WHERE workspace = ?1 AND \(condition)", parameters,
            { try IntentRow($0) })
        return try complete(found)
    }

    /// Acts with what their batches say.
    func complete(_ rows: [IntentRow], claim: (IntentRow) -> Intent.Claim? = { _ in nil }) throws -> [Intent] {
        let batches = try batches(Set(rows.map(\.batch)))
        return try rows.map { row in
            guard let batch = batches[row.batch] else { throw SQLRow.damaged("an act without its batch") }
            return row.intent(batch, claim: claim(row))
        }
    }

    func batches(_ numbers: Set<Int64>) throws -> [Int64: Batch] {
        let wanted = numbers.filter { knownBatches[$0] == nil }
        if !wanted.isEmpty {
            let found = try rows(
                "SELECT \(Batch.columns) FROM batches WHERE workspace = ?1 AND number {in integers ?2}",
                [.integers(wanted)]
            ) { (try $0.integer(0), try Batch($0, scope)) }
            for (number, batch) in found { knownBatches[number] = batch }
        }
        return knownBatches
    }
}
