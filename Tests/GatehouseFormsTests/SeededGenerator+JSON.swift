import GatehouseForms
import GatehouseTesting

extension SeededGenerator {
    /// Any document of a few levels.
    mutating func document(depth: Int = 3) -> JSONValue {
        switch number(in: 0...(depth > 0 ? 9 : 6)) {
        case 0: return .null
        case 1: return .bool(bool())
        case 2: return .integer(number(in: -20...20))
        case 3: return .integer(number(in: Int64.min...Int64.max))
        case 4: return .number(anyNumber())
        case 5, 6: return .string(text())
        case 7, 8: return .array(list(of: 0...4) { $0.document(depth: depth - 1) })
        default:
            let members = list(of: 0...4) { ($0.text(length: 0...6), $0.document(depth: depth - 1)) }
            return .object(Dictionary(members, uniquingKeysWith: { _, last in last }))
        }
    }

    /// A finite number of any size.
    mutating func anyNumber() -> Double {
        while true {
            let value = bool() ? Double(bitPattern: next()) : Double(number(in: -1_000_000...1_000_000)) / 64
            if value.isFinite { return value }
        }
    }

    /// A text that is nearly JSON: a document with a few bytes dropped, doubled or put in.
    mutating func nearlyJSON() -> [UInt8] {
        var bytes = Array(document(depth: 2).canonicalText.utf8)
        for _ in 0..<number(in: 0...2) where !bytes.isEmpty {
            let at = number(in: 0...bytes.count - 1)
            switch number(in: 0...3) {
            case 0: bytes.remove(at: at)
            case 1: bytes.insert(bytes[at], at: at)
            case 2:
                bytes.insert(
                    element(of: Array(#"{}[]",:\0123456789.eE+-tfnu/ "#.utf8) + [9, 10, 13, 0x1F, 0x80, 0xFF]), at: at)
            default: bytes.insert(contentsOf: element(of: Self.fragments).utf8, at: at)
            }
        }
        return bytes
    }

    private static let fragments = [
        "\\ud83d\\ude00", "\\ud83d", "\\ude00", "\\u0000", "\\u12", "\\x", "NaN", "Infinity", "-", "01", "1.", ".5",
        "1e", "1e5",
        "-0", "true", "nul", "\"a\":1,\"a\":1", "//", "\u{FEFF}", "\u{A0}", "99999999999999999999", "1e999",
    ]
}
