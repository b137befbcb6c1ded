import CPQ
import Foundation

/// One connection to a PostgreSQL server, driven by libpq's blocking calls.
///
/// `@unchecked Sendable`: the pool lends it to one thread at a time, under its lock.
final class PostgresConnection: SQLConnection, @unchecked Sendable {
    let dialect = Dialect.postgres
    let raw: OpaquePointer
    let database: String
    private var statements: [String: String] = [:]
    private var made = 0
    private var depth = 0
    private var cursors = 0
    /// Sent together with the first statement, which saves a round trip.
    private var pendingBegin: String?
    private static let cacheLimit = 400

    /// Takes over an open connection.
    init(_ raw: OpaquePointer, database: String) {
        self.raw = raw
        self.database = database
        PQsetNoticeProcessor(raw, { _, _ in }, nil)
    }

    deinit { PQfinish(raw) }

    func execute(_ sql: String, _ parameters: [SQLValue]) throws -> Int { try run(sql, parameters).affected }

    func forEachRow(_ sql: String, _ parameters: [SQLValue], _ body: (borrowing SQLRow) throws -> Void) throws {
        try show(try run(sql, parameters), body)
    }

    func stream(_ sql: String, _ parameters: [SQLValue], _ body: (borrowing SQLRow) throws -> Void) throws {
        cursors += 1
        defer { cursors -= 1 }
        let cursor = "gatehouse_cursor_\(cursors)"
        _ = try run("DECLARE \(cursor) NO SCROLL CURSOR FOR \(sql)", parameters)
        while true {
            let rows = try run("FETCH FORWARD 4096 FROM \(cursor)", [])
            guard rows.rowCount > 0 else { break }
            try show(rows, body)
        }
        try execute("CLOSE \(cursor)")
    }

    func savepoint<T>(_ body: () throws -> T) throws -> T {
        depth += 1
        defer { depth -= 1 }
        let name = "gatehouse_\(depth)"
        try execute("SAVEPOINT \(name)")
        do {
            let value = try body()
            try execute("RELEASE \(name)")
            return value
        } catch {
            if isSound {
                try execute("ROLLBACK TO \(name)")
                try execute("RELEASE \(name)")
            }
            throw error
        }
    }

    func script(_ sql: String) throws {
        try flushBegin()
        try check(simple(try dialect.translate(sql)))
    }
}

// MARK: - Transactions

extension PostgresConnection {
    /// Whether another statement can be sent at all.
    var isSound: Bool { PQstatus(raw) == CONNECTION_OK }
    var isInTransaction: Bool { PQtransactionStatus(raw) != PQTRANS_IDLE }

    /// Looks, without a round trip, whether the server spoke while nobody asked it: it does so to end a session.
    var isAlive: Bool {
        guard isSound, PQtransactionStatus(raw) == PQTRANS_IDLE else { return false }
        var socket = pollfd(fd: PQsocket(raw), events: Int16(POLLIN), revents: 0)
        return poll(&socket, 1, 0) == 0
    }

    func begin(_ sql: String) { pendingBegin = sql }

    /// - Throws: `storage.commit_unknown` when the connection broke meanwhile.
    func commit() throws {
        guard pendingBegin == nil else {
            pendingBegin = nil
            return
        }
        let result = simple("COMMIT")
        guard isSound else {
            throw StorageError(
                .commitUnknown,
                "The connection to the database \(database) broke during a commit; whether it happened must be looked up.",
                detail: PQerrorMessage(raw).map { String(cString: $0) } ?? "")
        }
        try check(result)
        if let result, result.command != "COMMIT" {
            throw StorageError.misuse("a statement had failed before the commit: everything was rolled back")
        }
    }

    func rollback() {
        pendingBegin = nil
        if isSound, isInTransaction { _ = simple("ROLLBACK") }
    }

