package import GatehouseLedger
package import GatehouseModel

/// Writes the texts of our own mails: the organisation's templates before the vendor's defaults, in the person's language.
package protocol Composing: Sendable {
    /// The language in which a template would be sent, and whether that is not the one wanted.
    func language(_ wanted: String?, for template: TemplateChoice, stored: [StoredTemplate]) -> LanguageChoice
    /// Subject and texts; a variable that the template wants and that is missing is an error that names it.
    func compose(
        _ template: TemplateChoice, language: String?, variables: [String: String], stored: [StoredTemplate]
    ) throws(EngineError) -> ComposedText
}

/// Which template: of which provider and for what.
package struct TemplateChoice: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable {
        case invitation
        /// One message for everybody with the shared link (CB-17).
        case announcement
        case reminder
    }

    package let provider: String
    package let kind: Kind
    package init(provider: String, kind: Kind) { (self.provider, self.kind) = (provider, kind) }
}

package struct LanguageChoice: Hashable, Sendable {
    package let language: String
    package let isFallback: Bool
    package init(language: String, isFallback: Bool) { (self.language, self.isFallback) = (language, isFallback) }
}

package struct ComposedText: Hashable, Sendable {
    package let subject: String
    package let text: String
    package let html: String?
    package let language: String
    package init(subject: String, text: String, html: String?, language: String) {
        self.subject = subject
        self.text = text
        self.html = html
        self.language = language
    }
}
