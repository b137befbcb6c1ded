/// What is wrong with one cell or row of a table, and what to do about it.
package struct TableProblem: Error, Sendable, Hashable, Codable {
    /// The file's name as the person gave it; nil when the reader was given bytes.
    package var file: String?
    /// Row as a spreadsheet program numbers it, from 1; nil when the whole file is meant.
    package var row: Int?
    /// Physical line on which the row begins, from 1; nil in a workbook.
    package var line: Int?
    /// The column's header as it stands in the file, else its letter; nil when the whole row is meant.
    package var column: String?
    /// The cell's beginning, at most 80 characters, control characters made visible.
    package let value: String
    package let reason: String
    package let remedy: String

    package init(
        file: String? = nil, row: Int? = nil, line: Int? = nil, column: String? = nil, value: String = "",
        reason: String,
        remedy: String
    ) {
        self.file = file
        self.row = row
        self.line = line
        self.column = column
        self.value = Self.shown(value)
        self.reason = reason
        self.remedy = remedy
    }

    /// The error that stops the reading of a table, as a problem among others.
    package init(_ error: TableError) {
        self.init(
            file: error.file, row: error.row, line: error.line, column: error.column, reason: error.reason,
            remedy: error.remedy)
    }

    private static let longestValue = 80

    /// At most 80 characters; terminals must not obey what a file says.
    static func shown(_ value: String) -> String {
        var result = String.UnicodeScalarView()
        var count = 0
        for scalar in value.unicodeScalars {
            count += 1
            if count > longestValue {
                result.removeLast()
                result.append("…")
                break
            }
            switch scalar.value {
            case 0..<0x20: result.append(Unicode.Scalar(0x2400 + scalar.value) ?? "\u{FFFD}")
            case 0x7F: result.append("\u{2421}")
            case 0x80..<0xA0, 0x202A...0x202E, 0x2066...0x2069: result.append("\u{FFFD}")
            default: result.append(scalar)
            }
        }
        return String(result)
    }
}
