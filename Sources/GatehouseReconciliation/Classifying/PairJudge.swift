import GatehouseModel

/// What is to be said of an entry of ours and the record that was matched with it: at most one difference.
struct PairJudge {
    enum Judgement {
        case agrees
        case held(Hold)
        case found(Finding)
    }

    let entry: LedgerEntry
    let record: ObservedEntry
    let level: MatchLevel
    let place: Matching.Pair
    /// Why the record proves nothing against what we know; nil when it does.
    let hold: Hold?
    /// When the snapshot was taken.
    let asOf: Instant
    /// How long a report may be missing before a person asks for it.
    var patience: Duration = .zero
    /// An open case asks whose it is.
    var isDoubted = false
    /// No other record of the supply bears its address.
    var isAlone = true

    func judge() -> Judgement {
        guard let meaning = meant else { return .found(unmapped) }
        if let mismatch { return .found(mismatch) }
        if case .unit = entry.subject { return unheld(meaning) }
        if let act = entry.openAct, act.isInDoubt, let judgement = unresolved(act, meaning) { return judgement }
        if let act = entry.openAct, isDoneBefore(act, meaning) { return confirmed(act, meaning) }
        if entry.retractedAt != nil { return retracted(meaning) }
        if let end = entry.standing.end { return ended(end, meaning) }
        return living(meaning)
    }

    /// What the word means for this entry: of what is held back here, no more than that it is set aside, until somebody begins.
    private var meant: Meaning? {
        guard case .stages(let theirs)? = record.meaning, entry.isHeldBack, theirs.low == .invited else {
            return record.meaning
        }
        return .stages(.reserved, theirs.high)
    }

    /// The fold of what the ledger knows and what the record says; what it says of somebody else, or of who had the code
    /// before, is left out.
    var merged: Standing {
        guard let meaning = meant, !isOfAnother, !isOfAnotherInvitation, !isFromBefore else {
            return entry.standing
        }
        return entry.standing.observing(meaning, asOf: record.record.asOf)
    }

    /// Another address than the one invited stands on what was found by reference, id or credential.
    var isOfAnother: Bool { level <= .credential && entry.isForAnother(than: record) && !hasMoved }

    /// Nobody was invited by this entry, and no more than the address ties a living record to it: that one came about without it.
    var isOfAnotherInvitation: Bool {
        guard entry.standing.isWithdrawn, level > .credential, let meaning = record.meaning else { return false }
        return !record.isEnded && !meaning.isFree
    }
}

extension PairJudge {
    private var unmapped: Finding {
        var finding = finding(
            .unmappedStatus, severity: .medium,
            proposal: "The word “\(record.record.word)” is in no table: nothing is concluded; tell the integrator.")
        // Whether it is free that word may deny.
        finding.steps = [entry.settingApart(until: record.comeback(of: entry))].compactMap(\.self)
        return finding
    }

    private var mismatch: Finding? {
        guard isOfAnother, let address = record.address else { return nil }
        var finding = finding(
            .recipientMismatch, severity: .high,
            proposal:
                "Somebody else than the person invited has it: find out who, before anything else is sent or shown.")
        finding.ours = entry.addresses.map(\.address).joined(separator: ", ")
        finding.theirs = "\(address.address), \(record.saying)"
        return finding
    }

    /// A unit of our pool that nobody holds.
    private func unheld(_ meaning: Meaning) -> Judgement {
        if meaning.isFree, let exportedAt = entry.exportedAt, entry.unit == .available {
            // Before the export it was the vendor's.
            return (asOf < exportedAt ? .stale : hold).map { .held($0) } ?? .found(backAtVendor)
        }
        guard !meaning.isFree, meaning.unit != entry.unit, !record.isEnded else { return .agrees }
        // It was handed out to us: somebody else's address, or a use, would be another matter.
        if entry.vendorKnowsHandOut, meaning.unit == .handedOut, record.address == nil { return .agrees }
        if let hold { return .held(hold) }
        var finding = finding(
            .unknownAtGateway, severity: .medium,
            proposal: "It was handed out in the vendor's own pages: it is out of the free stock; enter the invitation.",
            act: .importRecord(observed: place.observed), units: entry.move(to: meaning.unit))
        if let apart = entry.settingApart(until: record.comeback(of: entry)) { finding.steps.insert(apart, at: 0) }
        return .found(finding)
    }

