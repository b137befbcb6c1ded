import Synchronization

/// Watches how many rows go into each table, so that PostgreSQL's planner is told in time.
///
/// Of a table that just began to fill the server knows nothing until its own housekeeping comes by, a minute later or ten. What
/// it plans before, and keeps, may walk through all rows of the workspace for each one sought: those of references included.
final class TableGrowth: Sendable {
    private struct Growth {
        var added = 0
        /// At so many it is looked whether the planner should be told.
        var next = TableGrowth.first
    }

    private static let first = 200
    /// A table that has so many times the rows that the planner believes in is worth a look.
    private static let factor = 10
    private let growth = Mutex<[String: Growth]>([:])

    /// Tells the planner of the tables to which a committed transaction added rows, where that is due. What fails here is not
    /// missed: the server's housekeeping does the same later.
    func tell(_ connection: PostgresConnection, added: [String: Int]) {
        for table in due(added) {
            let believed = try? connection.integer(
                "SELECT CAST(reltuples AS BIGINT) FROM pg_class WHERE oid = to_regclass(?1)", [.text(table.name)])
            guard let believed, believed < 0 || table.added >= (Self.factor - 1) * Int(believed) else { continue }
            _ = try? connection.script("ANALYZE (SKIP_LOCKED) \(table.name)")
        }
    }

    private func due(_ added: [String: Int]) -> [(name: String, added: Int)] {
        growth.withLock { growth in
            added.compactMap { name, count in
                growth[name, default: Growth()].added += count
                guard let now = growth[name], now.added >= now.next else { return nil }
                growth[name]?.next = now.added * Self.factor
                return (name, now.added)
            }
        }
    }
}
