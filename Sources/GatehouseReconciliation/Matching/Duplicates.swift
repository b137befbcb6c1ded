import GatehouseModel

/// Keys that stand twice on one side, found before anything is matched: whatever bears one gets no other verdict.
///
/// Not a duplicate is the same record of the vendor listed again, an ended record beside the living one of the same
/// reference, and an ended invitation beside the one that its code was given to later.
struct Duplicates {
    struct Group: Hashable {
        let kind: DiscrepancyClass
        let key: MatchKey
        let ledger: [Int]
        let observed: [Int]
    }

    private(set) var groups: [Group] = []
    private var places: [MatchKey: Int] = [:]
    /// Records that were listed again, and the index of the one that counts.
    private(set) var repeats: [Int: Int] = [:]
    private(set) var superseded: [Int] = []
    private(set) var ledgerTaken: [Bool]
    private(set) var observedTaken: [Bool]

    private static let levels: [MatchLevel] = [.reference, .vendorID, .credential]

    init(_ input: ReconciliationInput) {
        ledgerTaken = Array(repeating: false, count: input.ledger.count)
        observedTaken = Array(repeating: false, count: input.observed.count)
        takeEqualRows(input)
        for level in Duplicates.levels {
            let observed = Duplicates.repeatedRecords(at: level, in: input)
            let ledger = Duplicates.repeatedEntries(at: level, in: input)
            for (key, rows) in observed { sort(rows, of: key, at: level, in: input) }
            for (key, entries) in ledger { take(entries, of: key, at: level, in: input) }
        }
        completeGroups(input)
    }

    /// Rows that bear nothing but an address and say the same: one of them counts.
    private mutating func takeEqualRows(_ input: ReconciliationInput) {
        var known: [ObservedRecord: Int] = [:]
        for row in input.observed.indices where input.observed[row].isWeak && input.observed[row].record.address != nil
        {
            let entry = input.observed[row]
            var record = entry.record
            record.source = .person(note: entry.supply ?? "")
            guard let other = known[record] else {
                known[record] = row
                continue
            }
            let isEarlier = entry.record.source.description < input.observed[other].record.source.description
            let (stays, goes) = isEarlier ? (row, other) : (other, row)
            known[record] = stays
            repeats[goes] = stays
            observedTaken[goes] = true
        }
    }

    /// Keys with several records, in the order of their first record.
    private static func repeatedRecords(at level: MatchLevel, in input: ReconciliationInput) -> [(MatchKey, [Int])] {
        var index = KeyIndex<MatchKey>(minimumCapacity: input.observed.count)
        let only = input.onlySupply
        // By their places: an entry is too large to be copied for each level.
        for row in input.observed.indices {
            if let key = input.observed[row].key(level, only: only) { index.add(row, under: key) }
        }
        return index.repeatedPlaces.map { (index.keys[$0], index.rows(at: $0)) }
    }

    /// Keys with several living entries, in the order of their first entry.
    private static func repeatedEntries(at level: MatchLevel, in input: ReconciliationInput) -> [(MatchKey, [Int])] {
        var index = KeyIndex<MatchKey>(minimumCapacity: input.ledger.count)
        for row in input.ledger.indices where input.ledger[row].isLiving {
            let keys = input.ledger[row].keys(level)
            for key in keys.count > 1 ? Array(Set(keys)) : keys { index.add(row, under: key) }
        }
        return index.repeatedPlaces.map { (index.keys[$0], index.rows(at: $0)) }.sorted {
            ($0.1[0], $0.0.text) < ($1.1[0], $1.0.text)
        }
    }

    private mutating func sort(_ rows: [Int], of key: MatchKey, at level: MatchLevel, in input: ReconciliationInput) {
        var distinct: [Int] = []
        var isContradicted = false
        var known: [ObservedEntry.Identity: Int] = [:]
        for row in rows where !observedTaken[row] {
            let identity = input.observed[row].identity
            guard let place = known[identity] else {
                known[identity] = distinct.count
                distinct.append(row)
                continue
            }
            // The newest of a record that was listed again counts. At equal times neither the order of pages nor that of
            // letters decides which word is true.
            let kept = distinct[place]
            let (new, old) = (input.observed[row].record, input.observed[kept].record)
            guard new.asOf != old.asOf || new.word == old.word else {
                distinct.append(row)
                isContradicted = true
                continue
            }
            let isNewer =
                new.asOf > old.asOf || (new.asOf == old.asOf && new.source.description < old.source.description)
            let (stays, goes) = isNewer ? (row, kept) : (kept, row)
            distinct[place] = stays
            repeats[goes] = stays
            observedTaken[goes] = true
        }
        guard distinct.count > 1 else { return }
        let living = distinct.filter { !input.observed[$0].isEnded }
        if level == .reference, living.count == 1, !isContradicted {
            for row in distinct where row != living[0] {
                superseded.append(row)
                observedTaken[row] = true
            }
            return
        }
        for row in distinct { observedTaken[row] = true }
        add(
            Group(
                kind: level == .reference ? .duplicateAtVendor : .duplicate, key: key, ledger: [],
                observed: distinct.sorted()))
    }

    private mutating func take(_ entries: [Int], of key: MatchKey, at level: MatchLevel, in input: ReconciliationInput)
    {
        let open = entries.filter { !ledgerTaken[$0] }
        guard open.count > 1 else { return }
        for entry in open { ledgerTaken[entry] = true }
        add(Group(kind: .duplicate, key: key, ledger: open, observed: []))
    }

    /// A key that stands twice on both sides is still one duplicate.
    private mutating func add(_ group: Group) {
        if let place = places[group.key] {
            let other = groups[place]
            groups[place] = Group(
                kind: .duplicate, key: group.key, ledger: other.ledger + group.ledger,
                observed: other.observed + group.observed)
        } else {
            places[group.key] = groups.count
            groups.append(group)
        }
    }

    /// The other side's rows of each key: two of ours that claim a record of theirs are a duplicate of the ledger, and
    /// nothing is said of a row whose counterpart stands twice.
    private mutating func completeGroups(_ input: ReconciliationInput) {
        guard !groups.isEmpty else { return }
        let only = input.onlySupply
        var further: [Int: (ledger: [Int], observed: [Int])] = [:]
        for level in Duplicates.levels {
            for row in input.observed.indices where !observedTaken[row] {
                guard let key = input.observed[row].key(level, only: only), let place = places[key] else { continue }
                further[place, default: ([], [])].observed.append(row)
                observedTaken[row] = true
            }
            for row in input.ledger.indices where !ledgerTaken[row] && input.ledger[row].isLiving {
                guard let place = input.ledger[row].keys(level).compactMap({ places[$0] }).first else { continue }
                further[place, default: ([], [])].ledger.append(row)
                ledgerTaken[row] = true
            }
        }
        for (place, rows) in further {
            let group = groups[place]
            let isClaimed = group.kind == .duplicate && group.observed.isEmpty && !rows.observed.isEmpty
            groups[place] = Group(
                kind: isClaimed ? .duplicateInLedger : group.kind, key: group.key,
                ledger: (group.ledger + rows.ledger).sorted(),
                observed: (group.observed + rows.observed).sorted())
        }
    }
}