    /// What the vendor shows may settle an act whose outcome was lost; nil where it says nothing about that act.
    private func unresolved(_ act: LedgerEntry.OpenAct, _ meaning: Meaning) -> Judgement? {
        switch act.kind {
        // Whether our own mail left, only what the person does can tell.
        case .distribute where act.isOurs: return meaning.isBegun ? confirmed(act, meaning) : nil
        case .issue, .distribute:
            // The word leaves open whether it went out, and so does the act: its tick will tell, or a person, where what was set
            // aside for us to pass on is shown so anyway.
            if act.kind == .distribute, !meaning.isFree, !isFirmlyGiven(meaning) {
                if act.progress == .waitsForPerson { return .held(.inFlight) }
                if entry.isHeldBack { return .found(stillOpen(act)) }
            }
            return act.denies(meaning) || isFromBefore
                ? refuted(act, "the vendor shows it as free") : confirmed(act, meaning)
        case .retract:
            if meaning.isBegun { return .found(usedAfterAll) }
            if case .end = meaning { return confirmed(act, meaning) }
            if meaning.isInStock { return confirmed(act, meaning) }
            // Free or set aside: whether it was taken back the word leaves open.
            if meaning.mayBeInStock { return act.progress == .unknown ? .found(stillOpen(act)) : .held(.inFlight) }
            return refuted(act, "the vendor shows it as living")
        case .remind, .other: return nil
        }
    }

    /// What is about to be issued again stands at the vendor under our own reference, id or code: it was done the first time.
    private func isDoneBefore(_ act: LedgerEntry.OpenAct, _ meaning: Meaning) -> Bool {
        act.progress == .repeated && act.kind == .issue && level <= .credential && !act.denies(meaning) && !isFromBefore
    }

    /// Handed out for certain.
    private func isFirmlyGiven(_ meaning: Meaning) -> Bool {
        if case .stages(let interval) = meaning { interval.low >= .invited } else { true }
    }

    /// A retracted record of an entry that was not handed out yet tells of an earlier holder of the same code.
    var isFromBefore: Bool { record.meaning == .end(.retracted) && !entry.wasHandedOut }

    private func confirmed(_ act: LedgerEntry.OpenAct, _ meaning: Meaning) -> Judgement {
        // What was taken out of another supply is not what was asked for.
        let isOfAnotherSupply = act.kind == .issue && act.isInDoubt && record.supply.map { $0 != entry.supply } == true
        if isDoubted || isOfAnotherSupply || act.isPersonsAlone {
            return act.progress == .unknown ? .found(stillOpen(act)) : .held(.inFlight)
        }
        return .found(
            finding(
                .outcomeConfirmed, severity: .info, proposal: "It did happen: close the act as done.",
                act: .confirm(act.id, entry.subject, observed: place.observed),
                units: act.kind == .issue && meaning.isFree ? nil : entry.move(to: meaning.unit)))
    }

    private func refuted(_ act: LedgerEntry.OpenAct, _ why: String) -> Judgement {
        if act.progress == .waitsForPerson { return .held(.inFlight) }
        guard hold == nil, !act.isGivenUp else { return .found(stillOpen(act)) }
        return .found(
            finding(
                .outcomeNeverHappened, severity: .info, proposal: "It did not happen (\(why)): it may be tried again.",
                act: .neverHappened(act.id, entry.subject)))
    }

    private func stillOpen(_ act: LedgerEntry.OpenAct) -> Finding {
        finding(act.stillOpen.kind, severity: act.stillOpen.severity, proposal: act.stillOpen.proposal).telling(of: act)
    }

    private func living(_ meaning: Meaning) -> Judgement {
        switch meaning {
        case .end(.retracted) where isFromBefore: return .agrees
        case .end(.retracted): return hold.map { .held($0) } ?? .found(takenBack(.retracted))
        case .end(let end):
            return hold.map { .held($0) }
                ?? .found(
                    finding(
                        .expiredAtVendor, severity: .low,
                        proposal: "Its time is over at the vendor: close it, and offer a new one.",
                        act: .acceptEnd(entry.subject, end, observed: place.observed)))
        case .stages(let theirs): return compared(theirs)
        }
    }

    private func takenBack(_ end: End) -> Finding {
        var finding = finding(
            .retractedAtVendor, severity: .medium,
            proposal: entry.hasBegun
                ? "The vendor says that it was taken back, but the person had begun: ask the vendor before the unit counts as free."
                : "It was taken back in the vendor's own pages: close it, the unit returns; tell the owner.",
            act: .acceptEnd(entry.subject, end, observed: place.observed),
            units: entry.move(to: record.meaning?.isFree == true && !entry.isExported ? .available : .quarantined))
        if entry.hasBegun { finding.policy = .case }
        return finding
    }

