package import GatehouseEngine
package import GatehouseLedger
import GatehouseMail

/// Writes our mails from the organisation's templates and the vendors' defaults.
package struct TemplateComposer: Composing {
    /// Read at the first mail, not before.
    private var defaults: TemplateCatalogue { .vendorDefaults }

    package init() {}

    package func language(_ wanted: String?, for template: TemplateChoice, stored: [StoredTemplate]) -> LanguageChoice {
        guard let choice = choose(template, language: wanted, stored) else {
            return LanguageChoice(language: wanted ?? "en", isFallback: wanted != nil)
        }
        return LanguageChoice(language: choice.language, isFallback: choice.nearness == .standard)
    }

    package func compose(
        _ template: TemplateChoice, language: String?, variables: [String: String], stored: [StoredTemplate]
    ) throws(EngineError) -> ComposedText {
        guard let choice = choose(template, language: language, stored) else {
            throw EngineError(
                .invalid,
                "there is no \(template.kind.rawValue) template for \(template.provider): add one with 'gatehouse template edit'"
            )
        }
        var values = TemplateValues()
        for (name, value) in variables {
            guard let variable = TemplateVariable(rawValue: name) else { continue }
            values[variable] = variable == .expiresOn ? DayWords.long(value, in: choice.language) : value
        }
        do {
            let rendered = try choice.template.render(values)
            return ComposedText(
                subject: rendered.subject, text: rendered.text, html: rendered.html, language: rendered.language)
        } catch {
            throw EngineError(
                .invalid,
                "the \(template.kind.rawValue) template of \(template.provider) in \(choice.language): \(error)")
        }
    }

    private func choose(_ template: TemplateChoice, language: String?, _ stored: [StoredTemplate]) -> TemplateCatalogue
        .Choice?
    {
        // A reminder says the invitation's words again until it has words of its own.
        let kind: TemplateKind = template.kind == .announcement ? .announcement : .invitation
        return defaults.choose(provider: template.provider, kind: kind, language: language, preferring: own(stored))
    }

    /// The newest version of each stored template; one that no longer reads is passed over, `template lint` names it.
    private func own(_ stored: [StoredTemplate]) -> TemplateCatalogue? {
        guard !stored.isEmpty else { return nil }
        var catalogue = TemplateCatalogue()
        for template in stored.sorted(by: { $0.version < $1.version }) {
            guard let kind = TemplateKind(rawValue: template.kind),
                let parsed = try? Template(template.source, language: template.language)
            else { continue }
            catalogue.add(parsed, provider: template.provider, kind: kind)
        }
        return catalogue
    }
}
