import GatehouseModel

/// What is to be said of a record that matches nothing of ours.
struct StrangerJudge {
    enum Judgement {
        case freeUnit
        case superseded
        case found(Finding)
    }

    let record: ObservedEntry
    let place: Int
    let supply: String?
    /// How the supply's units are kept; nil where the supply is not known.
    let stock: Stock?
    /// Where its unit stood with us, where the vendor keeps the stock.
    let source: UnitState?
    /// Nobody else who is observed in this supply has its address.
    let isAlone: Bool
    /// The invitation of ours that holds its credential or its vendor's id and was matched with another record.
    let claimedBy: String?

    func judge() -> Judgement {
        guard let meaning = record.meaning else {
            return .found(
                finding(
                    .unmappedStatus, severity: .medium,
                    proposal:
                        "The word “\(record.record.word)” is in no table: nothing is concluded; tell the integrator."))
        }
        if let claimedBy { return record.isEnded ? .superseded : .found(second(of: claimedBy)) }
        if meaning.isFree, stock != .pool || record.credentialKey == nil { return .freeUnit }
        guard supply != nil else { return .found(homeless) }
        // Who came by themselves bears no reference of anybody's.
        let isGuest = record.isSelfArrival && !record.isEnded && record.record.reference == nil
        return .found(isGuest ? selfArrival(meaning) : unknown(meaning))
    }

    /// Somebody came by the vendor's own page. An address of their own, by which they have entered there, says who it is; without
    /// one a person decides.
    private func selfArrival(_ meaning: Meaning) -> Finding {
        var finding = finding(
            .unattributedUse, severity: .info,
            proposal: "Came by the vendor's own page, nobody here invited them: enter person and use.",
            act: .importRecord(observed: place))
        if record.address == nil || !isAlone || !meaning.isBegun { finding.policy = .case }
        finding.steps[0].units = move(to: meaning.unit)
        return finding
    }

    /// Where the vendor keeps the stock, what it gave out itself is one unit less of what we count as free, unless it was
    /// counted as given out before. What ended there holds none any more: if its unit is gone, the counters say so.
    private func move(to unit: UnitState) -> ReconciliationStep.UnitMove? {
        guard stock == .vendor, unit != .available, !record.isEnded else { return nil }
        return .init(from: source ?? .available, to: unit)
    }

    /// Entering it would give one credential two holders.
    private func second(of holder: String) -> Finding {
        var finding = finding(
            .duplicateAtVendor, severity: .medium,
            proposal: "The vendor has a second record with what \(holder) holds: find out which one is right.")
        finding.ours = holder
        return finding
    }

    /// Nothing can be entered of which it is not known what it belongs to.
    private var homeless: Finding {
        var finding = finding(
            .unknownAtGateway, severity: .medium,
            proposal: record.record.supply.map {
                "The record says “\($0)”, which no supply here is called: add that supply or say --supply, then take it in again."
            } ?? "The record does not say which supply it is of: find out, then import it.")
        finding.policy = .case
        return finding
    }

    private func unknown(_ meaning: Meaning) -> Finding {
        let proposal =
            if record.record.reference != nil {
                "It bears a reference that this ledger never gave, so it may be another customer's: ask the vendor whose it is before it is imported."
            } else if meaning.isFree {
                "The vendor has a unit that the ledger does not: import the supply's file."
            } else if record.isEnded {
                "An ended one that the ledger never had: enter it for the record, or leave it."
            } else {
                "It was made in the vendor's own pages: import it."
            }
        // A free code comes into its pool with the supply's file, which holds what a status file need not.
        let isForFile = meaning.isFree && stock == .pool
        var finding = finding(
            .unknownAtGateway, severity: record.isEnded || meaning.isFree ? .low : .medium, proposal: proposal,
            act: isForFile ? nil : .importRecord(observed: place))
        if isForFile { finding.policy = .case } else { finding.steps[0].units = move(to: meaning.unit) }
        return finding
    }

    private func finding(
        _ kind: DiscrepancyClass, severity: Discrepancy.Severity, proposal: String, act: ReconciliationStep.Act? = nil
    ) -> Finding {
        Finding(
            kind: kind, subject: .record(record.name), supply: supply, ours: "not in the ledger",
            theirs: [record.address?.address, record.saying].compactMap { $0 }.joined(separator: ", "),
            evidence: [record.evidence], severity: severity, proposal: proposal,
            steps: act.map { [Finding.Step(act: $0)] } ?? [], observed: [place])
    }
}
