import GatehouseModel

/// The five levels of matching over what duplicates have left, each level over what the one before has left.
///
/// A match must be unique on both sides; where it is not, all rows of the key are ambiguous and take part in no further
/// level. Of several entries with one key the living one counts: a code given again after a retract belongs to its holder.
struct Matching {
    struct Pair: Hashable {
        let ledger: Int
        let observed: Int
        let level: MatchLevel
    }

    struct Ambiguity: Hashable {
        let key: MatchKey
        let ledger: [Int]
        let observed: [Int]
    }

    private(set) var pairs: [Pair] = []
    private(set) var ambiguities: [Ambiguity] = []
    /// Whether a row has found its verdict and takes part no more.
    private var ledgerTaken: [Bool]
    private var observedTaken: [Bool]
    private let input: ReconciliationInput

    init(_ input: ReconciliationInput, leavingOut duplicates: Duplicates) {
        self.input = input
        ledgerTaken = duplicates.ledgerTaken
        observedTaken = duplicates.observedTaken
        for level in MatchLevel.allCases { match(at: level) }
    }

    private mutating func match(at level: MatchLevel) {
        let only = input.onlySupply
        var rows = KeyIndex<MatchKey>()
        var keys: [MatchKey] = []
        var wanted: Set<MatchKey> = []
        for index in input.observed.indices where !observedTaken[index] {
            guard let key = input.observed[index].key(level, only: only) else { continue }
            rows.add(index, under: key)
            if wanted.insert(key).inserted { keys.append(key) }
        }
        guard !keys.isEmpty else { return }
        var entries = KeyIndex<MatchKey>()
        for index in input.ledger.indices where !ledgerTaken[index] {
            for key in input.ledger[index].keys(level) where wanted.contains(key) { entries.add(index, under: key) }
        }
        for key in keys { settle(key, entries.rows(key), rows.rows(key), at: level) }
    }

    private mutating func settle(_ key: MatchKey, _ entries: [Int], _ rows: [Int], at level: MatchLevel) {
        let candidates = candidates(entries.filter { !ledgerTaken[$0] }, among: input.ledger)
        let open = rows.filter { !observedTaken[$0] }
        guard let first = candidates.first, let row = open.first else { return }
        if candidates.count == 1, open.count == 1 {
            pairs.append(Pair(ledger: first, observed: row, level: level))
        } else {
            ambiguities.append(Ambiguity(key: key, ledger: candidates, observed: open))
        }
        for index in candidates { ledgerTaken[index] = true }
        for index in open { observedTaken[index] = true }
    }

    /// The living ones; where none lives, the one that was changed last.
    private func candidates(_ entries: [Int], among ledger: [LedgerEntry]) -> [Int] {
        guard entries.count > 1 else { return entries }
        var seen: Set<Int> = []
        let each = entries.filter { seen.insert($0).inserted }
        let living = each.filter { ledger[$0].isLiving }
        if !living.isEmpty { return living }
        let newest = each.max { a, b in
            let (one, other) = (ledger[a], ledger[b])
            return (one.lastWriteAt, one.subject.discrepancySubject.text) < (
                other.lastWriteAt, other.subject.discrepancySubject.text
            )
        }
        return newest.map { [$0] } ?? []
    }
}
