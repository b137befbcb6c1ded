/// The vendor's CSV of recipients: exactly three columns, refused as a whole with every error marked in its row (CB-7).
struct RecipientFile {
    static let header = ["email address", "id", "language code"]

    /// Usable rows; complete only when `marked` is nil.
    let recipients: [Participant]
    /// The same file with one more column that names what is wrong in each row; nil when nothing is.
    let marked: String?

    init(_ text: String) {
        let rows = CSVText.rows(text).filter { $0 != [""] }
        var recipients: [Participant] = []
        var errors: [String] = []
        var seen: Set<String> = []
        guard let header = rows.first, header.map({ $0.lowercased() }) == RecipientFile.header else {
            let wrong = "the columns must be exactly: email address, ID, language code"
            self.recipients = []
            marked = CSVText.text(rows.enumerated().map { $1 + [$0 == 0 ? wrong : ""] })
            return
        }
        for row in rows.dropFirst() {
            let (participant, error) = RecipientFile.read(row, &seen)
            if let participant { recipients.append(participant) }
            errors.append(error)
        }
        self.recipients = recipients
        guard !rows.dropFirst().isEmpty, errors.contains(where: { !$0.isEmpty }) || recipients.isEmpty else {
            marked = rows.dropFirst().isEmpty ? CSVText.text([header + ["the file has no recipients"]]) : nil
            return
        }
        marked = CSVText.text([header + ["error"]] + zip(rows.dropFirst(), errors).map { $0 + [$1] })
    }

    private static func read(_ row: [String], _ seen: inout Set<String>) -> (Participant?, String) {
        guard row.count == 3 else { return (nil, "the row has \(row.count) columns, not 3") }
        let participant = Participant(address: row[0], externalID: row[1].isEmpty ? nil : row[1], language: row[2])
        var errors: [String] = []
        if !Participant.looksUsable(row[0]) { errors.append("not an email address") }
        if !isLanguage(row[2]) { errors.append("not a language code") }
        if errors.isEmpty, !seen.insert(participant.key).inserted { errors.append("the address stands twice") }
        return errors.isEmpty ? (participant, "") : (nil, errors.joined(separator: "; "))
    }

    private static func isLanguage(_ text: String) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard let first = parts.first, (2...3).contains(first.utf8.count) else { return false }
        return parts.allSatisfy {
            (1...8).contains($0.utf8.count)
                && $0.utf8.allSatisfy { byte in (48...57).contains(byte) || (97...122).contains(byte | 32) }
        }
    }
}

/// Comma-separated text (RFC 4180), as the vendor's site reads and writes it.
enum CSVText {
    static func rows(_ text: String) -> [[String]] {
        var rows: [[String]] = []
        var row: [String] = []
        var cell: [UInt8] = []
        var isQuoted = false
        let bytes = Array(text.utf8)
        var at = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        func taken() -> String { String(decoding: cell, as: UTF8.self) }
        while at < bytes.count {
            let byte = bytes[at]
            at += 1
            if isQuoted {
                if byte != UInt8(ascii: "\"") {
                    cell.append(byte)
                } else if at < bytes.count, bytes[at] == UInt8(ascii: "\"") {
                    cell.append(byte)
                    at += 1
                } else {
                    isQuoted = false
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\"") where cell.isEmpty: isQuoted = true
            case UInt8(ascii: ","):
                row.append(taken())
                cell = []
            case 10:
                rows.append(row + [taken()])
                (row, cell) = ([], [])
            case 13: break
            default: cell.append(byte)
            }
        }
        if !cell.isEmpty || !row.isEmpty { rows.append(row + [taken()]) }
        return rows
    }

    static func text(_ rows: [[String]]) -> String {
        rows.map { $0.map(quoted).joined(separator: ",") + "\r\n" }.joined()
    }

    private static func quoted(_ cell: String) -> String {
        let needs = cell.utf8.contains { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "\"") || $0 == 10 || $0 == 13 }
        return needs ? "\"" + cell.replacing("\"", with: "\"\"") + "\"" : cell
    }
}
