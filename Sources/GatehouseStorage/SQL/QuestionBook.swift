/// What would be asked: takes every statement that reads, shows nothing, and writes nothing.
final class QuestionBook: SQLConnection {
    struct Question: Hashable {
        let sql: String
        let parameters: [SQLValue]
    }

    let dialect: Dialect
    private(set) var questions: [Question] = []

    init(_ dialect: Dialect) { self.dialect = dialect }

    func forEachRow(_ sql: String, _ parameters: [SQLValue], _ body: (borrowing SQLRow) throws -> Void) throws {
        guard Self.isQuestion(sql) else { throw Self.refusal }
        let question = Question(sql: sql, parameters: parameters)
        if !questions.contains(question) { questions.append(question) }
    }

    /// Whether a statement changes nothing.
    static func isQuestion(_ sql: String) -> Bool { sql.utf8.starts(with: "SELECT".utf8) }

    func execute(_ sql: String, _ parameters: [SQLValue]) throws -> Int { throw Self.refusal }
    func executeLater(_ sql: String, _ parameters: [SQLValue], failing: @escaping (StorageError) -> any Error) throws {
        throw Self.refusal
    }
    func stream(_ sql: String, _ parameters: [SQLValue], _ body: (borrowing SQLRow) throws -> Void) throws {
        throw Self.refusal
    }
    func executeMany(_ sql: String, _ rows: () throws -> [SQLValue]?) throws -> [Int] { throw Self.refusal }
    func bulkInsert(
        _ insert: BulkInsert, failing: @escaping (StorageError) -> any Error,
        fill: (inout BulkRow) throws -> Bool, refused: (Int) throws -> Void
    ) throws -> Int { throw Self.refusal }
    func savepoint<T>(_ body: () throws -> T) throws -> T { throw Self.refusal }
    func script(_ sql: String) throws { throw Self.refusal }

    private static let refusal = StorageError.misuse("only questions can be foreseen")
}
