import GatehouseModel
import GatehouseProviderKit

extension Review {
    /// Which mail goes to whom, and whether its text may be edited (CB-9, CB-10, CB-11).
    var template: [Finding] {
        guard isVendorMail, !named.isEmpty else { return [] }
        return personalTemplate + editedText + missingLanguages + assumedLanguage
    }

    private var personalTemplate: [Finding] {
        guard bundle.isPersonal, options.template == .organisation else { return [] }
        return [
            Finding(
                .refusesAll, code: "personal_default_template", rule: "CB-9",
                "Personal codes go out with the vendor's default template only. Choose template = default.")
        ]
    }

    private var editedText: [Finding] {
        guard options.text != nil, let problem = editedTextProblem else { return [] }
        return [Finding(.refusesAll, code: problem.code, rule: "CB-10", problem.message)]
    }

    private var editedTextProblem: (code: String, message: String)? {
        guard options.template == .organisation else {
            return (
                "edited_text_needs_organisation_template",
                "Only the organisation's text can be edited. Choose template = organisation, or leave the text out."
            )
        }
        let languages = Set(named.map { language(of: $0).lowercased() })
        guard languages.count == 1, let language = languages.first else {
            return (
                "edited_text_needs_one_language",
                "The text can be edited only when all recipients share one language; here are \(Counting.byLanguage(named.map { self.language(of: $0) })). Send one language at a time, or leave the text out."
            )
        }
        guard !bundle.hasTemplate(for: language) else { return nil }
        return (
            "edited_text_without_template",
            "The organisation's template has no text in \"\(language)\" that could be edited. Write one at the vendor first, or leave the text out."
        )
    }

    /// The sender is warned and not stopped: the vendor's default goes to these people.
    private var missingLanguages: [Finding] {
        guard options.template == .organisation, !bundle.isPersonal else { return [] }
        let without = indices { !bundle.hasTemplate(for: language(of: $0)) }
        guard !without.isEmpty else { return [] }
        let languages = Set(without.map { language(of: draft.people[$0]) }).sorted().joined(separator: ", ")
        return [
            Finding(
                .warning, code: "template_language_missing", rule: "CB-11",
                "The organisation's template has no \(languages): \(Counting.of(without.count, "person gets", "people get")) the vendor's default. Add the language at the vendor if that is not wanted.",
                people: without)
        ]
    }

    private var assumedLanguage: [Finding] {
        let without = indices { $0.recipient.language == nil }
        guard !without.isEmpty else { return [] }
        return [
            Finding(
                .note, code: "language_assumed", rule: "CB-6",
                "No language is known of \(Counting.people(without.count)): \"\(settings.defaultLanguage)\" is used. Give the language in the list of people to change it.",
                people: without)
        ]
    }

    /// What is said before anything leaves (CB-12): how many, which bundle, which template, how many per language.
    var summary: [Finding] {
        guard wanted > 0 else { return [] }
        var text = "\(Counting.of(wanted, "invitation")) from \"\(bundle.name)\" by \(draft.channel.rawValue)"
        if isVendorMail {
            text +=
                ", \(options.template == .organisation ? "the organisation's template" : "the vendor's default template")"
            if options.text != nil { text += " with edited text" }
        }
        if wanted > named.count { text += ", \(wanted - named.count) without a name" }
        if !named.isEmpty {
            // Our own mail may lack a language and say it in another.
            let what = draft.channel == .ourMail ? "people's languages" : "languages"
            text += "; \(what): \(Counting.byLanguage(named.map { language(of: $0) }))"
        }
        return [Finding(.note, code: "summary", rule: "CB-12", text + ".")]
    }
}
