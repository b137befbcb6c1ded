/// An address that a link in a mail may lead to: `https`, `http` or `mailto`, without spaces or control characters.
struct LinkAddress: Hashable, Sendable {
    let text: String

    /// A bare mail address becomes a `mailto:` link; nil for anything that is no such address.
    init?(_ written: String) {
        let isClean = written.unicodeScalars.allSatisfy {
            !$0.isControl && !$0.properties.isWhitespace && !"<>\"".unicodeScalars.contains($0)
        }
        guard isClean, written.utf8.count <= 2000 else { return nil }
        let folded = written.lowercased()
        for scheme in ["https://", "http://", "mailto:"] where folded.hasScalarPrefix(scheme) {
            guard written.utf8.count > scheme.utf8.count else { return nil }
            text = written
            return
        }
        guard !written.contains(":"), !written.contains("/"),
            written.split(separator: "@", omittingEmptySubsequences: false).count == 2,
            !written.hasPrefix("@"), !written.hasSuffix("@")
        else { return nil }
        text = "mailto:" + written
    }

    /// As a reader of plain text needs it.
    var shown: String { text.lowercased().hasScalarPrefix("mailto:") ? String(text.dropFirst(7)) : text }
}
