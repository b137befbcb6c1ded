import GatehouseForms
import GatehouseModel
import GatehouseProviderKit
import GatehouseTesting
import ProviderConformance
import Testing

@testable import Template

@Suite("Template and the conformance suite")
struct TemplateConformanceTests {
    private static let start = Instant("2026-03-02T09:00:00Z") ?? Instant(milliseconds: 0)

    /// Against a vendor on paper, which does what the descriptor declares. In its place a vendor's test account can be judged
    /// with `gatehouse provider test template --url ADDRESS`.
    private func report() -> ConformanceReport {
        let provider = Template()
        var subject = PaperVendor(provider.descriptor, start: Self.start).subject(provider)
        // What was promised to others, once somebody relies on it.
        let promised = try? Checkout.text(of: "contracts/golden/template.json")
        subject.golden = promised.flatMap { try? JSONValue(text: $0) }
        return Conformance(of: subject, run: "template").report()
    }

    @Test("It passes, but where it says that something is to be written")
    func passes() {
        let report = report()
        for item in report.cases where item.result == .failed {
            #expect(item.reason.contains("write me"), "\(item.id): \(item.reason)")
        }
        #expect(!report.ids(.passed).isEmpty)
    }

    @Test("The files of its site are understood")
    func files() throws {
        let text = try Checkout.text(of: "Providers/Template/fixtures/keys.csv")
        let header = try #require(text.split(whereSeparator: \.isNewline).first).split(separator: ",").map(String.init)
        for name in header {
            #expect(FileFormat.keys.columns.contains { ([$0.name] + $0.aliases).contains(name) }, "\(name)")
        }
    }
}
