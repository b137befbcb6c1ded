/// Writes JSON into bytes; without indentation the text is canonical.
struct JSONWriter {
    private var bytes: [UInt8] = []
    private let indentation: Int?

    private init(indentation: Int?) { self.indentation = indentation }

    /// `indentation` is the number of spaces per level; nil writes everything on one line without any white space.
    static func text(of value: JSONValue, indentation: Int?) -> String {
        var writer = JSONWriter(indentation: indentation)
        writer.write(value, depth: 0)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    private mutating func write(_ value: JSONValue, depth: Int) {
        switch value {
        case .null: put("null")
        case .bool(let value): put(value ? "true" : "false")
        case .integer(let value): put(String(value))
        case .number(let value): put(JSONWriter.text(of: value))
        case .string(let value): quote(value)
        case .array(let values):
            put("[")
            for (index, value) in values.enumerated() {
                begin(index, depth + 1)
                write(value, depth: depth + 1)
            }
            end("]", isEmpty: values.isEmpty, depth)
        case .object(let members):
            put("{")
            let sorted = members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            for (index, member) in sorted.enumerated() {
                begin(index, depth + 1)
                quote(member.key)
                put(indentation == nil ? ":" : ": ")
                write(member.value, depth: depth + 1)
            }
            end("}", isEmpty: members.isEmpty, depth)
        }
    }

    private mutating func begin(_ index: Int, _ depth: Int) {
        if index > 0 { put(",") }
        breakLine(depth)
    }

    private mutating func end(_ bracket: StaticString, isEmpty: Bool, _ depth: Int) {
        if !isEmpty { breakLine(depth) }
        put(bracket)
    }

    private mutating func breakLine(_ depth: Int) {
        guard let indentation else { return }
        bytes.append(UInt8(ascii: "\n"))
        bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: indentation * depth))
    }

    /// The fewest figures that read back as the same number. JSON has no infinities; they are written as null.
    private static func text(of value: Double) -> String {
        guard value.isFinite else { return "null" }
        if let whole = Int64(exactly: value) { return String(whole) }
        return "\(value)"
    }

    private mutating func quote(_ text: String) {
        put("\"")
        var text = text
        text.withUTF8 { utf8 in
            var start = 0
            for place in utf8.indices {
                guard let (escape, length) = JSONWriter.escape(utf8, place) else { continue }
                bytes.append(contentsOf: utf8[start..<place])
                put(escape)
                start = place + length
            }
            bytes.append(contentsOf: utf8[start...])
        }
        put("\"")
    }

    /// What is written for the character that begins here, and how many bytes it takes; nil for one that stays as it is.
    private static func escape(_ utf8: UnsafeBufferPointer<UInt8>, _ place: Int) -> (String, length: Int)? {
        switch utf8[place] {
        case UInt8(ascii: "\""): return ("\\\"", 1)
        case UInt8(ascii: "\\"): return ("\\\\", 1)
        case UInt8(ascii: "\n"): return ("\\n", 1)
        case UInt8(ascii: "\r"): return ("\\r", 1)
        case UInt8(ascii: "\t"): return ("\\t", 1)
        case let byte where byte < 0x20:
            let figures = String(byte, radix: 16)
            return ("\\u" + String(repeating: "0", count: 4 - figures.count) + figures, 1)
        // The line separators U+2028 and U+2029 would end a line where JSON stands in a script.
        case 0xE2 where place + 2 < utf8.count && utf8[place + 1] == 0x80:
            switch utf8[place + 2] {
            case 0xA8: return ("\\u2028", 3)
            case 0xA9: return ("\\u2029", 3)
            default: return nil
            }
        default: return nil
        }
    }

    private mutating func put(_ text: String) { bytes.append(contentsOf: text.utf8) }
    private mutating func put(_ text: StaticString) { text.withUTF8Buffer { bytes.append(contentsOf: $0) } }
}
