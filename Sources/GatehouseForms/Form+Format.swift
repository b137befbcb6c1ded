import GatehouseModel

extension FormField.Kind {
    /// Whether values are stored encrypted and never shown again.
    public var isSecret: Bool { self == .secret || self == .secretLink }

    /// How a kind of text is called, looks and is recognised.
    struct Format {
        let name: String
        let example: String
        let accepts: (String) -> Bool
    }

    var format: Format {
        switch self {
        case .date: Format(name: "a date", example: "2026-11-24") { CalendarDate($0) != nil }
        case .instant: Format(name: "a time", example: "2026-11-24T09:00:00Z") { Instant($0) != nil }
        case .email: Format(name: "an email address", example: "name@example.org", accepts: isAddressLike)
        case .language: Format(name: "a language tag", example: "da or pt-BR", accepts: isLanguageTag)
        case .url: Format(name: "a web address", example: "https://vendor.example.org/api", accepts: isWebAddress)
        case .secretLink:
            Format(name: "a link", example: "https://vendor.example.org/i/…, copied whole", accepts: isWebAddress)
        case .invitation: Format(name: "an invitation's id", example: "inv_01jd3k…") { InvitationID($0) != nil }
        case .supply: Format(name: "a supply's name or id", example: "spring-24") { _ in true }
        default: Format(name: "text", example: "…") { _ in true }
        }
    }
}

/// Only the rough shape: the full check belongs to whoever folds the domain.
private func isAddressLike(_ text: String) -> Bool {
    let halves = text.utf8.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
    return halves.count == 2 && !halves[0].isEmpty && halves[1].contains(UInt8(ascii: ".")) && text.utf8.count <= 254
        && !text.utf8.contains(UInt8(ascii: " "))
}

/// Scheme and host, and nothing that no address holds; whether it may be called is asked where it is called.
private func isWebAddress(_ text: String) -> Bool {
    let schemes = ["https://", "http://"]
    guard
        let scheme = schemes.first(where: { scheme in
            text.utf8.prefix(scheme.utf8.count).map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
                == Array(scheme.utf8)
        })
    else { return false }
    let rest = text.utf8.dropFirst(scheme.utf8.count)
    let host = rest.prefix { !"/?#".utf8.contains($0) }
    return !host.isEmpty && host.first != UInt8(ascii: ":") && !host.contains(UInt8(ascii: "@"))
        && rest.allSatisfy { (0x21...0x7E).contains($0) && !#""<>\^`{|}"#.utf8.contains($0) }
}

/// The grammar of BCP 47 (language, script, region, variants, extensions), not the registry.
private func isLanguageTag(_ text: String) -> Bool {
    let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    guard let first = parts.first, (2...3).contains(first.count), first.allSatisfy(isLetter) else { return false }
    return parts.dropFirst().allSatisfy { part in
        (1...8).contains(part.count) && part.allSatisfy { (0x30...0x39).contains($0) || isLetter($0) }
    }
}

private func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }
