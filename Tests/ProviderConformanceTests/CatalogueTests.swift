import GatehouseTesting
import ProviderConformance
import Testing

@Suite("The cases of the conformance suite")
struct CatalogueTests {
    @Test("The names of the cases are plain, each stands once, and those of docs/conformance.md are all there")
    func names() throws {
        let ids = Conformance.cases.map(\.id)
        #expect(Set(ids).count == ids.count)
        #expect(ids.allSatisfy { $0.wholeMatch(of: /[a-z]+\.[a-z-]+/) != nil })
        #expect(Conformance.cases.allSatisfy { $0.claim.hasSuffix(".") })
        let rows = Conformance.cases.map { "| `\($0.id)` | \($0.level.rawValue) | \($0.claim) |" }
        let written = try Checkout.text(of: "docs/conformance.md").split(separator: "\n").map(String.init)
            .filter { $0.hasPrefix("| `") }
        let differing = Set(rows).symmetricDifference(written).sorted()
        #expect(differing.isEmpty, "docs/conformance.md and the suite differ in \(differing)")
        #expect(rows == written, "the order differs")
    }
}
