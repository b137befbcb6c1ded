import GatehouseModel
import Testing

@testable import GatehouseReconciliation

@Suite struct CountTests {
    private func units(available: Int64, handedOut: Int64, used: Int64, owned: Int64? = nil) -> UnitCounts {
        var counts = UnitCounts()
        counts.purchased = owned ?? available + handedOut + used
        counts[.available] = available
        counts[.handedOut] = handedOut
        counts[.used] = used
        return counts
    }

    private func tally(
        _ available: Int64, _ pending: Int64, _ used: Int64, total: Int64? = nil, stock: Stock = .vendor,
        units: UnitCounts,
        lastWriteAt: Instant? = nil, isFrozen: Bool = false
    ) -> SupplyTally {
        SupplyTally(
            supply: "s1", stock: stock,
            readings: [
                .init("Available", value: available, counts: .units([.available, .reserved])),
                .init("Pending", value: pending, counts: .units([.handedOut])),
                .init("Used", value: used, counts: .units([.used])),
            ], vendorTotal: total, units: units, lastWriteAt: lastWriteAt, isFrozen: isFrozen)
    }

    private func reconcile(
        _ tally: SupplyTally, _ ledger: [LedgerEntry] = [], _ records: [ObservedEntry] = [], isComplete: Bool = true
    ) -> ReconciliationResult {
        Reconciler.reconcile(Given.input(ledger, records, isComplete: isComplete, tallies: [tally]))
    }

    @Test("Counters that agree with our units are no discrepancy")
    func agree() {
        #expect(
            reconcile(tally(5, 2, 3, total: 10, units: units(available: 5, handedOut: 2, used: 3))).discrepancies
                .isEmpty)
    }

    @Test("count_surplus and count_shortfall are each other's mirror, of exactly the difference")
    func mirrors() {
        let ours = units(available: 5, handedOut: 2, used: 3)
        let more = reconcile(tally(7, 2, 3, units: ours))
        #expect(more.kinds == [.countSurplus] && more.discrepancies[0].policy == .case && more.steps.isEmpty)
        #expect(
            more.discrepancies[0].proposal.contains("2 more")
                && more.discrepancies[0].subject.text == "supply s1, Available")
        let fewer = reconcile(tally(3, 2, 3, units: ours))
        #expect(fewer.kinds == [.countShortfall] && fewer.discrepancies[0].proposal.contains("2 fewer"))
    }

    @Test("Differences of rows explain the counters first")
    func explained() {
        let ours = units(available: 5, handedOut: 2, used: 0)
        let entry = Given.entry("a", facet: Given.single, unit: .handedOut)
        let record = Given.record(.stages(.registered, .reported), reference: "a")
        #expect(reconcile(tally(5, 1, 1, units: ours), [entry], [record]).kinds == [.vendorAhead])
        let stranger = Given.record(.unused, vendorID: "v9")
        #expect(reconcile(tally(4, 3, 0, units: ours), [], [stranger]).kinds == [.unknownAtGateway])
        #expect(reconcile(tally(5, 3, 0, units: ours), [], [stranger]).kinds == [.unknownAtGateway, .countSurplus])
    }

    @Test(
        "conservation_violated: the vendor's own counters do not add up; issuing is frozen once, and nothing else is said of them"
    )
    func conservation() {
        let ours = units(available: 5, handedOut: 2, used: 3)
        let broken = reconcile(tally(5, 2, 4, total: 10, units: ours))
        #expect(broken.kinds == [.conservationViolated] && broken.discrepancies[0].policy == .case)
        #expect(broken.steps.map(\.act) == [.freeze(supply: "s1")] && broken.steps[0].policy == .auto)
        #expect(reconcile(tally(5, 2, 4, total: 10, units: ours, isFrozen: true)).steps.isEmpty)
        #expect(reconcile(tally(-1, 8, 3, units: ours)).kinds == [.conservationViolated])
        #expect(reconcile(tally(.max, .max, 3, total: 10, units: ours)).kinds == [.conservationViolated])
    }

    @Test("CA-6: all users are the unused, signed up, in progress and completed together")
    func campaignCounts() {
        func readings(_ all: Int64) -> [SupplyTally.Reading] {
            let words = ["Unused", "Signed up", "In Progress", "Completed"]
            return [.init("All users", value: all, counts: .records(words: words))]
                + words.enumerated().map { .init($1, value: Int64($0), counts: .records(words: [$1])) }
        }
        let good = SupplyTally(supply: "s1", stock: .unmetered, readings: readings(6), units: nil)
        #expect(!reconcile(good).kinds.contains(.conservationViolated))
        let bad = SupplyTally(supply: "s1", stock: .unmetered, readings: readings(7), units: nil)
        #expect(reconcile(bad).discrepancy(.conservationViolated)?.theirs.contains("make 6, not All users 7") == true)
    }

    @Test("Counts say nothing while rows are incomplete, unexplained or the vendor may lag")
    func held() {
        let ours = units(available: 5, handedOut: 2, used: 3)
        #expect(reconcile(tally(9, 2, 3, units: ours), isComplete: false).differences.isEmpty)
        #expect(reconcile(tally(9, 2, 3, units: ours, lastWriteAt: Given.later)).differences.isEmpty)
        let unreadable = Given.record(nil, vendorID: "v1")
        #expect(reconcile(tally(9, 2, 3, units: ours), [], [unreadable]).kinds == [.unmappedStatus])
    }

    @Test("unattributed_use: more uses of a shared code are taken over, fewer are a shortfall; rows play no part")
    func sharedCode() {
        let ours = units(available: 90, handedOut: 0, used: 10)
        let more = reconcile(tally(85, 0, 15, stock: .shared, units: ours), isComplete: false)
        #expect(more.kinds == [.unattributedUse] && more.discrepancies[0].policy == .auto)
        #expect(more.steps.map(\.act) == [.adoptCounts(supply: "s1", [.available: 85, .handedOut: 0, .used: 15])])
        #expect(reconcile(tally(92, 0, 8, stock: .shared, units: ours)).kinds == [.countShortfall])
    }

    @Test("A stranger who had ended at the vendor moves no unit: a counter that lacks one is a shortfall")
    func endedStranger() {
        let ours = units(available: 5, handedOut: 2, used: 0)
        let gone = Given.record(.end(.retracted), vendorID: "v9")
        let whole = reconcile(tally(5, 2, 0, units: ours), [], [gone])
        #expect(whole.kinds == [.unknownAtGateway] && whole.steps.allSatisfy { $0.units == nil })
        #expect(reconcile(tally(4, 2, 0, units: ours), [], [gone]).kinds == [.unknownAtGateway, .countShortfall])
        #expect(reconcile(tally(6, 2, 0, units: ours), [], [gone]).kinds == [.unknownAtGateway, .countSurplus])
    }

    @Test("CB-15: a unit that is set apart may stand in any of the vendor's counters; more than those is a surplus")
    func setApart() {
        var ours = units(available: 5, handedOut: 2, used: 3, owned: 11)
        ours[.quarantined] = 1
        #expect(reconcile(tally(6, 2, 3, units: ours)).discrepancies.isEmpty)
        #expect(reconcile(tally(5, 3, 3, units: ours)).discrepancies.isEmpty)
        #expect(reconcile(tally(7, 2, 3, units: ours)).kinds == [.countSurplus])
    }
}
