import GatehouseForms
import GatehouseModel
import GatehouseProviderKit
import ProviderTesting
import Testing

@testable import LearnerInvites

@Suite struct ApiTests {
    let learners = LearnerInvites()

    @Test("LI-3: one call invites everyone into the group and brings each their link")
    func issue() throws {
        let vendor = RecordedLink.doing { item in
            [
                "credential": [
                    "kind": "invite-link", "word": "Pending", "id": "lrn_1",
                    "link": .string("https://learn.example.org/i/\(item["reference"]?.string ?? "")"),
                ]
            ]
        }
        let order = Given.order(["Ane"], options: ["send_at": "2026-12-01T08:00:00Z"])
        let answer = try learners.issue(order, Given.api(vendor))
        #expect(answer.done.map { $0.link?.reveal() } == ["https://learn.example.org/i/inv_ane"])
        #expect(vendor.requests.map(\.path) == ["/issue"] && vendor.requests[0].key == "key-1")
        #expect(vendor.requests[0].body["options"] == ["send_at": "2026-12-01T08:00:00Z"])
    }

    @Test("LI-5: who has accepted is given the group by an action, under a key and reference of its own")
    func further() throws {
        let vendor = RecordedLink { asked in
            guard asked.path == "/issue" else {
                return [
                    "reference": asked.body["reference"] ?? .null, "outcome": "done",
                    "result": ["id": "lrn_9", "word": "Active", "reference": "inv_bo"],
                ]
            }
            return [
                "items": [
                    [
                        "reference": "inv_ane", "address": "ane@example.org", "outcome": "done",
                        "credential": [
                            "kind": "invite-link", "link": "https://learn.example.org/i/1", "word": "Pending",
                        ],
                    ]
                ]
            ]
        }
        let earlier = EarlierInvitation(reference: "inv_first", vendorID: "lrn_2")
        let order = Order(
            idempotencyKey: "key-1", supply: Given.group("South", id: "grp-2"), channel: .vendorMail,
            items: [Given.item("Bo", earlier: earlier), Given.item("Ane")])
        let answer = try learners.issue(order, Given.api(vendor))
        #expect(answer.done.map(\.word) == ["Active", "Pending"] && answer.done[0].vendorID == "lrn_9")
        #expect(vendor.requests.map(\.path) == ["/issue", "/actions/add-group"])
        let asked = vendor.requests[1]
        #expect(asked.key == "key-1.inv_bo" && asked.body["reference"] == "inv_first")
        #expect(asked.body["item"]?["id"] == "lrn_2")
        #expect(asked.body["input"] == ["group": "grp-2", "reference": "inv_bo"])
    }

    @Test("LI-5: what became of one further group says nothing of another", arguments: ["none", "unknown"])
    func furtherFails(effect: String) throws {
        let vendor = RecordedLink { _ in "no answer of the contract" }
        let items = ["Ane", "Bo"].map {
            Given.item($0, earlier: EarlierInvitation(reference: "inv_first_\($0)", vendorID: nil))
        }
        let order = Order(
            idempotencyKey: "key-1", supply: Given.group("South"), channel: .vendorMail, items: items)
        if effect == "unknown" {
            let answer = try learners.issue(order, Given.api(vendor))
            #expect(answer.items.count == 2)
            for outcome in answer.items {
                guard case .unknown = outcome else { return #expect(Bool(false), "\(outcome)") }
            }
        } else {
            let answer = try learners.issue(order, Context(mode: .api, settings: [:], link: DeadLink(), now: Given.now))
            for outcome in answer.items {
                guard case .retry(let refusal, _) = outcome else { return #expect(Bool(false), "\(outcome)") }
                #expect(refusal.code == "unreachable")
            }
        }
    }

    private struct DeadLink: VendorLink {
        func send(_ request: VendorRequest) throws(LinkFailure) -> VendorResponse {
            throw LinkFailure(kind: .unreachable, effect: .none, detail: "nobody there")
        }
    }

    @Test("LI-8: resend and cancel are one call each; what is cancelled is no unit that comes back")
    func pending() throws {
        let vendor = RecordedLink.doing { _ in ["word": "Cancelled"] }
        let cancelled = try learners.retract(Given.order(["Ane", "Bo"]), Given.api(vendor)).done
        #expect(cancelled == Array(repeating: Retracted(isAvailableAgain: false, word: "Cancelled"), count: 2))
        let again = RecordedLink.doing { _ in ["word": "Pending"] }
        #expect(try learners.remind(Given.order(["Ane"]), Given.api(again)).done.map(\.word) == ["Pending"])
        #expect(vendor.requests.map(\.path) == ["/retract"] && again.requests.map(\.path) == ["/remind"])
    }

    @Test("LI-1: groups come over with their trainings, and a new one comes back as a supply")
    func groups() throws {
        let supply: JSONValue = [
            "id": "grp-1", "name": "Team North", "usage": "personal", "category": "group", "assessments": ["Feedback"],
            "counters": ["Pending": 2, "Active": 1, "Cancelled": 0], "attributes": ["trainings": ["Feedback"]],
        ]
        let list = try learners.supplies(Given.api(RecordedLink { _ in ["supplies": [supply]] }))
        #expect(list.map(\.assessments) == [["Feedback"]] && list[0].attributes["trainings"] == ["Feedback"])
        let vendor = RecordedLink { _ in
            [
                "reference": "key-1", "outcome": "done", "result": ["id": "grp-1"],
                "effects": [["type": "supply", "supply": supply]],
            ]
        }
        let order = try Given.action("create-group", ["name": "Team North", "trainings": ["Feedback"]], on: nil)
        #expect(try learners.perform(order, Given.api(vendor)).effects == [.supply(list[0])])
        #expect(vendor.requests[0].body["input"] == ["name": "Team North", "trainings": ["Feedback"]])
    }

    @Test("LI-6: the vendor is told of the join page with the group's own id")
    func joinPage() throws {
        let vendor = RecordedLink { _ in
            [
                "reference": "key-1", "outcome": "done",
                "result": ["on": true, "link": "https://learn.example.org/j/north"],
            ]
        }
        let order = try Given.action(
            "join-page", ["on": true, "group": "team-north", "allowed": ["example.org"]], on: nil,
            others: [Given.group()])
        let answer = try learners.perform(order, Given.api(vendor))
        #expect(answer.result?["link"] == "https://learn.example.org/j/north")
        #expect(vendor.requests[0].body["input"]?["group"] == "grp-1")
    }

    @Test("LI-7: the status says of who is pending an address and no name")
    func status() throws {
        let vendor = RecordedLink { _ in
            [
                "records": [
                    [
                        "reference": "inv_ane", "supply": "grp-1", "word": "Pending", "address": "ane@example.org",
                        "as_of": "2026-11-09T08:00:00Z",
                    ]
                ],
                "totals": ["records": 1], "complete": true, "as_of": "2026-11-09T08:00:00Z",
            ]
        }
        let page = try learners.status(StatusQuery(.supply("grp-1")), Given.api(vendor))
        #expect(page.records.first?.name == nil && page.facts?.isComplete == true)
    }
}
