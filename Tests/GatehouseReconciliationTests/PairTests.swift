import GatehouseModel
import Testing

@testable import GatehouseReconciliation

@Suite struct PairTests {
    private func reconcile(
        _ entry: LedgerEntry, _ meaning: Meaning?, asOf: Instant = Given.later, address: String? = nil
    ) -> ReconciliationResult {
        Reconciler.reconcile(
            Given.input([entry], [Given.record(meaning, reference: "a", address: address, asOf: asOf)], asOf: asOf))
    }

    @Test("vendor_ahead: the vendor's interval begins above ours, and the plan takes it over")
    func ahead() {
        let result = reconcile(Given.entry("a"), .inProgress)
        #expect(result.kinds == [.vendorAhead] && result.discrepancies[0].policy == .auto)
        #expect(result.steps.map(\.act) == [.advance(.invitation(Given.id("a")), observed: 0)])
        #expect(
            result.steps[0].expects == .init(standing: Given.standing(.invited, .invited), lastWriteAt: Given.start))
        #expect(result.discrepancies[0].ours == "invited" && result.discrepancies[0].theirs == "started (started)")
    }

    @Test("vendor_behind: the vendor's interval ends below ours; looked at again, then a case, and the low end stays")
    func behind() {
        let entry = Given.entry("a", Given.standing(.started, .started))
        let first = reconcile(entry, .unused)
        #expect(first.kinds == [.vendorBehind] && first.discrepancies[0].policy == .wait && first.steps.isEmpty)
        #expect(first.matches[0].standing.low == .started && first.matches[0].standing.contradiction == .invited)
        var again = Given.input([entry], [Given.record(.unused, reference: "a")])
        again.open = [first.discrepancies[0].key: .init(firstSeen: Given.start)]
        let second = Reconciler.reconcile(again)
        #expect(second.discrepancies[0].policy == .case && second.discrepancies[0].firstSeen == Given.start)
    }

    @Test("Intervals that overlap agree, and what they add is news")
    func overlap() {
        let wide = reconcile(Given.entry("a", Given.standing(.invited, .registered)), .stages(.registered, .reported))
        #expect(wide.discrepancies.isEmpty && wide.matches[0].isNews)
        #expect(wide.matches[0].standing.interval == StageInterval(.registered, .reported))
        let same = Reconciler.reconcile(
            Given.input(
                [Given.entry("a", Given.standing(.invited, .invited, asOf: Given.later))],
                [Given.record(.unused, reference: "a")]))
        #expect(same.discrepancies.isEmpty && !same.matches[0].isNews)
    }

    @Test("A unit that lags behind what is known of its person is repaired by the next look, whatever the stages say")
    func unitBehind() {
        let known = Given.standing(.completed, .reported)
        for unit in [UnitState.reserved, .handedOut, .quarantined] {
            let entry = Given.entry("a", known, facet: Given.single, unit: unit)
            let result = reconcile(entry, .completed)
            #expect(result.kinds == [.vendorAhead] && result.discrepancies[0].policy == .auto)
            #expect(result.steps.map(\.act) == [.advance(entry.subject, observed: 0)])
            #expect(result.steps[0].units == .init(from: unit, to: .used))
        }
        #expect(reconcile(Given.entry("a", known, facet: Given.single, unit: .used), .completed).discrepancies.isEmpty)
        #expect(reconcile(Given.entry("a", known), .completed).discrepancies.isEmpty)
        let wide = Given.entry("a", Given.standing(.invited, .registered), facet: Given.single, unit: .handedOut)
        #expect(reconcile(wide, .stages(.registered, .reported)).kinds == [.vendorAhead])
        #expect(reconcile(wide, .stages(.invited, .registered)).discrepancies.isEmpty)
    }

    @Test("out_of_order: older news than the ledger has changes nothing")
    func outOfOrder() {
        let newer = Given.entry("a", Given.standing(.started, .started, asOf: Given.later.advanced(by: .seconds(1))))
        let result = reconcile(newer, .unused)
        #expect(result.kinds == [.outOfOrder] && result.steps.isEmpty && !result.matches[0].isNews)
    }

    @Test("unmapped_status: a word that no table knows is named and nothing is concluded, matched or not")
    func unmapped() {
        let matched = reconcile(Given.entry("a"), nil)
        #expect(
            matched.kinds == [.unmappedStatus] && matched.discrepancies[0].policy == .hold && matched.absent.isEmpty)
        #expect(matched.discrepancies[0].proposal.contains("Paused") && !matched.differences.isEmpty)
        let stranger = Reconciler.reconcile(Given.input([], [Given.record(nil, vendorID: "v1")]))
        #expect(stranger.kinds == [.unmappedStatus] && stranger.steps.isEmpty)
    }

    @Test("recipient_mismatch: another address than the one invited is a case of high severity, whatever the stage")
    func mismatch() {
        let entry = Given.entry("a", addresses: ["ane@example.org", "a.n@example.org"])
        let result = reconcile(entry, .completed, address: "bo@example.org")
        #expect(result.kinds == [.recipientMismatch] && result.steps.isEmpty && !result.matches[0].isNews)
        #expect(result.discrepancies[0].severity == .high && result.discrepancies[0].policy == .case)
        #expect(reconcile(entry, .completed, address: "A.N+x@example.org").kinds == [.vendorAhead])
        let slot = reconcile(Given.entry("a"), .completed, address: "bo@example.org")
        #expect(slot.kinds == [.vendorAhead, .unattributedUse])
    }

    @Test("retracted_but_used: we retracted, the person had begun; accepted once")
    func retractedButUsed() {
        let entry = Given.entry("a", facet: Given.single, unit: .quarantined, retractedAt: Given.start)
        let result = reconcile(entry, .inProgress)
        #expect(result.kinds == [.retractedButUsed] && result.discrepancies[0].policy == .auto)
        #expect(result.steps[0].units == .init(from: .quarantined, to: .used))
        let accepted = Given.entry(
            "a", Given.standing(.started, .started), facet: Given.single, unit: .used, retractedAt: Given.start)
        #expect(reconcile(accepted, .inProgress).discrepancies.isEmpty)
    }

    @Test("retract_not_effective: we retracted, the vendor still shows it open; its mirror is retracted_at_vendor")
    func retracts() {
        let asked = Given.entry("a", retractedAt: Given.start)
        let open = reconcile(asked, .unused)
        #expect(open.kinds == [.retractNotEffective] && open.discrepancies[0].policy == .plan)
        #expect(open.steps.map(\.act) == [.retryRetract(.invitation(Given.id("a")))])
        #expect(reconcile(asked, .retracted).discrepancies.isEmpty)
        #expect(reconcile(asked, .free).discrepancies.isEmpty)

        let theirs = reconcile(Given.entry("a", facet: Given.single, unit: .handedOut), .retracted)
        #expect(theirs.kinds == [.retractedAtVendor] && theirs.discrepancies[0].policy == .auto)
        #expect(theirs.steps[0].units == .init(from: .handedOut, to: .quarantined))
        #expect(DiscrepancyClass.retractNotEffective.mirror == .retractedAtVendor)
    }

    @Test("A handed-out unit that the vendor shows free was taken back there; what only we passed on may be shown free")
    func shownFree() {
        let entry = Given.entry("a", facet: Given.single, unit: .handedOut)
        #expect(reconcile(entry, .free).kinds == [.retractedAtVendor])
        let ours = Given.entry("a", facet: Given.single, unit: .handedOut, vendorKnows: false)
        #expect(reconcile(ours, .free).discrepancies.isEmpty)
        let reserved = Given.entry(
            "a", Given.standing(.reserved, .reserved), facet: Given.single, unit: .reserved, wasSeen: false)
        #expect(reconcile(reserved, .free).discrepancies.isEmpty)
    }

    @Test(
        "A unit that the vendor showed as set aside for a person and shows free now was taken back: a case, before it goes out"
    )
    func setAsideAndShownFree() {
        let reserved = Given.entry("a", Given.standing(.reserved, .reserved), facet: Given.single, unit: .reserved)
        let result = reconcile(reserved, .free)
        #expect(result.kinds == [.retractedAtVendor] && result.discrepancies[0].policy == .case)
    }

    @Test(
        "What a person has begun does not become free again: less than was seen before, and a case where it is called retracted"
    )
    func begunAndFree() {
        let entry = Given.entry("a", Given.standing(.started, .started), facet: Given.single, unit: .used)
        #expect(reconcile(entry, .free).kinds == [.vendorBehind])
        let retracted = reconcile(entry, .retracted)
        #expect(
            retracted.kinds == [.retractedAtVendor] && retracted.discrepancies[0].policy == .case
                && retracted.steps.isEmpty)
    }

    @Test("A retracted record of a code that is only set aside again tells of its earlier holder")
    func earlierHolder() {
        let reserved = Given.entry("a", Given.standing(.reserved, .reserved), facet: Given.single, unit: .reserved)
        let result = reconcile(reserved, .retracted)
        #expect(result.discrepancies.isEmpty)
        // Its end is not this one's.
        #expect(result.matches.map(\.standing) == [reserved.standing] && result.matches.allSatisfy { !$0.isNews })
    }

    @Test("expired_at_vendor closes; reopened_at_vendor is a case; what was declined with us the vendor cannot know")
    func otherEnds() {
        let expired = reconcile(Given.entry("a"), .end(.expired))
        #expect(expired.kinds == [.expiredAtVendor])
        #expect(expired.steps.map(\.act) == [.acceptEnd(.invitation(Given.id("a")), .expired, observed: 0)])
        let closed = Given.entry("a", Given.standing(.invited, .invited).observing(.end(.expired), asOf: Given.start))
        #expect(reconcile(closed, .signedUp).kinds == [.reopenedAtVendor])
        let declined = Given.entry(
            "a", Given.standing(.invited, .invited).observing(.end(.declined), asOf: Given.start))
        #expect(reconcile(declined, .unused).discrepancies.isEmpty)
    }

    @Test(
        "Whether our own mail left no vendor can tell: only that the person has begun settles it",
        arguments: [
            (Meaning.free, [DiscrepancyClass.outcomeOpen]), (.unused, [.outcomeOpen]),
            (.inProgress, [.outcomeConfirmed]),
        ])
    func ourMail(meaning: Meaning, expected: [DiscrepancyClass]) {
        let entry = Given.entry(
            "a", Given.standing(.reserved, .reserved), facet: Given.single, channel: .ourMail, unit: .reserved,
            openAct: Given.act(.distribute, isOurs: true), wasSeen: false, vendorKnows: false)
        let result = reconcile(entry, meaning)
        #expect(result.kinds == expected)
        #expect(result.steps.allSatisfy { if case .neverHappened = $0.act { false } else { true } })
    }

    @Test(
        "A free code of ours that the vendor shows with somebody is given to nobody from then on, whatever becomes of the record"
    )
    func freeAndUsed() {
        func unit(_ state: UnitState) -> LedgerEntry {
            LedgerEntry(
                subject: .unit(CredentialID(unique: "c1")), reference: nil,
                credentialKeys: [CredentialKey(normalising: "AAA-1")], supply: "s1", facet: Given.single,
                standing: Standing(), unit: state, lastWriteAt: Given.start, wasSeen: false)
        }
        let used = [Given.record(.completed, code: "AAA-1", address: "other@example.org")]
        let result = Reconciler.reconcile(Given.input([unit(.available)], used))
        #expect(result.kinds == [.unknownAtGateway])
        #expect(
            result.steps.first?.act == .setApart(CredentialID(unique: "c1"), until: .never)
                && result.steps.first?.policy == .auto)
        let again = Reconciler.reconcile(Given.input([unit(.quarantined)], used))
        #expect(again.kinds == [.unknownAtGateway] && again.steps.map(\.policy) == [.plan])
        // The case says with whom, where the vendor tells.
        let word = Given.record(nil, code: "AAA-1", address: "other@example.org", word: "Weird")
        let weird = Reconciler.reconcile(Given.input([unit(.available)], [word]))
        #expect(result.discrepancies.first?.theirs.hasPrefix("other@example.org, completed") == true)
        #expect(weird.discrepancies.first?.theirs == "other@example.org, Weird")
        let nobody = Reconciler.reconcile(Given.input([unit(.available)], [Given.record(.completed, code: "AAA-1")]))
        #expect(nobody.discrepancies.first?.theirs.hasPrefix("completed") == true)
    }

    @Test(
        "A code that its own record shows as free and another one with somebody is not simply free again",
        arguments: [
            ("own@example.org" as String?, Contest.ofItself), (nil, .ofItself),
            ("other@example.org", .ofAnother(until: .never)),
        ])
    func freeAndWithSomebody(_ address: String?, _ expected: Contest) {
        let entry = Given.entry(
            "a", codes: ["AAA-1"], addresses: ["own@example.org"], facet: Given.single, unit: .handedOut)
        let free = Given.record(.free, reference: "a")
        let inUse = Given.record(.completed, code: "AAA-1", address: address, line: 3)
        let result = Reconciler.reconcile(Given.input([entry], [free, inUse]))
        #expect(result.contests == [entry.subject: expected])
        let end = result.steps.first { if case .acceptEnd = $0.act { true } else { false } }
        #expect(end?.units == .init(from: .handedOut, to: .quarantined))
        // What shows it with nobody speaks for nothing.
        let ended = Given.record(.retracted, code: "AAA-1", address: address, line: 3)
        #expect(Reconciler.reconcile(Given.input([entry], [free, ended])).contests.isEmpty)
    }

    @Test("What was tried as often as is worth while is a person's: no run has it tried again")
    func givenUp() {
        let entry = Given.entry(
            "a", retractedAt: Given.start, openAct: Given.act(.retract, isGivenUp: true))
        let result = reconcile(entry, .unused)
        #expect(result.kinds == [.outcomeOpen] && result.steps.isEmpty)
        #expect(result.discrepancies[0].policy == .case)
    }

    @Test("Of what is held back here the vendor's word says that it is ours, not that anybody was told")
    func heldBack() {
        let reserved = Given.standing(.reserved, .reserved)
        func run(_ channel: Channel, _ meaning: Meaning) -> ReconciliationResult {
            reconcile(Given.entry("a", reserved, facet: Given.single, channel: channel, unit: .reserved), meaning)
        }
        func stands(_ channel: Channel, _ meaning: Meaning) -> StageInterval? {
            run(channel, meaning).matches[0].standing.interval
        }
        #expect(run(.ourMail, .stages(.invited, .started)).kinds.isEmpty)
        #expect(stands(.ourMail, .stages(.invited, .started)) == StageInterval(.reserved, .started))
        #expect(stands(.link, .stages(.invited, .registered)) == StageInterval(.reserved, .registered))
        // Where the vendor hands out it knows; and who has begun was told by somebody.
        #expect(run(.vendorMail, .stages(.invited, .started)).kinds == [.vendorAhead])
        #expect(run(.ourMail, .inProgress).kinds == [.vendorAhead])
    }

    @Test(
        "An unknown outcome is settled by what the vendor shows",
        arguments: [
            (LedgerEntry.OpenAct.Kind.issue, Meaning.unused, DiscrepancyClass.outcomeConfirmed),
            (.distribute, .free, .outcomeNeverHappened),
            (.distribute, .signedUp, .outcomeConfirmed), (.retract, .retracted, .outcomeConfirmed),
            (.retract, .free, .outcomeConfirmed),
            (.retract, .unused, .outcomeNeverHappened), (.retract, .inProgress, .retractedButUsed),
            (.remind, .unused, .outcomeOpen),
        ])
    func unknownOutcomes(kind: LedgerEntry.OpenAct.Kind, meaning: Meaning, expected: DiscrepancyClass) {
        let isIssue = kind == .issue || kind == .distribute
        let standing = isIssue ? Given.standing(.reserved, .reserved) : Given.standing(.invited, .invited)
        let entry = Given.entry("a", standing, facet: Given.single, unit: .quarantined, openAct: Given.act(kind))
        let result = reconcile(entry, meaning)
        #expect(result.kinds == [expected])
        #expect(result.steps.isEmpty == (expected == .outcomeOpen))
    }

    @Test("What a person has to do in the portal is confirmed by the vendor's own word, and never refuted by it")
    func manualActs() {
        let entry = Given.entry("a", Given.standing(.reserved, .reserved), openAct: Given.act(.issue, .waitsForPerson))
        let done = reconcile(entry, .unused)
        #expect(done.kinds == [.outcomeConfirmed])
        let retract = Given.entry("a", openAct: Given.act(.retract, .waitsForPerson))
        #expect(reconcile(retract, .unused).ledgerVerdicts == [.held(.inFlight)])
    }

    @Test("What was taken back here and given to somebody else at the vendor is an invitation that we do not have")
    func givenAgain() {
        let ended = Given.standing(.invited, .invited).observing(.retracted, asOf: Given.start)
        let entry = Given.entry(
            "a", ended, codes: ["C1"], addresses: ["ane@example.org"], facet: Given.single, unit: .available)
        let record = Given.record(.unused, code: "C1", address: "bo@example.org")
        let result = Reconciler.reconcile(Given.input([entry], [record]))
        #expect(result.kinds == [.unknownAtGateway] && result.steps.map(\.act) == [.importRecord(observed: 0)])
    }

    @Test("A unit of our pool that the vendor shows handed out is an invitation that we do not have")
    func freeUnitHandedOut() {
        let unit = unit(vendorKnows: false)
        let gone = Reconciler.reconcile(
            Given.input([unit], [Given.record(.unused, code: "C1", address: "bo@example.org")]))
        #expect(gone.kinds == [.unknownAtGateway] && gone.steps.last?.units == .init(from: .available, to: .handedOut))
        #expect(Reconciler.reconcile(Given.input([unit], [Given.record(.free, code: "C1")])).discrepancies.isEmpty)
        #expect(Reconciler.reconcile(Given.input([unit], [])).ledgerVerdicts == [.nothingExpected])
        let unnamed = Reconciler.reconcile(Given.input([unit], [Given.record(.unused, code: "C1")]))
        #expect(unnamed.kinds == [.unknownAtGateway])
    }

    @Test("CB-14: of a unit that was handed out to our pool the vendor may say so; a use or somebody's address is news")
    func exportedUnit() {
        let unit = unit(vendorKnows: true)
        let out = Reconciler.reconcile(Given.input([unit], [Given.record(.unused, code: "C1")]))
        #expect(out.discrepancies.isEmpty && out.ledgerVerdicts == [.agrees])
        let used = Reconciler.reconcile(Given.input([unit], [Given.record(.inProgress, code: "C1")]))
        #expect(used.kinds == [.unknownAtGateway] && used.steps.last?.units == .init(from: .available, to: .used))
        let sent = Reconciler.reconcile(
            Given.input([unit], [Given.record(.unused, code: "C1", address: "bo@example.org")]))
        #expect(sent.kinds == [.unknownAtGateway])
    }

    @Test("CB-15: a unit of the vendor's export that the vendor shows free is the vendor's again, whoever has it here")
    func exportedAndFree() {
        let unit = unit(vendorKnows: true, isExported: true)
        let free = Reconciler.reconcile(Given.input([unit], [Given.record(.free, code: "C1")]))
        #expect(free.kinds == [.retractedAtVendor] && free.discrepancies[0].policy == .auto)
        #expect(free.steps[0].units == .init(from: .available, to: .quarantined))
        let out = Reconciler.reconcile(Given.input([unit], [Given.record(.unused, code: "C1")]))
        #expect(out.discrepancies.isEmpty)
        let given = Given.entry("a", facet: Given.single, unit: .handedOut, vendorKnows: false, isExported: true)
        let taken = reconcile(given, .free)
        #expect(
            taken.kinds == [.retractedAtVendor] && taken.steps[0].units == .init(from: .handedOut, to: .quarantined))
        let reserved = Given.entry(
            "a", Given.standing(.reserved, .reserved), facet: Given.single, unit: .reserved, isExported: true)
        let waiting = reconcile(reserved, .free)
        #expect(waiting.kinds == [.retractedAtVendor] && waiting.discrepancies[0].policy == .case)
        #expect(waiting.steps.isEmpty && waiting.discrepancies[0].severity == .high)
    }

    private func unit(vendorKnows: Bool, isExported: Bool = false) -> LedgerEntry {
        LedgerEntry(
            subject: .unit(CredentialID(unique: "c1")), reference: nil,
            credentialKeys: [CredentialKey(normalising: "C1")], supply: "s1",
            facet: Given.single, standing: Standing(), unit: .available, lastWriteAt: Given.start, wasSeen: false,
            vendorKnowsHandOut: vendorKnows,
            exportedAt: isExported ? Given.start : nil)
    }
}
