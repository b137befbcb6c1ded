import GatehouseForms
import GatehouseModel
import GatehouseProviderKit
import ProviderTesting
import Testing

@testable import CodeBundles

@Suite struct TemplateRuleTests {
    private let bundle = Given.bundle(attributes: ["template_languages": ["en", "de"]])
    private let own: [String: JSONValue] = ["template": "organisation"]

    private func edited(_ people: [DraftPerson], on bundle: SupplyFacts? = nil) -> [Finding] {
        Given.findings(
            on: bundle ?? self.bundle, options: own.merging(["text": "Dear all"]) { own, _ in own }, people: people)
    }

    @Test("CB-10: the organisation's text can be edited when all recipients share one language")
    func oneLanguage() {
        #expect(edited([Given.person("Ane", language: "de"), Given.person("Bo", language: "DE")]).refusing == [])
        let mixed = edited([Given.person("Ane", language: "de"), Given.person("Bo", language: "en")])
        #expect(mixed.refusing == ["edited_text_needs_one_language"])
        #expect(mixed.finding("edited_text_needs_one_language")?.message.contains("de 1, en 1") == true)
    }

    @Test("CB-10: a recipient without a language counts with the connection's own")
    func assumedLanguage() {
        #expect(edited([Given.person("Ane", language: nil), Given.person("Bo", language: "en")]).refusing == [])
        #expect(
            edited([Given.person("Ane", language: nil), Given.person("Bo", language: "de")]).refusing == [
                "edited_text_needs_one_language"
            ])
    }

    @Test("CB-10: only the organisation's text can be edited, and only in a language that it has")
    func whatIsEdited() {
        #expect(
            Given.findings(on: bundle, options: ["text": "Dear all"]).refusing == [
                "edited_text_needs_organisation_template"
            ])
        #expect(edited([Given.person("Ane", language: "pl")]).refusing == ["edited_text_without_template"])
    }

    @Test("CB-10: the edited text is for this distribution only; the task says that the stored template stays")
    func storedTemplateStays() throws {
        let order = Given.order(
            [Given.item("Ane")], on: bundle, options: ["template": "organisation", "text": "Dear Ane,\ngo on."])
        let task = try #require(try CodeBundles().distribute(order, Given.portal()).tasks.first)
        #expect(task.text("Edited text") == "Dear Ane,\ngo on.\n")
        #expect(task.wholeText.contains("for this distribution only; the stored template stays as it is"))
    }

    @Test("CB-10: the preview's language changes nothing about what is sent, in either mode")
    func preview() throws {
        func sent(_ preview: String?) throws -> (JSONValue, [ManualTask]) {
            var options = own
            options["preview_language"] = preview.map { .string($0) }
            let order = Given.order([Given.item("Ane", language: "de")], on: bundle, options: options)
            let vendor = RecordedLink.doing { _ in [:] }
            _ = try CodeBundles().distribute(order, Given.api(vendor))
            return (try #require(vendor.requests.first).body, try CodeBundles().distribute(order, Given.portal()).tasks)
        }
        let (without, with) = (try sent(nil), try sent("es"))
        #expect(without.0 == with.0 && without.1 == with.1)
        #expect(without.0["options"] == ["template": "organisation"])
    }

    @Test("CB-10: a reminder by the interface follows the same rules; the portal asks for no template when it reminds")
    func reminder() {
        let options: [String: JSONValue] = ["text": "Dear all"]
        #expect(
            Given.findings(.remind, on: bundle, options: options).refusing == [
                "edited_text_needs_organisation_template"
            ])
        #expect(Given.findings(.remind, mode: .portal, on: bundle, options: options) == [])
        #expect(Given.findings(.remind, channel: .ourMail, on: bundle, options: options) == [])
    }

    @Test("CB-11: where the organisation's template lacks a language the sender is warned and not stopped")
    func missingLanguage() {
        let people = ["de", "pl", "en", "da", nil].enumerated().map { Given.person("P\($0)", language: $1) }
        let found = Given.findings(on: bundle, options: own, people: people)
        let warning = found.finding("template_language_missing")
        #expect(warning?.severity == .warning && warning?.people == [1, 3] && warning?.rule == "CB-11")
        #expect(warning?.message.contains("has no da, pl: 2 people get the vendor's default") == true)
        #expect(found.refusing == [])
    }

    @Test("CB-11: a template serves its language in every region, but not the other way round")
    func regions() {
        let people = [Given.person("Ane", language: "de-AT"), Given.person("Bo", language: "dea")]
        #expect(
            Given.findings(on: bundle, options: own, people: people).finding("template_language_missing")?.people == [1]
        )
        let regional = Given.bundle(attributes: ["template_languages": ["pt-BR"]])
        let portuguese = [Given.person("Ane", language: "pt-br"), Given.person("Bo", language: "pt")]
        #expect(
            Given.findings(on: regional, options: own, people: portuguese).finding("template_language_missing")?.people
                == [1])
    }

    @Test("CB-11: with the vendor's default template no language is missing, nor where the vendor sends no mail")
    func nothingMissing() {
        let people = [Given.person("Ane", language: "pl")]
        #expect(Given.findings(on: bundle, people: people).finding("template_language_missing") == nil)
        #expect(
            Given.findings(channel: .ourMail, on: bundle, options: own, people: people).finding(
                "template_language_missing") == nil)
    }

    @Test("CB-12: before the send a summary says how many, which bundle, which template and how many per language")
    func summary() {
        let people = [
            Given.person("Ane", language: "de"), Given.person("Bo", language: "en"),
            Given.person("Cai", language: "en"),
        ]
        #expect(
            Given.findings(on: bundle, options: own, people: people).finding("summary")?.message
                == "3 invitations from \"Spring 24\" by vendor-mail, the organisation's template; languages: de 1, en 2."
        )
        #expect(
            Given.findings(channel: .export, people: [], slots: 1).finding("summary")?.message
                == "1 invitation from \"Spring 24\" by export, 1 without a name.")
    }

    @Test("CB-12: slots that come back from the ledger as nobody count as nobody")
    func slots() {
        let nobody = DraftPerson(recipient: Recipient(address: ""))
        let found = Given.findings(
            channel: .export, on: Given.bundle(codeType: CodeType.all34), people: [nobody, Given.person("Ane")])
        #expect(
            found.finding("summary")?.message
                == "2 invitations from \"Spring 24\" by export, 1 without a name; languages: en 1.")
        #expect(found.finding("eligibility_not_checked")?.people == [1])
    }
}
