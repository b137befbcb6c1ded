import Foundation
import GatehouseForms
import GatehouseTables

/// Data goes to standard output, words and progress to standard error; piped output is plain and untruncated.
struct Printer {
    let format: OutputFormat
    let quiet: Bool
    let color: ColorChoice

    /// A column of a list: its heading and how a row fills it; `wide` ones only where asked for.
    struct Column<Row> {
        let title: String
        let isWide: Bool
        let value: (Row) -> String
        init(_ title: String, wide: Bool = false, _ value: @escaping (Row) -> String) {
            (self.title, isWide, self.value) = (title, wide, value)
        }
    }

    /// Prints a list in the format that was asked for; `document` is a row for programs.
    func list<Row>(_ rows: [Row], columns: [Column<Row>], nextCursor: String? = nil, document: (Row) -> JSONValue)
        throws
    {
        switch format {
        case .json:
            data(
                JSONValue.object([
                    "items": .array(rows.map(document)), "next_cursor": nextCursor.map { .string($0) } ?? .null,
                ]).prettyText + "\n")
        case .jsonl: for row in rows { data(document(row).canonicalText + "\n") }
        case .csv:
            let writer = try TableWriter(OutputSink(), format: .csv, columns: columns.map(\.title))
            for row in rows {
                try writer.write(
                    columns.map { column in
                        let value = column.value(row)
                        // What is not known is an empty cell for programs; the dash is for eyes.
                        return .text(value == "–" ? "" : value)
                    })
            }
            try writer.finish()
        case .table, .wide:
            let shown = columns.filter { format == .wide || !$0.isWide }
            data(
                TextTable(titles: shown.map(\.title), rows: rows.map { row in shown.map { $0.value(row) } }).text(
                    width: Terminal.width))
            if rows.isEmpty { say("nothing found") }
        }
    }

    /// One thing: a document for programs, the given words for people.
    func show(_ document: JSONValue, words: () -> String) {
        data(format.isForPrograms ? document.prettyText + "\n" : words())
    }

    /// For standard output, as it stands.
    func data(_ text: String) { Terminal.write(text, to: STDOUT_FILENO) }

    /// For people: on standard error, so that it never mixes with data; silent when quiet.
    func say(_ text: String) {
        guard !quiet else { return }
        Terminal.write(text + "\n", to: STDERR_FILENO)
    }

    var isColoured: Bool {
        let environment = Environment.all
        switch color {
        case .always: return true
        case .never: return false
        case .auto:
            return Terminal.isTerminal(STDOUT_FILENO) && environment["NO_COLOR"] == nil && environment["TERM"] != "dumb"
        }
    }
}

/// Standard output as a sink of exports.
final class OutputSink: ByteSink {
    func write(_ bytes: UnsafeRawBufferPointer) throws { Terminal.write(bytes, to: STDOUT_FILENO) }
    func finish() throws {}
}
