/// A value that goes into a statement. Moments are milliseconds since 1970, truth is 0 or 1.
package enum SQLValue: Sendable, Hashable {
    case null
    case integer(Int64)
    case real(Double)
    case text(String)
    case blob([UInt8])
    /// The parameter of an `{in list ?n}`.
    case textList([String])
    /// The parameter of an `{in integers ?n}`.
    case integerList([Int64])
}

extension SQLValue {
    package init(_ value: Int64?) { self = value.map(SQLValue.integer) ?? .null }
    package init(_ value: Int?) { self = value.map { .integer(Int64($0)) } ?? .null }
    package init(_ value: String?) { self = value.map(SQLValue.text) ?? .null }
    package init(_ value: Double?) { self = value.map(SQLValue.real) ?? .null }
    package init(_ value: [UInt8]?) { self = value.map(SQLValue.blob) ?? .null }
    package init(_ value: Bool) { self = .integer(value ? 1 : 0) }

    /// The parameter of an `{in list ?n}`: any number of texts in one parameter.
    package static func list(_ texts: some Sequence<String>) -> SQLValue { .textList(Array(texts)) }

    /// A list in the form that SQLite takes: JSON.
    static func json(_ texts: [String]) -> String {
        var json = "["
        for text in texts {
            if json.utf8.count > 1 { json += "," }
            json += "\""
            if text.utf8.allSatisfy({ $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }) {
                json += text
            } else {
                for scalar in text.unicodeScalars { add(scalar, to: &json) }
            }
            json += "\""
        }
        return json + "]"
    }

    static func json(_ numbers: [Int64]) -> String { "[" + numbers.map(String.init).joined(separator: ",") + "]" }

    private static func add(_ scalar: Unicode.Scalar, to json: inout String) {
        switch scalar {
        case "\"": json += "\\\""
        case "\\": json += "\\\\"
        case _ where scalar.value < 0x20:
            let hex = String(scalar.value, radix: 16)
            json += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
        default: json.unicodeScalars.append(scalar)
        }
    }
}

extension SQLValue: ExpressibleByNilLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByStringLiteral, ExpressibleByBooleanLiteral
{
    package init(nilLiteral: ()) { self = .null }
    package init(integerLiteral value: Int64) { self = .integer(value) }
    package init(floatLiteral value: Double) { self = .real(value) }
    package init(stringLiteral value: String) { self = .text(value) }
    package init(booleanLiteral value: Bool) { self.init(value) }
}
