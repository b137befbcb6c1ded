import GatehouseModel

/// One run, from the first verdict to the last.
struct Run {
    let input: ReconciliationInput
    let duplicates: Duplicates
    let matching: Matching
    let freshness: Freshness
    let stocks: [String: SupplyTally]
    /// By supply: units that nobody here holds, less those whose holders were found.
    var unheld: [String: [UnitState: Int64]]

    var findings: [Finding] = []
    /// Entries that end with this run: what they held may be somebody else's already.
    var ending: Set<Int> = []
    /// Entries whose record is somebody else's: a record with their own person's address is no news.
    var mistaken: [MatchKey: [Int]] = [:]
    var matches: [Match] = []
    var ledgerVerdicts: [Verdict?]
    var observedVerdicts: [Verdict?]
    var absent: [InvitationID] = []
    var holds: [Hold: [String: Int]] = [:]
    /// By supply: how the rows' differences move our count of its units.
    var shifts: [String: [UnitState: Int64]] = [:]
    /// By supply: entries whose units were handed out and have not moved for long.
    var idle: [String: [Int]] = [:]
    /// Supplies with rows of which nothing could be said: their counts prove nothing.
    var unexplained: Set<String> = []
    /// Addresses that several records of one supply bear.
    private lazy var repeated: Set<MatchKey> = {
        var seen: Set<MatchKey> = []
        return Set(
            input.observed.lazy.compactMap { [only = input.onlySupply] in $0.key(.foldedAddress, only: only) }
                .filter { !seen.insert($0).inserted })
    }()

    init(_ given: ReconciliationInput) {
        let input = given.withoutSharedCredentials
        self.input = input
        duplicates = Duplicates(input)
        matching = Matching(input, leavingOut: duplicates)
        freshness = Freshness(input)
        stocks = Dictionary(input.tallies.map { ($0.supply, $0) }, uniquingKeysWith: { first, _ in first })
        unheld = stocks.mapValues(\.unheld)
        (holds, shifts) = (input.sieved.holds, input.sieved.shifts)
        ledgerVerdicts = Array(repeating: nil, count: input.ledger.count)
        observedVerdicts = Array(repeating: nil, count: input.observed.count)
    }

    mutating func judgeDuplicates() {
        for group in duplicates.groups where !isLeftover(group.ledger, group.observed) {
            add(severalRows(group.kind, group.key, group.ledger, group.observed))
        }
        for group in matching.doubled where !isLeftover(group.ledger, group.observed) {
            add(severalRows(.duplicate, group.key, group.ledger, group.observed))
        }
        for group in matching.ambiguities { add(severalRows(.ambiguousMatch, group.key, group.ledger, group.observed)) }
        for (row, kept) in duplicates.repeats { settle(observed: row, .repeated(of: kept)) }
        for row in duplicates.superseded { settle(observed: row, .superseded) }
    }

    /// What a test has left twice is told with the rest of it.
    private func isLeftover(_ ledger: [Int], _ observed: [Int]) -> Bool {
        ledger.isEmpty && observed.allSatisfy { input.observed[$0].isFromTest }
    }

    mutating func judgePairs() {
        for pair in matching.pairs {
            let entry = input.ledger[pair.ledger]
            let record = input.observed[pair.observed]
            let judge = PairJudge(
                entry: entry, record: record, level: pair.level, place: pair, hold: freshness.hold(entry),
                asOf: input.facts.asOf, patience: input.policy.reportAfter, isDoubted: isDoubted(entry),
                isAlone: !entry.isNamed(by: record) || isAlone(record))
            var standing = entry.standing
            switch judge.judge() {
            case .agrees:
                standing = judge.merged
                if standing.end != nil { ending.insert(pair.ledger) }
                settle(pair, .agrees)
                noteIdle(pair.ledger)
            case .held(let hold):
                note(hold, of: entry.supply)
                settle(pair, .held(hold))
            case .found(let finding):
                if finding.leavesTheStage, !record.isEnded { standing = judge.merged }
                if finding.endsIt(record) { ending.insert(pair.ledger) }
                add(finding)
                noteIdle(pair.ledger, once: finding, judge.merged)
            }
            judge.besides().forEach { add($0) }
            if judge.isOfAnother {
                for key in entry.keys(.foldedAddress) { mistaken[key, default: []].append(pair.ledger) }
            }
            if let unit = entry.unit, let meaning = record.meaning { shift(entry.supply, unit, meaning.unit) }
            matches.append(
                Match(
                    ledger: pair.ledger, observed: pair.observed, level: pair.level, standing: standing,
                    isNews: freshness.isNews(standing, to: entry),
                    isOfAnother: judge.isOfAnother || judge.isOfAnotherInvitation))
        }
    }

