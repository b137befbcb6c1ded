import GatehouseForms

/// Which text a distribution's mails have (CB-10, CB-11).
struct Letter {
    /// The vendor's own, by language.
    static let standard: [String: String] = [
        "en": "You have been given an access code. Open {link} to begin.",
        "de": "Sie haben einen Zugangscode erhalten. Öffnen Sie {link}, um zu beginnen.",
        "es": "Ha recibido un código de acceso. Abra {link} para empezar.",
        "fr": "Vous avez reçu un code d’accès. Ouvrez {link} pour commencer.",
        "pl": "Otrzymali Państwo kod dostępu. Proszę otworzyć {link}, aby rozpocząć.",
        "da": "Du har fået en adgangskode. Åbn {link} for at begynde.",
    ]

    let usesOrganisation: Bool
    /// The organisation's text, edited for this one distribution; the stored one stays as it was.
    let edited: String?

    init(_ options: JSONValue, for bundle: Bundle, languages: Set<String>) throws(Problem) {
        let template = options["template"]?.string ?? "default"
        guard template == "default" || template == "organisation" else {
            throw .unusable("template is neither default nor organisation")
        }
        usesOrganisation = template == "organisation"
        edited = (options["text"]?.string).flatMap { $0.isEmpty ? nil : $0 }
        if bundle.isPersonal, usesOrganisation {
            throw Problem(
                422, "default_template_only", "Personal codes are sent with the vendor's default template.",
                rule: "CB-9")
        }
        guard edited != nil else { return }
        guard usesOrganisation else {
            throw Problem(
                422, "text_needs_organisation_template", "Only the organisation's text can be edited.", rule: "CB-10")
        }
        guard languages.count == 1 else {
            throw Problem(
                422, "text_needs_one_language", "The text can be edited only if all recipients share one language.",
                rule: "CB-10")
        }
    }

    /// The text for one recipient: a language that the organisation's template lacks gets the default (CB-11).
    func text(for language: String, organisation: [String: String]) -> (
        template: String, language: String, text: String
    ) {
        if usesOrganisation {
            if let edited {
                return ("organisation", language, edited.contains("{link}") ? edited : edited + "\n{link}")
            }
            if let (found, text) = Letter.pick(language, organisation) { return ("organisation", found, text) }
        }
        let (found, text) = Letter.pick(language, Letter.standard) ?? ("en", Letter.standard["en"] ?? "{link}")
        return ("default", found, text)
    }

    /// The text of the very tag, or of its language without region and script.
    static func pick(_ tag: String, _ texts: [String: String]) -> (String, String)? {
        let wanted = tag.lowercased()
        for name in [wanted, String(wanted.prefix { $0 != "-" })] {
            if let found = texts.keys.sorted().first(where: { $0.lowercased() == name }), let text = texts[found] {
                return (found, text)
            }
        }
        return nil
    }
}
