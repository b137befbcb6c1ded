import GatehouseForms
import GatehouseLedger
import GatehouseModel

extension SQLLedgerWriter {
    func claim(worker: String, now: Instant, lease: Duration, limit: Int, among: [IntentID]?) throws -> [Intent] {
        try loseClaims("lease_until <= ?2", [SQLValue(now)])
        guard limit > 0, let head = try oldestDue(now, among) else { return [] }
        let state = head.state.code
        let (batches, commands) = try batches(like: head.batch, of: head.command)
        let found = try rows(
            """
            SELECT \(IntentRow.columns) FROM intents
            WHERE workspace = ?1 AND command {in list ?5} AND batch {in integers ?3} AND state = \(state) AND due_at <= ?2
                \(among == nil ? "" : "AND id {in list ?6}")
            ORDER BY id LIMIT ?4 {skip locked}
            """,
            [SQLValue(now), .integers(batches), .integer(Int64(limit)), .ids(commands)]
                + (among.map { [.ids($0)] } ?? []), { try IntentRow($0) })
        let until = now.advanced(by: lease)
        try run(
            """
            UPDATE intents SET state = 2, worker = ?3, claimed_at = ?4, lease_until = ?5, fence = fence + 1
            WHERE workspace = ?1 AND id {in list ?2}
            """, [.ids(found.map(\.id)), .text(worker), SQLValue(now), SQLValue(until)])
        tally(-found.count, acts: head.state)
        tally(found.count, acts: .claimed)
        return try complete(found) { Intent.Claim(worker: worker, since: now, until: until, fence: $0.fence + 1) }
    }

    private func oldestDue(_ now: Instant, _ among: [IntentID]?) throws -> (
        batch: Int64, command: CommandID, state: IntentState
    )? {
        let heads = try [IntentState.ready, .unknown].compactMap { state in
            try first(
                """
                SELECT due_at, id, batch, command FROM intents
                WHERE workspace = ?1 AND state = \(state.code) AND is_open = 1 AND due_at <= ?2
                    \(among == nil ? "" : "AND id {in list ?3}")
                ORDER BY due_at, id LIMIT 1 {skip locked}
                """, [SQLValue(now)] + (among.map { [.ids($0)] } ?? [])
            ) {
                (
                    due: try $0.integer(0), id: try $0.text(1), batch: try $0.integer(2),
                    command: try $0.id(3) as CommandID,
                    state: state
                )
            }
        }
        return heads.min { ($0.due, $0.id) < ($1.due, $1.id) }.map { ($0.batch, $0.command, $0.state) }
    }

    /// All that go by the same key and support, with the commands whose acts are meant: acts that were recorded at another time
    /// may belong to the same batch.
    private func batches(like number: Int64, of command: CommandID) throws -> ([Int64], [CommandID]) {
        guard let head = try batches([number])[number] else { return ([], []) }
        if head.command == nil {
            let numbers = try rows(
                """
                SELECT number FROM batches b
                WHERE workspace = ?1 AND key = ?2 AND support = ?3 AND command IS NULL AND EXISTS (
                    SELECT 1 FROM intents i WHERE i.workspace = ?1 AND i.command = ?4 AND i.batch = b.number)
                """, [.text(head.key), .text(head.support), SQLValue(command)]
            ) { try $0.integer(0) }
            return (numbers, [command])
        }
        let found = try rows(
            "SELECT number, command FROM batches WHERE workspace = ?1 AND key = ?2 AND support = ?3 AND command IS NOT NULL",
            [.text(head.key), .text(head.support)]
        ) { (try $0.integer(0), try $0.id(1) as CommandID) }
        return (found.map(\.0), Array(Set(found.map(\.1))))
    }

    func renew(_ claimed: [Intent], now: Instant, until: Instant) throws -> Set<IntentID> {
        let claims = Dictionary(
            claimed.compactMap { act in act.claim.map { (act.id, $0) } }, uniquingKeysWith: { first, _ in first })
        guard let worker = claims.values.first?.worker else { return [] }
        // Those that count as unknown since the lease ended bear the fence still.
        let found = try rows(
            """
            SELECT id, state, fence FROM intents
            WHERE workspace = ?1 AND id {in list ?2} AND state IN (2, 3) AND is_open = 1 ORDER BY id {for change}
            """, [.ids(Array(claims.keys))]
        ) { (id: try $0.id(0) as IntentID, state: try $0.code(1, IntentState.byCode), fence: try $0.integer(2)) }
        let ours = found.filter { claims[$0.id]?.fence == $0.fence }
        if ours.isEmpty { return [] }
        try run(
            """
            UPDATE intents SET state = 2, worker = ?3, claimed_at = ?4, lease_until = ?5
            WHERE workspace = ?1 AND id {in list ?2}
            """, [.ids(ours.map(\.id)), .text(worker), SQLValue(now), SQLValue(until)])
        let lost = ours.count { $0.state == .unknown }
        tally(-lost, acts: .unknown)
        tally(lost, acts: .claimed)
        return Set(ours.map(\.id))
    }

