import GatehouseModel
import GatehouseProviderKit
import ProviderConformance
import Testing

@Suite("The conformance suite")
struct ModelTests {
    @Test("A provider that is as it should be passes every case")
    func modelPasses() {

        let report = Conformance(of: .model(), run: "model").report()
        for item in report.cases where item.result == .failed { Issue.record("\(item.id): \(item.reason)") }
        #expect(report.ids(.skipped) == [])
    }
}

extension Subject {
    static let start = Instant("2026-03-02T09:00:00Z") ?? Instant(milliseconds: 0)

    /// The model over a vendor on paper, with what it once promised.
    static func model() -> Subject {
        let provider = ModelProvider()
        var subject = PaperVendor(provider.descriptor, start: start).subject(provider)
        subject.golden = provider.descriptor.json
        return subject
    }
}
