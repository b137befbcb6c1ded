import Foundation

/// A language as people write it in a list: a tag such as `da` or `pt-BR`; for a language's name the tag is proposed.
package enum LanguageWord {
    /// The canonical tag; nil when it is none or its language does not exist.
    package static func canonical(_ text: String) -> String? {
        let parts = text.replacingOccurrences(of: "_", with: "-").split(
            separator: "-", omittingEmptySubsequences: false)
        guard let first = parts.first, (2...3).contains(first.utf8.count),
            parts.allSatisfy({ part in
                (1...8).contains(part.utf8.count)
                    && part.utf8.allSatisfy { (48...57).contains($0) || (97...122).contains($0 | 32) }
            })
        else { return nil }
        let tag = Locale.identifier(.bcp47, from: parts.joined(separator: "-"))
        guard let code = tag.split(separator: "-").first, Locale.LanguageCode(String(code)).isISOLanguage else {
            return nil
        }
        return tag
    }

    /// The tag of a language that is given by name, in English or in itself: `dansk` and `Danish` are `da`.
    package static func proposal(for text: String) -> String? {
        let wanted = text.lowercased().trimmingCharacters(in: .whitespaces)
        let english = Locale(identifier: "en")
        return common.first { tag in
            [english, Locale(identifier: tag)].contains {
                $0.localizedString(forLanguageCode: tag)?.lowercased() == wanted
            }
        }
    }

    private static let common = [
        "en", "de", "es", "fr", "pl", "pt", "it", "nl", "da", "sv", "nb", "fi", "is", "cs", "sk", "hu", "ro", "bg",
        "el", "tr", "uk",
        "ru", "et", "lv", "lt", "sl", "hr", "ar", "he", "zh", "ja", "ko",
    ]
}
