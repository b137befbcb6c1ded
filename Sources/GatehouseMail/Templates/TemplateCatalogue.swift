/// What a mail is for. A provider may have a text of its own for each.
package enum TemplateKind: String, Hashable, Sendable, CaseIterable {
    /// To one person, with a link that is that person's alone.
    case invitation
    /// The shared link of a multi-use code, the same for everybody (CB-17).
    case announcement
}

/// Templates by provider, kind and language, and the choice of one for a person.
package struct TemplateCatalogue: Sendable {
    /// The template chosen, and how near it is to what was asked for: plans and summaries say so (CB-11, CB-12).
    package struct Choice: Sendable {
        package enum Nearness: String, Hashable, Sendable {
            case exact
            /// A wider language: `pt` for `pt-BR`.
            case wider
            /// None in this person's language, or no language known: the default language.
            case standard
        }

        package let template: Template
        package let asked: String?
        package let nearness: Nearness
        /// The organisation has templates of its own for this, but none in this language: the vendor's stands in (CB-11).
        package let replacesOwn: Bool

        package var language: String { template.language }
    }

    private struct Key: Hashable {
        let provider: String
        let kind: TemplateKind
    }

    /// Stands for every provider that has no text of its own.
    package static let anyProvider = "any"

    private var templates: [Key: [String: Template]] = [:]
    /// Used where nothing nearer is there.
    package let standardLanguage: String

    package init(standardLanguage: String = "en") { self.standardLanguage = standardLanguage }

    /// Takes the place of a template for the same provider, kind and language.
    package mutating func add(_ template: Template, provider: String, kind: TemplateKind) {
        templates[Key(provider: provider, kind: kind), default: [:]][Self.canonical(template.language)] = template
    }

    /// The languages in which there is a template, in alphabetical order.
    package func languages(provider: String, kind: TemplateKind) -> [String] {
        texts(provider, kind).keys.sorted()
    }

    /// A provider's own, by language; where it has none, those for any provider.
    private func texts(_ provider: String, _ kind: TemplateKind) -> [String: Template] {
        templates[Key(provider: provider, kind: kind)]
            ?? templates[Key(provider: TemplateCatalogue.anyProvider, kind: kind)] ?? [:]
    }

    /// The template for a person's language (BCP 47; nil when unknown); nil when there is none for this provider and kind.
    ///
    /// - Parameter own: the organisation's templates; its text comes first, this catalogue's where it lacks the language.
    package func choose(
        provider: String, kind: TemplateKind, language: String?, preferring own: TemplateCatalogue? = nil
    ) -> Choice? {
        let mine = own?.templates[Key(provider: provider, kind: kind)] ?? [:]
        let standard = texts(provider, kind)
        let chain = language.flatMap { LanguageTag($0)?.lookup } ?? []
        for (place, tag) in chain.enumerated() {
            let nearness = place == 0 ? Choice.Nearness.exact : .wider
            if let template = mine[tag] {
                return Choice(template: template, asked: language, nearness: nearness, replacesOwn: false)
            }
        }
        for (place, tag) in chain.enumerated() {
            guard let template = standard[tag] else { continue }
            return Choice(
                template: template, asked: language, nearness: place == 0 ? .exact : .wider, replacesOwn: !mine.isEmpty)
        }
        if let template = own.flatMap({ mine[Self.canonical($0.standardLanguage)] }) {
            return Choice(template: template, asked: language, nearness: .standard, replacesOwn: false)
        }
        return standard[Self.canonical(standardLanguage)].map {
            Choice(template: $0, asked: language, nearness: .standard, replacesOwn: !mine.isEmpty)
        }
    }

    private static func canonical(_ language: String) -> String { LanguageTag(language)?.text ?? language }
}
