import GatehouseModel
import Testing

@testable import GatehouseReconciliation

@Suite("What stands beside the stage")
struct BesideTests {
    private let id = Given.id("a")
    private var subject: LedgerEntry.Subject { .invitation(id) }

    private func reconcile(
        _ ours: LedgerDetails?, _ theirs: ObservedDetails?, standing: Standing = Given.standing(.started, .started),
        _ meaning: Meaning = .inProgress
    ) -> ReconciliationResult {
        Reconciler.reconcile(
            Given.input(
                [Given.entry("a", standing, details: ours)], [Given.record(meaning, reference: "a", details: theirs)]))
    }

    @Test("KP-3: assessment_chosen: an invitation that left the choice open is for what the person began")
    func chosen() {
        let open = LedgerDetails(choices: ["drive", "express"])
        let result = reconcile(open, ObservedDetails(begun: ["express"]))
        #expect(result.kinds == [.assessmentChosen] && result.discrepancies[0].policy == .auto)
        #expect(result.steps.map(\.act) == [.choose(subject, ["express"])])
        #expect(reconcile(open, ObservedDetails(begun: [])).kinds.isEmpty)
        #expect(reconcile(open, ObservedDetails(begun: ["drive", "express"])).kinds.isEmpty)
        #expect(reconcile(LedgerDetails(), ObservedDetails(begun: ["express"])).kinds.isEmpty)
    }

    @Test(
        "attribute_drift: a language that was ordered is to be set right there; one that nobody chose is the vendor's")
    func language() {
        let ordered = reconcile(LedgerDetails(language: "da"), ObservedDetails(language: "en"))
        #expect(ordered.kinds == [.attributeDrift] && ordered.discrepancies[0].policy == .plan)
        #expect(ordered.discrepancies[0].subject == .field(.language, of: id))
        guard case .giveToPerson(let work)? = ordered.steps.first?.act else {
            Issue.record("somebody is to set it right")
            return
        }
        #expect(work.title.contains("da"))
        let unchosen = reconcile(LedgerDetails(), ObservedDetails(language: "en"))
        #expect(unchosen.discrepancies.map(\.policy) == [.auto])
        #expect(unchosen.steps.map(\.act) == [.takeLanguage(subject, "en")])
        #expect(reconcile(LedgerDetails(language: "da"), ObservedDetails()).kinds.isEmpty)
        #expect(reconcile(LedgerDetails(language: "da"), ObservedDetails(language: "da")).kinds.isEmpty)
    }

    @Test(
        "attribute_drift: a record in another supply than the one it was given out from is told, whatever its stage says"
    )
    func group() {
        let entry = Given.entry("a")
        let result = Reconciler.reconcile(
            Given.input([entry], [Given.record(.signedUp, reference: "a", supply: "s2")]))
        #expect(result.kinds == [.vendorAhead, .attributeDrift])
        #expect(result.discrepancies[1].subject == .field(.group, of: id) && result.steps.count == 2)
        var again = Given.input([entry], [Given.record(.signedUp, reference: "a", supply: "s2")])
        if case .giveToPerson(let work)? = result.steps.last?.act { again.summaries.openWork = [work.title] }
        #expect(Reconciler.reconcile(again).steps.count == 1, "what lies in the work list is not given twice")
    }

    @Test("KP-2: coach_access_drift: fewer coaches than named is a plan, more is a case of privacy")
    func coaches() {
        let ours = LedgerDetails(coaches: ["ada", "ben"])
        let fewer = reconcile(ours, ObservedDetails(coaches: ["ada"]))
        #expect(fewer.kinds == [.coachAccessDrift] && fewer.discrepancies[0].policy == .plan && fewer.steps.count == 1)
        let more = reconcile(ours, ObservedDetails(coaches: ["ada", "ben", "cy"]))
        #expect(more.kinds == [.coachAccessDrift] && more.discrepancies[0].policy == .case && more.steps.isEmpty)
        #expect(more.discrepancies[0].severity == .high && more.discrepancies[0].proposal.contains("cy"))
        // Another one in place of one of ours is more, not fewer.
        #expect(reconcile(ours, ObservedDetails(coaches: ["ada", "cy"])).discrepancies[0].policy == .case)
        #expect(reconcile(ours, ObservedDetails(coaches: ["ben", "ada"])).kinds.isEmpty)
        #expect(reconcile(LedgerDetails(), ObservedDetails(coaches: ["ada"])).kinds.isEmpty)
    }

