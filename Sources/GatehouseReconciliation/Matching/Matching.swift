import GatehouseModel

/// The five levels of matching over what duplicates have left, each level over what the one before has left.
///
/// A match must be unique on both sides; where it is not, all rows of the key are in question, and so is whatever bears a key
/// of theirs at a later level. Of several entries with one key the one that has not ended counts: a code given again after
/// a retract belongs to its holder. A code of the pool that the vendor gave to somebody whose code it was to pick itself is
/// that person's: there the address decides, not the unit.
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

    private enum Place { case free, paired, inQuestion }

    private(set) var pairs: [Pair] = []
    /// Rows that are in question since their level; each row stands in one of them.
    private(set) var ambiguities: [Ambiguity] = []
    /// Records with one address and nothing else, of which the ledger knows nothing.
    private(set) var doubled: [Ambiguity] = []
    private var ledger: [Place]
    private var observed: [Place]
    private let input: ReconciliationInput
    /// The folded addresses of those whose code the vendor picks.
    private let awaiting: Set<MatchKey>

    init(_ input: ReconciliationInput, leavingOut duplicates: Duplicates) {
        self.input = input
        awaiting = Set(input.ledger.filter(\.awaitsCode).flatMap { $0.keys(.foldedAddress) })
        ledger = duplicates.ledgerTaken.map { $0 ? .inQuestion : .free }
        observed = duplicates.observedTaken.map { $0 ? .inQuestion : .free }
        for row in duplicates.repeats.keys { observed[row] = .paired }
        for row in duplicates.superseded { observed[row] = .paired }
        for level in MatchLevel.allCases { match(at: level) }
    }

    private mutating func match(at level: MatchLevel) {
        let only = input.onlySupply
        var rows = KeyIndex<MatchKey>()
        for index in input.observed.indices where observed[index] != .paired {
            if let key = input.observed[index].key(level, only: only) { rows.add(index, under: key) }
        }
        guard !rows.keys.isEmpty else { return }
        var entries = KeyIndex<Int>()
        for index in input.ledger.indices where ledger[index] != .paired {
            for key in input.ledger[index].keys(level) {
                if let place = rows.place(of: key) { entries.add(index, under: place) }
            }
        }
        let meetings = rows.keys.enumerated().compactMap { place, key in
            meeting(key, entries.place(of: place).map { entries.rows(at: $0) } ?? [], rows.rows(at: place), at: level)
        }
        settle(meetings, at: level)
    }

    /// The rows of one key on both sides; nil where one side has none.
    private mutating func meeting(_ key: MatchKey, _ entries: [Int], _ rows: [Int], at level: MatchLevel) -> Ambiguity?
    {
        let (entries, open) = agreeing(entries, rows, at: level)
        let candidates = candidates(entries, open)
        guard !candidates.isEmpty, !open.isEmpty else {
            if level == .foldedAddress { double(key, rows) }
            return nil
        }
        return Ambiguity(key: key, ledger: candidates, observed: open)
    }

    /// What one key brings together stronger ones may keep apart; where very many meet they are ambiguous anyway.
    private func agreeing(_ entries: [Int], _ rows: [Int], at level: MatchLevel) -> (entries: [Int], rows: [Int]) {
        guard level > .reference, entries.count * rows.count <= 64 else { return (entries, rows) }
        func agree(_ entry: Int, _ row: Int) -> Bool {
            let (ours, theirs) = (input.ledger[entry], input.observed[row])
            if case .unit = ours.subject, isAwaited(theirs) { return false }
            return !ours.contradicts(theirs, above: level) && !(level == .credential && ours.gaveUp(to: theirs))
        }
        return (
            entries.filter { entry in rows.contains { agree(entry, $0) } },
            rows.filter { row in entries.contains { agree($0, row) } }
        )
    }

    private func isAwaited(_ record: ObservedEntry) -> Bool {
        guard !awaiting.isEmpty, record.meaning?.isFree == false, !record.isEnded else { return false }
        return record.key(.foldedAddress, only: input.onlySupply).map(awaiting.contains) ?? false
    }

    /// One row against one entry that no other key of this level claims is a match; whatever hangs together otherwise is in
    /// question as a whole.
    private mutating func settle(_ meetings: [Ambiguity], at level: MatchLevel) {
        var groups = Groups(meetings.count)
        var claims: [Int: Int] = [:]
        for (place, meeting) in meetings.enumerated() {
            for entry in meeting.ledger {
                if let other = claims[entry] { groups.join(place, other) } else { claims[entry] = place }
            }
        }
        for members in groups.all {
            let whole = Matching.joined(members.map { meetings[$0] })
            let free = Ambiguity(
                key: whole.key, ledger: whole.ledger.filter { ledger[$0] == .free },
                observed: whole.observed.filter { observed[$0] == .free })
            if members.count == 1, whole == free, whole.ledger.count == 1, whole.observed.count == 1 {
                pairs.append(Pair(ledger: whole.ledger[0], observed: whole.observed[0], level: level))
                ledger[whole.ledger[0]] = .paired
                observed[whole.observed[0]] = .paired
            } else if !free.ledger.isEmpty || !free.observed.isEmpty {
                ambiguities.append(free)
                for index in free.ledger { ledger[index] = .inQuestion }
                for index in free.observed { observed[index] = .inQuestion }
            }
        }
    }

    private static func joined(_ meetings: [Ambiguity]) -> Ambiguity {
        guard meetings.count > 1 else { return meetings[0] }
        return Ambiguity(
            key: meetings.map(\.key).min { $0.text < $1.text } ?? meetings[0].key,
            ledger: Set(meetings.flatMap(\.ledger)).sorted(),
            observed: meetings.flatMap(\.observed).sorted())
    }

    private mutating func double(_ key: MatchKey, _ rows: [Int]) {
        let weak = rows.filter { observed[$0] == .free && input.observed[$0].isWeak }
        guard weak.count > 1 else { return }
        doubled.append(Ambiguity(key: key, ledger: [], observed: weak))
        for index in weak { observed[index] = .inQuestion }
    }

    /// Those that have not ended, even where their end was asked for. Where all have, the one whose end is the record's own,
    /// whatever was written since; else the one that was changed last.
    private func candidates(_ entries: [Int], _ rows: [Int]) -> [Int] {
        guard entries.count > 1 else { return entries }
        var seen: Set<Int> = []
        let each = entries.filter { seen.insert($0).inserted }
        let open = each.filter { input.ledger[$0].standing.end == nil }
        if !open.isEmpty { return open }
        let ended = each.filter { entry in rows.contains { input.ledger[entry].hasEnd(of: input.observed[$0]) } }
        let newest = (ended.isEmpty ? each : ended).max { a, b in
            let (one, other) = (input.ledger[a], input.ledger[b])
            return (one.lastWriteAt, one.subject.discrepancySubject.text) < (
                other.lastWriteAt, other.subject.discrepancySubject.text
            )
        }
        return newest.map { [$0] } ?? []
    }
}

/// Things that hang together, found in almost linear time.
private struct Groups {
    private var parents: [Int]

    init(_ count: Int) { parents = Array(0..<count) }

    mutating func join(_ a: Int, _ b: Int) {
        let (one, other) = (root(a), root(b))
        // The lower becomes the root, so that groups come in the order of their first member.
        if one != other { parents[max(one, other)] = min(one, other) }
    }

    private mutating func root(_ place: Int) -> Int {
        var at = place
        while parents[at] != at {
            parents[at] = parents[parents[at]]
            at = parents[at]
        }
        return at
    }

    /// Each group's members in order.
    var all: [[Int]] {
        var copy = self
        var members: [Int: [Int]] = [:]
        var order: [Int] = []
        for place in parents.indices {
            let root = copy.root(place)
            if members[root, default: []].isEmpty { order.append(root) }
            members[root, default: []].append(place)
        }
        return order.map { members[$0] ?? [] }
    }
}
