extension PostgresConnection {
    /// So many rows go into one statement: few enough that the server looks each up by its key.
    private static let together = 500

    /// As arrays of the table's own row type: one statement costs the server a third of one for each row.
    func change(_ change: BulkChange, _ rows: () throws -> [SQLValue]?) throws -> Int {
        let table = try table(change.table)
        let columns = change.key + change.columns
        let sources = table.columns.map { column in columns.firstIndex(of: column.name) }
        // The type's number stands for the table as it is now: made anew, it has another statement.
        let sql = change.sql(from: " FROM unnest(?1) u /* \(table.rows) */") { "u.\($1)" }
        var (changed, isAtEnd) = (0, false)
        while !isAtEnd {
            var portion = PostgresRows(try table.types(of: columns))
            while portion.count < Self.together {
                guard let values = try rows() else {
                    isAtEnd = true
                    break
                }
                var row = BulkRow()
                for value in values { row.add(value: value) }
                try portion.add(row)
            }
            if portion.count == 0 { break }
            changed += try run(sql, types: [table.rows], table.array(portion, sources)).affected
        }
        return changed
    }
}
