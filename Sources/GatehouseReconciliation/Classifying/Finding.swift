import GatehouseModel

/// A difference as a judge sees it, before policy, times and order are added.
struct Finding {
    var kind: DiscrepancyClass
    var subject: Discrepancy.Subject
    var supply: String?
    var ours: String
    var theirs: String
    var evidence: [String]
    var severity: Discrepancy.Severity
    var proposal: String
    /// Where this one's default differs from that of its class.
    var policy: Policy?
    /// It is looked at again for so long since it was first seen, and is a case from then on.
    var patience: Duration?
    var steps: [Step] = []
    /// What it is about, on both sides.
    var ledger: [Int] = []
    var observed: [Int] = []

    /// What it proposes ends the entry that the record was matched with.
    func endsIt(_ record: ObservedEntry) -> Bool {
        steps.contains { step in
            switch step.act {
            case .acceptEnd: true
            case .confirm: record.isEnded || record.meaning?.isInStock == true
            default: false
            }
        }
    }

    /// What it is about decides nothing about the stage that the record shows: that is news like any other.
    var leavesTheStage: Bool {
        [.vendorBehind, .outcomeOpen, .echoMismatch, .outcomeNeverHappened, .retractNotEffective].contains(kind)
    }

    struct Step {
        var act: ReconciliationStep.Act
        var expects: ReconciliationStep.Expectation?
        var units: ReconciliationStep.UnitMove?
        /// It only protects: it is taken at once, whatever becomes of the case.
        var isProtective = false
    }
}

extension Finding {
    /// What is known of the act that it is about: an answer that was not believed, or that nobody looks any more by himself.
    func telling(of act: LedgerEntry.OpenAct) -> Finding {
        var finding = self
        if let disbelief = act.disbelief { (finding.ours, finding.theirs) = ("as asked", disbelief) }
        if act.isForPerson, kind == .outcomeOpen { finding.policy = .case }
        return finding
    }
}

extension LedgerEntry.OpenAct {
    /// What it brought is of no use for a reason that no record tells: none settles it.
    var isPersonsAlone: Bool { isGivenUp && disbelief != nil }

    /// What there is to say of it as long as no snapshot settles it.
    var stillOpen: (kind: DiscrepancyClass, severity: Discrepancy.Severity, proposal: String) {
        if disbelief != nil {
            return (.echoMismatch, .high, "look at the vendor's page, then retract or link by hand")
        }
        if isGivenUp {
            return (
                .outcomeOpen, .medium,
                "It is surely not done, and not tried again by itself: have it tried again, or give it up."
            )
        }
        if isOurs {
            return (
                .outcomeOpen, .medium,
                "Our own mail may have left, and no vendor can tell: ask the person, then decide; it is not sent again by itself."
            )
        }
        if isForPerson {
            return (
                .outcomeOpen, .medium,
                "It was looked up as often as is worth while and is not visible: ask the vendor, then decide; no second code is given."
            )
        }
        return (.outcomeOpen, .low, "Not visible yet: it is looked up again, and no second code is given.")
    }
}

extension LedgerEntry {
    /// Nil where it is not a free unit of a pool.
    func settingApart(until comeback: Comeback?) -> Finding.Step? {
        guard case .unit(let credential) = subject, unit == .available, let comeback else { return nil }
        return .init(
            act: .setApart(credential, until: comeback), units: move(to: .quarantined), isProtective: true)
    }

    var expectation: ReconciliationStep.Expectation { .init(standing: standing, lastWriteAt: lastWriteAt) }

    /// What it does to this entry's unit that the vendor shows it in a state; nil where nothing is counted or nothing moves.
    func move(to state: UnitState) -> ReconciliationStep.UnitMove? {
        guard let unit, unit != state else { return nil }
        return .init(from: unit, to: state)
    }

    /// `invited…registered`, `retracted`, `not seen yet`.
    var saying: String {
        if let end = standing.end { return end.word }
        if retractedAt != nil { return "retract asked for" }
        return standing.interval?.description ?? "not handed out"
    }
}
