package import GatehouseModel

/// What another record says of a code that its holder's record shows as free again.
package enum Contest: Hashable, Sendable {
    /// It may be a second record of the same invitation: that one keeps its code, set apart, until one of the two is right.
    case ofItself
    /// Somebody else has it: the code goes back, and is given to nobody until it is shown otherwise.
    case ofAnother(until: Comeback)

    static func more(_ one: Contest, _ other: Contest) -> Contest {
        guard case .ofAnother(let first) = one, case .ofAnother(let second) = other else { return .ofItself }
        return .ofAnother(until: max(first, second))
    }
}

extension Run {
    /// Invitations that end, or were taken back, with a code that their own record shows as free, and that another record shows
    /// with somebody. Linear in the records, and only where there are such.
    func contests() -> [LedgerEntry.Subject: Contest] {
        var holders: [CredentialKey: [Match]] = [:]
        for match in matches {
            let entry = input.ledger[match.ledger]
            guard case .invitation = entry.subject, input.observed[match.observed].meaning?.isFree == true,
                ending.contains(match.ledger) || entry.standing.end == .retracted
            else { continue }
            for key in entry.credentialKeys { holders[key, default: []].append(match) }
        }
        if holders.isEmpty { return [:] }
        var contests: [LedgerEntry.Subject: Contest] = [:]
        for (place, record) in input.observed.enumerated() where speaks(place) {
            for key in [record.credentialKey, record.linkKey] {
                for match in key.flatMap({ holders[$0] }) ?? [] where match.observed != place {
                    let entry = input.ledger[match.ledger]
                    guard let contest = record.contest(about: entry) else { continue }
                    contests[entry.subject] = contests[entry.subject].map { .more($0, contest) } ?? contest
                }
            }
        }
        return contests
    }

    /// It stands for itself: it is no repetition, and nothing newer stands beside it.
    private func speaks(_ place: Int) -> Bool {
        switch observedVerdicts[place] {
        case .repeated?, .superseded?: false
        default: true
        }
    }
}

extension ObservedEntry {
    /// Nil where it shows the code with nobody.
    fileprivate func contest(about entry: LedgerEntry) -> Contest? {
        if isEnded || (meaning?.isFree == true && address == nil) { return nil }
        guard entry.isForAnother(than: self) else { return .ofItself }
        return .ofAnother(until: meaning?.unit == .used ? .never : .shownFree)
    }
}

extension ReconciliationStep {
    /// What is contested does not become free by it.
    func keepingApart(_ contests: [LedgerEntry.Subject: Contest]) -> ReconciliationStep {
        guard case .acceptEnd(let subject, _, _) = act, contests[subject] != nil, let units, units.to == .available
        else {
            return self
        }
        var step = self
        step.units = units.from == .quarantined ? nil : .init(from: units.from, to: .quarantined)
        return step
    }
}
