extension TemplateCatalogue {
    /// The texts that come with Gatehouse, in English, German, Spanish, French and Polish; part of the program itself, so
    /// that an installed binary needs no files beside it.
    package static let vendorDefaults: TemplateCatalogue = {
        var catalogue = TemplateCatalogue()
        for text in VendorDefault.all {
            // A text that does not parse is left out here, and a test counts them.
            guard let template = try? Template(text.source, language: text.language) else { continue }
            catalogue.add(template, provider: text.provider, kind: text.kind)
        }
        return catalogue
    }()
}

/// One text of ours.
struct VendorDefault: Sendable {
    let provider: String
    let kind: TemplateKind
    let language: String
    let source: String

    static let all =
        of("code-bundles", .invitation, codeBundlesInvitation)
        + of("code-bundles", .announcement, codeBundlesAnnouncement)
        + of("campaigns", .invitation, campaignsInvitation)
        + of("key-pool", .invitation, keyPoolInvitation)
        + of(TemplateCatalogue.anyProvider, .invitation, neutralInvitation)

    private static func of(_ provider: String, _ kind: TemplateKind, _ texts: [(language: String, source: String)])
        -> [VendorDefault]
    {
        texts.map { VendorDefault(provider: provider, kind: kind, language: $0.language, source: $0.source) }
    }
}
