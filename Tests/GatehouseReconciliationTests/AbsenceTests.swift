import GatehouseModel
import Testing

@testable import GatehouseReconciliation

@Suite struct AbsenceTests {
    private let seen = [Given.entry("a")]

    @Test("missing_at_vendor: seen before, and lacking in two complete and fresh snapshots in a row")
    func missing() {
        let first = Reconciler.reconcile(Given.input(seen, []))
        #expect(
            first.discrepancies.isEmpty && first.ledgerVerdicts == [.held(.absentOnce)]
                && first.absent == [Given.id("a")])
        let second = Reconciler.reconcile(Given.input(seen, [], absentBefore: ["a"]))
        #expect(second.kinds == [.missingAtVendor] && second.discrepancies[0].policy == .case && second.steps.isEmpty)
        #expect(second.absent == [Given.id("a")])
    }

    @Test("unknown_at_gateway, the mirror of missing: planned, also where it bears a reference that looks like ours")
    func unknown() {
        let stranger = Reconciler.reconcile(
            Given.input([], [Given.record(.unused, vendorID: "v1", address: "x@example.org")]))
        #expect(stranger.kinds == [.unknownAtGateway] && stranger.discrepancies[0].policy == .plan)
        #expect(stranger.steps.map(\.act) == [.importRecord(observed: 0)] && stranger.steps[0].policy == .plan)
        let foreign = Reconciler.reconcile(
            Given.input([], [Given.record(.completed, reference: "foreign", address: "x@example.org")]))
        #expect(foreign.kinds == [.unknownAtGateway] && foreign.steps.map(\.policy) == [.plan])
        #expect(foreign.discrepancies[0].proposal.contains("a reference that this ledger never gave"))
        var cautious = Given.input([], [Given.record(.unused, reference: "gone")])
        cautious.policy.overrides = [.unknownAtGateway: .case]
        #expect(Reconciler.reconcile(cautious).steps.isEmpty)
    }

    @Test("A free unit is unknown only where our pool should hold it", arguments: [Stock.pool, .vendor])
    func freeStrangers(stock: Stock) {
        let tally = SupplyTally(supply: "s1", stock: stock, readings: [], units: nil)
        let result = Reconciler.reconcile(Given.input([], [Given.record(.free, code: "C1")], tallies: [tally]))
        #expect(result.kinds == (stock == .pool ? [.unknownAtGateway] : []))
        #expect(result.observedVerdicts == (stock == .pool ? [.discrepancy(0)] : [.freeUnit]))
    }

    @Test("overdue_at_vendor: sent and never shown; looked at again, then a case")
    func overdue() {
        let entry = [Given.entry("a", wasSeen: false)]
        let first = Reconciler.reconcile(Given.input(entry, []))
        #expect(first.kinds == [.overdueAtVendor] && first.discrepancies[0].policy == .wait)
        var again = Given.input(entry, [], absentBefore: ["a"])
        again.open = [first.discrepancies[0].key: .init(firstSeen: Given.start)]
        #expect(Reconciler.reconcile(again).discrepancies[0].policy == .case)
    }

    @Test(
        "Nothing is concluded from a snapshot that is incomplete, stale, within the lag or of other supplies",
        arguments: [
            (Given.input([Given.entry("a")], [], isComplete: false, absentBefore: ["a"]), Hold.incomplete),
            (Given.input([Given.entry("a")], [], unreadRows: 1, absentBefore: ["a"]), .incomplete),
            (
                Given.input(
                    [Given.entry("a", lastWriteAt: Given.later.advanced(by: .seconds(1)))], [], absentBefore: ["a"]),
                .stale
            ),
            (Given.input([Given.entry("a", lastWriteAt: Given.later)], [], absentBefore: ["a"]), .withinLag),
            (Given.input([Given.entry("a")], [], coverage: .supplies(["s2"]), absentBefore: ["a"]), .notCovered),
            (
                Given.input([Given.entry("a", openAct: Given.act(.distribute, .onItsWay))], [], absentBefore: ["a"]),
                .inFlight
            ),
        ])
    func gates(input: ReconciliationInput, hold: Hold) {
        let result = Reconciler.reconcile(input)
        #expect(result.ledgerVerdicts == [.held(hold)] && result.differences.isEmpty)
        #expect(result.absent == [Given.id("a")], "what the run before saw is not taken back")
    }

    @Test("The gates are told once a supply, with how many they kept from a conclusion")
    func told() {
        let result = Reconciler.reconcile(Given.input([Given.entry("a"), Given.entry("b")], [], isComplete: false))
        #expect(result.kinds == [.incompleteSnapshot] && result.discrepancies[0].ours == "2 without a conclusion")
        #expect(result.discrepancies[0].policy == .hold && result.differences.isEmpty)
    }

    @Test("A snapshot whose rows do not add up to the vendor's own counters is incomplete")
    func torn() {
        let tally = SupplyTally(
            supply: "s1", stock: .unmetered, readings: [.init("Unused", value: 2, counts: .records(words: ["unused"]))],
            units: nil)
        let records = [Given.record(.unused, reference: "b", word: "Unused")]
        let result = Reconciler.reconcile(Given.input(seen, records, tallies: [tally], absentBefore: ["a"]))
        #expect(result.ledgerVerdicts == [.held(.incomplete)])
        let whole = records + [Given.record(.unused, reference: "c", word: " UNUSED", line: 3)]
        #expect(
            Reconciler.reconcile(Given.input(seen, whole, tallies: [tally], absentBefore: ["a"])).kinds.contains(
                .missingAtVendor))
    }

    @Test("The same snapshot taken in twice is one snapshot")
    func sameSnapshotTwice() {
        var input = Given.input(seen, [], absentBefore: ["a"])
        input.previous = .init(asOf: input.facts.asOf, absent: [Given.id("a")])
        #expect(Reconciler.reconcile(input).ledgerVerdicts == [.held(.absentOnce)])
    }

    @Test("Of two files that are compared once, one absence is enough")
    func files() {
        #expect(Reconciler.reconcile(Given.input(seen, [], absencesNeeded: 1)).kinds == [.missingAtVendor])
    }

    @Test("The vendor need not show what was not handed out, ended, or was only passed on by us")
    func nothingExpected() {
        let entries = [
            Given.entry("a", Given.standing(.reserved, .reserved)),
            Given.entry("b", Given.standing(.invited, .invited).observing(.retracted, asOf: Given.start)),
            Given.entry("c", retractedAt: Given.start), Given.entry("d", wasSeen: false, vendorKnows: false),
        ]
        let result = Reconciler.reconcile(Given.input(entries, [], absentBefore: ["a", "b", "c", "d"]))
        #expect(result.ledgerVerdicts == Array(repeating: .nothingExpected, count: 4) && result.absent.isEmpty)
    }

    @Test(
        "An unknown outcome stays open until two complete snapshots lack it; a retract is then confirmed, an issue never happened"
    )
    func unknownOutcomes() {
        func reconcile(_ kind: LedgerEntry.OpenAct.Kind, before: [String]?, isComplete: Bool = true)
            -> ReconciliationResult
        {
            let entry = Given.entry("a", openAct: Given.act(kind))
            return Reconciler.reconcile(Given.input([entry], [], isComplete: isComplete, absentBefore: before))
        }
        #expect(reconcile(.issue, before: nil).kinds == [.outcomeOpen])
        #expect(reconcile(.issue, before: ["a"], isComplete: false).kinds == [.outcomeOpen])
        #expect(reconcile(.issue, before: ["a"]).kinds == [.outcomeNeverHappened])
        #expect(reconcile(.retract, before: ["a"]).kinds == [.outcomeConfirmed])
        #expect(reconcile(.remind, before: ["a"]).kinds == [.outcomeOpen])
        #expect(DiscrepancyClass.outcomeConfirmed.mirror == .outcomeNeverHappened)
    }

    @Test("A decision by hand pins the item: nothing is planned for it until it is released")
    func pinned() {
        var input = Given.input([], [Given.record(.unused, vendorID: "v1")])
        let key = Reconciler.reconcile(input).discrepancies[0].key
        input.open = [key: .init(firstSeen: Given.start, isPinned: true)]
        let result = Reconciler.reconcile(input)
        #expect(
            result.discrepancies[0].policy == .hold && result.steps.isEmpty
                && result.discrepancies[0].age > .seconds(86_000))
    }
}
