import GatehouseLedger
import GatehouseModel

extension SQLLedgerWriter {
    func save(_ address: HookAddress) throws {
        try require([address.connection], in: "connections", "connection")
        let box = try scope.vault.seal(
            scope.workspace, field: Self.tokenField(address.connection), address.token)
        try run(
            """
            INSERT INTO hook_addresses (workspace, connection, token, made_at, quiet_until, claimed_until, fence)
            VALUES (?1, ?2, ?3, ?4, 0, 0, 0)
            ON CONFLICT (workspace, connection) DO UPDATE SET token = excluded.token, made_at = excluded.made_at
            """, [SQLValue(address.connection), .blob(box), SQLValue(address.madeAt)])
    }

    func add(_ delivery: WebhookDelivery, _ content: WebhookContent) throws {
        try require([delivery.connection], in: "connections", "connection")
        try run(
            """
            INSERT INTO webhooks (workspace, id, connection, at, size, digest, headers, content, state, outcome, run,
                attempts, due_at, done_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
            """,
            [
                SQLValue(delivery.id), SQLValue(delivery.connection), SQLValue(delivery.at),
                .integer(Int64(delivery.size)), .text(delivery.digest), .words(delivery.headers),
                .blob(try content.sealed(of: delivery.id, scope)), .text(delivery.state.rawValue),
                .text(delivery.outcome), SQLValue(delivery.run), .integer(Int64(delivery.attempts)),
                SQLValue(delivery.dueAt), SQLValue(delivery.doneAt),
            ], unique: LedgerError(.conflict, "A webhook with this identifier is there already."))
    }

    func claimWebhooks(now: Instant, lease: Duration, limit: Int) throws -> WebhookClaim? {
        let found = try first(
            """
            SELECT connection, fence FROM hook_addresses h
            WHERE workspace = ?1 AND quiet_until <= ?2 AND claimed_until <= ?2 AND EXISTS (
                SELECT 1 FROM webhooks w WHERE w.workspace = h.workspace AND w.connection = h.connection
                AND w.state = 'waiting' AND w.due_at <= ?2)
            ORDER BY quiet_until, connection LIMIT 1 {skip locked}
            """, [SQLValue(now)]
        ) { (try $0.id(0) as ConnectionID, try $0.integer(1)) }
        guard let (connection, fence) = found else { return nil }
        try run(
            """
            UPDATE hook_addresses SET claimed_until = ?3, fence = ?4 WHERE workspace = ?1 AND connection = ?2
            """, [SQLValue(connection), SQLValue(now.advanced(by: lease)), .integer(fence + 1)])
        return WebhookClaim(
            connection: connection, deliveries: try dueWebhooks(of: connection, now: now, limit: limit),
            fence: fence + 1)
    }

    func settle(_ claim: WebhookClaim, quietUntil: Instant) throws -> Bool {
        let isOurs = try run(
            """
            UPDATE hook_addresses SET claimed_until = 0, quiet_until = ?3
            WHERE workspace = ?1 AND connection = ?2 AND fence = ?4
            """, [SQLValue(claim.connection), SQLValue(quietUntil), .integer(claim.fence)])
        guard isOurs == 1 else { return false }
        try runEach(
            """
            UPDATE webhooks SET state = ?3, outcome = ?4, run = ?5, attempts = ?6, due_at = ?7, done_at = ?8
            WHERE workspace = ?1 AND id = ?2
            """, claim.deliveries
        ) {
            [
                SQLValue($0.id), .text($0.state.rawValue), .text($0.outcome), SQLValue($0.run),
                .integer(Int64($0.attempts)), SQLValue($0.dueAt), SQLValue($0.doneAt),
            ]
        }
        return true
    }

    func revive(_ id: WebhookID, at: Instant) throws {
        let revived = try run(
            """
            UPDATE webhooks SET state = 'waiting', outcome = '', run = NULL, attempts = 0, due_at = ?3, done_at = NULL
            WHERE workspace = ?1 AND id = ?2
            """, [SQLValue(id), SQLValue(at)])
        if revived == 0 { throw LedgerError.absent("webhook", id) }
    }

    func forgetWebhooks(of connection: ConnectionID, before: Instant, beyond newest: Int) throws -> Int {
        try run(
            """
            DELETE FROM webhooks WHERE workspace = ?1 AND connection = ?2 AND done_at IS NOT NULL AND (done_at < ?3 OR id <= (
                SELECT id FROM webhooks WHERE workspace = ?1 AND connection = ?2 AND done_at IS NOT NULL
                ORDER BY id DESC LIMIT 1 OFFSET ?4))
            """, [SQLValue(connection), SQLValue(before), .integer(Int64(max(0, newest)))])
    }
}
