/// A language tag (BCP 47) as far as choosing a mail's language needs it.
package struct LanguageTag: Hashable, Sendable {
    /// Language in lower case, script in title case, region in upper case: `pt-BR`, `zh-Hant-TW`.
    package let text: String
    private let subtags: [String]

    /// Nil when the text does not have the form of a tag; `_` is taken for `-`.
    package init?(_ written: String) {
        let parts = written.replacing("_", with: "-").split(separator: "-", omittingEmptySubsequences: false).map {
            $0.lowercased()
        }
        guard let language = parts.first, (2...8).contains(language.utf8.count),
            language.utf8.allSatisfy({ (97...122).contains($0) }),
            parts.allSatisfy({
                (1...8).contains($0.utf8.count)
                    && $0.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) }
            })
        else { return nil }
        subtags = parts.enumerated().map { place, part in
            guard place > 0, !parts[..<place].contains(where: { $0.utf8.count == 1 }) else { return part }
            switch part.utf8.count {
            case 2: return part.uppercased()
            case 4 where part.utf8.allSatisfy({ (97...122).contains($0) }):
                return part.prefix(1).uppercased() + part.dropFirst()
            default: return part
            }
        }
        text = subtags.joined(separator: "-")
    }

    /// The tag itself, then ever shorter ones (RFC 4647 §3.4): `zh-Hant-TW`, `zh-Hant`, `zh`.
    package var lookup: [String] {
        var chain: [String] = []
        var rest = subtags
        while !rest.isEmpty {
            chain.append(rest.joined(separator: "-"))
            rest.removeLast()
            if let last = rest.last, last.utf8.count == 1 { rest.removeLast() }
        }
        return chain
    }
}
