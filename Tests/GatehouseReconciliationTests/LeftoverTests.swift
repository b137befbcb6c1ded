import GatehouseModel
import Testing

@testable import GatehouseReconciliation

@Suite("People whom a test of the provider has left at the vendor")
struct LeftoverTests {
    private func leftover(_ number: Int, _ meaning: Meaning = .completed, byAddress: Bool) -> ObservedEntry {
        let address = TestMark.address("\(number)", run: "r1", note: number % 2 == 0 ? "" : "-nobody")
        let record = ObservedRecord(
            reference: byAddress ? nil : TestMark.reference("\(number)", run: "r1"), vendorID: "v\(number)",
            address: byAddress ? address : nil, supply: "s1", word: "Done", asOf: Given.later,
            source: .request(id: "r"))
        return ObservedEntry(
            record: record, meaning: meaning, address: byAddress ? Given.address(address) : nil, supply: "s1",
            isSelfArrival: true)
    }

    @Test("They are told once for a supply, by either mark, and nobody of them is entered", arguments: [true, false])
    func told(byAddress: Bool) throws {
        let records = (0..<7).map { leftover($0, byAddress: byAddress) }
        let own = Given.record(.completed, vendorID: "v99", address: "x@example.org")
        // The last bears the first one's id, as where a vendor did it twice.
        let result = Reconciler.reconcile(Given.input([], records.dropLast() + [records[0].twin, own]))
        #expect(result.kinds == [.unknownAtGateway, .unknownAtGateway])
        let test = try #require(result.discrepancies.first { $0.subject.text.contains("left over from a test") })
        #expect(test.theirs == "7 made by a test of the provider" && test.policy == .case && test.severity == .low)
        #expect(result.steps.map(\.act) == [.importRecord(observed: 7)] && result.steps[0].policy == .plan)
    }

    @Test("A reference that a ledger gives, and an address elsewhere, is nobody's of a test")
    func others() {
        #expect(!TestMark.isOn(reference: "inv_01jd3kconformance", address: "conformance-x@example.com"))
        #expect(!TestMark.isOn(reference: "inv_conformance", address: "ann.conformance-x@example.org"))
        #expect(TestMark.isOn(reference: nil, address: "Conformance-R1-4@EXAMPLE.org"))
    }

    @Test("Their units explain the vendor's counters, as those of any other stranger do")
    func counted() {
        var units = UnitCounts()
        units.states = [.available: 5, .used: 0]
        units.purchased = 5
        let tally = SupplyTally(
            supply: "s1", stock: .vendor,
            readings: [
                .init("Left", value: 3, counts: .units([.available])),
                .init("Used", value: 2, counts: .units([.used])),
            ], vendorTotal: 5, units: units, unheld: [:])
        let result = Reconciler.reconcile(
            Given.input([], (0..<2).map { leftover($0, byAddress: false) }, tallies: [tally]))
        #expect(result.kinds == [.unknownAtGateway])
    }
}

extension ObservedEntry {
    /// Another record under the same reference and id.
    fileprivate var twin: ObservedEntry {
        var record = record
        record.credential = Secret("ANOTHER")
        return ObservedEntry(
            record: record, meaning: meaning, credentialKey: CredentialKey(normalising: "ANOTHER"), address: address,
            supply: supply, isSelfArrival: isSelfArrival)
    }
}
