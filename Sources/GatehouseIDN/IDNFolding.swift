import CIDN2
package import GatehouseModel

/// Domains by IDNA 2008 (UTS 46, non-transitional): lower-case A-labels of letters, figures and inner hyphens, at most 63
/// bytes each and 253 in all.
package struct IDNFolding: DomainFolding {
    package init() {}

    package func folded(_ domain: String) -> String? {
        guard !domain.isEmpty, domain.utf8.count <= 1024 else { return nil }
        let lower = domain.lowercased()
        let isPlain = domain.utf8.allSatisfy { $0 < 0x80 } && !IDNFolding.hasALabel(lower)
        guard let name = isPlain ? lower : IDNFolding.lookedUp(domain), name.utf8.count <= 253 else { return nil }
        let labels = name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return labels.allSatisfy(IDNFolding.isLabel) ? name : nil
    }

    private static func hasALabel(_ lower: String) -> Bool {
        lower.utf8.split(separator: UInt8(ascii: ".")).contains { $0.starts(with: "xn--".utf8) }
    }

    /// The library's answer, lower-case; it also proves that A-labels mean something (round trip).
    private static func lookedUp(_ domain: String) -> String? {
        // A NUL would end the text for the library, and a name may not hold one.
        guard !domain.utf8.contains(0) else { return nil }
        let flags = Int32(bitPattern: IDN2_NFC_INPUT.rawValue | IDN2_NONTRANSITIONAL.rawValue)
        var found: UnsafeMutablePointer<UInt8>?
        let status = Array(domain.utf8 + [0]).withUnsafeBufferPointer { idn2_lookup_u8($0.baseAddress, &found, flags) }
        guard status == IDN2_OK.rawValue, let found else { return nil }
        defer { idn2_free(found) }
        return String(cString: found).lowercased()
    }

    private static func isLabel(_ label: Substring.UTF8View) -> Bool {
        let hyphen = UInt8(ascii: "-")
        return (1...63).contains(label.count) && label.first != hyphen && label.last != hyphen
            && label.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == hyphen }
    }
}