    /// The vendor counts it as handed out for as long as it is ours: shown free, it lies in the vendor's own half, from where
    /// the vendor may give it to anybody. What is set aside here for somebody a person has to replace first.
    private var backAtVendor: Finding {
        let isReserved = entry.unit == .reserved
        var finding = finding(
            .retractedAtVendor, severity: isReserved ? .high : .medium,
            proposal: isReserved
                ? "It was taken back in the vendor's own pages while it is set aside here: retract the invitation and issue another code, before this one goes out."
                : "It was taken back in the vendor's own pages: it is set apart and not given out, until an export file shows it as ours again.",
            act: .acceptEnd(entry.subject, .retracted, observed: place.observed), units: entry.move(to: .quarantined))
        if isReserved { finding.policy = .case }
        return finding
    }

    private func compared(_ theirs: StageInterval) -> Judgement {
        guard let ours = entry.standing.interval else {
            return theirs.low > .reserved ? .found(ahead) : .agrees
        }
        if theirs.low > ours.high { return .found(ahead) }
        if lagsBehind(theirs) { return .found(unitBehind) }
        guard theirs.high < ours.low else { return outcomeAfterAgreement }
        // What is set aside with us is free to the vendor, unless it came from there for this very person.
        if !entry.wasHandedOut {
            guard entry.isExported || (entry.vendorKnowsHandOut && entry.wasSeen), entry.unit == .reserved,
                Meaning.stages(theirs).isFree
            else { return outcomeAfterAgreement }
            return hold.map { .held($0) } ?? .found(backAtVendor)
        }
        if asOf < entry.standing.asOf ?? asOf {
            return .found(
                finding(
                    .outOfOrder, severity: .info,
                    proposal: "Older news than the ledger has: kept in the history, changes nothing."))
        }
        // A used unit does not become free again: that the vendor says so is less than was seen before.
        if Meaning.stages(theirs).isFree, ours.low < .registered {
            guard entry.vendorKnowsHandOut || entry.isExported else { return .agrees }
            if Meaning.stages(theirs).isInStock { return hold.map { .held($0) } ?? .found(takenBack(.retracted)) }
            // Set aside there still: of what we handed out ourselves, the vendor shows no more than that.
            if entry.isPassedOnByUs { return .agrees }
        }
        return hold.map { .held($0) } ?? .found(behind)
    }

    /// A reminder leaves no trace in the record: as long as it is unknown, that is what there is to say.
    private var outcomeAfterAgreement: Judgement {
        guard let act = entry.openAct, act.progress == .unknown else { return .agrees }
        return .found(stillOpen(act))
    }

    private var ahead: Finding {
        finding(
            .vendorAhead, severity: .info, proposal: "Take over what the vendor shows.",
            act: .advance(entry.subject, observed: place.observed),
            units: record.meaning.flatMap { entry.move(to: $0.unit) })
    }

    /// What the vendor shows as begun has used its unit, whichever came first, the word or the tick.
    private func lagsBehind(_ theirs: StageInterval) -> Bool {
        guard let unit = entry.unit, Meaning.stages(theirs).unit == .used else { return false }
        return unit == .reserved || unit == .handedOut || (unit == .quarantined && entry.openAct == nil)
    }

    private var unitBehind: Finding {
        finding(
            .vendorAhead, severity: .info, proposal: "The person has begun: the unit counts as used.",
            act: .advance(entry.subject, observed: place.observed), units: entry.move(to: .used))
    }

    private var behind: Finding {
        finding(
            .vendorBehind, severity: .medium,
            proposal: "The vendor shows less than was seen before: look again; the ledger's low end stays.")
    }

    /// Of a code that nobody here holds, also with whom the vendor shows it.
    private var theirs: String {
        guard case .unit = entry.subject else { return record.saying }
        return [record.address?.address, record.saying].compactMap(\.self).joined(separator: ", ")
    }

    func finding(
        _ kind: DiscrepancyClass, severity: Discrepancy.Severity, proposal: String, act: ReconciliationStep.Act? = nil,
        units: ReconciliationStep.UnitMove? = nil
    ) -> Finding {
        Finding(
            kind: kind, subject: entry.subject.discrepancySubject, supply: entry.supply, ours: entry.saying,
            theirs: theirs,
            evidence: [record.evidence, "matched by \(level.words)"], severity: severity, proposal: proposal,
            steps: act.map { [Finding.Step(act: $0, expects: entry.expectation, units: units)] } ?? [],
            ledger: [place.ledger], observed: [place.observed])
    }
}
