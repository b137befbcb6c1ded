/// One database, whichever it is. Every call blocks its thread; call it from bounded worker threads only.
///
/// A closure that throws is rolled back and its error comes out unchanged. Closures must not nest one call in another.
package protocol Database: AnyObject, Sendable {
    var dialect: Dialect { get }
    /// What to call this database before a person: its path, or its host and name; never a password.
    var name: String { get }

    /// Reads one consistent snapshot; does not wait for writers.
    @discardableResult
    func read<T>(_ body: (any SQLConnection) throws -> T) throws -> T

    /// Runs `body` in a transaction of its own; when this returns, what it wrote is durable.
    @discardableResult
    func write<T>(_ repeating: Repeating, _ body: (any SQLConnection) throws -> T) throws -> T

    /// As `write`, for short transactions that many ask for at once. On SQLite neighbours share one commit: `body` may then
    /// run on another caller's thread, in a savepoint of its own, and nobody is answered before the commit is durable.
    @discardableResult
    func writeGrouped<T>(_ body: (any SQLConnection) throws -> T) throws -> T

    /// One statement that is a transaction of its own, with each row of its answer; durable when this returns. On PostgreSQL
    /// it is one round trip.
    func statement(_ sql: String, _ parameters: [SQLValue], _ body: (borrowing SQLRow) throws -> Void) throws

    /// As `write`, while no other process runs an `alone` on this database; for migrations.
    @discardableResult
    func alone<T>(_ body: (any SQLConnection) throws -> T) throws -> T

    /// Waits for running transactions and closes every connection; later calls fail with `storage.unavailable`.
    func close() throws
}

/// Whether a transaction's closure may run again after the database gave it up as a deadlock's or conflict's victim.
package enum Repeating: Sendable {
    case never
    /// The closure has no effect but its SQL.
    case safe(attempts: Int = 5)

    var attempts: Int {
        switch self {
        case .never: 1
        case .safe(let attempts): max(1, attempts)
        }
    }
}

extension Database {
    @discardableResult
    package func write<T>(_ body: (any SQLConnection) throws -> T) throws -> T { try write(.never, body) }
}
