/// A connection inside a transaction, lent to the closure of `Database.read` or `Database.write`; used by one thread at a time.
///
/// One SQL text serves both databases: parameters are `?1`, `?2` …, and `{words}` are replaced by the `Dialect`.
/// After a statement failed, PostgreSQL refuses the rest of the transaction: expect failures only inside `savepoint`,
/// or avoid them with `ON CONFLICT`.
package protocol SQLConnection: AnyObject {
    var dialect: Dialect { get }

    /// Runs one statement; the number of rows it inserted, changed or deleted.
    @discardableResult
    func execute(_ sql: String, _ parameters: [SQLValue]) throws -> Int

    /// Runs one statement whose answer is of no interest. PostgreSQL is not waited for: when it fails, a later statement or
    /// the commit throws what `failing` makes of the error.
    func executeLater(
        _ sql: String, _ parameters: [SQLValue], failing: @escaping (StorageError) -> any Error) throws

    /// Asks at once all that `asking` reads, where a round trip each would cost more: each answer is kept for whoever asks
    /// the same before the transaction writes something. What `asking` itself is shown is empty; it is not called where
    /// nothing would be gained.
    func foresee(_ asking: (any SQLConnection) -> Void) throws

    /// Runs one statement and shows each row of its answer; the whole answer is in memory on PostgreSQL.
    func forEachRow(_ sql: String, _ parameters: [SQLValue], _ body: (borrowing SQLRow) throws -> Void) throws

    /// As `forEachRow`, in bounded memory however long the answer is. For reading only.
    func stream(_ sql: String, _ parameters: [SQLValue], _ body: (borrowing SQLRow) throws -> Void) throws

    /// As `stream`, by the database's fastest road for very many rows: `body` must ask nothing of this connection. Parameters are
    /// integers and texts.
    func scan(_ sql: String, _ parameters: [SQLValue], _ body: (borrowing SQLRow) throws -> Void) throws

    /// Runs one statement for each row of parameters, in few round trips; the affected rows of each.
    @discardableResult
    func executeMany(_ sql: String, _ rows: () throws -> [SQLValue]?) throws -> [Int]

    /// Gives rows new values, in few round trips: the values of the key, then those of the columns. How many were found.
    @discardableResult
    func change(_ change: BulkChange, _ rows: () throws -> [SQLValue]?) throws -> Int

    /// Loads rows by the database's fastest road for their number; how many went in. See `BulkInsert`.
    ///
    /// Where no row may be refused the answer need not be waited for, as with `executeLater`.
    /// - Parameters:
    ///   - failing: what a failure means that shows itself later.
    ///   - fill: adds one row's fields in the order of the columns; false at the end.
    ///   - refused: called with the index (from 0) of each row that was refused, ascending.
    func bulkInsert(
        _ insert: BulkInsert, failing: @escaping (StorageError) -> any Error,
        fill: (inout BulkRow) throws -> Bool, refused: (Int) throws -> Void
    ) throws -> Int

    /// What `body` does is undone when it throws; the rest of the transaction stands.
    func savepoint<T>(_ body: () throws -> T) throws -> T

    /// Runs a text of several statements without parameters, as migrations have them.
    func script(_ sql: String) throws
}

extension SQLConnection {
    package func foresee(_ asking: (any SQLConnection) -> Void) throws {}

    package func scan(
        _ sql: String, _ parameters: [SQLValue], _ body: (borrowing SQLRow) throws -> Void
    ) throws { try stream(sql, parameters, body) }

    @discardableResult
    package func execute(_ sql: String) throws -> Int { try execute(sql, []) }

    package func rows<T>(
        _ sql: String, _ parameters: [SQLValue] = [], _ read: (borrowing SQLRow) throws -> T
    ) throws -> [T] {
        var all: [T] = []
        try forEachRow(sql, parameters) { all.append(try read($0)) }
        return all
    }

    /// The first row as `read` sees it; nil when there is none.
    package func first<T>(
        _ sql: String, _ parameters: [SQLValue] = [], _ read: (borrowing SQLRow) throws -> T
    ) throws -> T? {
        var found: T?
        try forEachRow(sql, parameters) { if found == nil { found = try read($0) } }
        return found
    }

    /// The one integer that the statement answers with, such as a count; an error when there is no row.
    package func integer(_ sql: String, _ parameters: [SQLValue] = []) throws -> Int64 {
        guard let value = try first(sql, parameters, { try $0.integer(0) }) else {
            throw StorageError.misuse("no row from: \(sql)")
        }
        return value
    }

    package func bulkInsert(
        _ insert: BulkInsert, fill: (inout BulkRow) throws -> Bool, refused: (Int) throws -> Void
    ) throws -> Int {
        try bulkInsert(insert, failing: { $0 }, fill: fill, refused: refused)
    }

    @discardableResult
    package func bulkInsert(_ insert: BulkInsert, fill: (inout BulkRow) throws -> Bool) throws -> Int {
        try bulkInsert(insert, failing: { $0 }, fill: fill, refused: { _ in })
    }
}
