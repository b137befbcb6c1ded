import Foundation

/// Turns a header's text into what stands on the line: checked, encoded (RFC 2047), folded (RFC 5322).
///
/// Written here and not left to GMime, which would choose ISO 8859-1 where it fits, split and encode a long address in
/// `List-Unsubscribe`, and leave a text that looks like an encoded word to be decoded by the reader.
struct HeaderText {
    let field: String

    /// Refuses every control character (C0, DEL, C1): with none of them a value cannot become a second header.
    func check(_ value: String) throws(MailContentError) {
        for (place, scalar) in value.unicodeScalars.enumerated() where scalar.isControl {
            throw MailContentError(
                "mail.control_character", field: field,
                "\(field) holds a control character and is not written: remove it, for instance a line break.",
                detail: "U+\(String(scalar.value, radix: 16, uppercase: true)) at place \(place + 1)")
        }
    }

    /// A text that a person reads, or a machine's value in ASCII: as it is where every reader takes it so, else encoded.
    func unstructured(_ value: String) throws(MailContentError) -> String {
        try check(value)
        return Self.isPlain(value) ? value : Self.encoded(value)
    }

    /// The name before an address: as it is or in quotes where it is short ASCII without quotes of its own, else encoded.
    func phrase(_ value: String) throws(MailContentError) -> String {
        try check(value)
        let hasQuotes = value.utf8.contains { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }
        guard Self.isPlain(value), value.utf8.count <= 70, !hasQuotes else { return Self.encoded(value) }
        let isWords = value.utf8.allSatisfy { $0.isAtomText || $0 == UInt8(ascii: " ") }
        return isWords && !value.isEmpty && !value.contains("  ") ? value : "\"\(value)\""
    }

    /// The header as raw text for GMime, folded before spaces where a line would grow past 76 bytes; with LF line ends.
    func folded(_ value: String) -> String {
        var out = ""
        var line = field.utf8.count + 1
        for word in Self.words(value) {
            if line > 0, line + word.utf8.count > 76, word.utf8.contains(where: { $0 != UInt8(ascii: " ") }),
                !out.isEmpty
            {
                out += "\n"
                line = 0
            }
            out += word
            line += word.utf8.count
        }
        return out + "\n"
    }

    /// Each word with the spaces before it; the first gets the one behind the colon.
    private static func words(_ value: String) -> [String] {
        var words: [String] = []
        var word = " "
        var inSpaces = true
        for scalar in value.unicodeScalars {
            if scalar == " ", !inSpaces {
                words.append(word)
                word = ""
            }
            inSpaces = scalar == " "
            word.unicodeScalars.append(scalar)
        }
        words.append(word)
        return words
    }

    /// ASCII that survives folding and that no reader mistakes for an encoded word.
    private static func isPlain(_ value: String) -> Bool {
        var longest = 0
        var run = 0
        for byte in value.utf8 {
            guard byte < 0x80 else { return false }
            run = byte == UInt8(ascii: " ") ? 0 : run + 1
            longest = max(longest, run)
        }
        return longest < 900 && !value.hasPrefix(" ") && !value.hasSuffix(" ") && !value.contains("=?")
    }

    /// Encoded words of at most 45 bytes of UTF-8 each, cut between scalars; together they decode to exactly `value`.
    private static func encoded(_ value: String) -> String {
        var words: [String] = []
        var chunk: [UInt8] = []
        func close() { words.append("=?UTF-8?B?\(Data(chunk).base64EncodedString())?=") }
        for scalar in value.unicodeScalars {
            let bytes = UTF8.encode(scalar)!
            if chunk.count + bytes.count > 45 {
                close()
                chunk = []
            }
            chunk += bytes
        }
        close()
        return words.joined(separator: " ")
    }
}

extension Unicode.Scalar {
    /// C0, DEL and C1.
    var isControl: Bool { value < 0x20 || (0x7F...0x9F).contains(value) }
}

extension UInt8 {
    /// The characters of an atom (RFC 5322 §3.2.3).
    var isAtomText: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "!#$%&'*+-/=?^_`{|}~".utf8.contains(self)
        }
    }
}
