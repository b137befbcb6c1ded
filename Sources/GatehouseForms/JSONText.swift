// Reading and writing JSON text. The reader is strict (RFC 8259) and bounded; the writer is canonical.

/// Why a text is not the JSON that was asked for.
public struct JSONProblem: Error, Hashable, Sendable, CustomStringConvertible {
    public let line: Int
    public let column: Int
    public let reason: String
    public var description: String { "line \(line), column \(column): \(reason)" }
}

extension JSONValue {
    /// Canonical text: keys in order of their bytes, no white space, shortest numbers; equal values give equal texts.
    public var canonicalText: String {
        var out = ""
        write(to: &out, indent: nil, depth: 0)
        return out
    }

    /// The same with line breaks and two spaces of indentation, for people.
    public var prettyText: String {
        var out = ""
        write(to: &out, indent: "  ", depth: 0)
        return out
    }

    /// Reads one JSON document of at most `maximumDepth` levels; a repeated key is an error.
    public init(text: some StringProtocol, maximumDepth: Int = 64) throws(JSONProblem) {
        var reader = JSONReader(bytes: Array(text.utf8), maximumDepth: maximumDepth)
        self = try reader.document()
    }

    /// Reads one JSON document from UTF-8 bytes; bytes that are not UTF-8 are an error.
    public init(bytes: some Sequence<UInt8>, maximumDepth: Int = 64) throws(JSONProblem) {
        var reader = JSONReader(bytes: Array(bytes), maximumDepth: maximumDepth)
        self = try reader.document()
    }

    private func write(to out: inout String, indent: String?, depth: Int) {
        switch self {
        case .null: out += "null"
        case .bool(let value): out += value ? "true" : "false"
        case .integer(let value): out += String(value)
        case .number(let value): out += JSONValue.text(of: value)
        case .string(let value): JSONValue.quote(value, to: &out)
        case .array(let values):
            JSONValue.list(values.map { value in { value.write(to: &$0, indent: indent, depth: depth + 1) } },
                brackets: ("[", "]"), to: &out, indent: indent, depth: depth)
        case .object(let members):
            let sorted = members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            JSONValue.list(sorted.map { name, value in {
                JSONValue.quote(name, to: &$0)
                $0 += indent == nil ? ":" : ": "
                value.write(to: &$0, indent: indent, depth: depth + 1)
            } }, brackets: ("{", "}"), to: &out, indent: indent, depth: depth)
        }
    }

    private static func list(
        _ parts: [(inout String) -> Void], brackets: (String, String), to out: inout String, indent: String?, depth: Int
    ) {
        out += brackets.0
        for (index, part) in parts.enumerated() {
            if index > 0 { out += "," }
            if let indent { out += "\n" + String(repeating: indent, count: depth + 1) }
            part(&out)
        }
        if let indent, !parts.isEmpty { out += "\n" + String(repeating: indent, count: depth) }
        out += brackets.1
    }

    /// JSON has no infinities; they are written as null.
    private static func text(of value: Double) -> String {
        guard value.isFinite else { return "null" }
        if let whole = Int64(exactly: value) { return String(whole) }
        return "\(value)"
    }

    private static func quote(_ text: String, to out: inout String) {
        out += "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": out += "\\\""
            case "\\": out += "\\\\"
            case "\n": out += "\\n"
            case "\r": out += "\\r"
            case "\t": out += "\\t"
            case _ where scalar.value < 0x20 || scalar.value == 0x2028 || scalar.value == 0x2029:
                let figures = String(scalar.value, radix: 16)
                out += "\\u" + String(repeating: "0", count: 4 - figures.count) + figures
            default: out.unicodeScalars.append(scalar)
            }
        }
        out += "\""
    }
}
