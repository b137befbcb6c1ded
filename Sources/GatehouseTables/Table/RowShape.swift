/// Finds what is wrong with a row before its values are looked at.
struct RowShape {
    let context: TableRow.Context
    let headerCount: Int

    init(_ context: TableRow.Context) {
        self.context = context
        headerCount = context.header.cells.count
    }

    /// Nothing can be wrong with it, seen at a glance.
    /// - Parameter marked: the file has the two mark columns behind its own, which may hold anything.
    @inline(__always)
    func isSound(_ row: BodyRow, marked: Bool) -> Bool {
        row.cells.count <= allowed(marked) && row.oddities.isEmpty && !row.replaced && !row.isDoubtful
            && row.cellOddities.isEmpty
    }

    private func allowed(_ marked: Bool) -> Int { headerCount + (marked ? TableHeader.marks.count : 0) }

    func problems(_ row: BodyRow, marked: Bool) -> [TableProblem] {
        var problems: [TableProblem] = []
        if row.oddities.contains(.passedOver) { return [passedOver(row)] }
        let (cells, allowed) = (row.cells, allowed(marked))
        if cells.count > allowed, let extra = (allowed..<cells.count).first(where: { !cells[$0].isEmpty }) {
            problems.append(
                problem(
                    row, column: ColumnName.letters(extra), value: cells.string(extra),
                    reason: "the row has \(cells.count) cells, the header \(headerCount)",
                    remedy: "put the value with the delimiter in quotes, or name the column"))
        }
        if row.oddities.contains(.textAfterQuote) {
            problems.append(
                problem(
                    row, reason: "text follows a closing quote", remedy: "double every quote that belongs to the text"))
        }
        if row.replaced {
            for index in 0..<min(cells.count, headerCount) where Self.holdsReplacement(cells[index]) {
                problems.append(
                    problem(
                        row, column: context.header.title(index), value: cells.string(index),
                        reason: "the cell holds bytes that are no text in this encoding",
                        remedy: "save the file as UTF-8 and try again"))
            }
        }
        if row.isDoubtful {
            for index in 0..<min(cells.count, headerCount) where cells[index].contains(where: { $0 >= 0x80 }) {
                problems.append(
                    problem(
                        row, column: context.header.title(index), value: cells.string(index),
                        reason: "the file's encoding could only be guessed, and the cell reads badly by it",
                        remedy: "save the file as UTF-8 and try again"))
            }
        }
        for oddity in row.cellOddities where oddity.column < headerCount {
            problems.append(
                problem(
                    row, column: context.header.title(oddity.column), value: oddity.value, reason: oddity.reason,
                    remedy: oddity.remedy))
        }
        return problems
    }

    private func passedOver(_ row: BodyRow) -> TableProblem {
        problem(
            row, reason: "the row, or a cell of it, is larger than is read; it was left out to its end",
            remedy: "shorten it, or check the quotes and line breaks from here on")
    }

    /// All rows before the last one are whole, and it ends in the middle.
    func tornOff(_ row: BodyRow) -> TableProblem {
        problem(
            row, reason: "the file breaks off here: the row has \(row.cells.count) of \(headerCount) cells and no end",
            remedy: "export or copy it again; where it is whole, end it with a line break")
    }

    private func problem(
        _ row: BodyRow, column: String? = nil, value: String = "", reason: String, remedy: String
    ) -> TableProblem {
        TableProblem(
            file: context.file, row: row.number, line: row.line, column: column, value: value, reason: reason,
            remedy: remedy)
    }

    /// U+FFFD, the mark of a byte that could not be read.
    static func holdsReplacement(_ cell: UnsafeRawBufferPointer) -> Bool {
        guard cell.count >= 3 else { return false }
        return (0...(cell.count - 3)).contains { cell[$0] == 0xEF && cell[$0 + 1] == 0xBF && cell[$0 + 2] == 0xBD }
    }
}
