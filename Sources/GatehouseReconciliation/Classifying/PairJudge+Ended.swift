import GatehouseModel

/// Of what has ended with us.
extension PairJudge {
    func retracted(_ meaning: Meaning) -> Judgement {
        guard !meaning.isFree, case .stages(let theirs) = meaning else { return .agrees }
        if meaning.isBegun {
            let isAccepted = (entry.standing.low.map { $0 >= theirs.low } ?? false) && (entry.unit ?? .used) == .used
            return isAccepted ? .agrees : .found(usedAfterAll)
        }
        if let hold { return .held(hold) }
        return .found(
            finding(
                .retractNotEffective, severity: .medium,
                proposal:
                    "The vendor still shows it open: retract again; where that does not help, deactivate it or take it back by hand.",
                act: .retryRetract(entry.subject)))
    }

    var usedAfterAll: Finding {
        finding(
            .retractedButUsed, severity: .medium,
            proposal: "The person had begun before it was taken back: the unit counts as used; tell the owner.",
            act: .acceptUse(entry.subject, observed: place.observed), units: entry.move(to: .used))
    }

    /// Ended, and not because we asked the vendor to take it back. What was declined with us the vendor cannot know.
    func ended(_ end: End, _ meaning: Meaning) -> Judgement {
        // A vendor that bears our reference has done what was given up here as not done: it holds a unit for nobody.
        let isSetAside = entry.standing.isWithdrawn && level == .reference && meaning.isFree
        guard !meaning.isFree || isSetAside, !record.isEnded, end != .declined else { return .agrees }
        if let hold { return .held(hold) }
        return .found(isSetAside ? setAside : entry.standing.isWithdrawn ? neverLeft(meaning) : reopened)
    }

    private var reopened: Finding {
        finding(
            .reopenedAtVendor, severity: .medium,
            proposal:
                "An ended one lives again at the vendor: close it there, or enter a new invitation that names this one."
        )
    }

    private var setAside: Finding {
        var finding = finding(
            .reopenedAtVendor, severity: .medium,
            proposal:
                "It was given up here as not done, and the vendor has a unit set aside for it, which its counts may show as available: take it back there, then settle this."
        )
        finding.ours = "not invited"
        return finding
    }

    /// The vendor refused it, or it was given up here. What the vendor has all the same may be there on purpose, by another way.
    private func neverLeft(_ meaning: Meaning) -> Finding {
        let remedy =
            isOfAnotherInvitation
            ? "if that is on purpose, import it; else take it back there, then settle this."
            : "take it back there, then settle this."
        let isCounted = entry.unit != nil
        var finding = finding(
            .reopenedAtVendor, severity: .medium,
            proposal: "It was refused or given up here before it left, and the vendor has it as invited: \(remedy)",
            act: isOfAnotherInvitation ? .importRecord(observed: place.observed) : nil,
            units: isOfAnotherInvitation && isCounted ? .init(from: .available, to: meaning.unit) : nil)
        finding.ours = "not invited"
        // No later run finds it by its id: the invitation takes nothing over of it.
        if isOfAnotherInvitation, let name = record.ownName { finding.evidence.append("the vendor's \(name)") }
        return finding
    }
}
