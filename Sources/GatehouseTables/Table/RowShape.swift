/// Finds what is wrong with a row before its values are looked at.
struct RowShape {
    let context: TableRow.Context
    let headerCount: Int

    init(_ context: TableRow.Context) {
        self.context = context
        headerCount = context.header.cells.count
    }

    /// - Parameter marked: the file has the two mark columns behind its own, which may hold anything.
    func problems(
        _ cells: CellSpans, row: Int, line: Int?, oddities: CSVRecord.Oddities = [], replaced: Bool = false,
        marked: Bool
    ) -> [TableProblem] {
        var problems: [TableProblem] = []
        let allowed = headerCount + (marked ? TableHeader.marks.count : 0)
        if cells.count > allowed, let extra = (allowed..<cells.count).first(where: { !cells[$0].isEmpty }) {
            problems.append(
                TableProblem(
                    file: context.file, row: row, line: line, column: ColumnName.letters(extra),
                    value: cells.string(extra),
                    reason: "the row has \(cells.count) cells, the header \(headerCount)",
                    remedy: "put the value with the delimiter in quotes, or name the column"))
        }
        if oddities.contains(.textAfterQuote) {
            problems.append(
                TableProblem(
                    file: context.file, row: row, line: line, reason: "text follows a closing quote",
                    remedy: "double every quote that belongs to the text"))
        }
        guard replaced else { return problems }
        for index in 0..<min(cells.count, headerCount) where Self.holdsReplacement(cells[index]) {
            problems.append(
                TableProblem(
                    file: context.file, row: row, line: line, column: context.header.title(index),
                    value: cells.string(index), reason: "the cell holds bytes that are no text in this encoding",
                    remedy: "save the file as UTF-8 and try again"))
        }
        return problems
    }

    /// U+FFFD, the mark of a byte that could not be read.
    static func holdsReplacement(_ cell: UnsafeRawBufferPointer) -> Bool {
        guard cell.count >= 3 else { return false }
        return (0...(cell.count - 3)).contains { cell[$0] == 0xEF && cell[$0 + 1] == 0xBF && cell[$0 + 2] == 0xBD }
    }
}
