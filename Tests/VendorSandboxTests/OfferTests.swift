import GatehouseForms
import GatehouseModel
import GatehouseProviderKit
import GatehouseTesting
import Testing
import VendorSandbox

@Suite("What the simulated vendors say of themselves")
struct OfferTests {
    @Test(
        "Each describes itself wholly, and means by its words and counters what its provider does",
        arguments: VendorKind.allCases)
    func description(kind: VendorKind) async throws {
        try await Bench.run { bench in
            let own = try bench.client(kind).describe()
            let golden = try Descriptor(
                json: JSONValue(text: Checkout.text(of: "contracts/golden/\(kind.rawValue).json")))
            #expect(own.id == kind.rawValue && own.modes == [.api])
            for kind in own.supplyKinds {
                let known = try #require(golden.supplyKind(category: kind.category, usage: kind.usage))
                #expect(known.credential == kind.credential && known.stock[.api] == kind.stock[.api])
                let facet = Facet(usage: kind.usage, category: kind.category)
                for word in own.vocabulary.rows.flatMap(\.words) {
                    #expect(
                        own.vocabulary.meaning(of: word, for: facet) == golden.vocabulary.meaning(of: word, for: facet),
                        "\(word) of \(facet)")
                }
                for word in own.counters.flatMap(\.words) {
                    #expect(
                        own.counter(word, usage: kind.usage)?.counts == golden.counter(word, usage: kind.usage)?.counts,
                        "\(word) of \(facet)")
                }
            }
        }
    }

    @Test(
        "Every native action of the provider is one that its vendor offers, on the same kind of thing",
        arguments: VendorKind.allCases)
    func actions(kind: VendorKind) async throws {
        try await Bench.run { bench in
            let own = try bench.client(kind).describe()
            let golden = try Descriptor(
                json: JSONValue(text: Checkout.text(of: "contracts/golden/\(kind.rawValue).json")))
            for action in golden.actions where action.support[.api] == .native {
                // Counted from the supplies, without an action of the vendor's.
                if ["counts", "count-keys"].contains(action.name) { continue }
                let offered = try #require(own.action(named: action.name), "\(action.name)")
                #expect(offered.scope == action.scope, "\(action.name)")
            }
        }
    }
}
