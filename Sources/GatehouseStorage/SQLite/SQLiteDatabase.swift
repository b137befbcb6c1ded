import Foundation
import GRDB
import Synchronization

/// A SQLite file in WAL mode, every commit flushed to the disk; one writer at a time, readers in snapshots.
package final class SQLiteDatabase: Database {
    package struct Options: Sendable {
        package var readers = 4
        /// How long to wait for another program's lock.
        package var patience: Duration = .seconds(5)
        /// The page cache of the one connection that writes: what a large transaction changes stays in it.
        package var writerCacheKibibytes = 32 * 1024
        /// The page cache of each connection that reads. It is empty again whenever somebody has written, and whoever reads a whole
        /// table finds nothing in it.
        package var readerCacheKibibytes = 8 * 1024
        package var isReadOnly = false
        /// The largest the file may grow, in pages; nil for no bound.
        package var pageLimit: Int?

        package init() {}
    }

    package let dialect = Dialect.sqlite
    package let name: String
    private let pool: DatabasePool
    private let connections = ConnectionBook()
    private let line = GroupCommit<SQLiteJob>()
    /// Set by the first failed write to the disk; everything after it is refused.
    private let failure = Mutex<StorageError?>(nil)
    private let isClosed = Atomic(false)

    /// Opens the file, or makes it, readable for its owner only. The folder must exist.
    package init(path: String, options: Options = Options()) throws {
        name = path
        try SQLiteError.requireRoom(beside: path)
        if !options.isReadOnly { SQLiteDatabase.make(path) }
        pool = try SQLiteDatabase.connect(path, connections.configuration(options, name: path), options)
    }

    /// Who turns WAL on, and who closes last, locks the whole file for a moment, and SQLite then refuses the others at once,
    /// whatever the time-out: they try again for as long as one waits for a lock.
    private static func connect(_ path: String, _ configuration: Configuration, _ options: Options) throws
        -> DatabasePool
    {
        let deadline = ContinuousClock.now + options.patience
        var attempt = 0
        while true {
            do {
                let pool = try DatabasePool(path: path, configuration: configuration)
                if !options.isReadOnly { try pool.writeWithoutTransaction(setUpWriter(options)) }
                return pool
            } catch {
                let error = SQLiteError.translate(error, database: path)
                guard (error as? StorageError)?.kind == .locked, ContinuousClock.now < deadline else { throw error }
                attempt += 1
                Contention.standAside(attempt)
            }
        }
    }

    @discardableResult
    package func read<T>(_ body: (any SQLConnection) throws -> T) throws -> T {
        try refuseAfterFailure()
        do {
            return try pool.read { try body(try connections[$0]) }
        } catch { throw noted(error) }
    }

    @discardableResult
    package func write<T>(_ repeating: Repeating, _ body: (any SQLConnection) throws -> T) throws -> T {
        try submit(alone: true, body)
    }

    @discardableResult
    package func writeGrouped<T>(_ body: (any SQLConnection) throws -> T) throws -> T {
        try submit(alone: false, body)
    }

    package func statement(
        _ sql: String, _ parameters: [SQLValue], _ body: (borrowing SQLRow) throws -> Void
    ) throws {
        try writeGrouped { try $0.forEachRow(sql, parameters, body) }
    }

    @discardableResult
    package func alone<T>(_ body: (any SQLConnection) throws -> T) throws -> T {
        // A writer's transaction holds the file's one write lock from its beginning.
        try submit(alone: true, body)
    }

    /// The last one out leaves one file that holds everything: readers go first, because only who may write can clear the log.
    package func close() throws {
        let wasClosed = isClosed.exchange(true, ordering: .sequentiallyConsistent)
        guard !wasClosed else { return }
        do {
            try pool.barrierWriteWithoutTransaction { _ in connections.forgetStatements() }
            pool.invalidateReadOnlyConnections()
            try pool.close()
        } catch { throw SQLiteError.translate(error, database: name) }
    }
}

extension SQLiteDatabase {
    private func submit<T>(alone: Bool, _ body: (any SQLConnection) throws -> T) throws -> T {
        try refuseAfterFailure()
        var value: T?
        var thrown: (any Error)?
        withoutActuallyEscaping(body) { body in
            let job = SQLiteJob(run: { value = try body($0) }, settle: { thrown = $0 })
            line.submit(.init(job, alone: alone)) { job, next in
                let transaction = SQLiteTransaction(job)
                do {
                    try pool.writeWithoutTransaction { transaction.perform(on: try connections[$0], next: next) }
                } catch { transaction.refuse(error) }
            }
        }
        if let thrown { throw noted(thrown) }
        guard let value else { throw StorageError.misuse("a job ended without an answer") }
        return value
    }

    private func refuseAfterFailure() throws {
        if isClosed.load(ordering: .relaxed) { throw StorageError(.unavailable, "The database \(name) was closed.") }
        if let error = failure.withLock({ $0 }) { throw error }
    }

    private func noted(_ error: any Error) -> any Error {
        let error = SQLiteError.translate(error, database: name)
        if let storage = error as? StorageError, storage.kind == .fatal { failure.withLock { $0 = $0 ?? storage } }
        return error
    }

    /// SQLite gives its -wal and -shm files the rights of the file itself.
    private static func make(_ path: String) {
        guard !path.hasPrefix("file:") else { return }
        let file = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        if file >= 0 { _ = Glibc.close(file) }
    }

    /// After the pool is open, because GRDB sets `synchronous` itself when it turns WAL on.
    private static func setUpWriter(_ options: Options) -> (GRDB.Database) throws -> Void {
        { connection in
            try connection.execute(sql: "PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000")
            if let limit = options.pageLimit { try connection.execute(sql: "PRAGMA max_page_count = \(limit)") }
        }
    }
}
