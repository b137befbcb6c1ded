import GatehouseModel

/// What is to be said of an entry of ours that no record was matched with.
struct AbsenceJudge {
    struct Judgement {
        var verdict: Kind
        /// A complete and fresh snapshot lacks it: the next run's evidence.
        var isAbsent = false

        enum Kind {
            case nothingExpected
            case held(Hold)
            case found(Finding)
        }
    }

    let entry: LedgerEntry
    let place: Int
    /// Why its absence proves nothing; nil when it does.
    let hold: Hold?
    /// The run before lacked it too.
    let wasAbsentBefore: Bool
    /// How many absences in a row a conclusion needs.
    let needed: Int
    let asOf: Instant

    func judge() -> Judgement {
        guard case .invitation = entry.subject else { return Judgement(verdict: .nothingExpected) }
        if let act = entry.openAct, act.isInDoubt { return unresolved(act) }
        guard isExpected else { return Judgement(verdict: .nothingExpected) }
        if let hold { return held(hold) }
        return gone
    }

    /// The vendor counts uses of a shared code without names; what ended need not be shown; what only we passed on the vendor
    /// shows only if it showed it before.
    private var isExpected: Bool {
        entry.isLiving && entry.wasHandedOut && entry.facet.usage != .multi
            && (entry.vendorKnowsHandOut || entry.wasSeen)
    }

    private var isProven: Bool { wasAbsentBefore || needed <= 1 }

    /// A snapshot that proves nothing takes nothing back from what the run before saw.
    private func held(_ hold: Hold) -> Judgement { Judgement(verdict: .held(hold), isAbsent: wasAbsentBefore) }

    private func unresolved(_ act: LedgerEntry.OpenAct) -> Judgement {
        if act.progress == .waitsForPerson { return Judgement(verdict: .held(.inFlight)) }
        guard hold == nil else { return Judgement(verdict: .found(stillOpen(act)), isAbsent: wasAbsentBefore) }
        guard isProven else { return Judgement(verdict: .found(stillOpen(act)), isAbsent: true) }
        if act.isGivenUp || act.isOurs { return Judgement(verdict: .found(stillOpen(act)), isAbsent: true) }
        switch act.kind {
        case .issue, .distribute:
            let finding = finding(
                .outcomeNeverHappened, severity: .info,
                proposal: "It did not happen: no complete snapshot shows it. It may be tried again.",
                act: .neverHappened(act.id, entry.subject))
            return Judgement(verdict: .found(finding), isAbsent: true)
        case .retract:
            let finding = finding(
                .outcomeConfirmed, severity: .info,
                proposal: "It did happen: the vendor shows it no more. Close the act as done.",
                act: .confirm(act.id, entry.subject, observed: nil))
            return Judgement(verdict: .found(finding), isAbsent: true)
        case .remind, .other: return Judgement(verdict: .found(stillOpen(act)), isAbsent: true)
        }
    }

    private func stillOpen(_ act: LedgerEntry.OpenAct) -> Finding {
        finding(act.stillOpen.kind, severity: act.stillOpen.severity, proposal: act.stillOpen.proposal).telling(of: act)
    }

    private var gone: Judgement {
        if !entry.wasSeen {
            let finding = finding(
                .overdueAtVendor, severity: .medium,
                proposal: "The vendor should show it by now: look again, then ask the vendor or enter a new invitation."
            )
            return Judgement(verdict: .found(finding), isAbsent: true)
        }
        guard isProven else { return Judgement(verdict: .held(.absentOnce), isAbsent: true) }
        let finding = finding(
            .missingAtVendor, severity: .high,
            proposal: "It was there and is gone: close it, or enter a new invitation that names this one.")
        return Judgement(verdict: .found(finding), isAbsent: true)
    }

    private func finding(
        _ kind: DiscrepancyClass, severity: Discrepancy.Severity, proposal: String, act: ReconciliationStep.Act? = nil
    ) -> Finding {
        Finding(
            kind: kind, subject: entry.subject.discrepancySubject, supply: entry.supply, ours: entry.saying,
            theirs: "not shown",
            evidence: [hold == nil ? "snapshot as of \(asOf), complete" : "snapshot as of \(asOf)"], severity: severity,
            proposal: proposal, steps: act.map { [Finding.Step(act: $0, expects: entry.expectation)] } ?? [],
            ledger: [place])
    }
}
