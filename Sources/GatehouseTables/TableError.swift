/// Why a table could not be read or written at all. What is wrong with single rows is a `TableProblem`.
package struct TableError: Error, Sendable, CustomStringConvertible {
    package enum Code: String, Sendable, CaseIterable {
        case unreadable, unwritable
        case unterminatedQuote = "unterminated-quote"
        case fieldTooLong = "field-too-long"
        case recordTooLong = "record-too-long"
        case tooManyColumns = "too-many-columns"
        case tooManyRows = "too-many-rows"
        case unknownEncoding = "unknown-encoding"
        case uncertainDialect = "uncertain-dialect"
        case unknownFormat = "unknown-format"
        case damagedWorkbook = "damaged-workbook"
        case workbookTooLarge = "workbook-too-large"
        case emptyTable = "empty-table"
        case duplicateColumn = "duplicate-column"
        case missingColumn = "missing-column"
        case missingSheet = "missing-sheet"
        case cellTooLong = "cell-too-long"
    }

    package let code: Code
    /// The file's name as the person gave it; nil when the reader was given bytes.
    package var file: String?
    /// Row as a spreadsheet program numbers it, from 1.
    package var row: Int?
    /// Physical line, from 1; nil in a workbook.
    package var line: Int?
    /// Column by its header, or by its letter where there is none.
    package var column: String?
    package let reason: String
    package let remedy: String
    /// For the developer.
    package let detail: String?
    package let cause: (any Error)?

    package init(
        _ code: Code, file: String? = nil, row: Int? = nil, line: Int? = nil, column: String? = nil, reason: String,
        remedy: String, detail: String? = nil, cause: (any Error)? = nil
    ) {
        self.code = code
        self.file = file
        self.row = row
        self.line = line
        self.column = column
        self.reason = reason
        self.remedy = remedy
        self.detail = detail
        self.cause = cause
    }

    /// For the person: where, what, and what to do.
    package var message: String {
        let place = [file, row.map { "row \($0)" }, line.map { "line \($0)" }, column.map { "column \($0)" }]
            .compactMap { $0 }.joined(separator: ", ")
        return (place.isEmpty ? "" : "\(place): ") + "\(reason); \(remedy)"
    }

    package var description: String { "\(code.rawValue): \(message)" }
}
