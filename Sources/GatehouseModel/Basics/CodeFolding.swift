/// A code as it is compared, whoever wrote it: people and exports leave out its hyphens, part it with blanks, or write it small or
/// in the wide letters of another keyboard, and the page that redeems it reads them all as one (CB-1).
///
/// In ASCII capitals, without blanks, hyphens and dashes, wide letters as narrow ones. A link keeps what parts it, because there it
/// tells one page from another, but for what opens the same page without it (`LinkFolding`); so does a text that is nothing else. What is kept and mailed is the code as the vendor wrote it.
package enum CodeFolding {
    /// What it took to bring a text into this form.
    package enum Change: Equatable {
        case none
        /// Hyphens alone were left out, at these places of a text of at most 64 bytes.
        case hyphens(UInt64)
        case other
    }

    /// - Parameters:
    ///   - text: without blanks at its ends.
    ///   - out: has room for as many bytes as the text has.
    /// - Returns: how many bytes were written.
    package static func fold(_ text: UnsafeRawBufferPointer, into out: UnsafeMutablePointer<UInt8>) -> (
        count: Int, change: Change
    ) {
        if let scheme = scheme(text) {
            let (host, rest) = LinkFolding.kept(of: text, scheme: scheme)
            let (first, change) = capitals(UnsafeRawBufferPointer(rebasing: text[host]), into: out)
            let (second, other) = capitals(UnsafeRawBufferPointer(rebasing: text[rest]), into: out + first)
            let isSame = change == .none && other == .none && first + second == text.count
            return (first + second, isSame ? .none : .other)
        }
        var (count, place, hyphens, isOther) = (0, 0, UInt64(0), false)
        while place < text.count {
            let byte = text[place]
            if byte == hyphen, place < 64 {
                hyphens |= 1 << UInt64(place)
                place += 1
                continue
            }
            let sign =
                byte < 0x80 ? Sign(bytes: 1, kept: byte > 0x20 && byte != hyphen ? byte : nil) : beyond(text, place)
            place += sign.bytes
            guard let kept = sign.kept else {
                isOther = true
                continue
            }
            let capital = capital(kept)
            isOther = isOther || capital != byte
            out[count] = capital
            count += 1
        }
        if count == 0 { return capitals(text, into: out) }
        let made = UnsafeRawBufferPointer(start: out, count: count)
        // What parted it may have hidden that it is a link.
        if isOther || hyphens != 0, scheme(made) != nil { return (fold(made, into: out).count, .other) }
        return (count, isOther ? .other : hyphens == 0 ? .none : .hyphens(hyphens))
    }

    /// The same of a text that is held.
    package static func folded(_ secret: Secret) -> Secret {
        var text = secret.reveal()
        return text.withUTF8 { bytes in
            let trimmed = trimmed(UnsafeRawBufferPointer(bytes))
            return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: max(1, trimmed.count)) { out in
                guard let start = out.baseAddress else { return secret }
                let count = fold(trimmed, into: start).count
                return Secret(String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self))
            }
        }
    }

    package static func trimmed(_ text: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        var (start, end) = (0, text.count)
        while start < end, text[start] <= 0x20 { start += 1 }
        while end > start, text[end - 1] <= 0x20 { end -= 1 }
        return UnsafeRawBufferPointer(rebasing: text[start..<end])
    }

    private static let hyphen = UInt8(ascii: "-")

    private static func capital(_ byte: UInt8) -> UInt8 { (97...122).contains(byte) ? byte - 32 : byte }

    /// A byte that is kept, or a whole sign that is left out or made narrow.
    private struct Sign {
        let bytes: Int
        /// Nil where it only parts the code.
        let kept: UInt8?
    }

    /// What begins with a byte that is none of ASCII: blanks, dashes and wide letters are signs, of all else this byte alone.
    private static func beyond(_ text: UnsafeRawBufferPointer, _ place: Int) -> Sign {
        let (first, second) = (text[place], place + 1 < text.count ? text[place + 1] : 0)
        // U+00A0 and U+00AD: a blank and a hyphen.
        if first == 0xC2, second == 0xA0 || second == 0xAD { return Sign(bytes: 2, kept: nil) }
        guard place + 2 < text.count, first & 0xF0 == 0xE0 else { return Sign(bytes: 1, kept: first) }
        let scalar = UInt32(first & 0x0F) << 12 | UInt32(second & 0x3F) << 6 | UInt32(text[place + 2] & 0x3F)
        switch scalar {
        case 0x2000...0x200B, 0x2010...0x2015, 0x202F, 0x205F, 0x2060, 0x2212, 0x3000, 0xFE58, 0xFE63, 0xFEFF, 0xFF0D:
            return Sign(bytes: 3, kept: nil)
        case 0xFF01...0xFF5E: return Sign(bytes: 3, kept: UInt8(scalar - 0xFF01 + 0x21))
        default: return Sign(bytes: 1, kept: first)
        }
    }

    /// Where the scheme of a link ends; nil where the text is none.
    private static func scheme(_ text: UnsafeRawBufferPointer) -> Int? {
        guard let colon = text.firstIndex(of: UInt8(ascii: ":")), colon + 2 < text.count else { return nil }
        return text[colon + 1] == UInt8(ascii: "/") && text[colon + 2] == UInt8(ascii: "/") ? colon : nil
    }

    private static func capitals(_ text: UnsafeRawBufferPointer, into out: UnsafeMutablePointer<UInt8>) -> (
        count: Int, change: Change
    ) {
        var isSame = true
        for place in text.indices {
            out[place] = capital(text[place])
            isSame = isSame && out[place] == text[place]
        }
        return (text.count, isSame ? .none : .other)
    }
}
