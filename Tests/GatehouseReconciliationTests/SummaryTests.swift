import GatehouseModel
import Testing

@testable import GatehouseReconciliation

@Suite("What is decided from the whole of a connection")
struct SummaryTests {
    private func result(_ summaries: ReconciliationSummaries) -> ReconciliationResult {
        Reconciler.reconcile(Given.input([], [], summaries: summaries))
    }

    @Test(
        "already_invited_elsewhere: two living invitations for one assessment are a case, unless somebody wanted both")
    func doubles() {
        func double(_ reason: String?) -> ReconciliationSummaries {
            .init(doubles: [
                .init(
                    invitation: Given.id("b"), supply: "s1", assessment: "top-5", earlier: Given.id("a"),
                    earlierAt: "codes-eu", reason: reason)
            ])
        }
        let found = result(double(nil))
        #expect(found.kinds == [.alreadyInvitedElsewhere] && found.discrepancies[0].policy == .case)
        #expect(found.discrepancies[0].subject == .invitation(Given.id("b")) && found.steps.isEmpty)
        #expect(found.discrepancies[0].ours.contains("codes-eu"))
        #expect(result(double("the first one got lost")).kinds.isEmpty)
    }

    private func idle(
        _ standing: Standing = Given.standing(.invited, .invited), days: Int64 = 31, unit: UnitState = .handedOut,
        canBeTakenBack: Bool = true, openAct: LedgerEntry.OpenAct? = nil, _ meaning: Meaning = .unused,
        price: Money? = Money(minorUnits: 4990, currency: "EUR")
    ) -> ReconciliationResult {
        let entry = Given.entry(
            "a", standing, facet: Given.single, unit: unit, openAct: openAct, canBeTakenBack: canBeTakenBack)
        let asOf = Given.start.advanced(by: .seconds(days * 86_400))
        return Reconciler.reconcile(
            Given.input(
                [entry], [Given.record(meaning, reference: "a", asOf: asOf)], asOf: asOf,
                summaries: .init(prices: price.map { ["s1": $0] } ?? [:])))
    }

    @Test("idle_unit: handed out, unmoved for thirty days and able to be taken back, with what it is worth")
    func idleUnits() {
        let found = idle()
        #expect(found.kinds == [.idleUnit] && found.discrepancies[0].policy == .plan)
        #expect(found.discrepancies[0].theirs == "49.90 EUR lie idle")
        #expect(found.steps.map(\.act) == [.remind(.invitation(Given.id("a")))])
        #expect(found.steps[0].act.writesToSomebody)
        #expect(found.ledgerVerdicts == [.agrees])
        #expect(idle(price: nil).discrepancies[0].theirs == "no price known")
        #expect(idle(days: 29).kinds.isEmpty)
        #expect(idle(canBeTakenBack: false).kinds.isEmpty)
        #expect(idle(unit: .used, .inProgress).kinds == [.vendorAhead])
        #expect(idle(Given.standing(.started, .started), unit: .used, .inProgress).kinds.isEmpty)
        #expect(idle(openAct: Given.act(.remind)).kinds == [.outcomeOpen])
        // What differs otherwise is settled first.
        #expect(idle(Given.standing(.invited, .invited), .signedUp).kinds == [.vendorAhead])
    }

    @Test("idle_unit: what a word that is taken over leaves idle is told in the same run, not in the next")
    func idleAfterwards() {
        let entry = Given.entry(
            "a", Given.standing(.available, .available), facet: Given.single, unit: .reserved, canBeTakenBack: true)
        func kinds(_ meaning: Meaning, days: Int64) -> Set<DiscrepancyClass> {
            let asOf = Given.start.advanced(by: .seconds(days * 86_400))
            let record = Given.record(meaning, reference: "a", asOf: asOf)
            return Set(Reconciler.reconcile(Given.input([entry], [record], asOf: asOf)).kinds)
        }
        #expect(kinds(.unused, days: 31) == [.vendorAhead, .idleUnit])
        #expect(kinds(.unused, days: 29) == [.vendorAhead])
        #expect(kinds(.signedUp, days: 31) == [.vendorAhead])
    }

