extension FormField.Kind {
    /// How a kind of text is called, looks and is recognised.
    struct Format {
        let name: String
        let example: String
        let accepts: (String) -> Bool
    }

    var format: Format {
        switch self {
        case .date: Format(name: "a date", example: "2026-11-24") { isDate($0) }
        case .instant: Format(name: "a time", example: "2026-11-24T09:00:00Z") { $0.utf8.count >= 20 && isDate(String($0.prefix(10))) }
        case .email: Format(name: "an email address", example: "name@example.org") { isAddressLike($0) }
        case .language: Format(name: "a language tag", example: "da or pt-BR") { isLanguageTag($0) }
        case .url: Format(name: "a web address", example: "https://vendor.example.org/api") { $0.hasPrefix("https://") || $0.hasPrefix("http://") }
        case .invitation: Format(name: "an invitation's id", example: "inv_01jd3k…") { $0.hasPrefix("inv_") }
        case .supply: Format(name: "a supply's name or id", example: "spring-24") { _ in true }
        default: Format(name: "text", example: "…") { _ in true }
        }
    }
}

private func isDate(_ text: String) -> Bool {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0].utf8.count == 4, parts[1].utf8.count == 2, parts[2].utf8.count == 2,
        let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]), year > 0, (1...12).contains(month)
    else { return false }
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    return (1...days[month - 1]).contains(day)
}

/// Only the rough shape: the full check belongs to whoever folds the domain.
private func isAddressLike(_ text: String) -> Bool {
    guard let at = text.lastIndex(of: "@"), at != text.startIndex, text.utf8.count <= 254 else { return false }
    return text[text.index(after: at)...].contains(".") && !text.contains(" ")
}

/// The grammar of BCP 47 (language, script, region, variants, extensions), not the registry.
private func isLanguageTag(_ text: String) -> Bool {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard let first = parts.first, (2...3).contains(first.utf8.count), first.utf8.allSatisfy({ (0x61...0x7A).contains($0 | 0x20) })
    else { return false }
    return parts.dropFirst().allSatisfy { part in
        (1...8).contains(part.utf8.count)
            && part.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x7A).contains($0 | 0x20) }
    }
}
