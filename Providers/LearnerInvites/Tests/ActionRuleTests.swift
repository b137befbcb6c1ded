import GatehouseForms
import GatehouseModel
import GatehouseProviderKit
import ProviderTesting
import Testing

@testable import LearnerInvites

/// What the rules refuse before anything is sent or asked of a person, alike in both modes.
@Suite struct ActionRuleTests {
    @Test("LI-1: a group has a name and trainings", arguments: Mode.allCases)
    func group(mode: Mode) throws {
        try refused("create-group", ["name": "  ", "trainings": ["A"]], "name_missing", "LI-1", mode)
        try refused("create-group", ["name": "North", "trainings": []], "no_training", "LI-1", mode)
        try refused("create-group", ["name": "North", "trainings": ["A", " "]], "no_training", "LI-1", mode)
        try refused("set-trainings", ["trainings": []], "no_training", "LI-1", mode)
        try refused("create-training", ["training": " "], "training_missing", "LI-1", mode)
    }

    @Test(
        "LI-4: no new group has a name that could be mistyped unseen, or one that is there already",
        arguments: Mode.allCases)
    func names(mode: Mode) throws {
        for name in ["North ", " North", "Team  North"] {
            try refused(
                "create-group", ["name": .string(name), "trainings": ["A"]], "name_has_hidden_blanks", "LI-4", mode)
        }
        try refused("create-group", ["name": "Team North", "trainings": ["A"]], "name_taken", "LI-4", mode)
        let other = try Given.action(
            "create-group", ["name": "team north", "trainings": ["A"]], on: nil, others: [Given.group()])
        #expect(try LearnerInvites().perform(other, Given.portal()).refusal == nil)
    }

    @Test("LI-5: a further group is another one, with trainings", arguments: Mode.allCases)
    func further(mode: Mode) throws {
        try refused("add-group", ["group": "team-north"], "same_group", "LI-5", mode)
        let bare = Given.group("Bare", id: "grp-9", trainings: [])
        try refused("add-group", ["group": "bare"], "group_without_trainings", "LI-1", mode, others: [bare])
        try refused("add-training", ["training": " "], "training_missing", "LI-1", mode)
    }

    @Test("LI-6: who may join is said; the list holds addresses and domains", arguments: Mode.allCases)
    func joinPage(mode: Mode) throws {
        let on: [String: JSONValue] = ["on": true, "group": "team-north"]
        func page(_ more: [String: JSONValue], _ code: String) throws {
            try refused("join-page", .object(on.merging(more) { $1 }), code, "LI-6", mode)
        }
        try page([:], "join_page_open")
        try page(["anyone": true, "allowed": ["example.org"]], "anyone_and_list")
        for wrong in ["example", "@example.org", "a@b@example.org", "*.example.org", "a b@example.org", "example..org"]
        {
            try page(["allowed": ["example.net", .string(wrong)]], "whitelist_entry_wrong")
        }
        for part in ["ab", "North", "-north", "nörd", "a/b", String(repeating: "x", count: 40) + "y"] {
            guard part.count <= 40 else { continue }
            try page(["anyone": true, "address_part": .string(part)], "address_part_wrong")
        }
        try refused("join-page", ["on": true, "anyone": true], "join_page_group", "LI-6", mode)
    }

    @Test("LI-10: progress is moved for somebody with an address and a named training", arguments: Mode.allCases)
    func progress(mode: Mode) throws {
        try refused("move-progress", ["training": " "], "training_missing", "LI-1", mode)
        let order = try Given.action(
            "move-progress", ["training": "A"], item: OrderItem(reference: "inv_slot", recipient: nil))
        #expect(try LearnerInvites().perform(order, Given.portal()).refusal?.code == "names_needed")
    }

    @Test("An order that no form was asked about is the caller's mistake and has surely done nothing")
    func unchecked() {
        for order in [
            ActionOrder(name: "fly", idempotencyKey: "k", supply: nil, input: [:]),
            ActionOrder(name: "create-group", idempotencyKey: "k", supply: nil, input: [:]),
            ActionOrder(name: "set-trainings", idempotencyKey: "k", supply: nil, input: [:]),
            ActionOrder(name: "join-page", idempotencyKey: "k", supply: nil, input: [:]),
            ActionOrder(name: "copy-link", idempotencyKey: "k", supply: Given.group(), input: [:]),
            ActionOrder(
                name: "add-group", idempotencyKey: "k", supply: Given.group(), item: Given.item("Ane"),
                input: ["group": "nowhere"]),
        ] {
            let error = #expect(throws: ProviderError.self) { try LearnerInvites().perform(order, Given.portal()) }
            #expect(error?.code == .badRequest && error?.effect == Effect.none)
        }
    }

    /// The vendor must not even be asked, and the message carries a remedy.
    private func refused(
        _ action: String, _ input: JSONValue, _ code: String, _ rule: String, _ mode: Mode, others: [SupplyFacts] = []
    ) throws {
        let vendor = RecordedLink { _ in .null }
        let order = try Given.action(
            action, input, item: Given.item("Ane"), others: others + [Given.group()])
        let answer = try LearnerInvites().perform(order, mode == .portal ? Given.portal() : Given.api(vendor))
        #expect(answer.refusal?.code == code && answer.refusal?.rule == rule, "\(input.canonicalText)")
        #expect(vendor.requests.isEmpty && answer.tasks.isEmpty && answer.effects.isEmpty)
        let message = answer.refusal?.message ?? ""
        #expect(message.contains(";") || message.contains(". ") || message.contains(": "), "\(message)")
    }
}
