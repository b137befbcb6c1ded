import GatehouseModel

/// What is decided from the whole of a connection and not from one row.
extension Run {
    mutating func judgeSummaries() {
        judgeIdle()
        let summaries = input.summaries
        let doubles = summaries.doubles.filter { $0.reason == nil }
        for (invitation, doubles) in Dictionary(grouping: doubles, by: \.invitation).sorted(by: { $0.key < $1.key }) {
            add(Run.finding(of: invitation, doubles))
        }
        for failed in summaries.failedDeliveries { add(Run.finding(failed)) }
        var named: Set<String> = []
        for record in summaries.foreign where named.insert(record.name).inserted { add(Run.finding(record)) }
        for (invitation, results) in Dictionary(grouping: summaries.revisions, by: \.invitation).sorted(by: {
            $0.key < $1.key
        }) {
            add(Run.finding(of: invitation, results))
        }
        for answer in summaries.disbelieved { add(Run.finding(answer)) }
        if let reason = summaries.lostAccess { add(lost(reason)) }
        judgeDoubted()
    }

    /// One for each code; of several records that speak against it the one that asks for most.
    private mutating func judgeDoubted() {
        if input.summaries.doubted.isEmpty { return }
        var told = Set(findings.map { Discrepancy.Key(kind: $0.kind, subject: $0.subject.text) })
        let most = input.summaries.doubted.sorted {
            ($1.comeback?.rawValue ?? -1, $0.evidence) < ($0.comeback?.rawValue ?? -1, $1.evidence)
        }
        for code in most {
            guard told.insert(Discrepancy.Key(kind: code.kind, subject: code.subject.text)).inserted else { continue }
            var finding = Finding(
                kind: code.kind, subject: code.subject, supply: code.supply, ours: code.ours, theirs: code.theirs,
                evidence: [code.evidence], severity: .high, proposal: code.proposal)
            if case .unit(let credential) = code.subject, let comeback = code.comeback {
                finding.steps = [
                    Finding.Step(
                        act: .setApart(credential, until: comeback),
                        units: .init(from: .available, to: .quarantined), isProtective: true)
                ]
            }
            add(finding)
        }
    }

    /// One for each supply, with what lies idle there in money; its people are reminded one by one.
    private mutating func judgeIdle() {
        for (supply, places) in idle.sorted(by: { $0.key < $1.key }) {
            let entries = places.map { input.ledger[$0] }.sorted {
                ($0.lastWriteAt, $0.subject.discrepancySubject.text) < (
                    $1.lastWriteAt, $1.subject.discrepancySubject.text
                )
            }
            let value = input.summaries.prices[supply]?.times(Int64(entries.count))
            let count = "\(entries.count) \(entries.count == 1 ? "unit" : "units")"
            add(
                Finding(
                    kind: .idleUnit, subject: .supply(supply), supply: supply,
                    ours:
                        "\(count) handed out and unmoved for \(input.policy.idleAfter.components.seconds / 86_400) days",
                    theirs: value.map { "\($0) lie idle" } ?? "no price known",
                    evidence: entries.prefix(5).map {
                        "\($0.subject.discrepancySubject.text), nothing since \($0.lastWriteAt)"
                    }, severity: .low,
                    proposal: "Remind them, or take the units back with 'gatehouse retract'.",
                    steps: entries.map { Finding.Step(act: .remind($0.subject), expects: $0.expectation) }))
        }
    }

    /// One for each second invitation, for however many assessments it is one.
    private static func finding(of invitation: InvitationID, _ doubles: [DoubleInvitation]) -> Finding {
        let sorted = doubles.sorted { ($0.earlier, $0.assessment) < ($1.earlier, $1.assessment) }
        let earlier = Set(sorted.map { "\($0.earlier.text) at \($0.earlierAt)" }).sorted()
        return Finding(
            kind: .alreadyInvitedElsewhere, subject: .invitation(invitation), supply: sorted.first?.supply,
            ours: earlier.joined(separator: ", "),
            theirs: "a second living one for \(sorted.map(\.assessment).joined(separator: ", "))",
            evidence: ["ledger: both are living"], severity: .medium,
            proposal:
                "One person, two living invitations for the same assessment: take one back, or leave both with a reason."
        )
    }