    func flushBegin() throws {
        guard let begin = pendingBegin else { return }
        try check(simple(begin))
        pendingBegin = nil
    }
}

// MARK: - Statements

extension PostgresConnection {
    /// Runs one statement, prepared on first use.
    func run(_ sql: String, _ parameters: [SQLValue]) throws -> PostgresResult {
        let values = try PostgresParameters(parameters)
        if pendingBegin == nil, let name = statements[sql] {
            let result = values.with { PQexecPrepared(raw, name, $0, $1, $2, $3, 1) }
            return try checked(result.map(PostgresResult.init), sql)
        }
        let pipeline = try PostgresPipeline(self)
        if let begin = pendingBegin { pipeline.send(begin) }
        let name = try statements[sql] ?? pipeline.prepare(try dialect.translate(sql), as: nextName())
        pipeline.send(name, values)
        var rest = pipeline.finish()[...]
        if pendingBegin != nil {
            try check(rest.popFirst())
            pendingBegin = nil
        }
        if statements[sql] == nil {
            _ = try checked(rest.popFirst(), sql)
            statements[sql] = name
        }
        return try checked(rest.popFirst(), sql)
    }

    func executeMany(_ sql: String, _ rows: () throws -> [SQLValue]?) throws -> [Int] {
        var affected: [Int] = []
        guard let first = try rows() else { return affected }
        // Alone, because it prepares the statement that the others share.
        affected.append(try execute(sql, first))
        guard let name = statements[sql] else { throw StorageError.misuse("not prepared: \(sql)") }
        var isAtEnd = false
        while !isAtEnd {
            // Few enough that neither side fills the other's socket while nobody reads.
            var batch: [PostgresParameters] = []
            while batch.count < 128 {
                guard let row = try rows() else {
                    isAtEnd = true
                    break
                }
                batch.append(try PostgresParameters(row))
            }
            guard !batch.isEmpty else { break }
            let pipeline = try PostgresPipeline(self)
            for values in batch { pipeline.send(name, values) }
            let results = pipeline.finish()
            for index in batch.indices {
                affected.append(try checked(index < results.count ? results[index] : nil, sql).affected)
            }
        }
        return affected
    }

    /// One text without parameters, in the simple protocol; the answer's columns are in text form.
    func simple(_ sql: String) -> PostgresResult? { PQexec(raw, sql).map(PostgresResult.init) }

    func check(_ result: PostgresResult?) throws {
        guard let result else { throw PostgresError.lost(database, words: errorWords) }
        if result.isError { throw isSound ? PostgresError.translate(result, database: database) : lost(result) }
    }

    var errorWords: String { PQerrorMessage(raw).map { String(cString: $0) } ?? "" }

    /// A server that ends a session says so (SQLSTATE 57P01) before it hangs up: that reason is kept.
    private func lost(_ result: PostgresResult) -> StorageError {
        let error = PostgresError.translate(result, database: database)
        return error.kind == .statement ? PostgresError.lost(database, words: errorWords) : error
    }

    private func checked(_ result: PostgresResult?, _ sql: String) throws -> PostgresResult {
        do { try check(result) } catch var error as StorageError {
            if error.kind == .statement {
                error.detail += " in: \(sql)"
                // After a change of the schema a prepared statement may no longer fit; its next use prepares it anew.
                statements[sql] = nil
            }
            throw error
        }
        guard let result else { throw PostgresError.lost(database, words: errorWords) }
        return result
    }

    private func nextName() throws -> String {
        if statements.count >= Self.cacheLimit {
            try flushBegin()
            try check(simple("DEALLOCATE ALL"))
            statements.removeAll()
        }
        made += 1
        return "gatehouse_\(made)"
    }

    private func show(_ result: PostgresResult, _ body: (borrowing SQLRow) throws -> Void) throws {
        let row = SQLRow(source: result)
        for index in 0..<result.rowCount {
            result.row = index
            try body(row)
        }
    }
}
