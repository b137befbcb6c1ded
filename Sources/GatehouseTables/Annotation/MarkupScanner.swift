/// Cuts XML (UTF-8) into tags and what stands between them, as it streams by. Nothing is changed or checked; comments,
/// CDATA and processing instructions count as what stands between.
struct MarkupScanner {
    enum Piece {
        case between(ArraySlice<UInt8>)
        /// From `<` to `>`, both included.
        case tag(ArraySlice<UInt8>)
    }

    private var pending: [UInt8] = []
    /// A tag longer than this is no sheet's.
    static let longestTag = 1 << 16

    /// Takes a chunk and gives every whole piece. False when a tag is too long.
    mutating func push(_ chunk: some Sequence<UInt8>, _ take: (Piece) throws -> Void) rethrows -> Bool {
        pending += chunk
        var at = 0
        while at < pending.count {
            guard let open = pending[at...].firstIndex(of: UInt8(ascii: "<")) else {
                try take(.between(pending[at...]))
                at = pending.count
                break
            }
            if open > at { try take(.between(pending[at..<open])) }
            at = open
            guard let (end, isTag) = Self.end(of: pending[open...]) else { break }
            try take(isTag ? .tag(pending[open..<end]) : .between(pending[open..<end]))
            at = end
        }
        pending.removeFirst(at)
        return pending.count <= Self.longestTag
    }

    var isEmpty: Bool { pending.isEmpty }

    /// Behind the markup that begins here; nil when its end has not come yet.
    private static func end(of text: ArraySlice<UInt8>) -> (Int, isTag: Bool)? {
        let special = [("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>")]
        for (opening, closing) in special {
            if text.starts(with: opening.utf8) {
                return range(of: Array(closing.utf8), in: text.dropFirst(opening.utf8.count)).map { ($0, false) }
            }
            // May still become one of these.
            if opening.utf8.starts(with: text) { return nil }
        }
        var quote: UInt8?
        for index in text.indices {
            let byte = text[index]
            if let open = quote {
                if byte == open { quote = nil }
            } else if byte == .doubleQuote || byte == .apostrophe {
                quote = byte
            } else if byte == UInt8(ascii: ">") {
                return (index + 1, true)
            }
        }
        return nil
    }

    private static func range(of needle: [UInt8], in text: ArraySlice<UInt8>) -> Int? {
        var at = text.startIndex
        while at + needle.count <= text.endIndex {
            if text[at..<(at + needle.count)].elementsEqual(needle) { return at + needle.count }
            at += 1
        }
        return nil
    }
}
