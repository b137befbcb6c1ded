/// Which bytes of a link tell one page from another, wherever links are compared as credentials (CB-1, CA-5): an address that ends
/// with a slash, an empty query or an empty fragment opens the page that it opens without, and so does one that names the port of
/// its scheme.
///
/// Letters are folded by `CodeFolding`. What is kept and mailed is the link as the vendor wrote it.
package enum LinkFolding {
    /// What counts of a link: up to the end of its host, and behind its port.
    /// - Parameters:
    ///   - text: without blanks at its ends.
    ///   - colon: where its scheme ends; `//` follows.
    static func kept(of text: UnsafeRawBufferPointer, scheme colon: Int) -> (host: Range<Int>, rest: Range<Int>) {
        let start = colon + 3
        var end = text.count
        while end > start, isEmptyEnd(text[end - 1]) { end -= 1 }
        let path = text[start..<end].firstIndex(where: isEmptyEnd) ?? end
        var host = path
        while let shorter = withoutPort(text, scheme: colon, host: start..<host) { host = shorter }
        return (0..<host, path..<end)
    }

    /// At the end of a link it changes nothing.
    package static func isEmptyEnd(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "/") || byte == UInt8(ascii: "?") || byte == UInt8(ascii: "#")
    }

    /// Where a host ends before the port that its scheme has anyway, or before a port of no digits; nil where it has none such.
    private static func withoutPort(_ text: UnsafeRawBufferPointer, scheme: Int, host: Range<Int>) -> Int? {
        guard let colon = text[host].lastIndex(of: UInt8(ascii: ":")) else { return nil }
        let port = text[(colon + 1)..<host.upperBound]
        if port.isEmpty { return colon }
        let isUsual =
            spells(text[..<scheme], "https") && spells(port, "443")
            || spells(text[..<scheme], "http") && spells(port, "80")
        return isUsual ? colon : nil
    }

    private static func spells(_ bytes: Slice<UnsafeRawBufferPointer>, _ word: StaticString) -> Bool {
        bytes.count == word.utf8CodeUnitCount
            && bytes.enumerated().allSatisfy { $0.element | 0x20 == word.utf8Start[$0.offset] }
    }
}
