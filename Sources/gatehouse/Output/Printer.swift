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
        /// What a CSV has, where that is not what eyes see.
        let exact: ((Row) -> String)?
        init(
            _ title: String, wide: Bool = false, exact: ((Row) -> String)? = nil,
            _ value: @escaping (Row) -> String
        ) {
            (self.title, isWide, self.exact, self.value) = (title, wide, exact, value)
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
        case .jsonl, .csv:
            var left: [Row]? = rows
            try stream(columns, document: document) {
                defer { left = nil }
                return left
            }
        case .table, .wide:
            let shown = columns.filter { format == .wide || !$0.isWide }
            table(
                TextTable(titles: shown.map(\.title), rows: rows.map { row in shown.map { $0.value(row) } }).text(
                    width: Terminal.width))
            if rows.isEmpty { say("nothing found") }
        }
    }

    /// Prints one page of a list, and where it goes on. `csv` and `jsonl` have no room for that: where nobody set a limit they are
    /// the whole list, of which one page at a time is in memory.
    ///
    /// - Parameter page: the rows behind a cursor, at most so many, and the cursor of the last of them where there are more.
    func list<Row>(
        after cursor: String?, limit: Int?, columns: [Column<Row>], document: (Row) -> JSONValue,
        page: (_ cursor: String?, _ limit: Int) throws -> Paging.Page<Row>
    ) throws {
        guard limit == nil, [.csv, .jsonl].contains(format) else {
            let found = try page(cursor, limit ?? Paging.standard)
            try list(found.rows, columns: columns, nextCursor: found.next, document: document)
            if let next = found.next { say("More: --cursor \(next), or all of them with --limit 1000000") }
            return
        }
        var (cursor, isThrough) = (cursor, false)
        try stream(columns, document: document) {
            if isThrough { return nil }
            let found = try page(cursor, Paging.streamed)
            (cursor, isThrough) = (found.next, found.next == nil)
            return found.rows
        }
    }

    /// - Parameter next: more rows, until there are none.
    private func stream<Row>(
        _ columns: [Column<Row>], document: (Row) -> JSONValue, next: () throws -> [Row]?
    ) throws {
        let writer = format == .csv ? try TableWriter(OutputSink(), format: .csv, columns: columns.map(\.title)) : nil
        while let rows = try next() {
            for row in rows {
                guard let writer else {
                    data(document(row).canonicalText + "\n")
                    continue
                }
                try writer.write(
                    columns.map { column in
                        let value = (column.exact ?? column.value)(row)
                        // What is not known is an empty cell for programs; the dash is for eyes.
                        return .text(value == "–" ? "" : value)
                    })
            }
        }
        try writer?.finish()
    }

    /// One thing: a document for programs, the given words for people.
    func show(_ document: JSONValue, words: () -> String) {
        data(format.isForPrograms ? document.prettyText + "\n" : words())
    }

    /// A table on standard output; one that is longer than the terminal goes through the pager, where there is one.
    func table(_ text: String) {
        if !Pager.shows(text) { data(text) }
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
