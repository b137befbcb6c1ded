import GatehouseForms
import GatehouseModel
import GatehouseProviderKit
import ProviderTesting
import Testing

@testable import CodeBundles

/// What is said where a rule is broken: docs/rules.md shows what the module says, word by word.
@Suite struct ViolationTests {
    private func refusal(
        _ action: String, _ input: JSONValue = [:], on supply: SupplyFacts = Given.bundle(),
        others: [SupplyFacts] = [], settings: [String: JSONValue] = [:], item: OrderItem? = nil
    ) throws -> Refusal? {
        try CodeBundles().perform(
            try Given.action(action, input, on: supply, others: others, item: item), Given.portal(settings)
        ).refusal
    }

    private func refusal<Value>(_ answer: Answer<Value>) -> Refusal? {
        answer.items.lazy.compactMap { if case .rejected(let refusal) = $0 { refusal } else { nil } }.first
    }

    private func reviewed() -> [Violation] {
        let two = [Given.person("Ane", language: "en"), Given.person("Bo", language: "da")]
        let organisation: [String: JSONValue] = ["template": "organisation", "text": "Welcome"]
        let english = Given.bundle(attributes: ["template_languages": ["en"]])
        let all: [[Violation]] = [
            [Violation](
                "a multi-use bundle on the free plan",
                Given.findings(channel: .ourMail, on: Given.multiUse(), settings: ["plan": "free"]), of: "CB-2"),
            [Violation](
                "a multi-use bundle without access to any",
                Given.findings(channel: .ourMail, on: Given.multiUse(), settings: ["multi_use_access": false]),
                of: "CB-2"),
            [Violation](
                "a single-use bundle marked as from before the migration",
                Given.findings(on: Given.bundle(attributes: ["legacy": true])), of: "CB-2"),
            [Violation](
                "more codes than there are", Given.findings(.issue, on: Given.bundle(available: 1), people: two),
                of: "CB-4"),
            [Violation](
                "a multi-use code that is used up", Given.findings(channel: .ourMail, on: Given.multiUse(available: 0)),
                of: "CB-4"),
            [Violation](
                "a multi-use code for more people than it has uses",
                Given.findings(channel: .ourMail, on: Given.multiUse(available: 1), people: two), of: "CB-4"),
            [Violation](
                "applying codes to typed people", Given.findings(channel: .apply, options: ["recipients": "typed"]),
                of: "CB-5"),
            [Violation](
                "an upload on the free plan",
                Given.findings(settings: ["plan": "free"], options: ["recipients": "file"]), of: "CB-6"),
            [Violation](
                "a row that is wrong",
                Given.findings(
                    mode: .portal, options: ["recipients": "file"], people: [Given.person("Ane", language: "dansk")]),
                of: "CB-7"),
            [Violation](
                "a code that gives 34, for who has them",
                Given.findings(
                    on: Given.bundle(codeType: CodeType.all34),
                    people: [Given.person("Ane", completed: [CodeType.all34])]), of: "CB-8"),
            [Violation](
                "personal codes by an upload",
                Given.findings(on: Given.bundle(category: .personal), options: ["recipients": "file"]), of: "CB-9"),
            [Violation](
                "personal codes with a text of one's own",
                Given.findings(on: Given.bundle(category: .personal), options: ["template": "organisation"]), of: "CB-9"
            ),
            [Violation](
                "an edited text with the vendor's template", Given.findings(options: ["text": "Welcome"]), of: "CB-10"),
            [Violation](
                "an edited text for two languages", Given.findings(options: organisation, people: two), of: "CB-10"),
            [Violation](
                "an edited text in a language that is not there",
                Given.findings(on: english, options: organisation, people: [two[1]]), of: "CB-10"),
            [Violation](
                "a language that the template lacks",
                Given.findings(on: english, options: ["template": "organisation"], people: two), of: "CB-11"),
            [Violation](
                "the vendor's mail for codes without a person", Given.findings(people: [], slots: 2), of: "CB-14"),
            [Violation](
                "a batch after which few uses are left",
                Given.findings(channel: .ourMail, on: Given.multiUse(available: 20, attributes: ["low_water": 25])),
                of: "CB-21"),
        ]
        return all.flatMap { $0 }
    }

