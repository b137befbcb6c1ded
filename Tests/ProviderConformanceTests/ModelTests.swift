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
        #expect(report.ids(.skipped) == ["results.no-is-no", "hints.no-is-no"])
    }

    @Test("One that gives no results and gets no webhooks passes as well")
    func quietModelPasses() {
        var draft = DescriptorDraft(ModelProvider().descriptor)
        draft.traits = draft.traits.with(givesResults: false, sendsWebhooks: false)
        let provider = HookedProvider(descriptor: draft.descriptor, hooks: Hooks())
        let subject = PaperVendor(provider.descriptor, start: Subject.start).subject(provider)
        let report = Conformance(of: subject, run: "quiet") { $0.id.hasPrefix("results.") || $0.id.hasPrefix("hints.") }
            .report()
        #expect(report.ids(.passed) == ["results.no-is-no", "hints.no-is-no"])
        #expect(report.ids(.failed) == [])
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
