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
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": put("\\\"")
            case "\\": put("\\\\")
            case "\n": put("\\n")
            case "\r": put("\\r")
            case "\t": put("\\t")
            // The line separators would end a line where JSON stands in a script.
            case "\u{0}"..<" ", "\u{2028}", "\u{2029}":
                let figures = String(scalar.value, radix: 16)
                put("\\u" + String(repeating: "0", count: 4 - figures.count) + figures)
            default: bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
            }
        }
        put("\"")
    }

    private mutating func put(_ text: String) { bytes.append(contentsOf: text.utf8) }
    private mutating func put(_ text: StaticString) { text.withUTF8Buffer { bytes.append(contentsOf: $0) } }
}
