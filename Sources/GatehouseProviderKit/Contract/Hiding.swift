import GatehouseModel

/// Takes secrets out of words that a vendor wrote, before a person or a log sees them.
struct Hiding {
    private static let longestMessage = 600

    /// The mask of each secret by its folded bytes; those shorter than four bytes are left, since masking them would only
    /// spoil ordinary words.
    private var masks: [[UInt8]: [UInt8]] = [:]
    /// The lengths that occur, longest first, so that a code within a link goes with the link.
    private var lengths: [Int] = []

    init(_ secrets: [Secret] = []) { add(secrets) }

    mutating func add(_ secrets: [Secret]) {
        for secret in secrets {
            let needle = Hiding.folded(Array(secret.reveal().utf8))
            if needle.count >= 4 { masks[needle] = Array(secret.masked.utf8) }
        }
        lengths = Set(masks.keys.map(\.count)).sorted(by: >)
    }

    /// Every secret masked, wherever and in whatever case it stands; control characters dropped, length bounded.
    func cleaned(_ words: String) -> String {
        let shown = words.unicodeScalars.filter {
            $0 == "\n" || ($0.value >= 0x20 && !(0x7F...0x9F).contains($0.value))
        }
        let text = masked(Array(String(String.UnicodeScalarView(shown)).utf8))
        return text.count > Hiding.longestMessage ? text.prefix(Hiding.longestMessage) + "…" : text
    }

    private func masked(_ bytes: [UInt8]) -> String {
        guard !masks.isEmpty else { return String(decoding: bytes, as: UTF8.self) }
        let hay = Hiding.folded(bytes)
        var out: [UInt8] = []
        var at = 0
        while at < bytes.count {
            if let (length, mask) = found(in: hay, at) {
                out += mask
                at += length
            } else {
                out.append(bytes[at])
                at += 1
            }
        }
        return String(decoding: out, as: UTF8.self)
    }

    private func found(in hay: [UInt8], _ at: Int) -> (Int, [UInt8])? {
        for length in lengths where at + length <= hay.count {
            if let mask = masks[Array(hay[at..<at + length])] { return (length, mask) }
        }
        return nil
    }

    private static func folded(_ bytes: [UInt8]) -> [UInt8] { bytes.map { (65...90).contains($0) ? $0 | 0x20 : $0 } }
}
