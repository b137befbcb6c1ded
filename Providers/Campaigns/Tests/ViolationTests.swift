import GatehouseForms
import GatehouseModel
import GatehouseProviderKit
import ProviderTesting
import Testing

@testable import Campaigns

/// What is said where a rule is broken: docs/rules.md shows what the module says, word by word.
@Suite struct ViolationTests {
    private func refusal(
        _ action: String, _ input: JSONValue, on supply: SupplyFacts? = Given.campaign(), others: [SupplyFacts] = [],
        item: OrderItem? = nil
    ) throws -> Refusal? {
        try Campaigns().perform(try Given.action(action, input, on: supply, item: item, others: others), Given.portal)
            .refusal
    }

    private func created(_ more: [String: JSONValue]) throws -> Refusal? {
        let input: [String: JSONValue] = ["goal": "development", "name": "Denmark", "assessments": ["core-drivers"]]
        return try refusal("create-campaign", .object(input.merging(more) { $1 }), on: nil, others: [Given.campaign()])
    }

    private func reviewed() -> [Violation] {
        let unknown = Given.campaign(attributes: [
            "assessments": ["core-drivers", "core-new"], "reports": ["new-report"],
        ])
        let done = [DraftPerson(recipient: Given.recipient("Ane"), completed: ["core-drivers", "core-values"])]
        let comma = [DraftPerson(recipient: Recipient(address: "\"a,b\"@example.org"))]
        let both: [String: JSONValue] = ["text": "Hello", "template": "friendly"]
        func review(_ draft: Draft) -> [Finding] { Campaigns().review(draft) }
        let all: [[Violation]] = [
            [Violation](
                "a campaign that assigns nothing",
                review(Given.draft(.issue, supply: Given.campaign(attributes: ["assessments": []]))), of: "CA-2"),
            [Violation](
                "a campaign with an assessment that is not known here", review(Given.draft(.issue, supply: unknown)),
                of: "CA-2"),
            [Violation]("somebody who has completed all of it", review(Given.draft(.issue, people: done)), of: "CA-2"),
            [Violation](
                "a campaign with a report that is not known here", review(Given.draft(.issue, supply: unknown)),
                of: "CA-3"),
            [Violation]("invitations without people", review(Given.draft(.issue, people: [], slots: 2)), of: "CA-5"),
            [Violation](
                "an address with a comma, pasted", review(Given.draft(.issue, mode: .portal, people: comma)), of: "CA-5"
            ),
            [Violation]("a follow-up of who has completed", review(Given.draft(.remind, people: done)), of: "CA-10"),
            [Violation]("a follow-up with two texts", review(Given.draft(.remind, options: both)), of: "CA-10"),
            [Violation](
                "an invitation with a text", review(Given.draft(.issue, options: ["text": "Hello"])), of: "CA-10"),
            [Violation](
                "inviting into an archived campaign",
                review(Given.draft(.issue, supply: Given.campaign(isArchived: true))), of: "CA-12"),
        ]
        return all.flatMap { $0 }
    }

    private func ordered() throws -> [Violation] {
        func reminders(
            _ more: [String: JSONValue] = ["count": 2, "groups": ["unused"]],
            of campaign: SupplyFacts = Given.campaign()
        ) throws -> Refusal? {
            let daily: [String: JSONValue] = ["frequency": "daily"]
            return try refusal("set-reminders", .object(daily.merging(more) { $1 }), on: campaign)
        }
        return [
            Violation("a campaign without a name", try created(["name": " "])),
            Violation("a campaign with a name that is taken, in the portal", try created(["name": "Denmark drivers"])),
            Violation("a campaign without assessments", try created(["assessments": []])),
            Violation(
                "both reports of one assessment", try created(["reports": ["core-drivers", "core-drivers-pro"]])),
            Violation("a report of what is not assigned", try created(["reports": ["core-values"]])),
            Violation("other reports, without saying for whom", of: "CA-11") {
                _ = try Given.action("change-reports", ["reports": ["core-drivers"]])
            },
            Violation("a note without text", try refusal("add-note", ["text": " "], item: Given.item("Ane"))),
            Violation("reminders without a number", try reminders(["groups": ["unused"]])),
            Violation("reminders to nobody", try reminders(["count": 2])),
            Violation(
                "a text for a group that gets none",
                try reminders(["count": 2, "groups": ["unused"], "text_signed_up": "Hello"])),
            Violation(
                "reminders of an archived campaign",
                try reminders(of: Given.campaign(isArchived: true))),
        ]
    }

    @Test("docs/rules.md shows what is said where a rule of campaigns is broken, with reason and remedy")
    func shown() throws {
        let descriptor = Campaigns().descriptor
        let closed = [Violation](closedIn: descriptor) { $0.verb == .retract ? "CA-12" : "CA-5" }
        let table = ViolationTable(
            reviewed() + (try ordered()) + [Violation](conditionsOf: descriptor) + closed,
            rules: (1...12).map { "CA-\($0)" }, facts: ["CA-4", "CA-6", "CA-8"])
        #expect(table.missing.isEmpty)
        try table.writeIfAsked(for: "campaigns")
        #expect(try ViolationTable.shown(for: "campaigns") == table.text)
    }
}
