import GatehouseForms
import GatehouseModel
import GatehouseProviderKit
import ProviderTesting
import Testing

@testable import KeyPool

@Suite("Api mode")
struct ApiTests {
    private let pool = KeyPool()

    @Test("KP-7: one call sends everybody's key and brings its link; coaches, assessment and texts go with it")
    func send() throws {
        let vendor = RecordedLink.doing { item in
            let link = "https://keys.example.org/k/\(item["reference"]?.string ?? "")"
            return ["credential": ["kind": "access-key", "link": .string(link), "id": "key-1", "word": "Sent"]]
        }
        var options = Given.adas
        options["message"] = "Welcome!"
        options["saved_message"] = false
        let answer = try pool.issue(Given.order(["Ane"], options: options), Given.api(vendor))
        #expect(answer.done.map { $0.link?.reveal() } == ["https://keys.example.org/k/inv_ane"])
        #expect(vendor.requests.map(\.path) == ["/issue"] && vendor.requests[0].key == "key-1")
        #expect(
            vendor.requests[0].body["options"] == [
                "assessment": "drive", "coaches": ["Ada Coach"], "message": "Welcome!",
            ])
        #expect(answer.effects == [.attributes(supply: "pool-1", ["message": "Welcome!"])])
    }

    @Test("KP-5, KP-6: what was kept from last time is sent as a text where it is asked for")
    func kept() throws {
        let vendor = RecordedLink.doing { _ in ["credential": ["kind": "access-key", "id": "key-1"]] }
        let facts = Given.pool(attributes: ["message": "Welcome!", "signature": "Ada"])
        let options: [String: JSONValue] = ["coaches": ["Ada Coach"], "saved_message": true, "saved_signature": true]
        _ = try pool.issue(Given.order(["Ane"], from: facts, options: options), Given.api(vendor))
        #expect(vendor.requests[0].body["options"]?["message"] == "Welcome!")
        #expect(vendor.requests[0].body["options"]?["signature"] == "Ada")
        _ = try pool.issue(Given.order(["Ane"], from: facts), Given.api(vendor))
        #expect(vendor.requests[1].body["options"]?["message"] == nil)
    }

    @Test("KP-9: reclaiming is one call, and the key is free again where the vendor says so")
    func reclaim() throws {
        let vendor = RecordedLink.doing { item in
            ["word": "In the pool", "available_again": .bool(item["reference"] == "inv_ane")]
        }
        let answer = try pool.retract(Given.order(["Ane", "Bo"]), Given.api(vendor))
        #expect(answer.done.map(\.isAvailableAgain) == [true, false])
        #expect(vendor.requests.map(\.path) == ["/retract"] && vendor.requests[0].body["options"] == nil)
    }

    @Test("KP-1: the keys are counted by the vendor's own counters")
    func count() throws {
        let counters: JSONValue = ["Keys left": 7, "Keys sent": 2, "Keys used": 1]
        let vendor = RecordedLink { _ in
            [
                "supplies": [
                    [
                        "id": "pool-1", "name": "keys", "usage": "single", "category": "key-pool",
                        "assessments": ["drive", "express"], "counters": counters, "purchased": 10,
                    ]
                ]
            ]
        }
        let answer = try pool.perform(Given.action("count-keys"), Given.api(vendor))
        #expect(answer.result == counters)
        guard case .supply(let report) = answer.effects.first else {
            return #expect(Bool(false), "no supply comes of it")
        }
        #expect(report.purchased == 10 && report.counters["Keys left"] == 7)
        let gone = try pool.perform(Given.action("count-keys"), Given.api(RecordedLink { _ in ["supplies": []] }))
        #expect(gone.refusal?.code == "pool_not_found")
    }

    @Test("Every other action is one call by its name; what the rules forbid is not even asked")
    func actions() throws {
        let vendor = RecordedLink { _ in
            ["reference": "inv_ane", "outcome": "done", "result": ["link": "https://x.org/k"]]
        }
        let answer = try pool.perform(Given.action("copy-link", item: Given.item("Ane")), Given.api(vendor))
        #expect(answer.result == ["link": "https://x.org/k"])
        #expect(vendor.requests.map(\.path) == ["/actions/copy-link"])
        let known = try pool.perform(Given.action("add-coach", ["name": "Ada Coach"]), Given.api(vendor))
        #expect(known.refusal?.code == "coach_known" && vendor.requests.count == 1)
        let nobody = ActionOrder(name: "copy-link", idempotencyKey: "k", supply: Given.pool(), input: [:])
        #expect(throws: ProviderError.self) { try pool.perform(nobody, Given.api(vendor)) }
        let nothing = ActionOrder(name: "burn", idempotencyKey: "k", supply: Given.pool(), input: [:])
        #expect(throws: ProviderError.self) { try pool.perform(nothing, Given.api(vendor)) }
    }

    @Test("KP-8: status and check are calls of their own")
    func status() throws {
        let vendor = RecordedLink { asked in
            asked.path == "/check"
                ? ["contract": "provider-v1", "provider": "key-pool", "summary": "here"]
                : ["records": [], "totals": ["records": 0], "complete": true, "as_of": "2026-11-09T08:00:00Z"]
        }
        #expect(try pool.status(StatusQuery(.everything), Given.api(vendor)).facts?.isComplete == true)
        #expect(try pool.check(Given.api(vendor)).isReachable)
    }
}