    func abandonClaims(ofWorkers workers: [String]) throws {
        let named = workers.filter { !$0.holdsNUL }
        if !named.isEmpty { try loseClaims("worker {in list ?2}", [.list(named)]) }
    }

    /// Acts whose worker is gone may have been performed. Its fence stays: should it come back after all, what it says still
    /// counts until somebody else has claimed them.
    private func loseClaims(_ condition: String, _ parameters: [SQLValue]) throws {
        let lost = try run(
            """
            UPDATE intents SET state = 3, worker = NULL, claimed_at = NULL, lease_until = NULL
            WHERE workspace = ?1 AND id IN (
                SELECT id FROM intents WHERE workspace = ?1 AND state = 2 AND is_open = 1 AND \(condition) {skip locked})
            """, parameters)
        tally(-lost, acts: .claimed)
        tally(lost, acts: .unknown)
    }

    func settle(_ intents: [Intent]) throws {
        if intents.isEmpty { return }
        let before = try keyed(
            "SELECT id, state, fence FROM intents WHERE workspace = ?1 AND id {in list ?2} ORDER BY id {for change}",
            intents.map(\.id)
        ) { (try $0.id(0), (state: try $0.code(1, IntentState.byCode), fence: try $0.integer(2))) }
        for intent in intents {
            guard let old = before[intent.id] else { throw LedgerError.absent("act", intent.id) }
            try refuse(intent, state: old.state, fence: old.fence)
        }
        try runEach(
            """
            UPDATE intents SET state = ?3, attempts = ?4, due_at = ?5, worker = ?6, claimed_at = ?7, lease_until = ?8,
                detail = ?9, outcome_code = ?10, sent = ?11
            WHERE workspace = ?1 AND id = ?2
            """, intents
        ) { intent in
            let claim = intent.state == .claimed ? intent.claim : nil
            return [
                SQLValue(intent.id), .integer(intent.state.code), SQLValue(intent.attempts), SQLValue(intent.dueAt),
                SQLValue(claim?.worker), SQLValue(claim?.since), SQLValue(claim?.until), SQLValue(intent.detail),
                SQLValue(intent.outcomeCode),
                SQLValue(intent.state.isFinal ? nil : intent.sent?.document.canonicalText),
            ]
        }
        for intent in intents {
            if let old = before[intent.id] { tally(-1, acts: old.state) }
            tally(1, acts: intent.state)
        }
        try free(behind: intents.filter { $0.state == .done }.map(\.id))
        try cancel(behind: intents.filter { $0.state == .rejected || $0.state == .cancelled }.map(\.id))
    }

    /// A worker may settle what it claimed, unless another has claimed it since; nobody changes what is final.
    private func refuse(_ intent: Intent, state: IntentState, fence: Int64) throws {
        if state.isFinal {
            throw LedgerError(
                intent.claim == nil ? .conflict : .takenOver,
                "The act \(intent.id) was settled already (\(state.rawValue)).")
        }
        let isForeign = intent.claim.map { $0.fence != fence } ?? (state == .claimed)
        if isForeign {
            throw LedgerError(
                intent.claim == nil ? .conflict : .takenOver,
                "The act \(intent.id) was taken over by another worker.")
        }
        if intent.state == .claimed, intent.claim == nil {
            throw LedgerError(.mistake, "A claimed act needs its claim.")
        }
    }

    private func free(behind done: [IntentID]) throws {
        if done.isEmpty { return }
        let freed = try run(
            "UPDATE intents SET state = 1 WHERE workspace = ?1 AND state = 0 AND after {in list ?2}", [.ids(done)])
        tally(-freed, acts: .waiting)
        tally(freed, acts: .ready)
    }

    func release(behind invitations: [InvitationID], at now: Instant) throws {
        if invitations.isEmpty { return }
        let freed = try run(
            "UPDATE intents SET state = 1, due_at = ?3 WHERE workspace = ?1 AND state = 0 AND after {in list ?2}",
            [.ids(invitations), SQLValue(now)])
        tally(-freed, acts: .waiting)
        tally(freed, acts: .ready)
    }

    private func cancel(behind refused: [IntentID]) throws {
        var refused = refused
        while !refused.isEmpty {
            refused = try rows(
                """
                UPDATE intents SET state = 8, detail = ?3 WHERE workspace = ?1 AND state = 0 AND after {in list ?2} RETURNING id
                """, [.ids(refused), .text("the act before it was not done")]
            ) { try $0.id(0) }
            tally(-refused.count, acts: .waiting)
            tally(refused.count, acts: .cancelled)
        }
    }
}
