/// By what two credentials are compared without showing either.
package enum CredentialKey: Hashable, Sendable {
    /// The keyed hash that the ledger keeps.
    case hashed([UInt8])
    /// The normalised text itself, where there is no ledger with a key (two files).
    case text(String)

    /// Trimmed and upper-cased, as codes are compared (CB-18).
    package init(normalising text: String) {
        var rest = Substring(text)
        while rest.first?.isWhitespace == true { rest.removeFirst() }
        while rest.last?.isWhitespace == true { rest.removeLast() }
        self = .text(rest.uppercased())
    }
}

extension CredentialKey: CustomStringConvertible {
    /// Fit to be shown and kept: never the credential itself.
    package var description: String {
        switch self {
        case .hashed(let bytes): "credential \(CredentialKey.hex(bytes.prefix(8)))"
        case .text(let text): "credential #\(CredentialKey.hex(CredentialKey.fingerprint(text)[...]))"
        }
    }

    /// FNV-1a: tells two texts apart without showing either.
    private static func fingerprint(_ text: String) -> [UInt8] {
        let hash = text.utf8.reduce(UInt64(0xCBF2_9CE4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        return (0..<8).map { UInt8(truncatingIfNeeded: hash >> (56 - 8 * $0)) }
    }

    private static func hex(_ bytes: ArraySlice<UInt8>) -> String {
        bytes.reduce(into: "") { text, byte in
            for half in [byte >> 4, byte & 15] {
                text.unicodeScalars.append(Unicode.Scalar(half < 10 ? 48 + half : 87 + half))
            }
        }
    }
}
