import Foundation

/// What the program would make of a CSV: the answer of `check csv`. Any size, in bounded memory.
package struct CSVVerdict: Sendable, Encodable {
    package struct Problem: Sendable, Hashable, Encodable {
        /// Physical line, from 1; nil when the whole file is meant.
        package let line: Int?
        /// The column's header, else its letter; nil when the whole record is meant.
        package let column: String?
        package let value: String
        package let reason: String
        package let remedy: String
    }

    /// As in `TextEncoding`, such as `utf-8` (ASCII is UTF-8).
    package internal(set) var encoding: String
    /// The character itself.
    package internal(set) var delimiter: String
    /// The character itself; nil when nothing quotes.
    package internal(set) var quote: String?
    /// `lf`, `crlf`, `cr` or `mixed`.
    package internal(set) var lineEnding: String
    /// The first record names the columns.
    package internal(set) var header: Bool
    /// False where a person must be asked about encoding, delimiter or quote.
    package internal(set) var certain: Bool
    /// Records that are not blank, without the header.
    package internal(set) var rows: Int
    package internal(set) var problems: [Problem]

    enum CodingKeys: String, CodingKey {
        case encoding, delimiter, quote
        case lineEnding = "line_ending"
        case header, certain, rows, problems
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(encoding, forKey: .encoding)
        try container.encode(delimiter, forKey: .delimiter)
        try container.encode(quote, forKey: .quote)
        try container.encode(lineEnding, forKey: .lineEnding)
        try container.encode(header, forKey: .header)
        try container.encode(certain, forKey: .certain)
        try container.encode(rows, forKey: .rows)
        try container.encode(problems, forKey: .problems)
    }

    /// One line of JSON with sorted keys.
    package func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }

    /// Reads to the end. What is wrong with the table is in the answer; only a source that cannot be read throws
    /// (`TableError` `.unreadable`).
    package static func judge(
        _ source: any ByteSource, settings: CSVReader.Settings = CSVReader.Settings()
    ) throws -> CSVVerdict {
        let reader: CSVReader
        do {
            reader = try CSVReader(source, settings: settings)
        } catch let error as TableError where error.code != .unreadable {
            return unreadable(error)
        }
        let text = reader.text
        if let foreign = text.foreignFormat() { return unreadable(foreign) }
        let dialect = reader.dialect
        var audit = CSVAudit(dialect)
        do {
            try reader.forEachRecord { audit.take($0, replaced: text.replacements > 0) }
        } catch let error as TableError where error.code != .unreadable {
            audit.stop(error)
        }
        return audit.verdict(text.finding)
    }

    /// For what is no text at all.
    private static func unreadable(_ error: TableError) -> CSVVerdict {
        let problem = Problem(line: nil, column: nil, value: "", reason: error.reason, remedy: error.remedy)
        return CSVVerdict(
            encoding: "unknown", delimiter: ",", quote: "\"", lineEnding: "lf", header: false, certain: false, rows: 0,
            problems: [problem])
    }

    static func make(
        _ encoding: EncodingFinding, _ dialect: DialectFinding, lineEnding: DialectFinding.LineEnding, certain: Bool,
        rows: Int, problems: [Problem]
    ) -> CSVVerdict {
        CSVVerdict(
            encoding: encoding.encoding.rawValue, delimiter: String(Unicode.Scalar(dialect.dialect.delimiter)),
            quote: dialect.dialect.quote.map { String(Unicode.Scalar($0)) }, lineEnding: lineEnding.rawValue,
            header: dialect.hasHeader, certain: certain, rows: rows, problems: problems)
    }
}

extension CSVVerdict.Problem {
    enum CodingKeys: String, CodingKey { case line, column, value, reason, remedy }

    /// Every key stands in the answer, nil as null.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(line, forKey: .line)
        try container.encode(column, forKey: .column)
        try container.encode(value, forKey: .value)
        try container.encode(reason, forKey: .reason)
        try container.encode(remedy, forKey: .remedy)
    }
}
