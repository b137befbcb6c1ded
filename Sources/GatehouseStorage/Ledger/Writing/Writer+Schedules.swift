import GatehouseLedger
import GatehouseModel

extension SQLLedgerReader {
    func schedules() throws -> [Schedule] {
        try rows(
            """
            SELECT connection, every, last_at, retry_at, failures, trouble, claimed_until, fence FROM schedules
            WHERE workspace = ?1 ORDER BY connection
            """
        ) { row in
            let every = try row.optionalInteger(1)
            return Schedule(
                connection: try row.id(0), wish: every.map { $0 == 0 ? .off : .every(.milliseconds($0)) } ?? .usual,
                lastAt: try row.optionalInstant(2), retryAt: try row.optionalInstant(3),
                failures: Int(try row.integer(4)), trouble: try row.optionalText(5),
                claimedUntil: try row.instant(6), fence: try row.integer(7))
        }
    }
}

extension SQLLedgerWriter {
    func schedule(_ connection: ConnectionID, _ wish: Schedule.Wish) throws {
        try require([connection], in: "connections", "connection")
        let every: SQLValue =
            switch wish {
            case .usual: .null
            case .off: .integer(0)
            case .every(let interval): .integer(max(1, Instant(milliseconds: 0).advanced(by: interval).milliseconds))
            }
        try run(
            """
            INSERT INTO schedules (workspace, connection, every, failures, claimed_until, fence) VALUES (?1, ?2, ?3, 0, 0, 0)
            ON CONFLICT (workspace, connection) DO UPDATE SET every = excluded.every, retry_at = NULL
            """, [SQLValue(connection), every])
    }

    func claim(_ schedule: Schedule, now: Instant, lease: Duration) throws -> Schedule? {
        try require([schedule.connection], in: "connections", "connection")
        try run(
            """
            INSERT INTO schedules (workspace, connection, failures, claimed_until, fence) VALUES (?1, ?2, 0, 0, 0)
            ON CONFLICT DO NOTHING
            """, [SQLValue(schedule.connection)])
        var claimed = schedule
        claimed.claimedUntil = now.advanced(by: lease)
        claimed.fence += 1
        let isOurs = try run(
            """
            UPDATE schedules SET claimed_until = ?3, fence = ?4
            WHERE workspace = ?1 AND connection = ?2 AND fence = ?5 AND claimed_until <= ?6
            """,
            [
                SQLValue(schedule.connection), SQLValue(claimed.claimedUntil), .integer(claimed.fence),
                .integer(schedule.fence), SQLValue(now),
            ])
        return isOurs == 1 ? claimed : nil
    }

    func renew(_ schedule: Schedule) throws -> Bool {
        try run(
            "UPDATE schedules SET claimed_until = ?3 WHERE workspace = ?1 AND connection = ?2 AND fence = ?4",
            [SQLValue(schedule.connection), SQLValue(schedule.claimedUntil), .integer(schedule.fence)]) == 1
    }

    func settle(_ schedule: Schedule) throws -> Bool {
        try run(
            """
            UPDATE schedules SET last_at = ?3, retry_at = ?4, failures = ?5, trouble = ?6, claimed_until = 0
            WHERE workspace = ?1 AND connection = ?2 AND fence = ?7
            """,
            [
                SQLValue(schedule.connection), SQLValue(schedule.lastAt), SQLValue(schedule.retryAt),
                .integer(Int64(schedule.failures)), SQLValue(schedule.trouble), .integer(schedule.fence),
            ]) == 1
    }
}
