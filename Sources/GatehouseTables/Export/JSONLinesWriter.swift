/// Writes one JSON object a line, keys in the order of the columns; an empty cell is null.
package final class JSONLinesWriter {
    private let sink: any ByteSink
    private let keys: [[UInt8]]
    private var buffer: [UInt8] = []
    private static let bufferBytes = 1 << 16

    package init(_ sink: any ByteSink, columns: [String]) {
        self.sink = sink
        keys = columns.map { Self.quoted($0) }
    }

    /// - Precondition: as many cells as columns, or fewer.
    package func write(_ cells: some Collection<TableCell>) throws {
        buffer.append(UInt8(ascii: "{"))
        for (index, (key, cell)) in zip(keys, cells).enumerated() {
            if index > 0 { buffer.append(.comma) }
            buffer += key
            buffer.append(.colon)
            buffer += Self.value(cell)
        }
        buffer += [UInt8(ascii: "}"), .lineFeed]
        if buffer.count >= Self.bufferBytes { try flush() }
    }

    package func finish() throws {
        try flush()
        try sink.finish()
    }

    private func flush() throws {
        try buffer.withUnsafeBytes { try sink.write($0) }
        buffer.removeAll(keepingCapacity: true)
    }

    private static func value(_ cell: TableCell) -> [UInt8] {
        switch cell {
        case .text(let text): quoted(text)
        case .empty: Array("null".utf8)
        case .decimal(let value) where !value.isFinite: Array("null".utf8)
        case .decimal(let value): Array("\(value)".utf8)
        case .integer, .boolean: Array(cell.plain.utf8)
        }
    }

    /// RFC 8259: quotes, backslashes and control characters are escaped, all else stays.
    static func quoted(_ text: String) -> [UInt8] {
        var result: [UInt8] = [.doubleQuote]
        for byte in text.utf8 {
            switch byte {
            case .doubleQuote, .backslash: result += [.backslash, byte]
            case .lineFeed: result += Array("\\n".utf8)
            case .carriageReturn: result += Array("\\r".utf8)
            case .tab: result += Array("\\t".utf8)
            case 0..<0x20:
                let hex = String(byte, radix: 16)
                result += Array("\\u00\(hex.count == 1 ? "0" : "")\(hex)".utf8)
            default: result.append(byte)
            }
        }
        result.append(.doubleQuote)
        return result
    }
}