    private func ordered() throws -> [Violation] {
        let portal = Given.portal()
        let autumn = Given.multiUse("Autumn")
        return [
            Violation(
                "a multi-use bundle on the free plan, made anew",
                try refusal(
                    "create-bundle", ["name": "New", "count": 1, "usage": "multi"],
                    settings: ["plan": "free", "edition": "older"])),
            Violation(
                "moving codes out of a bundle of others",
                try refusal(
                    "transfer", ["to": "Autumn", "count": 1],
                    others: [Given.bundle("Autumn", attributes: ["access": false])])),
            Violation(
                "the vendor's mail to nobody",
                refusal(try CodeBundles().distribute(Given.order([Given.item(nil)]), portal))),
            Violation(
                "exporting an invitation without a code",
                refusal(try CodeBundles().distribute(Given.order([Given.item("Ane")], channel: .export), portal))),
            Violation(
                "taking back an exported code that is not known",
                refusal(try CodeBundles().retract(Given.order([Given.item("Ane", channel: .export)]), portal))),
            Violation(
                "deactivating a code that has uses left", try refusal("deactivate", on: Given.multiUse(available: 1))),
            Violation(
                "the other code of a bundle of which one is known",
                try refusal(
                    "other-code", on: Given.multiUse(attributes: ["legacy": true]),
                    item: Given.item("Ane", code: "AAAA"))),
            Violation(
                "moving codes into the same bundle",
                try refusal("transfer", ["to": "Spring 24", "count": 1], others: [Given.bundle()])),
            Violation(
                "moving codes to another type",
                try refusal(
                    "transfer", ["to": "Autumn", "count": 1], others: [Given.bundle("Autumn", codeType: CodeType.all34)]
                )),
            Violation(
                "moving codes into an archived bundle",
                try refusal(
                    "transfer", ["to": "Autumn", "count": 1], others: [Given.bundle("Autumn", isArchived: true)])),
            Violation(
                "moving codes to another usage",
                try refusal("transfer", ["to": "Autumn", "count": 1], others: [autumn])),
            Violation(
                "the same in the older edition, unsaid",
                try refusal("transfer", ["to": "Autumn", "count": 1], others: [autumn], settings: ["edition": "older"])),
            Violation(
                "moving more uses than there are",
                try refusal("transfer", ["to": "Autumn", "count": 500], on: Given.multiUse(), others: [autumn])),
            Violation(
                "moving codes to a bundle that is not there", try refusal("transfer", ["to": "Nowhere", "count": 1])),
            Violation(
                "a new bundle of another usage",
                try refusal("create-bundle", ["name": "New", "count": 1, "usage": "multi"])),
        ]
    }

    @Test("docs/rules.md shows what is said where a rule of code bundles is broken, with reason and remedy")
    func shown() throws {
        let descriptor = CodeBundles().descriptor
        let closed = [Violation](closedIn: descriptor) { row in
            if row.categories == [Category.guideKit.rawValue] { return "CB-5" }
            if row.categories == [Category.personal.rawValue] { return "CB-9" }
            return row.verb == .remind && row.channels == [.export] ? "CB-16" : "CB-17"
        }
        let table = ViolationTable(
            reviewed() + (try ordered()) + [Violation](conditionsOf: descriptor) + closed,
            rules: (1...21).map { "CB-\($0)" }, facts: ["CB-1", "CB-3", "CB-12", "CB-13", "CB-20"])
        #expect(table.missing.isEmpty)
        try table.writeIfAsked(for: "code-bundles")
        #expect(try ViolationTable.shown(for: "code-bundles") == table.text)
    }
}
