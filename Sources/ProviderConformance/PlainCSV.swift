/// Comma-separated rows as RFC 4180 has them: quotes around cells, doubled within. For small files that are to be judged.
enum PlainCSV {
    static func rows(of text: String) -> [[String]] {
        var rows: [[String]] = []
        var row: [String] = []
        var cell: [UInt8] = []
        var isQuoted = false
        var bytes = Array(text.utf8)[...]
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
        func endCell() {
            row.append(String(decoding: cell, as: UTF8.self))
            cell = []
        }
        while let byte = bytes.popFirst() {
            switch byte {
            case UInt8(ascii: "\""):
                if isQuoted, bytes.first == byte { cell.append(byte); bytes.removeFirst() } else { isQuoted.toggle() }
            case UInt8(ascii: ",") where !isQuoted: endCell()
            case UInt8(ascii: "\r") where !isQuoted: continue
            case UInt8(ascii: "\n") where !isQuoted:
                endCell()
                rows.append(row)
                row = []
            default: cell.append(byte)
            }
        }
        if !cell.isEmpty || !row.isEmpty {
            endCell()
            rows.append(row)
        }
        return rows
    }
}
