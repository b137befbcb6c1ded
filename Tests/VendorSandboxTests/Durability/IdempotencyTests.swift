import Foundation
import GatehouseForms
import GatehouseLink
import GatehouseModel
import GatehouseProviderKit
import Testing
import VendorSandbox

@Suite("Sandbox: keys, references, tokens")
struct IdempotencyTests {
    @Test(
        "The same key with the same order is done once and answered alike; with another it is refused and does nothing")
    func keys() async throws {
        try await Bench.run { bench in
            let bundle = try bench.bundle(10)
            let client = try bench.client(.codeBundles)
            let first = try client.issue(order("k", bundle, .link, items(1...2)))
            let second = try client.issue(order("k", bundle, .link, items(1...2)))
            #expect(first.done == second.done)
            let error = #expect(throws: ProviderError.self) {
                try client.issue(order("k", bundle, .link, items(1...3)))
            }
            #expect(error?.code == .badRequest)
            #expect(error?.effect == .unknown, "what became of the call that bore the key first is not told")
            #expect(error?.detail == "HTTP 422, idempotency_key_reused")
            #expect(throws: ProviderError.self) { try client.distribute(order("k", bundle, .link, items(1...2))) }
            #expect(try bench.snapshot(.codeBundles).records.count == 2)
            let keys = try bench.control("ledger")["code-bundles/main"]?["keys"]
            #expect(keys == ["k": 2])
        }
    }

    @Test("A refused call may be made again with the same key once the reason is gone")
    func afterRefusal() async throws {
        try await Bench.run { bench in
            let bundle = try bench.bundle(10)
            let client = try bench.client(.codeBundles)
            let archive = ActionOrder(name: "archive", idempotencyKey: "a", supply: bundle, input: [:])
            _ = try client.perform(archive)
            #expect(throws: ProviderError.self) { try client.issue(order("k", bundle, .link, items(1...1))) }
            _ = try client.perform(ActionOrder(name: "unarchive", idempotencyKey: "u", supply: bundle, input: [:]))
            #expect(try client.issue(order("k", bundle, .link, items(1...1))).done.count == 1)
        }
    }

    @Test("An action repeated with its key is done once")
    func actions() async throws {
        try await Bench.run { bench in
            let (bundle, other) = (try bench.bundle(10), try bench.bundle(0, named: "Other"))
            let client = try bench.client(.codeBundles)
            let transfer = ActionOrder(
                name: "transfer", idempotencyKey: "t", supply: bundle,
                input: ["to": .string(other.vendorID), "count": 3])
            #expect(try client.perform(transfer).effects == (try client.perform(transfer).effects))
            #expect(try bench.report(other.vendorID, .codeBundles).counters["Available"] == 3)
        }
    }

    @Test("Every call needs a known token of this very vendor")
    func tokens() async throws {
        try await Bench.run { bench in
            let wrong = [Secret("sbx_nobody"), try #require(bench.sandbox.token(.campaigns))]
            for token in wrong {
                let link = try bench.link(.codeBundles, token: token)
                let client = try ContractClient(Context(mode: .api, settings: [:], link: link, now: Bench.start))
                let error = #expect(throws: ProviderError.self) { try client.check() }
                #expect(error?.code == .notAllowed)
            }
            #expect(try bench.client(.codeBundles).check().summary.hasPrefix("code-bundles sandbox"))
        }
    }

    @Test("Accounts know nothing of each other")
    func accounts() async throws {
        try await Bench.run { bench in
            _ = try bench.bundle(10)
            try bench.control("accounts", ["vendor": "code-bundles", "name": "other"])
            #expect(try bench.client(.codeBundles, account: "other").supplies().isEmpty)
            #expect(bench.sandbox.token(.codeBundles, account: "nobody") == nil)
        }
    }

    @Test(
        "Orders that break the contract are refused, and nothing happened",
        arguments: [
            "{", "[]", "{}", "{\"supply\":\"bnd_1\"}",
            "{\"supply\":\"bnd_1\",\"channel\":\"pigeon\",\"items\":[{\"reference\":\"a\"}]}",
            "{\"supply\":\"bnd_1\",\"channel\":\"link\",\"items\":[]}",
            "{\"supply\":\"bnd_1\",\"channel\":\"link\",\"items\":[{}]}",
            "{\"supply\":\"bnd_1\",\"channel\":\"link\",\"items\":[{\"reference\":\"a\"},{\"reference\":\"a\"}]}",
            "{\"supply\":\"bnd_9\",\"channel\":\"link\",\"items\":[{\"reference\":\"a\"}]}",
        ])
    func brokenOrders(body: String) async throws {
        try await Bench.run { bench in
            _ = try bench.bundle(10)
            let link = try bench.link(.codeBundles)
            let response = try link.send(
                VendorRequest(.post, "/issue", headers: [("Idempotency-Key", "k")], body: Array(body.utf8)))
            #expect((400..<500).contains(response.status))
            #expect(try JSONValue(bytes: response.body)["effect"] == "none")
            #expect(try bench.snapshot(.codeBundles).records.isEmpty)
        }
    }

    @Test("An address that takes no mail is refused by itself, and its neighbours are served")
    func unusableAddress() async throws {
        try await Bench.run { bench in
            let bundle = try bench.bundle(10)
            var three = items(1...3)
            three[1] = OrderItem(reference: "inv_2", recipient: Recipient(address: "nobody"))
            let answer = try bench.client(.codeBundles).issue(order("k", bundle, .link, three))
            #expect(answer.done.count == 2)
            #expect(answer.refusals == ["address_unusable"])
            #expect(try bench.snapshot(.codeBundles).records.map(\.reference) == ["inv_1", "inv_3"])
        }
    }

    @Test("A changing call without a key is refused")
    func withoutKey() async throws {
        try await Bench.run { bench in
            let response = try bench.link(.codeBundles).send(VendorRequest(.post, "/issue", body: Array("{}".utf8)))
            #expect(response.status == 400)
            #expect(try bench.link(.codeBundles).send(VendorRequest(.get, "/issue")).status == 405)
            #expect(try bench.link(.codeBundles).send(VendorRequest(.get, "/nothing")).status == 404)
        }
    }
}
