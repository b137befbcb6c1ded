import CPQ
import Foundation

/// One connection to a PostgreSQL server, driven by libpq's blocking calls.
///
/// `@unchecked Sendable`: the pool lends it to one thread at a time, under its lock.
final class PostgresConnection: SQLConnection, @unchecked Sendable {
    let dialect = Dialect.postgres
    let raw: OpaquePointer
    let database: String
    /// Prepared statements by what they are known by.
    var statements: [String: String] = [:]
    var made = 0
    /// How many rows this transaction added, by table.
    var added: [String: Int] = [:]
    /// The tables of bulk inserts.
    let tables: PostgresTables
    /// How rows went into each table the last time.
    var ways: [String: PostgresInsert] = [:]
    /// What was sent and is not answered yet.
    var pipeline: PostgresPipeline?
    /// Sent together with the first statement, which saves a round trip.
    var pendingBegin: String?
    /// Answers to what will be asked, until something is written.
    var foreseen: [QuestionBook.Question: PostgresResult] = [:]
    private var depth = 0
    private var cursors = 0

    /// Takes over an open connection.
    init(_ raw: OpaquePointer, database: String, tables: PostgresTables) {
        self.raw = raw
        self.tables = tables
        self.database = database
        PQsetNoticeProcessor(raw, { _, _ in }, nil)
    }

    deinit { PQfinish(raw) }

    func execute(_ sql: String, _ parameters: [SQLValue]) throws -> Int { try run(sql, parameters).affected }

    func executeLater(
        _ sql: String, _ parameters: [SQLValue], failing: @escaping (StorageError) -> any Error
    ) throws {
        try send(sql, types: [], try PostgresParameters(parameters), failing: failing)
    }

    func foresee(_ asking: (any SQLConnection) -> Void) throws {
        let book = QuestionBook(dialect)
        asking(book)
        var places: [Int] = []
        for question in book.questions {
            try send(question.sql, types: [], try PostgresParameters(question.parameters))
            places.append((pipeline?.messages.count ?? 0) - 1)
        }
        let results = try answers()
        for (question, place) in zip(book.questions, places) { foreseen[question] = results[place] }
    }

    func executeMany(_ sql: String, _ rows: () throws -> [SQLValue]?) throws -> [Int] {
        var affected: [Int] = []
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
            for values in batch { try send(sql, types: [], values) }
            affected += try answers().suffix(batch.count).map(\.affected)
        }
        return affected
    }

    func forEachRow(_ sql: String, _ parameters: [SQLValue], _ body: (borrowing SQLRow) throws -> Void) throws {
        let known = foreseen.isEmpty ? nil : foreseen[.init(sql: sql, parameters: parameters)]
        try show(try known ?? run(sql, parameters), body)
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
                try? settle()
                try execute("ROLLBACK TO \(name)")
                try execute("RELEASE \(name)")
            }
            throw error
        }
    }

    func script(_ sql: String) throws {
        try settle()
        tables.forget()
        foreseen = [:]
        try check(simple(try dialect.translate(sql)))
    }

    func show(_ result: PostgresResult, _ body: (borrowing SQLRow) throws -> Void) throws {
        let row = SQLRow(source: result)
        for index in 0..<result.rowCount {
            result.row = index
            try body(row)
        }
    }
}
