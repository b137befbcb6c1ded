extension Table {
    /// Writes the original file back, same format, columns, order and encoding, with two more columns: `error` and `remedy`,
    /// filled in every row that has a problem (CB-7). The columns of an earlier marking are replaced. Reading such a file
    /// ignores the two columns.
    ///
    /// The file appears whole or not at all; `path` may be the original's own.
    /// Throws `TableError` `.unreadable` or `.unwritable`.
    package func annotate(to path: String, problems: some Sequence<TableProblem>) throws {
        let marks = RowMarks(problems, headerRow: header.row)
        do {
            switch format {
            case .csv: try CSVAnnotator(self, marks: marks).write(to: path)
            case .xlsx: try WorkbookAnnotator(self, marks: marks).write(to: path)
            }
        } catch var error as TableError {
            if error.code != .unwritable { error.file = name }
            throw error
        }
    }
}