    mutating func judgeAbsences() {
        for place in input.ledger.indices where ledgerVerdicts[place] == nil {
            let entry = input.ledger[place]
            var wasAbsent = false
            if case .invitation(let id) = entry.subject { wasAbsent = freshness.wasAbsentBefore(id) }
            let judgement = AbsenceJudge(
                entry: entry, place: place, hold: freshness.holdOnAbsence(entry), wasAbsentBefore: wasAbsent,
                needed: input.policy.absencesNeeded, asOf: input.facts.asOf
            ).judge()
            if judgement.isAbsent, case .invitation(let id) = entry.subject { absent.append(id) }
            switch judgement.verdict {
            case .nothingExpected:
                settle(ledger: place, .nothingExpected)
                noteIdle(place)
            case .held(let hold):
                note(hold, of: entry.supply)
                settle(ledger: place, .held(hold))
            case .found(let finding): add(finding)
            }
            if judgement.isAbsent, let unit = entry.unit { shifts[entry.supply, default: [:]][unit, default: 0] -= 1 }
        }
    }

    mutating func judgeCounts() {
        for tally in input.tallies.sorted(by: { $0.supply < $1.supply }) {
            let judge = CountJudge(
                tally: tally, shifts: shifts[tally.supply] ?? [:], hold: holdOnCounts(tally),
                evidence: "counters as of \(input.facts.asOf)")
            let leg = unpairedLeg(of: tally, judge)
            (leg.map { [$0] } ?? judge.findings).forEach { add($0) }
        }
    }

    /// Rows of a shared code are no evidence; of everything else the rows must be whole and explained first.
    private func holdOnCounts(_ tally: SupplyTally) -> Hold? {
        guard input.covers(tally.supply) else { return .notCovered }
        if tally.stock != .shared, freshness.isIncomplete(tally.supply) || unexplained.contains(tally.supply) {
            return .incomplete
        }
        return tally.lastWriteAt.flatMap { freshness.hold(after: $0) }
    }

    /// One word for all that a snapshot could not prove.
    mutating func tellHolds() {
        let told: [(Hold, DiscrepancyClass, String)] = [
            (.stale, .staleSnapshot, "The snapshot is older than our last changes: take a newer one."),
            (.withinLag, .withinLag, "The vendor may still show what was before our last changes: look again."),
            (
                .incomplete, .incompleteSnapshot,
                "The snapshot does not show everything: take a whole one, without a filter."
            ),
        ]
        for (hold, kind, proposal) in told {
            for (supply, count) in (holds[hold] ?? [:]).sorted(by: { $0.key < $1.key }) {
                add(
                    Finding(
                        kind: kind, subject: .supply(supply), supply: supply, ours: "\(count) without a conclusion",
                        theirs: "snapshot as of \(input.facts.asOf)", evidence: ["snapshot as of \(input.facts.asOf)"],
                        severity: .info, proposal: proposal))
            }
        }
    }
}

extension Run {
    private mutating func isAlone(_ record: ObservedEntry) -> Bool {
        record.key(.foldedAddress, only: input.onlySupply).map { !repeated.contains($0) } ?? true
    }

    /// An open case asks whose it is: nothing about it is confirmed by itself until that is decided.
    private func isDoubted(_ entry: LedgerEntry) -> Bool {
        guard let act = entry.openAct, act.progress != .onItsWay, case .invitation(let id) = entry.subject else {
            return false
        }
        let subjects = [entry.subject.discrepancySubject.text, Discrepancy.Subject.record(id.text).text]
        return DiscrepancyClass.allCases.filter(\.doubtsTheHolder).contains { kind in
            subjects.contains { subject in
                input.open[Discrepancy.Key(kind: kind, subject: subject)].map { !$0.isPinned && !$0.isGranted } ?? false
            }
        }
    }

