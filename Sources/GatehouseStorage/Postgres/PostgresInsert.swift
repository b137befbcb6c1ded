/// How the rows of one kind of insert go into their table: found out once for each session.
struct PostgresInsert {
    let insert: BulkInsert
    let table: PostgresTable
    /// Of the insert's columns.
    let types: [PostgresType]
    /// For each column of the table, its place in the insert; nil where it takes its default.
    let sources: [Int?]
    /// Takes the rows as one array of the table's own row type.
    let sql: String

    init(_ insert: BulkInsert, _ table: PostgresTable) throws {
        self.insert = insert
        self.table = table
        types = try table.types(of: insert.columns)
        sources = table.columns.map { column in insert.columns.firstIndex(of: column.name) }
        let columns = insert.columns.joined(separator: ", ")
        var sql =
            // The type's number stands for the table as it is now: made anew, it has another statement.
            "INSERT INTO \(insert.table) (\(columns)) SELECT \(columns) FROM unnest(?1) /* \(table.rows) */"
            + insert.conflictWords
        if case .refuse(let identity, _, _) = insert.onConflict {
            sql += " RETURNING \(identity.joined(separator: ", "))"
        }
        self.sql = sql
    }
}

extension PostgresConnection {
    func way(of insert: BulkInsert) throws -> PostgresInsert {
        let table = try table(insert.table)
        if let known = ways[insert.table], known.insert == insert, known.table == table { return known }
        let way = try PostgresInsert(insert, table)
        ways[insert.table] = way
        return way
    }
}
