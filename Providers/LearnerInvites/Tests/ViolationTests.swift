import GatehouseForms
import GatehouseModel
import GatehouseProviderKit
import ProviderTesting
import Testing

@testable import LearnerInvites

/// What is said where a rule is broken: docs/rules.md shows what the module says, word by word.
@Suite struct ViolationTests {
    private func refusal(
        _ action: String, _ input: JSONValue, item: OrderItem? = nil, others: [SupplyFacts] = [Given.group()]
    ) throws -> Refusal? {
        let description = try #require(LearnerInvites().descriptor.action(named: action))
        let group = description.scope == .connection ? nil : Given.group()
        return try LearnerInvites().perform(
            try Given.action(action, input, on: group, item: item, others: others), Given.portal()
        ).refusal
    }

    private func refusal<Value>(_ answer: Answer<Value>) -> Refusal? {
        answer.items.lazy.compactMap { if case .rejected(let refusal) = $0 { refusal } else { nil } }.first
    }

    private func reviewed() -> [Violation] {
        let later: [String: JSONValue] = ["send_at": "2026-12-01T08:00:00Z"]
        let all: [[Violation]] = [
            [Violation](
                "inviting into a group without trainings", Given.findings(into: Given.group(trainings: [])), of: "LI-1"),
            [Violation](
                "inviting into a group of which no trainings are known",
                Given.findings(into: Given.group(trainings: nil)), of: "LI-1"),
            [Violation](
                "inviting into a group that was put away", Given.findings(into: Given.group(isArchived: true)),
                of: "LI-1"),
            [Violation]("invitations without people", Given.findings(people: [], slots: 2), of: "LI-3"),
            [Violation](
                "a time of sending in the older edition",
                Given.findings(settings: ["edition": "older"], options: later), of: "LI-3"),
            [Violation](
                "a time of sending for a spreadsheet",
                Given.findings(options: later.merging(["recipients": "file"]) { $1 }), of: "LI-3"),
            [Violation](
                "a spreadsheet without a subscription",
                Given.findings(settings: ["plan": "free"], options: ["recipients": "file"]), of: "LI-4"),
            [Violation](
                "inviting into a group whose name has blanks that nobody sees",
                Given.findings(into: Given.group("Team  North ")), of: "LI-4"),
        ]
        return all.flatMap { $0 }
    }

    private func ordered() throws -> [Violation] {
        let page: [String: JSONValue] = ["on": true, "group": "team-north", "allowed": ["example.org"]]
        func joinPage(_ more: [String: JSONValue]) throws -> Refusal? {
            try refusal("join-page", .object(page.merging(more) { $1 }))
        }
        let past: [String: JSONValue] = ["send_at": "2026-01-01T08:00:00Z"]
        let ane = Given.item("Ane")
        let nobody = OrderItem(reference: "inv_nobody", recipient: nil)
        return [
            Violation("a training without a name", try refusal("create-training", ["training": " "])),
            Violation("a group without a name", try refusal("create-group", ["name": " ", "trainings": ["A"]])),
            Violation("a group without trainings", try refusal("create-group", ["name": "South", "trainings": []])),
            Violation(
                "the same address twice",
                refusal(try LearnerInvites().issue(Given.order(["Ane", "Ane"]), Given.portal()))),
            Violation(
                "a time of sending that has passed",
                refusal(try LearnerInvites().issue(Given.order(["Ane"], options: past), Given.portal()))),
            Violation(
                "a group with a name that could be mistyped unseen",
                try refusal("create-group", ["name": "South ", "trainings": ["A"]])),
            Violation(
                "a group with a name that is taken",
                try refusal("create-group", ["name": "Team North", "trainings": ["A"]])),
            Violation("a further group that is the same", try refusal("add-group", ["group": "team-north"], item: ane)),
            Violation("a join page for everybody, unsaid", try joinPage(["allowed": []])),
            Violation("a join page for anyone, with a list", try joinPage(["anyone": true])),
            Violation("a list with what is no address", try joinPage(["allowed": ["example"]])),
            Violation("an address of the page that cannot be one", try joinPage(["address_part": "Ä b"])),
            Violation(
                "a join page without a group", try refusal("join-page", ["on": true, "allowed": ["example.org"]])),
            Violation(
                "moving the progress of nobody", try refusal("move-progress", ["training": "Basics"], item: nobody)),
        ]
    }

    @Test("docs/rules.md shows what is said where a rule of learner invitations is broken, with reason and remedy")
    func shown() throws {
        let descriptor = LearnerInvites().descriptor
        let closed = [Violation](closedIn: descriptor) { row in row.verb == .distribute ? "LI-8" : "LI-3" }
        let table = ViolationTable(
            reviewed() + (try ordered()) + [Violation](conditionsOf: descriptor) + closed,
            rules: (1...11).map { "LI-\($0)" }, facts: ["LI-2", "LI-7", "LI-9"])
        #expect(table.missing.isEmpty)
        try table.writeIfAsked(for: "learner-invites")
        #expect(try ViolationTable.shown(for: "learner-invites") == table.text)
    }
}
