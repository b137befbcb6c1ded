import GatehouseForms
import GatehouseModel
import GatehouseProviderKit
import ProviderTesting
import Testing

@testable import LearnerInvites

@Suite struct PortalActionTests {
    @Test("LI-1: a training is made before the group that carries it, and the group comes back as a supply")
    func setUp() throws {
        let training = try task("create-training", ["training": "Feedback"], on: nil)
        #expect(training.wholeText.contains("open Trainings") && training.wholeText.contains("Name: Feedback"))
        let order = try Given.action(
            "create-group", ["name": "Team South", "trainings": ["Feedback", "Basics"]], on: nil)
        let answer = try LearnerInvites().perform(order, Given.portal())
        let steps = try #require(answer.task)
        #expect(steps.wholeText.contains("create those that are not: Feedback, Basics"))
        #expect(steps.text("name") == "Team South")
        guard case .supply(let report)? = answer.effects.first else { return #expect(Bool(false), "no supply") }
        #expect(report.vendorID == "Team South" && report.assessments == ["Feedback", "Basics"])
        #expect(report.attributes["trainings"] == ["Feedback", "Basics"] && report.usage == .personal)
    }

    @Test("LI-1: a group's trainings are chosen anew, and the ledger learns them when it is ticked off")
    func trainings() throws {
        let order = try Given.action("set-trainings", ["trainings": ["Basics"]])
        let answer = try LearnerInvites().perform(order, Given.portal())
        #expect(answer.task?.wholeText.contains("Preselect exactly these trainings: Basics") == true)
        guard case .supply(let report)? = answer.effects.first else { return #expect(Bool(false), "no supply") }
        #expect(report.vendorID == "grp-1" && report.assessments == ["Basics"])
    }

    @Test("LI-5: a further group or training is a task on one person, and is noted; the group is known from then")
    func further() throws {
        let south = Given.group("South", id: "grp-2")
        let order = try Given.action("add-group", ["group": "south"], item: Given.item("Ane"), others: [south])
        let answer = try LearnerInvites().perform(order, Given.portal())
        #expect(answer.task?.wholeText.contains("Choose Groups, add “South”") == true)
        #expect(answer.effects.first == .note(reference: "inv_ane", text: "was given the further group “South”"))
        guard case .observed(let seen)? = answer.effects.last else { return #expect(Bool(false), "nothing is seen") }
        #expect(seen.map(\.supply) == ["grp-2"] && seen.map(\.word) == ["Active"] && seen[0].reference == nil)
        let training = try task("add-training", ["training": "Feedback"], item: Given.item("Ane"))
        #expect(training.wholeText.contains("Choose Trainings, add “Feedback”") && training.references == ["inv_ane"])
    }

    @Test("LI-6: the join page is turned on for a group, with its list and custom address, and off again")
    func joinPage() throws {
        let input: JSONValue = [
            "on": true, "group": "team-north", "allowed": ["example.org", "ane@example.net"],
            "address_part": "north-2026",
        ]
        let on = try task("join-page", input, on: nil, others: [Given.group()])
        #expect(on.wholeText.contains("Add by Web Page") && on.wholeText.contains("Custom address: north-2026"))
        #expect(on.text("allowed") == "example.org\nane@example.net\n" && on.asks["link"]?.isRequired == true)
        #expect(on.asks.secretFields.isEmpty)
        let open = try task(
            "join-page", ["on": true, "group": "grp-1", "anyone": true], on: nil, others: [Given.group()])
        #expect(open.wholeText.contains("pass it on with care") && open.materials.isEmpty)
        #expect(try task("join-page", ["on": false], on: nil).wholeText.contains("Choose Off"))
    }

    @Test("LI-11: copying the link is ticked off with the link, which is kept as a secret")
    func copyLink() throws {
        let copied = try task("copy-link", item: Given.item("Ane"))
        #expect(copied.wholeText.contains("Choose Copy link.") && copied.asks.secretFields == ["link"])
    }

    @Test(
        "What the site only shows is no task, and the reason says where to read it",
        arguments: ["trainings", "imports"])
    func onlyShown(action: String) throws {
        let order = try Given.action(action, on: nil)
        let error = #expect(throws: ProviderError.self) { try LearnerInvites().perform(order, Given.portal()) }
        #expect(error?.message.contains("Read it on the vendor's site") == true)
    }

    private func task(
        _ name: String, _ input: JSONValue = [:], on group: SupplyFacts? = Given.group(), item: OrderItem? = nil,
        others: [SupplyFacts] = []
    ) throws -> ManualTask {
        let order = try Given.action(name, input, on: group, item: item, others: others)
        let answer = try LearnerInvites().perform(order, Given.portal())
        #expect(answer.tasks.count == 1 && answer.task?.rule?.hasPrefix("LI-") == true)
        return try #require(answer.task)
    }
}
