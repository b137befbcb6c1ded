import GatehouseModel
import Testing

@testable import GatehouseReconciliation

@Suite("People whom nobody here invited")
struct SelfArrivalTests {
    private func arrival(_ meaning: Meaning = .inProgress, id: String = "k9", address: String? = "guest@example.org")
        -> ObservedEntry
    {
        let entry = Given.record(meaning, vendorID: id, address: address)
        return ObservedEntry(
            record: entry.record, meaning: entry.meaning, address: entry.address, supply: entry.supply,
            isSelfArrival: true)
    }

    private func tally(left: Int64, sent: Int64, used: Int64, ours: [UnitState: Int64], unheld: [UnitState: Int64])
        -> SupplyTally
    {
        var units = UnitCounts()
        units.states = ours
        units.purchased = ours.values.reduce(0, +)
        return SupplyTally(
            supply: "s1", stock: .vendor,
            readings: [
                .init("Left", value: left, counts: .units([.available, .reserved])),
                .init("Sent", value: sent, counts: .units([.handedOut])),
                .init("Used", value: used, counts: .units([.used])),
            ], vendorTotal: left + sent + used, units: units, unheld: unheld)
    }

    private func reconcile(_ records: [ObservedEntry], _ tallies: [SupplyTally] = []) -> ReconciliationResult {
        Reconciler.reconcile(Given.input([], records, tallies: tallies))
    }

    @Test("KP-8: who came by the vendor's own page is an unattributed use, taken in by an address of their own")
    func alone() throws {
        let result = reconcile([arrival()])
        #expect(result.kinds == [.unattributedUse])
        #expect(result.discrepancies[0].policy == .auto)
        #expect(result.steps.map(\.act) == [.importRecord(observed: 0)] && result.steps[0].policy == .auto)
    }

    @Test("KP-8: without an address, or with one that stands twice, a person decides")
    func unclear() {
        #expect(reconcile([arrival(address: nil)]).discrepancies.map(\.policy) == [.case])
        let twice = reconcile([
            arrival(), arrival(id: "k10", address: "Guest+key@example.org"),
        ])
        #expect(twice.kinds == [.unattributedUse, .unattributedUse])
        #expect(twice.discrepancies.map(\.policy) == [.case, .case] && twice.steps.allSatisfy { $0.policy != .auto })
    }

    @Test("KP-8: who came by themselves bears nobody's reference; one that does waits for a tick")
    func borrowed() {
        let entry = Given.record(.inProgress, reference: "foreign", vendorID: "k9", address: "guest@example.org")
        let guest = ObservedEntry(
            record: entry.record, meaning: entry.meaning, address: entry.address, supply: entry.supply,
            isSelfArrival: true)
        let result = reconcile([guest])
        #expect(result.kinds == [.unknownAtGateway] && result.steps.map(\.policy) == [.plan])
    }

    @Test("Somebody invited in the vendor's own pages stays unknown here until a person ticks the import")
    func invitedThere() {
        let result = reconcile([Given.record(.inProgress, vendorID: "k9", address: "guest@example.org")])
        #expect(result.kinds == [.unknownAtGateway] && result.discrepancies[0].policy == .plan)
    }

    @Test(
        "A stranger's unit comes out of those that were given out before the ledger knew the supply, then of the free")
    func units() {
        let ours: [UnitState: Int64] = [.available: 7, .handedOut: 2, .used: 1]
        let records = [
            arrival(id: "k1", address: "a@example.org"), arrival(.completed, id: "k2", address: "b@example.org"),
            arrival(.unused, id: "k3", address: "c@example.org"), arrival(id: "k4", address: "d@example.org"),
        ]
        // One of the two that were sent has begun meanwhile, and somebody new took a free one.
        let result = reconcile(
            records, [tally(left: 6, sent: 1, used: 3, ours: ours, unheld: [.handedOut: 2, .used: 1])])
        #expect(Set(result.kinds) == [.unattributedUse])
        let moves = result.steps.compactMap(\.units)
        // Whoever has not entered there yet waits for a person.
        #expect(moves.count == 3 && result.discrepancies.count { $0.policy == .case } == 1)
        #expect(moves.count { $0.from == .available } == 1)
    }
}