    func severalRows(_ wanted: DiscrepancyClass, _ key: MatchKey, _ ledger: [Int], _ observed: [Int]) -> Finding {
        let kind = isCollision(wanted, key, ledger) ? .identityCollision : wanted
        let ours = ledger.map { input.ledger[$0].subject.discrepancySubject.text }.sorted().prefix(5)
        let theirs = observed.map { "\(input.observed[$0].name): \(input.observed[$0].saying)" }.sorted().prefix(5)
        let proposal =
            switch kind {
            case .duplicateAtVendor:
                "One reference, several live records: keep the furthest and take the unopened back."
            case .duplicateInLedger: "Several of ours claim one record: decide which one holds it."
            case .ambiguousMatch: "Several candidates: link the right ones by hand."
            case .identityCollision:
                "Several people share it: find out whose it is, or that they are one, before anything else is sent or shown."
            default: "The key stands twice: find out which row is right."
            }
        let supplies = Set(ledger.map { input.ledger[$0].supply } + observed.compactMap { input.observed[$0].supply })
        var finding = Finding(
            kind: kind, subject: .key(key.text), supply: supplies.count == 1 ? supplies.first : nil,
            ours: ledger.isEmpty ? "—" : ours.joined(separator: ", "),
            theirs: observed.isEmpty ? "—" : theirs.joined(separator: ", "),
            evidence: Array(observed.map { input.observed[$0].evidence }.sorted().prefix(5)),
            severity: kind == .identityCollision ? .high : .medium, proposal: proposal, ledger: ledger,
            observed: observed)
        finding.steps = settingApart(ledger, observed)
        return finding
    }

    /// A code of ours that nobody holds is given to nobody as long as one of its rows says anything but that it is free.
    private func settingApart(_ ledger: [Int], _ observed: [Int]) -> [Finding.Step] {
        ledger.compactMap { row in
            let entry = input.ledger[row]
            return entry.settingApart(until: observed.compactMap { input.observed[$0].comeback(of: entry) }.max())
        }
    }

    /// An address, or a vendor's id, that several people have: which of their rows is meant is then a question of who they are.
    private func isCollision(_ kind: DiscrepancyClass, _ key: MatchKey, _ ledger: [Int]) -> Bool {
        switch (kind, key) {
        case (.ambiguousMatch, .address), (.ambiguousMatch, .foldedAddress), (.duplicate, .vendorID),
            (.duplicateInLedger, .vendorID):
            let people = Set(ledger.map { input.ledger[$0].addresses.map(\.address) }.filter { !$0.isEmpty })
            return people.count > 1
        default: return false
        }
    }

    mutating func noteIdle(_ place: Int) {
        let entry = input.ledger[place]
        if entry.isIdle(input.policy, now: input.now) { idle[entry.supply, default: []].append(place) }
    }

    /// What is left once the vendor's word is taken over is judged at once.
    private mutating func noteIdle(_ place: Int, once finding: Finding, _ merged: Standing) {
        guard let step = finding.steps.first, case .advance = step.act else { return }
        let entry = input.ledger[place]
        let isLeft = entry.isIdle(
            input.policy, now: input.now, once: merged, unit: step.units?.to ?? entry.unit)
        if isLeft { idle[entry.supply, default: []].append(place) }
    }

    /// A finding is the one verdict of every row that it is about.
    mutating func add(_ finding: Finding) {
        let place = findings.count
        findings.append(finding)
        for row in finding.ledger { settle(ledger: row, .discrepancy(place)) }
        for row in finding.observed { settle(observed: row, .discrepancy(place)) }
        let isOpaque = [
            .duplicate, .duplicateAtVendor, .duplicateInLedger, .ambiguousMatch, .identityCollision, .unmappedStatus,
        ].contains(finding.kind)
        if isOpaque {
            for row in finding.ledger { unexplained.insert(input.ledger[row].supply) }
            for row in finding.observed {
                if let supply = input.observed[row].supply ?? input.onlySupply { unexplained.insert(supply) }
            }
        }
    }

    private mutating func settle(_ pair: Matching.Pair, _ verdict: Verdict) {
        settle(ledger: pair.ledger, verdict)
        settle(observed: pair.observed, verdict)
    }

    private mutating func settle(ledger row: Int, _ verdict: Verdict) {
        assert(ledgerVerdicts[row] == nil, "an entry has one verdict")
        ledgerVerdicts[row] = verdict
    }

    mutating func settle(observed row: Int, _ verdict: Verdict) {
        assert(observedVerdicts[row] == nil, "a record has one verdict")
        observedVerdicts[row] = verdict
    }

    private mutating func note(_ hold: Hold, of supply: String) { holds[hold, default: [:]][supply, default: 0] += 1 }

    mutating func shift(_ supply: String, _ from: UnitState, _ to: UnitState) {
        guard from != to else { return }
        shifts[supply, default: [:]][from, default: 0] -= 1
        shifts[supply, default: [:]][to, default: 0] += 1
    }
}