    @Test("reminder_drift: the vendor's own reminders count against what a person is to get; fewer of them say nothing")
    func reminders() {
        let more = reconcile(LedgerDetails(remindersSent: 1), ObservedDetails(reminders: 3))
        #expect(more.kinds == [.reminderDrift] && more.steps.map(\.act) == [.countReminders(subject, 3)])
        #expect(reconcile(LedgerDetails(remindersSent: 3), ObservedDetails(reminders: 1)).kinds.isEmpty)
    }

    @Test("report_missing: looked at again, and a case once the report should be there")
    func report() {
        let completed = Given.standing(.completed, .completed)
        let record = Given.record(
            .stages(.completed, .completed), reference: "a", details: ObservedDetails(lacksReport: true))
        var input = Given.input([Given.entry("a", completed)], [record])
        let first = Reconciler.reconcile(input)
        #expect(first.kinds == [.reportMissing] && first.discrepancies[0].policy == .wait)
        input.open[first.discrepancies[0].key] = .init(firstSeen: input.now)
        #expect(Reconciler.reconcile(input).discrepancies[0].policy == .wait)
        input.now = input.now.advanced(by: .seconds(3 * 86_400))
        #expect(Reconciler.reconcile(input).discrepancies[0].policy == .case)
    }

    @Test(
        "address_changed: the account that a person uses bears a new address; before they used it, it is somebody else's"
    )
    func moved() {
        func result(
            _ standing: Standing, vendorID: String? = "v1", isAccount: Bool = true, _ meaning: Meaning = .inProgress
        ) -> ReconciliationResult {
            Reconciler.reconcile(
                Given.input(
                    [Given.entry("a", standing, vendorID: vendorID, addresses: ["ane@example.org"])],
                    [
                        Given.record(
                            meaning, reference: "a", vendorID: "v1", address: "ane.new@example.org",
                            details: ObservedDetails(isAccount: isAccount))
                    ]))
        }
        let moved = result(Given.standing(.registered, .registered))
        #expect(moved.kinds == [.vendorAhead, .addressChanged] || moved.kinds == [.addressChanged, .vendorAhead])
        #expect(moved.steps.map(\.act).contains(.addAddress(subject, observed: 0)))
        #expect(moved.matches.allSatisfy { !$0.isOfAnother })
        #expect(result(Given.standing(.invited, .invited)).kinds == [.recipientMismatch])
        #expect(result(Given.standing(.registered, .registered), isAccount: false).kinds == [.recipientMismatch])
        #expect(result(Given.standing(.registered, .registered), vendorID: nil).kinds == [.recipientMismatch])
    }

    @Test(
        "unattributed_use: a slot without a name is the person's whom its own record tells; with an address that stands twice a case"
    )
    func named() {
        func result(_ meaning: Meaning, facet: Facet = Given.single, others: [ObservedEntry] = [])
            -> ReconciliationResult
        {
            Reconciler.reconcile(
                Given.input(
                    [Given.entry("a", Given.standing(.invited, .invited), facet: facet)],
                    [Given.record(meaning, reference: "a", address: "ane@example.org")] + others))
        }
        let told = result(.inProgress)
        #expect(Set(told.kinds) == [.vendorAhead, .unattributedUse])
        #expect(told.steps.contains { $0.act == .attribute(subject, observed: 0) && $0.policy == .auto })
        let twice = result(
            .inProgress, others: [Given.record(.inProgress, vendorID: "v2", address: "Ane+x@example.org")])
        #expect(twice.discrepancies.filter { $0.kind == .unattributedUse }.map(\.policy) == [.case])
        #expect(!result(.retracted).kinds.contains(.unattributedUse))
        #expect(!result(.free).kinds.contains(.unattributedUse))
        #expect(
            !result(.inProgress, facet: Facet(usage: .multi, category: "strengths")).kinds.contains(.unattributedUse))
    }

    @Test("Nothing beside the stage is said of somebody else's record, or of what has ended")
    func silence() {
        let said = ObservedDetails(language: "en", reminders: 3)
        let ours = LedgerDetails(language: "da")
        let other = Reconciler.reconcile(
            Given.input(
                [Given.entry("a", addresses: ["ane@example.org"], details: ours)],
                [Given.record(.unused, reference: "a", address: "bo@example.org", details: said)]))
        #expect(other.kinds == [.recipientMismatch])
        let ended = Given.standing(.invited, .invited).observing(.retracted, asOf: Given.start)
        #expect(reconcile(ours, said, standing: ended, .retracted).kinds.isEmpty)
    }
}
