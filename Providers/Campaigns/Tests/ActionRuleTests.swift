import GatehouseForms
import GatehouseModel
import GatehouseProviderKit
import ProviderTesting
import Testing

@testable import Campaigns

/// What the rules refuse before anything is sent or asked of a person, alike in both modes.
@Suite struct ActionRuleTests {
    static let campaign: [String: JSONValue] = [
        "goal": "development", "name": "Denmark", "assessments": ["core-drivers"],
    ]

    @Test("CA-1: a campaign has a goal and a name", arguments: Mode.allCases)
    func name(mode: Mode) throws {
        try refused("create-campaign", ["name": "  "], "name_missing", "CA-1", mode)
        try refused("rename", ["name": " "], "name_missing", "CA-1", mode)
        #expect(throws: FormProblems.self) {
            try Given.action("create-campaign", ["name": "A", "assessments": ["core-drivers"]], on: nil)
        }
        #expect(throws: FormProblems.self) {
            try Given.action(
                "create-campaign", .object(ActionRuleTests.campaign.merging(["goal": "fun"]) { $1 }), on: nil)
        }
    }

    @Test("CA-2: a campaign assigns one or more assessments, and none that does not exist", arguments: Mode.allCases)
    func assessments(mode: Mode) throws {
        try refused("create-campaign", ["assessments": []], "no_assessment", "CA-2", mode)
        #expect(throws: FormProblems.self) {
            try Given.action(
                "create-campaign", .object(ActionRuleTests.campaign.merging(["assessments": ["top-5"]]) { $1 }), on: nil
            )
        }
    }

    @Test("CA-3: full or light, never both for one assessment, and only for assigned ones", arguments: Mode.allCases)
    func reports(mode: Mode) throws {
        try refused(
            "create-campaign", ["reports": ["core-drivers", "core-drivers-pro"]], "reports_clash", "CA-3", mode)
        try refused("create-campaign", ["reports": ["core-values"]], "report_not_assigned", "CA-3", mode)
        let change: JSONValue = ["reports": ["core-drivers", "core-drivers-pro"], "apply_to": "future"]
        try refused("change-reports", change, "reports_clash", "CA-3", mode)
        let onlyValues = Given.campaign(attributes: ["assessments": ["core-values"]])
        try refused(
            "change-reports", ["reports": ["core-drivers"], "apply_to": "everyone"], "report_not_assigned", "CA-3",
            mode, on: onlyValues)
    }

    @Test(
        "CA-3: a report published to a person is of an assigned assessment and not the other one of two",
        arguments: Mode.allCases)
    func publish(mode: Mode) throws {
        try refused("publish-report", ["report": "core-drivers"], "reports_clash", "CA-3", mode)
        let onlyValues = Given.campaign(attributes: ["assessments": ["core-values"], "reports": []])
        try refused(
            "publish-report", ["report": "core-drivers-pro"], "report_not_assigned", "CA-3", mode, on: onlyValues)
    }

    @Test("CA-9: completed people are no group that can be chosen")
    func neverTheCompleted() {
        #expect(throws: FormProblems.self) {
            try Given.action("set-reminders", ["frequency": "daily", "count": 1, "groups": ["completed"]])
        }
        #expect(
            Campaigns().descriptor.action(named: "set-reminders")?.input.fields.allSatisfy {
                !$0.name.contains("completed")
            } == true)
    }

    @Test(
        "CA-9: reminders that are on have a number and a group, and no text for a group that gets none",
        arguments: Mode.allCases)
    func reminders(mode: Mode) throws {
        try refused("set-reminders", ["frequency": "daily", "groups": ["unused"]], "no_count", "CA-9", mode)
        try refused("set-reminders", ["frequency": "daily", "count": 2], "no_group", "CA-9", mode)
        let stray: JSONValue = ["frequency": "daily", "count": 2, "groups": ["unused"], "text_signed_up": "Begin."]
        try refused("set-reminders", stray, "text_without_group", "CA-9", mode)
    }

    @Test(
        "CA-12: an archived campaign's reminders cannot be set, and it cannot be archived again",
        arguments: Mode.allCases)
    func archived(mode: Mode) throws {
        let input: JSONValue = ["frequency": "daily", "count": 2, "groups": ["unused"]]
        try refused("set-reminders", input, "campaign_archived", "CA-12", mode, on: Given.campaign(isArchived: true))
        let archive = try #require(Campaigns().descriptor.action(named: "archive"))
        #expect(archive.conditions.map(\.test) == [.supplyIsNotArchived] && archive.effect == .irreversible)
    }

    @Test("CA-12: the history of an archived campaign stays readable")
    func historyStays() throws {
        for name in ["history", "notes", "scores", "results", "counts", "copy-link"] {
            #expect(try #require(Campaigns().descriptor.action(named: name)).conditions.isEmpty)
        }
        let vendor = RecordedLink { _ in ["reference": "inv_ane", "outcome": "done", "result": ["entries": []]] }
        let order = try Given.action("history", on: Given.campaign(isArchived: true), item: Given.item("Ane"))
        #expect(try Campaigns().perform(order, Given.api(vendor)).result == ["entries": []])
    }

    @Test("CA-7: a note without text is refused", arguments: Mode.allCases)
    func note(mode: Mode) throws { try refused("add-note", ["text": " \n"], "note_empty", "CA-7", mode) }

    @Test("CA-1: in the portal, where only the name tells campaigns apart, a name is taken once")
    func takenName() throws {
        let renamed = SupplyFacts(
            vendorID: "Denmark", name: "Norway", usage: .personal, category: "campaign", stock: .unmetered,
            available: nil)
        for others in [[Given.campaign(name: "Denmark")], [renamed]] {
            let order = try Given.action("create-campaign", .object(ActionRuleTests.campaign), on: nil, others: others)
            #expect(try Campaigns().perform(order, Given.portal).refusal?.code == "name_taken")
        }
        let own = try Given.action("rename", ["name": "Denmark drivers"], others: [Given.campaign()])
        #expect(try Campaigns().perform(own, Given.portal).refusal == nil)
    }

    @Test("An order that no form was asked about is the caller's mistake and has surely done nothing")
    func unchecked() {
        for order in [
            ActionOrder(name: "fly", idempotencyKey: "k", supply: nil, input: [:]),
            ActionOrder(name: "rename", idempotencyKey: "k", supply: Given.campaign(), input: [:]),
            ActionOrder(name: "archive", idempotencyKey: "k", supply: nil, input: [:]),
            ActionOrder(name: "history", idempotencyKey: "k", supply: Given.campaign(), input: [:]),
        ] {
            let error = #expect(throws: ProviderError.self) { try Campaigns().perform(order, Given.portal) }
            #expect(error?.code == .badRequest && error?.effect == Effect.none)
        }
    }

    /// The vendor must not even be asked.
    private func refused(
        _ action: String, _ input: JSONValue, _ code: String, _ rule: String, _ mode: Mode,
        on supply: SupplyFacts = Given.campaign()
    ) throws {
        let whole =
            action == "create-campaign" ? .object(ActionRuleTests.campaign.merging(input.object ?? [:]) { $1 }) : input
        let vendor = RecordedLink { _ in .null }
        let order = try Given.action(action, whole, on: supply, item: Given.item("Ane"))
        let answer = try Campaigns().perform(order, mode == .portal ? Given.portal : Given.api(vendor))
        #expect(answer.refusal?.code == code && answer.refusal?.rule == rule)
        #expect(vendor.requests.isEmpty && answer.tasks.isEmpty && answer.effects.isEmpty)
    }
}
