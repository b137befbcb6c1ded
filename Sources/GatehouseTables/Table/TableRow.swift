import GatehouseForms

/// One row of a table, from a CSV or a workbook alike. Valid only inside the visit that received it.
package struct TableRow: ~Copyable {
    /// As a spreadsheet program numbers it, from 1; the header is usually row 1.
    package let number: Int
    /// Physical line on which the row begins, from 1; nil in a workbook.
    package let line: Int?
    /// What is wrong with the row's shape or spelling before anyone looks at its values: more cells than headers, bytes
    /// that are no text, formulas without a value.
    package var problems: [TableProblem] { found ?? [] }
    /// Nil for almost every row: nothing is counted for it then.
    let found: [TableProblem]?
    let cells: CellSpans
    /// The file ends here without a line break: the row may have been longer.
    package let isUnended: Bool
    /// Not counted either, row by row: the table that visits holds it for as long as a row is valid.
    unowned(unsafe) let context: Context

    /// What all rows of a table share.
    final class Context: Sendable {
        let file: String?
        let header: TableHeader
        let unguards: Bool

        init(file: String?, header: TableHeader, unguards: Bool) {
            (self.file, self.header, self.unguards) = (file, header, unguards)
        }
    }

    /// Number of cells; may be less or more than the header has.
    package var count: Int { cells.count }

    /// No cell holds more than blanks.
    package var isBlank: Bool {
        for index in 0..<cells.count {
            for byte in cells[index] where byte != .space && byte != .tab { return false }
        }
        return true
    }

    /// A cell's bytes (UTF-8) without the apostrophe of an export's formula guard; nil when the row is shorter.
    package func bytes(_ index: Int) -> UnsafeRawBufferPointer? {
        guard index < cells.count else { return nil }
        return context.unguards ? FormulaGuard.unguarded(cells[index]) : cells[index]
    }

    /// A cell's text, exactly; empty when the row is shorter.
    package func text(_ index: Int) -> String { bytes(index).map { String(decoding: $0, as: UTF8.self) } ?? "" }

    /// The value in a column, without blanks at its ends; nil when the table has no such column or the cell is blank.
    package func value(_ key: String) -> String? {
        guard let index = context.header.index(key) else { return nil }
        let text = text(index).trimmed
        return text.isEmpty ? nil : text
    }

    /// Where a column stands; nil when the table has no such column.
    package func place(of key: String) -> Int? { context.header.index(key) }

    /// The table has such a column, and this row says nothing in it. A CSV row that ends before the column is torn and says
    /// neither; a workbook leaves out the blank cells at a row's end.
    package func isBlank(_ key: String) -> Bool {
        guard let index = context.header.index(key) else { return false }
        return value(key) == nil && (index < count || line == nil)
    }

    /// A problem in this row, in the column of that key (nil: the row as a whole), with the cell's value.
    package func problem(_ key: String?, reason: String, remedy: String) -> TableProblem {
        guard let index = key.flatMap({ context.header.index($0) }) else {
            return TableProblem(
                file: context.file, row: number, line: line, column: key, reason: reason, remedy: remedy)
        }
        return TableProblem(
            file: context.file, row: number, line: line, column: context.header.title(index), value: text(index),
            reason: reason, remedy: remedy)
    }
}
