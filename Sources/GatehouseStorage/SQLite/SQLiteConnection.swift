import GRDB
import GRDBSQLite

/// One SQLite connection of GRDB's, driven by SQLite's own calls.
///
/// `@unchecked Sendable`: it is only ever used on the serial queue of the GRDB connection it belongs to.
final class SQLiteConnection: SQLConnection, @unchecked Sendable {
    let dialect = Dialect.sqlite
    let handle: OpaquePointer
    private let database: String
    private var cache: [String: SQLiteStatement] = [:]
    private var depth = 0
    private static let cacheLimit = 400

    init(_ handle: OpaquePointer, database: String) {
        self.handle = handle
        self.database = database
    }

    @discardableResult
    func execute(_ sql: String, _ parameters: [SQLValue]) throws -> Int {
        try running(sql, parameters) { statement in
            var code = sqlite3_step(statement.handle)
            while code == SQLITE_ROW { code = sqlite3_step(statement.handle) }
            try check(code)
            return Int(sqlite3_changes(handle))
        }
    }

    func forEachRow(_ sql: String, _ parameters: [SQLValue], _ body: (borrowing SQLRow) throws -> Void) throws {
        try running(sql, parameters) { statement in
            let row = SQLRow(source: SQLiteRow(statement))
            var code = sqlite3_step(statement.handle)
            while code == SQLITE_ROW {
                try body(row)
                code = sqlite3_step(statement.handle)
            }
            try check(code)
        }
    }

    func stream(_ sql: String, _ parameters: [SQLValue], _ body: (borrowing SQLRow) throws -> Void) throws {
        try forEachRow(sql, parameters, body)
    }

    func executeMany(_ sql: String, _ rows: () throws -> [SQLValue]?) throws -> [Int] {
        var affected: [Int] = []
        guard var row = try rows() else { return affected }
        let statement = try acquire(sql)
        defer { statement.reset() }
        while true {
            try bind(statement, row, sql)
            var code = sqlite3_step(statement.handle)
            while code == SQLITE_ROW { code = sqlite3_step(statement.handle) }
            try check(code)
            affected.append(Int(sqlite3_changes(handle)))
            guard let next = try rows() else { return affected }
            row = next
            sqlite3_reset(statement.handle)
        }
    }

    func executeLater(
        _ sql: String, _ parameters: [SQLValue], failing: @escaping (StorageError) -> any Error
    ) throws { try execute(sql, parameters) }

    func bulkInsert(
        _ insert: BulkInsert, failing: @escaping (StorageError) -> any Error, fill: (inout BulkRow) throws -> Bool,
        refused: (Int) throws -> Void
    ) throws -> Int {
        var leavesOut = false
        if case .refuse = insert.onConflict { leavesOut = true }
        let marks = (1...insert.columns.count).map { "?\($0)" }.joined(separator: ", ")
        let sql =
            "INSERT INTO \(insert.table) (\(insert.columns.joined(separator: ", "))) VALUES (\(marks))"
            + insert.conflictWords
        let statement = try acquire(sql)
        defer { statement.reset(); sqlite3_clear_bindings(statement.handle) }
        var row = BulkRow()
        var (index, inserted) = (0, 0)
        while try fill(&row) {
            guard row.fields.count == insert.columns.count else {
                throw StorageError.misuse(
                    "\(row.fields.count) fields for \(insert.columns.count) columns of \(insert.table)")
            }
            let code = row.bytes.withUnsafeBytes { bytes -> Int32 in
                let bound = statement.bind(row, bytes: bytes)
                guard bound == SQLITE_OK else { return bound }
                let code = sqlite3_step(statement.handle)
                return code == SQLITE_DONE ? sqlite3_reset(statement.handle) : code
            }
            try check(code == SQLITE_OK ? SQLITE_DONE : code)
            if leavesOut, sqlite3_changes(handle) == 0 { try refused(index) } else { inserted += 1 }
            index += 1
            row.clear()
        }
        return inserted
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
            // A full disk ends the whole transaction by itself; then there is no savepoint to return to.
            if isInTransaction {
                try execute("ROLLBACK TO \(name)")
                try execute("RELEASE \(name)")
            }
            throw error
        }
    }

    func script(_ sql: String) throws {
        try check(sqlite3_exec(handle, try dialect.translate(sql), nil, nil, nil))
    }
}

extension SQLiteConnection {
    var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }

    /// Ends the transaction if there still is one; errors are of no use here, the connection is sound either way.
    func rollback() {
        if isInTransaction { sqlite3_exec(handle, "ROLLBACK", nil, nil, nil) }
    }

    /// Lets go of every prepared statement, so that the connection can be closed.
    func forgetStatements() { cache.removeAll() }

    private func running<T>(_ sql: String, _ parameters: [SQLValue], _ body: (SQLiteStatement) throws -> T) throws -> T
    {
        let statement = try acquire(sql)
        defer { statement.reset() }
        try bind(statement, parameters, sql)
        return try body(statement)
    }

    private func bind(_ statement: SQLiteStatement, _ parameters: [SQLValue], _ sql: String) throws {
        do { try statement.bind(parameters) } catch {
            if error.code == SQLITE_RANGE {
                throw StorageError.misuse("\(parameters.count) parameters do not fit: \(sql)")
            }
            throw failure(error.code)
        }
    }

    /// A statement ready to be bound, marked as running; from the cache unless it is running already.
    private func acquire(_ sql: String) throws -> SQLiteStatement {
        if let cached = cache[sql], !cached.isRunning {
            cached.isRunning = true
            return cached
        }
        let statement: SQLiteStatement
        do { statement = try SQLiteStatement(dialect.translate(sql), on: handle) } catch let error as SQLiteFailure {
            if error.code == SQLITE_MISUSE { throw StorageError.misuse("not exactly one statement: \(sql)") }
            throw failure(error.code)
        }
        if cache.count >= SQLiteConnection.cacheLimit { cache = cache.filter { $0.value.isRunning } }
        if cache[sql] == nil { cache[sql] = statement }
        statement.isRunning = true
        return statement
    }

    private func check(_ code: Int32) throws {
        guard code != SQLITE_DONE, code != SQLITE_OK else { return }
        throw failure(code)
    }

    private func failure(_ code: Int32) -> StorageError {
        let extended = sqlite3_extended_errcode(handle)
        return SQLiteError.translate(
            extended & 0xff == code & 0xff ? extended : code, words: String(cString: sqlite3_errmsg(handle)),
            database: database)
    }
}
