import Mustache

/// Escapes text for HTML content and quoted attributes, byte by byte.
///
/// Mustache's own escaping works on grapheme clusters and lets a quotation mark with a combining accent through.
struct HTMLEscaping: MustacheContentType {
    /// The name under which Mustache knows it, once `register` was called.
    static var name: String {
        _ = register
        return "GATEHOUSE_HTML"
    }

    private static let register: Void = MustacheContentTypes.register(HTMLEscaping(), named: "GATEHOUSE_HTML")

    func escapeText(_ text: String) -> String { Self.escaped(text) }

    static func escaped(_ text: String) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count + 16)
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "&"): bytes += "&amp;".utf8
            case UInt8(ascii: "<"): bytes += "&lt;".utf8
            case UInt8(ascii: ">"): bytes += "&gt;".utf8
            case UInt8(ascii: "\""): bytes += "&quot;".utf8
            case UInt8(ascii: "'"): bytes += "&#39;".utf8
            case UInt8(ascii: "`"): bytes += "&#96;".utf8
            default: bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
