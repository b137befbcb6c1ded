import GatehouseForms

/// Writes CSV records to a sink as RFC 4180 says, UTF-8, CRLF; guards texts against being taken for formulas unless told
/// otherwise.
package final class CSVWriter {
    private let sink: any ByteSink
    private let delimiter: UInt8
    private let guards: Bool
    private var buffer: [UInt8] = []
    private var isFirst = true
    private static let bufferBytes = 1 << 16

    /// - Parameters:
    ///   - raw: leave texts as they are, for programs that read the file; such a file is not safe in a spreadsheet.
    ///   - mark: begin with a byte order mark, without which Excel takes UTF-8 for Windows-1252.
    package init(_ sink: any ByteSink, delimiter: UInt8 = .comma, raw: Bool = false, mark: Bool = false) {
        self.sink = sink
        self.delimiter = delimiter
        guards = !raw
        if mark { buffer += TextEncoding.utf8.mark }
    }

    package func write(_ cells: some Collection<TableCell>) throws {
        var count = 0
        for cell in cells {
            if count > 0 { buffer.append(delimiter) }
            append(cell, isAlone: cells.count == 1)
            count += 1
        }
        buffer += [.carriageReturn, .lineFeed]
        isFirst = false
        if buffer.count >= Self.bufferBytes { try flush() }
    }

    /// Writes what is left and finishes the sink.
    package func finish() throws {
        try flush()
        try sink.finish()
    }

    private func flush() throws {
        try buffer.withUnsafeBytes { try sink.write($0) }
        buffer.removeAll(keepingCapacity: true)
    }

    private func append(_ cell: TableCell, isAlone: Bool) {
        var text = cell.plain
        if guards, case .text = cell { text = FormulaGuard.guarded(text) }
        CSVField.append(text, to: &buffer, delimiter: delimiter, always: needsCare(text, isAlone: isAlone))
        isFirst = false
    }

    /// An empty line would be no record at all; a file that begins with ID is a SYLK file to Excel, one with sep= a hint.
    private func needsCare(_ text: String, isAlone: Bool) -> Bool {
        if text.isEmpty { return isAlone }
        return isFirst && (text.hasPrefix("ID") || text.lowercased().hasPrefix("sep="))
    }
}

/// One field as it is written.
enum CSVField {
    /// Quotes where a reader would otherwise see something else: delimiters, quotes, line breaks, blanks at the ends; and an
    /// apostrophe at the beginning with another behind it, which a reader may take for quotes.
    static func append(_ text: String, to buffer: inout [UInt8], delimiter: UInt8, always: Bool = false) {
        append(text.utf8, to: &buffer, dialect: CSVDialect(delimiter: delimiter), always: always)
    }

    /// The same in any dialect. Where nothing quotes, delimiters and line breaks become blanks.
    static func append(
        _ bytes: some BidirectionalCollection<UInt8>, to buffer: inout [UInt8], dialect: CSVDialect,
        always: Bool = false
    ) {
        let breaks = { (byte: UInt8) in byte == dialect.delimiter || byte == .lineFeed || byte == .carriageReturn }
        let special = { (byte: UInt8) in breaks(byte) || byte == dialect.quote || byte == dialect.escape }
        let mayQuote = bytes.first == .apostrophe && bytes.dropFirst().contains(.apostrophe)
        let isPlain =
            bytes.first != .space && bytes.last != .space && !mayQuote && !bytes.contains(where: special)
        guard always || !isPlain else {
            buffer += bytes
            return
        }
        guard let quote = dialect.quote else {
            buffer += bytes.map { breaks($0) ? .space : $0 }
            return
        }
        buffer.append(quote)
        for byte in bytes {
            if byte == quote {
                buffer.append(dialect.escape ?? quote)
            } else if byte == dialect.escape {
                buffer.append(byte)
            }
            buffer.append(byte)
        }
        buffer.append(quote)
    }
}
