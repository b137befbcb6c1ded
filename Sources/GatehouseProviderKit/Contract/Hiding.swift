import GatehouseModel

/// Takes secrets out of words that a vendor wrote, before a person or a log sees them.
struct Hiding {
    private static let longestMessage = 600

    private let search: SecretSearch

    /// Those shorter than four bytes are left, since masking them would only spoil ordinary words.
    init(_ secrets: [Secret] = []) { search = SecretSearch(secrets) }

    /// Every secret masked, wherever and in whatever spelling it stands; control characters dropped, length bounded.
    func cleaned(_ words: String) -> String {
        let shown = words.unicodeScalars.filter {
            $0 == "\n" || ($0.value >= 0x20 && !(0x7F...0x9F).contains($0.value))
        }
        let plain = String(String.UnicodeScalarView(shown))
        let text = search.masked(plain) ?? plain
        return text.count > Hiding.longestMessage ? text.prefix(Hiding.longestMessage) + "…" : text
    }
}
