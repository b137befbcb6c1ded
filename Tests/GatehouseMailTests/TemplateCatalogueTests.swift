import GatehouseMail
import GatehouseModel
import Testing

@Suite("Choosing a template's language")
struct TemplateCatalogueTests {
    private func catalogue(_ languages: [String], standard: String = "en") throws -> TemplateCatalogue {
        var catalogue = TemplateCatalogue(standardLanguage: standard)
        for language in languages {
            try catalogue.add(
                Template("Subject: \(language)\n\n{{code}}", language: language), provider: "p", kind: .invitation)
        }
        return catalogue
    }

    @Test(
        "CB-11: the nearest language is chosen, and the choice says how near it is",
        arguments: [
            ("pt-BR", "pt-BR", "exact"), ("pt-PT", "pt", "wider"), ("PT_br", "pt-BR", "exact"),
            ("zh-Hant-TW", "zh-Hant", "wider"), ("zh-Hans", "en", "standard"),
            ("is", "en", "standard"), ("pt-x-a-b", "pt", "wider"), ("not a tag", "en", "standard"),
            ("en", "en", "exact"),
        ])
    func nearest(_ asked: String, _ chosen: String, _ nearness: String) throws {
        let choice = try #require(
            try catalogue(["en", "pt", "pt-BR", "zh-Hant"]).choose(provider: "p", kind: .invitation, language: asked))
        #expect(
            choice.language == chosen && choice.nearness.rawValue == nearness && choice.asked == asked
                && !choice.replacesOwn)
    }

    @Test("No language known is the standard one; an unknown provider or kind has none")
    func none() throws {
        let catalogue = try catalogue(["de", "fr"], standard: "de")
        #expect(catalogue.choose(provider: "p", kind: .invitation, language: nil)?.language == "de")
        #expect(catalogue.choose(provider: "q", kind: .invitation, language: "de") == nil)
        #expect(catalogue.choose(provider: "p", kind: .announcement, language: "de") == nil)
    }

    @Test(
        "CB-10, CB-11: the organisation's own text comes first; where it lacks the language the default stands in and says so"
    )
    func own() throws {
        let vendor = try catalogue(["en", "de", "fr"])
        let own = try catalogue(["de"], standard: "de")
        func choose(_ language: String?) -> (String, Bool)? {
            vendor.choose(provider: "p", kind: .invitation, language: language, preferring: own).map {
                ($0.language, $0.replacesOwn)
            }
        }
        #expect(try #require(choose("de-AT")) == ("de", false))
        #expect(try #require(choose("fr")) == ("fr", true))
        #expect(try #require(choose("is")) == ("de", false))
        #expect(vendor.choose(provider: "p", kind: .invitation, language: "fr")?.replacesOwn == false)
    }

    @Test("A later template takes the place of an earlier one in the same language")
    func replaces() throws {
        var catalogue = try catalogue(["en"])
        try catalogue.add(Template("Subject: new\n\n{{code}}", language: "EN"), provider: "p", kind: .invitation)
        #expect(catalogue.languages(provider: "p", kind: .invitation) == ["en"])
        #expect(
            try catalogue.choose(provider: "p", kind: .invitation, language: "en")?.template.render(
                TemplateValues([.code: "x"])
            ).subject == "new")
    }
}

@Suite("The texts that come with Gatehouse")
struct VendorDefaultsTests {
    private static let languages = ["de", "en", "es", "fr", "pl"]
    private static let texts: [(provider: String, kind: TemplateKind)] = [
        ("code-bundles", .invitation), ("code-bundles", .announcement), ("campaigns", .invitation),
        ("key-pool", .invitation), ("somebody-outside", .invitation),
    ]
    private static let least = TemplateValues([
        .organisation: "Example Ltd", .assessment: "Core Drivers", .redeemLink: "https://vendor.example.org/ac/A-1",
        .code: "A-1",
    ])
    private static let most: TemplateValues = {
        var values = least
        values[.personName] = "Anna Example"
        values[.personFirstName] = "Anna"
        values[.senderName] = "Bert Beispiel"
        values[.expiresOn] = "30 November 2026"
        values[.helpAddress] = "help@example.org"
        values[.vendorSender] = "support@vendor.example.org"
        return values
    }()

