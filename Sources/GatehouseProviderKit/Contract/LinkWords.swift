package import GatehouseModel

/// What a person's link leads to, and the words in it that could be somebody's code.
package struct LinkWords {
    /// The page that it opens: in one spelling of scheme, host and percent signs, and without a fragment, which never reaches
    /// the vendor. A fragment that is an address of its own, beginning with / or !, is a part of it.
    package let page: String
    /// The page without its query, where it has one: what a link is whose query only says where somebody came from.
    package var plainPage: String? {
        page.firstIndex(of: "?").map { query in
            var plain = page[..<query]
            while plain.last == "/" { plain.removeLast() }
            return String(plain)
        }
    }
    /// Behind the host, what stands between two signs, each alone and with those that follow it; folded.
    package let runs: Set<String>
    /// The parts of path, query and fragment, as they are written.
    package let words: [String]

    package init(_ link: Secret) {
        let text = LinkWords.decoded(link.reveal())
        let start = text.firstRange(of: "://")?.upperBound ?? text.startIndex
        let end = text[start...].firstIndex { "/?#".contains($0) } ?? text.endIndex
        let parts = text[end...].split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
        let fragment = parts.dropFirst().first.flatMap { $0.first.map { "/!".contains($0) } ?? false ? $0 : nil }
        var path = String(parts.first ?? "")
        while let last = path.last, last.isWhitespace || "/?&".contains(last) { path.removeLast() }
        page = text[start..<end].lowercased() + path + (fragment.map { "#" + $0 } ?? "")
        runs = LinkWords.runs(of: text[end...])
        words = text[end...].split { "/?&=#;,".contains($0) }.map(String.init)
            .filter { LinkWords.folded($0).count >= LinkWords.shortest }.suffix(LinkWords.mostAsked)
    }

    /// A code as all codes are compared (`CodeFolding`), and without the signs that part it in an address, its letters small.
    package static func folded(_ code: String) -> String {
        CodeFolding.folded(Secret(code)).reveal().filter { $0.isLetter || $0.isNumber }.lowercased()
    }

    /// Codes are longer than this many letters; a shorter word stands in a link by chance.
    private static let shortest = 6
    private static let mostWords = 40
    private static let mostAsked = 8

    private static func runs(of path: Substring) -> Set<String> {
        let words = path.split { !$0.isLetter && !$0.isNumber }.prefix(mostWords).map { folded(String($0)) }
        var runs: Set<String> = []
        for first in words.indices {
            var run = ""
            for word in words[first...].prefix(8) {
                run += word
                if run.count >= shortest { runs.insert(run) }
            }
        }
        return runs
    }

    private static func decoded(_ link: String) -> String {
        let bytes = Array(link.utf8)
        var plain: [UInt8] = []
        var at = 0
        while at < bytes.count {
            if bytes[at] == UInt8(ascii: "%"), at + 2 < bytes.count,
                let byte = UInt8(String(decoding: bytes[(at + 1)...(at + 2)], as: UTF8.self), radix: 16)
            {
                plain.append(byte)
                at += 3
            } else {
                plain.append(bytes[at])
                at += 1
            }
        }
        return String(decoding: plain, as: UTF8.self)
    }
}
