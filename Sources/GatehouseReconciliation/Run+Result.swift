import GatehouseModel

extension Run {
    func result() -> ReconciliationResult {
        let contests = contests()
        let keys = findings.map { (rank: Run.rank($0.kind), text: $0.subject.text) }
        let order = findings.indices.sorted { a, b in
            (keys[a].rank, keys[a].text, a) < (keys[b].rank, keys[b].text, b)
        }
        var places = Array(repeating: 0, count: findings.count)
        for (place, index) in order.enumerated() { places[index] = place }
        let discrepancies = order.map { discrepancy(findings[$0]) }
        let steps = order.flatMap { index in
            findings[index].steps.compactMap { step($0, of: discrepancies[places[index]], at: places[index]) }
                .map { step in contests.isEmpty ? step : step.keepingApart(contests) }
        }
        return ReconciliationResult(
            matches: matches.sorted { $0.ledger < $1.ledger }, discrepancies: discrepancies, steps: Run.ordered(steps),
            ledgerVerdicts: ledgerVerdicts.map { Run.placed($0 ?? .nothingExpected, places) },
            observedVerdicts: observedVerdicts.map { Run.placed($0 ?? .freeUnit, places) }, absent: absent.sorted(),
            held: holds.mapValues { $0.values.reduce(0, +) },
            torn: freshness.torn.filter(input.covers).sorted(), contests: contests)
    }

    private func discrepancy(_ finding: Finding) -> Discrepancy {
        let known = input.open[Discrepancy.Key(kind: finding.kind, subject: finding.subject.text)]
        var usual = finding.policy
        if let patience = finding.patience {
            usual = known.map { input.now.since($0.firstSeen) >= patience } ?? false ? .case : .wait
        }
        let own = input.policy.policy(of: finding.kind, own: usual, wasOpen: known != nil)
        let isPinned = known?.pins(DecidedValues(ours: finding.ours, theirs: finding.theirs), of: finding.kind) ?? false
        let before = isPinned ? nil : known?.decision.map { "\($0) " }
        return Discrepancy(
            kind: finding.kind, subject: finding.subject, supply: finding.supply, ours: finding.ours,
            theirs: finding.theirs,
            evidence: finding.evidence, severity: finding.severity,
            policy: isPinned ? .hold : own, proposal: (before ?? "") + finding.proposal,
            firstSeen: known?.firstSeen ?? input.now, lastSeen: input.now)
    }

    /// A step is planned where the discrepancy's policy lets it, or where somebody has decided on it; one that protects is
    /// taken whatever becomes of the case. What a person was given to do and has not ticked off is not given again.
    private func step(_ step: Finding.Step, of discrepancy: Discrepancy, at place: Int) -> ReconciliationStep? {
        if case .giveToPerson(let work) = step.act, input.summaries.openWork.contains(work.title) { return nil }
        let isGranted = input.open[discrepancy.key]?.isGranted ?? false
        let isForced = isGranted || (step.isProtective && (discrepancy.policy != .hold || step.act.keepsOneHolder))
        let policy = isForced ? .auto : discrepancy.policy
        guard policy == .auto || policy == .plan else { return nil }
        return ReconciliationStep(
            act: step.act, policy: policy, reason: "\(discrepancy.kind.rawValue): \(discrepancy.proposal)",
            expects: step.expects,
            units: step.units, discrepancy: place)
    }

    private static func ordered(_ steps: [ReconciliationStep]) -> [ReconciliationStep] {
        steps.enumerated().sorted { ($0.element.act.rank, $0.offset) < ($1.element.act.rank, $1.offset) }.map(\.element)
    }

    private static func placed(_ verdict: Verdict, _ places: [Int]) -> Verdict {
        if case .discrepancy(let index) = verdict { .discrepancy(places[index]) } else { verdict }
    }

    private static let ranks = Dictionary(uniqueKeysWithValues: DiscrepancyClass.allCases.enumerated().map { ($1, $0) })
    private static func rank(_ kind: DiscrepancyClass) -> Int { ranks[kind] ?? 0 }
}