    @Test("Every provider's text is there in five languages, without problems, and chosen exactly")
    func complete() throws {
        for (provider, kind) in Self.texts {
            #expect(TemplateCatalogue.vendorDefaults.languages(provider: provider, kind: kind) == Self.languages)
            for language in Self.languages {
                let choice = try #require(
                    TemplateCatalogue.vendorDefaults.choose(provider: provider, kind: kind, language: language))
                #expect(choice.nearness == .exact && choice.template.warnings.isEmpty)
                #expect(Template.lint(choice.template.source) == [])
            }
        }
    }

    @Test("CB-14, CB-17, CA-5: each text carries the link in both forms, with the fewest values and with all of them")
    func rendered() throws {
        for (provider, kind) in Self.texts {
            for language in Self.languages {
                let template = try #require(
                    TemplateCatalogue.vendorDefaults.choose(provider: provider, kind: kind, language: language)
                ).template
                for values in [Self.least, Self.most] {
                    let mail = try template.render(values)
                    #expect(mail.subject.contains("Core Drivers") && !mail.subject.contains("  "))
                    #expect(mail.text.contains("\nhttps://vendor.example.org/ac/A-1\n"))
                    #expect(mail.html.contains("<a href=\"https://vendor.example.org/ac/A-1\""))
                    #expect(!mail.text.contains("{{") && !mail.text.contains("\n\n\n"))
                    #expect(mail.html.contains("lang=\"\(language)\""))
                }
                let full = try template.render(Self.most).text
                for value in ["Bert Beispiel", "30 November 2026", "help@example.org", "Example Ltd"] {
                    #expect(full.contains(value), "\(language)")
                }
                // A shared link is nobody's own, so its text names no code and no person (CB-17).
                #expect(
                    full.contains(": A-1\n")
                        == (["code-bundles", "somebody-outside"].contains(provider) && kind == .invitation))
                // CB-20: the address to allow.
                #expect(full.contains("support@vendor.example.org") == (kind == .invitation))
            }
        }
    }

    @Test("A day is written as people write it in the mail's language")
    func days() throws {
        let day = try #require(CalendarDate("2026-11-30"))
        #expect(
            Self.languages.map { day.written(in: $0) } == [
                "30. November 2026", "November 30, 2026", "30 de noviembre de 2026", "30 novembre 2026",
                "30 listopada 2026",
            ])
    }

    @Test("A provider without a text of its own gets the neutral one: with link, with code, or with both")
    func neutral() throws {
        let own = TemplateCatalogue.vendorDefaults.choose(provider: "key-pool", kind: .invitation, language: "de")
        let neutral = try #require(
            TemplateCatalogue.vendorDefaults.choose(provider: "lantern", kind: .invitation, language: "de"))
        #expect(neutral.nearness == .exact && own?.template.source != neutral.template.source)
        var codeOnly = TemplateValues([.organisation: "Example Ltd", .assessment: "Compass", .code: "LN-1"])
        var mail = try neutral.template.render(codeOnly)
        #expect(mail.text.contains("LN-1") && !mail.text.contains("Beginnen"))
        codeOnly[.code] = nil
        codeOnly[.redeemLink] = "https://vendor.example.org/k/LN-1"
        mail = try neutral.template.render(codeOnly)
        #expect(mail.text.contains("https://vendor.example.org/k/LN-1") && !mail.text.contains("Code"))
        #expect(
            TemplateCatalogue.vendorDefaults.choose(provider: "lantern", kind: .announcement, language: "de") == nil)
    }
}
