import GatehouseStorage
import Synchronization

/// Writes down every statement that goes through it, and passes it on.
final class RecordingDatabase: Database {
    private let inner: any Database
    private let seen = Mutex<Set<String>>([])

    init(_ inner: any Database) { self.inner = inner }

    var statements: Set<String> { seen.withLock { $0 } }
    var dialect: Dialect { inner.dialect }
    var name: String { inner.name }

    fileprivate func note(_ sql: String) { seen.withLock { _ = $0.insert(sql) } }

    func read<T>(_ body: (any SQLConnection) throws -> T) throws -> T {
        try inner.read { try body(RecordingConnection($0, self)) }
    }

    func write<T>(_ repeating: Repeating, _ body: (any SQLConnection) throws -> T) throws -> T {
        try inner.write(repeating) { try body(RecordingConnection($0, self)) }
    }

    func writeGrouped<T>(_ body: (any SQLConnection) throws -> T) throws -> T {
        try inner.writeGrouped { try body(RecordingConnection($0, self)) }
    }

    func statement(_ sql: String, _ parameters: [SQLValue], _ body: (borrowing SQLRow) throws -> Void) throws {
        note(sql)
        try inner.statement(sql, parameters, body)
    }

    func alone<T>(_ body: (any SQLConnection) throws -> T) throws -> T { try inner.alone(body) }
    func close() throws { try inner.close() }
}

private final class RecordingConnection: SQLConnection {
    private let inner: any SQLConnection
    private let book: RecordingDatabase

    init(_ inner: any SQLConnection, _ book: RecordingDatabase) {
        self.inner = inner
        self.book = book
    }

    var dialect: Dialect { inner.dialect }

    func execute(_ sql: String, _ parameters: [SQLValue]) throws -> Int {
        book.note(sql)
        return try inner.execute(sql, parameters)
    }

    func forEachRow(_ sql: String, _ parameters: [SQLValue], _ body: (borrowing SQLRow) throws -> Void) throws {
        book.note(sql)
        try inner.forEachRow(sql, parameters, body)
    }

    func stream(_ sql: String, _ parameters: [SQLValue], _ body: (borrowing SQLRow) throws -> Void) throws {
        book.note(sql)
        try inner.stream(sql, parameters, body)
    }

    func scan(_ sql: String, _ parameters: [SQLValue], _ body: (borrowing SQLRow) throws -> Void) throws {
        book.note(sql)
        try inner.scan(sql, parameters, body)
    }

    func executeMany(_ sql: String, _ rows: () throws -> [SQLValue]?) throws -> [Int] {
        book.note(sql)
        return try inner.executeMany(sql, rows)
    }

    func executeLater(
        _ sql: String, _ parameters: [SQLValue], failing: @escaping (StorageError) -> any Error
    ) throws {
        book.note(sql)
        try inner.executeLater(sql, parameters, failing: failing)
    }

    func bulkInsert(
        _ insert: BulkInsert, failing: @escaping (StorageError) -> any Error,
        fill: (inout BulkRow) throws -> Bool, refused: (Int) throws -> Void
    ) throws -> Int {
        try inner.bulkInsert(insert, failing: failing, fill: fill, refused: refused)
    }

    func savepoint<T>(_ body: () throws -> T) throws -> T { try inner.savepoint(body) }
    func script(_ sql: String) throws { try inner.script(sql) }
}
