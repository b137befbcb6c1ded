package import GatehouseModel

/// Tells which rows need no further look, by asking the judges themselves: of those a whole run would say nothing at all.
///
/// To be asked only of rows that share no key with any other row but their partner: then nothing that stands beside them could
/// change what is said of them, nor they of it.
package struct SieveJudge: Sendable {
    /// What becomes of a pair that agrees.
    package enum Agreement: Hashable, Sendable {
        /// There is something to say, or to write down.
        case doubtful
        /// Nothing; where its unit stands with us and with the vendor, when that differs. What a part of a snapshot shows is
        /// written down with its time.
        case plain(from: UnitState?, to: UnitState?, isSeen: Bool)
    }

    package enum Absence: Hashable, Sendable {
        case doubtful
        case plain(Hold?)
    }

    private let freshness: Freshness
    private let facts: SnapshotFacts
    private let policy: PolicyTable
    private let now: Instant

    /// - Parameter input: everything but the rows that are asked about.
    package init(_ input: ReconciliationInput) {
        freshness = Freshness(input)
        (facts, policy, now) = (input.facts, input.policy, input.now)
    }

    /// A whole and fresh snapshot of this supply: what it shows unchanged need not be written down.
    package func isWhole(_ supply: String) -> Bool { freshness.isWhole(supply) }

    /// Of an entry and its record, which are known to bear the same of every key and address that both of them bear, and to say
    /// the same beside the stage.
    package func agreement(of entry: LedgerEntry, with record: ObservedEntry) -> Agreement {
        guard let meaning = record.meaning else { return .doubtful }
        // What was lost on the way is looked at whole.
        if [.unknown, .repeated].contains(entry.openAct?.progress) { return .doubtful }
        // A unit that was taken back may be free now, and a code may turn up that the vendor picked.
        if entry.unit == .quarantined || (entry.awaitsCode && record.record.credential != nil) { return .doubtful }
        if entry.isIdle(policy, now: now) || entry.isNamed(by: record) { return .doubtful }
        let judge = PairJudge(
            entry: entry, record: record, level: .reference,
            place: Matching.Pair(ledger: 0, observed: 0, level: .reference), hold: freshness.hold(entry),
            asOf: facts.asOf)
        if freshness.isWhole(entry.supply), judge.isPlainAgreement(policy, now: now) {
            return .plain(from: nil, to: nil, isSeen: false)
        }
        guard case .agrees = judge.judge(), judge.merged.saysTheSame(as: entry.standing) else { return .doubtful }
        var isSeen = false
        if case .invitation = entry.subject { isSeen = freshness.isNews(judge.merged, to: entry) }
        guard let unit = entry.unit, unit != meaning.unit else { return .plain(from: nil, to: nil, isSeen: isSeen) }
        return .plain(from: unit, to: meaning.unit, isSeen: isSeen)
    }

    /// What a run tells of an entry and a record that agree but for the time.
    package func match(of entry: LedgerEntry, with record: ObservedEntry, at place: Int) -> Match {
        let pair = Matching.Pair(ledger: place, observed: place, level: .reference)
        let judge = PairJudge(
            entry: entry, record: record, level: pair.level, place: pair, hold: freshness.hold(entry),
            asOf: facts.asOf)
        return Match(
            ledger: place, observed: place, level: pair.level, standing: judge.merged,
            isNews: freshness.isNews(judge.merged, to: entry), isOfAnother: false)
    }

    /// Of an entry that no record bears a key of.
    /// - Parameter wasAbsent: the run before lists it among those that it lacked.
    package func absence(of entry: LedgerEntry, wasAbsent: Bool) -> Absence {
        if wasAbsent || entry.openAct?.progress == .unknown { return .doubtful }
        let judgement = AbsenceJudge(
            entry: entry, place: 0, hold: freshness.holdOnAbsence(entry), wasAbsentBefore: false,
            needed: policy.absencesNeeded, asOf: facts.asOf
        ).judge()
        if judgement.isAbsent { return .doubtful }
        switch judgement.verdict {
        case .nothingExpected: return entry.isIdle(policy, now: now) ? .doubtful : .plain(nil)
        case .held(let hold): return .plain(hold)
        case .found: return .doubtful
        }
    }

    /// Of a record that bears no key of any entry: a unit in the vendor's stock that the ledger only counts.
    package func isFreeUnit(_ record: ObservedEntry, stock: Stock?) -> Bool {
        guard record.record.reference == nil, record.meaning?.isFree == true else { return false }
        // With somebody beside it, a code may be another connection's, where it is looked for.
        if record.address != nil, record.credentialKey != nil || record.linkKey != nil { return false }
        return stock != .pool || record.credentialKey == nil
    }
}