    @Test("delivery_failed: mail that came back is a case about its invitation")
    func deliveries() {
        let found = result(
            .init(failedDeliveries: [
                .init(
                    invitation: Given.id("a"), supply: "s1", address: "ane@example.org", reply: "550 no such user",
                    at: Given.start)
            ]))
        #expect(found.kinds == [.deliveryFailed] && found.discrepancies[0].policy == .case)
        #expect(found.discrepancies[0].theirs == "550 no such user")
    }

    @Test("result_revised: what came in a new version since the run before is told once for each invitation")
    func revised() {
        func revision(_ assessment: String) -> RevisedResult {
            .init(
                invitation: Given.id("a"), supply: "s1", assessment: assessment, version: 2, source: "api",
                at: Given.start)
        }
        let found = result(.init(revisions: [revision("values"), revision("drivers")]))
        #expect(found.kinds == [.resultRevised] && found.discrepancies[0].policy == .auto && found.steps.isEmpty)
        #expect(found.discrepancies[0].ours == "drivers, version 1; values, version 1")
    }

    @Test("foreign_record and access_lost are told, and lost access alone is no disagreement")
    func foreignAndAccess() {
        let foreign = result(
            .init(foreign: [.init(name: "x1", word: "Sent", reason: "another account", source: "request 7")]))
        #expect(
            foreign.kinds == [.foreignRecord] && foreign.discrepancies[0].policy == .case
                && !foreign.differences.isEmpty)
        let lost = result(.init(lostAccess: "the token is not valid any more"))
        #expect(lost.kinds == [.accessLost] && lost.discrepancies[0].policy == .hold && lost.differences.isEmpty)
    }

    @Test("echo_mismatch: an answer that was not believed stays a case until the vendor shows what was done")
    func disbelieved() {
        let action = result(
            .init(disbelieved: [
                .init(act: IntentID(unique: "a1"), verb: "action:transfer", reason: "3 asked, 5 answered")
            ]))
        #expect(action.kinds == [.echoMismatch] && action.discrepancies[0].policy == .case)
        let act = LedgerEntry.OpenAct(
            id: IntentID(unique: "a1"), kind: .issue, progress: .unknown, disbelief: "another address",
            isForPerson: true)
        let entry = Given.entry("a", Given.standing(.reserved, .reserved), unit: .quarantined, openAct: act)
        let open = Reconciler.reconcile(Given.input([entry], []))
        #expect(open.kinds == [.echoMismatch] && open.discrepancies[0].theirs == "another address")
        let shown = Reconciler.reconcile(Given.input([entry], [Given.record(.unused, reference: "a")]))
        #expect(shown.kinds == [.outcomeConfirmed])
    }

    @Test("unresolved_outcome_open is looked at again, and a person's once it was looked up often enough")
    func exhausted() {
        func policy(_ isForPerson: Bool) -> [Policy] {
            let act = LedgerEntry.OpenAct(
                id: IntentID(unique: "a1"), kind: .distribute, progress: .unknown, isForPerson: isForPerson)
            let entry = Given.entry("a", Given.standing(.reserved, .reserved), unit: .quarantined, openAct: act)
            return Reconciler.reconcile(Given.input([entry], [])).discrepancies.map(\.policy)
        }
        #expect(policy(false) == [.wait] && policy(true) == [.case])
    }

    private func tally(_ supply: String, ours: Int64, theirs: Int64) -> SupplyTally {
        var units = UnitCounts()
        units.purchased = ours
        units[.available] = ours
        return SupplyTally(
            supply: supply, stock: .vendor,
            readings: [.init("Available", value: theirs, counts: .units([.available]))], vendorTotal: theirs,
            units: units)
    }

    @Test(
        "transfer_unpaired: of a move only one leg is shown: looked at again past the lag, then a case; either leg may lack"
    )
    func transfers() {
        let moved = ReconciliationSummaries(transfers: [.init(count: 3, from: "s1", to: "s2", at: Given.start)])
        func input(_ one: SupplyTally, _ other: SupplyTally) -> ReconciliationInput {
            Given.input([], [], tallies: [one, other], summaries: moved)
        }
        let notArrived = Reconciler.reconcile(input(tally("s1", ours: 7, theirs: 7), tally("s2", ours: 8, theirs: 5)))
        #expect(notArrived.kinds == [.transferUnpaired] && notArrived.discrepancies[0].subject == .supply("s2"))
        #expect(notArrived.discrepancies[0].policy == .wait)
        var later = input(tally("s1", ours: 7, theirs: 7), tally("s2", ours: 8, theirs: 5))
        later.open[notArrived.discrepancies[0].key] = .init(firstSeen: later.now.advanced(by: .seconds(-61)))
        #expect(Reconciler.reconcile(later).discrepancies.map(\.policy) == [.case])
        let notLeft = Reconciler.reconcile(input(tally("s1", ours: 7, theirs: 10), tally("s2", ours: 8, theirs: 8)))
        #expect(notLeft.kinds == [.transferUnpaired] && notLeft.discrepancies[0].subject == .supply("s1"))
        // Both or none shown, or another number, is no leg of it.
        let none = Reconciler.reconcile(input(tally("s1", ours: 7, theirs: 10), tally("s2", ours: 8, theirs: 5)))
        #expect(none.kinds == [.countSurplus, .countShortfall])
        let other = Reconciler.reconcile(input(tally("s1", ours: 7, theirs: 7), tally("s2", ours: 8, theirs: 6)))
        #expect(other.kinds == [.countShortfall])
    }

    @Test(
        "multi_use_overrun: more uses than people who were given the code: an alert, and somebody is to deactivate it")
    func overrun() {
        func found(used: Int64, audience: Int64?) -> ReconciliationResult {
            var units = UnitCounts()
            units.purchased = 100
            units[.used] = used
            units[.available] = 100 - used
            let tally = SupplyTally(
                supply: "s1", stock: .shared,
                readings: [
                    .init("Available", value: 100 - used, counts: .units([.available])),
                    .init("Used", value: used, counts: .units([.used])),
                ], units: units, audience: audience)
            return Reconciler.reconcile(Given.input([], [], tallies: [tally]))
        }
        let over = found(used: 12, audience: 10)
        #expect(over.kinds == [.multiUseOverrun] && over.discrepancies[0].severity == .high)
        #expect(over.discrepancies[0].policy == .plan && over.steps.count == 1)
        #expect(found(used: 10, audience: 10).kinds.isEmpty && found(used: 12, audience: nil).kinds.isEmpty)
    }

    @Test(
        "conservation_violated stays a case once it is frozen, also when the counters add up again: a person lets it go"
    )
    func released() {
        var units = UnitCounts()
        units.purchased = 5
        units[.available] = 5
        let tally = SupplyTally(
            supply: "s1", stock: .vendor, readings: [.init("Available", value: 5, counts: .units([.available]))],
            vendorTotal: 5, units: units, isFrozen: true)
        let result = Reconciler.reconcile(Given.input([], [], tallies: [tally]))
        #expect(result.kinds == [.conservationViolated] && result.steps.isEmpty)
        #expect(result.discrepancies[0].proposal.contains("add up again"))
    }

    @Test("identity_collision: an address, or a vendor's id, that several people share")
    func collisions() {
        let two = [
            Given.entry("a", addresses: ["ane+x@example.org"]), Given.entry("b", addresses: ["Ane@example.org"]),
        ]
        let shared = Reconciler.reconcile(Given.input(two, [Given.record(.unused, address: "ane@example.org")]))
        #expect(shared.kinds == [.identityCollision] && shared.discrepancies[0].policy == .case)
        #expect(shared.discrepancies[0].severity == .high && shared.steps.isEmpty)
        // Two invitations of one person are told apart by nobody, and are no collision.
        let one = [
            Given.entry("a", addresses: ["ane@example.org"]), Given.entry("b", addresses: ["ane@example.org"]),
        ]
        #expect(
            Reconciler.reconcile(Given.input(one, [Given.record(.unused, address: "ane@example.org")])).kinds
                == [.ambiguousMatch])
        let ids = [
            Given.entry("a", vendorID: "v1", addresses: ["ane@example.org"]),
            Given.entry("b", vendorID: "v1", addresses: ["bo@example.org"]),
        ]
        #expect(Reconciler.reconcile(Given.input(ids, [])).kinds == [.identityCollision])
    }
}
