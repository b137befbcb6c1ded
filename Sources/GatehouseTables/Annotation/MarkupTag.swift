import Foundation

/// One tag, read as far as a sheet's rewriting needs it.
struct MarkupTag {
    enum Kind { case opening, closing, empty }
    let kind: Kind
    /// With its prefix, as in `x:row`.
    let name: String
    let text: String

    init(_ bytes: ArraySlice<UInt8>) {
        text = String(decoding: bytes, as: UTF8.self)
        let isClosing = bytes.dropFirst().first == UInt8(ascii: "/")
        kind = isClosing ? .closing : bytes.dropLast().last == UInt8(ascii: "/") ? .empty : .opening
        let inside = bytes.dropFirst(isClosing ? 2 : 1)
        let end = inside.firstIndex { $0 <= .space || $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: ">") }
        name = String(decoding: inside[..<(end ?? inside.endIndex)], as: UTF8.self)
    }

    var localName: Substring { name.lastIndex(of: ":").map { name[name.index(after: $0)...] } ?? name[...] }
    /// `x:` or empty.
    var prefix: Substring { name.dropLast(localName.count) }

    /// An attribute's raw text and where it stands, its name and quotes included; nil when absent.
    func attribute(_ name: String) -> (value: String, range: Range<String.Index>)? {
        for quote in ["\"", "'"] {
            guard let start = text.range(of: " \(name)=\(quote)"),
                let end = text[start.upperBound...].firstIndex(of: Character(quote))
            else { continue }
            return (String(text[start.upperBound..<end]), start.lowerBound..<text.index(after: end))
        }
        return nil
    }

    /// The tag without one attribute, or with another value in it.
    func replacing(_ name: String, by value: String?) -> MarkupTag {
        guard let found = attribute(name) else { return self }
        var text = text
        text.replaceSubrange(found.range, with: value.map { " \(name)=\"\($0)\"" } ?? "")
        return MarkupTag(Array(text.utf8)[...])
    }
}
