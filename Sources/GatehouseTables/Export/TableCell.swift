/// One cell of an export.
package enum TableCell: Sendable, Hashable, ExpressibleByStringLiteral {
    case text(String)
    case integer(Int)
    /// A finite number.
    case decimal(Double)
    case boolean(Bool)
    case empty

    package init(stringLiteral value: String) { self = .text(value) }

    /// Empty for nil.
    package init(_ text: String?) { self = text.map { .text($0) } ?? .empty }

    /// As it stands in a CSV, before guarding and quoting.
    var plain: String {
        switch self {
        case .text(let text): text
        case .integer(let value): String(value)
        case .decimal(let value): PlainNumber.text(String(value))
        case .boolean(let value): value ? "true" : "false"
        case .empty: ""
        }
    }
}
