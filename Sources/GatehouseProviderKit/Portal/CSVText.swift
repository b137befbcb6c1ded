import GatehouseForms

/// Rows as the vendor's upload and a mail merge take them: RFC 4180, UTF-8 without a mark, CRLF.
public enum CSVText {
    public static func bytes(_ rows: [[String]]) -> [UInt8] {
        var out: [UInt8] = []
        for row in rows {
            for (index, field) in row.enumerated() {
                if index > 0 { out.append(UInt8(ascii: ",")) }
                append(field, to: &out)
            }
            out += [13, 10]
        }
        return out
    }

    /// A spreadsheet program would run such a cell as a formula.
    public static func runsAsFormula(_ field: String) -> Bool { FormulaGuard.guarded(field) != field }

    private static func append(_ field: String, to out: inout [UInt8]) {
        let quote = UInt8(ascii: "\"")
        guard field.utf8.contains(where: { $0 == quote || $0 == UInt8(ascii: ",") || $0 == 10 || $0 == 13 }) else {
            out += field.utf8
            return
        }
        out.append(quote)
        for byte in field.utf8 {
            if byte == quote { out.append(quote) }
            out.append(byte)
        }
        out.append(quote)
    }
}
