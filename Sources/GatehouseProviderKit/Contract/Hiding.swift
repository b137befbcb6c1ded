import GatehouseModel

/// Takes secrets out of words that a vendor wrote, before a person or a log sees them.
enum Hiding {
    static let longestMessage = 600

    /// Every secret masked, wherever and in whatever case it stands; control characters dropped, length bounded.
    static func cleaned(_ words: String, of secrets: [Secret]) -> String {
        var text = String(String.UnicodeScalarView(words.unicodeScalars.filter { isShown($0) }))
        for secret in secrets.sorted(by: { $0.reveal().utf8.count > $1.reveal().utf8.count }) {
            text = masked(text, secret)
        }
        return text.count > longestMessage ? text.prefix(longestMessage) + "…" : text
    }

    private static func isShown(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "\n" || (scalar.value >= 0x20 && !(0x7F...0x9F).contains(scalar.value))
    }

    /// Secrets shorter than four bytes are left: masking them would only spoil ordinary words.
    private static func masked(_ text: String, _ secret: Secret) -> String {
        let needle = folded(Array(secret.reveal().utf8))
        let bytes = Array(text.utf8)
        guard needle.count >= 4, bytes.count >= needle.count else { return text }
        let hay = folded(bytes)
        var out: [UInt8] = []
        var at = 0
        while at < bytes.count {
            if at + needle.count <= hay.count, hay[at] == needle[0], hay[at..<at + needle.count].elementsEqual(needle) {
                out += Array(secret.masked.utf8)
                at += needle.count
            } else {
                out.append(bytes[at])
                at += 1
            }
        }
        return String(decoding: out, as: UTF8.self)
    }

    private static func folded(_ bytes: [UInt8]) -> [UInt8] { bytes.map { (65...90).contains($0) ? $0 | 0x20 : $0 } }
}