    private static func finding(_ failed: FailedDelivery) -> Finding {
        Finding(
            kind: .deliveryFailed, subject: .invitation(failed.invitation), supply: failed.supply,
            ours: "mail to \(failed.address)", theirs: failed.reply, evidence: ["mail system, as of \(failed.at)"],
            severity: .medium,
            proposal:
                "The mail did not arrive, and no reminder is sent there: mend the address, or send the link another way."
        )
    }

    private static func finding(_ record: ForeignRecord) -> Finding {
        Finding(
            kind: .foreignRecord, subject: .record(record.name), supply: nil, ours: "not of this connection",
            theirs: "\(record.word): \(record.reason)", evidence: [record.source], severity: .high,
            proposal:
                "The vendor's interface mixes accounts or is not the vendor's: ask its support before trusting it.")
    }

    /// One for each invitation, whatever was revised.
    private static func finding(of invitation: InvitationID, _ results: [RevisedResult]) -> Finding {
        let sorted = results.sorted { ($0.assessment, $0.version) < ($1.assessment, $1.version) }
        return Finding(
            kind: .resultRevised, subject: .invitation(invitation), supply: sorted.first?.supply,
            ours: sorted.map { "\($0.assessment), version \($0.version - 1)" }.joined(separator: "; "),
            theirs: sorted.map { "\($0.assessment), version \($0.version)" }.joined(separator: "; "),
            evidence: sorted.map { "\($0.source), taken at \($0.at)" }, severity: .medium,
            proposal: "The vendor changed the result after it was completed: both versions are kept; tell the coach.")
    }

    private static func finding(_ answer: DisbelievedAnswer) -> Finding {
        Finding(
            kind: .echoMismatch, subject: .act(answer.act), supply: nil, ours: "as asked", theirs: answer.reason,
            evidence: ["answer to \(answer.verb)"], severity: .high,
            proposal: "look at the vendor's page, then retract or link by hand")
    }

    private func lost(_ reason: String) -> Finding {
        Finding(
            kind: .accessLost, subject: .snapshot, supply: nil, ours: "not everything could be asked for",
            theirs: reason,
            evidence: ["snapshot as of \(input.facts.asOf)"], severity: .high,
            proposal: "Tell the integrator: credentials, what they may see, or the vendor's quota.")
    }

    /// Of a move that the ledger entered on both sides the vendor shows one leg: the supply that lacks its own, in place of
    /// whatever its counters would be said to be short of or to have too many.
    func unpairedLeg(of tally: SupplyTally, _ judge: CountJudge) -> Finding? {
        guard judge.hold == nil, let excess = tally.excess, excess != 0 else { return nil }
        for transfer in input.summaries.transfers {
            let isTarget = transfer.to == tally.supply && excess == -transfer.count
            let isSource = transfer.from == tally.supply && excess == transfer.count
            guard isTarget || isSource, stocks[isTarget ? transfer.from : transfer.to]?.excess == 0,
                freshness.hold(after: transfer.at) == nil
            else { continue }
            var finding = Finding(
                kind: .transferUnpaired, subject: .supply(tally.supply), supply: tally.supply,
                ours: "\(transfer.count) moved from \(transfer.from) to \(transfer.to)",
                theirs: isTarget
                    ? "gone from \(transfer.from), not arrived at \(transfer.to)"
                    : "arrived at \(transfer.to), still at \(transfer.from)",
                evidence: [judge.evidence], severity: .medium,
                proposal: "The vendor shows one side of the move: look again, then ask the vendor for the other.")
            finding.patience = input.facts.lag
            return finding
        }
        return nil
    }
}

extension SupplyTally {
    /// How many more units the vendor says there are than the ledger; nil where one of them does not tell.
    var excess: Int64? {
        guard let vendorTotal, let units else { return nil }
        let (difference, overflow) = vendorTotal.subtractingReportingOverflow(units.owned)
        return overflow ? nil : difference
    }
}
