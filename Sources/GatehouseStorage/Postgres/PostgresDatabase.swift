import CPQ
import Foundation
package import GatehouseModel

/// A PostgreSQL database, used by any number of Gatehouse processes at once.
package final class PostgresDatabase: Database {
    package struct Options: Sendable {
        package var connections = 8
        /// How long to wait for a connection of our own pool.
        package var patience: Duration = .seconds(30)
        package var connectTimeout: Duration = .seconds(10)
        /// The longest that one statement may run; bulk inserts and migrations are not bounded.
        package var statementTimeout: Duration = .seconds(60)
        package var applicationName = "gatehouse"

        package init() {}
    }

    package let dialect = Dialect.postgres
    package let name: String
    private let pool: ConnectionPool
    private let growth = TableGrowth()

    /// - Parameter address: a libpq connection string or `postgresql://` address; it may hold a password and is kept to
    ///   this object. Connects once, to know that it works.
    package init(_ address: Secret, options: Options = Options()) throws {
        let name = PostgresAddress.name(address)
        self.name = name
        let tables = PostgresTables()
        pool = ConnectionPool(limit: options.connections, patience: options.patience, database: name) {
            try PostgresAddress.connect(address, name: name, options: options, tables: tables)
        }
        try pool.lend { _ in }
    }

    @discardableResult
    package func read<T>(_ body: (any SQLConnection) throws -> T) throws -> T {
        try transaction("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", body)
    }

    @discardableResult
    package func write<T>(_ repeating: Repeating, _ body: (any SQLConnection) throws -> T) throws -> T {
        var left = repeating.attempts
        while true {
            left -= 1
            do { return try transaction("BEGIN", body) } catch  where Contention.isCause(of: error) && left > 0 {
                Contention.standAside(repeating.attempts - left)
            }
        }
    }

    @discardableResult
    package func writeGrouped<T>(_ body: (any SQLConnection) throws -> T) throws -> T { try transaction("BEGIN", body) }

    package func statement(
        _ sql: String, _ parameters: [SQLValue], _ body: (borrowing SQLRow) throws -> Void
    ) throws {
        try pool.lend { try $0.commitAlone(sql, parameters, body) }
    }

    @discardableResult
    package func alone<T>(_ body: (any SQLConnection) throws -> T) throws -> T {
        try transaction("BEGIN") { connection in
            try connection.script("SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0")
            try connection.forEachRow("SELECT pg_advisory_xact_lock(?1)", [.integer(Self.aloneLock)]) { _ in }
            return try body(connection)
        }
    }

    /// How many callers wait for a connection of the pool now.
    package var waitingCallers: Int { pool.waiting }

    package func close() throws { pool.close() }

    /// "gatehous" in ASCII: one number for all processes, unlikely to be anyone else's.
    private static let aloneLock: Int64 = 0x6761_7465_686f_7573

    private func transaction<T>(_ begin: String, _ body: (any SQLConnection) throws -> T) throws -> T {
        try pool.lend { connection in
            connection.begin(begin)
            do {
                let value = try body(connection)
                try connection.commit()
                growth.tell(connection, added: connection.takeAdded())
                return value
            } catch {
                connection.rollback()
                throw error
            }
        }
    }
}
