import GatehouseModel

/// Records that match nothing of ours.
extension Run {
    mutating func judgeStrangers() {
        let holders = holders()
        leaveElsewhere(holders)
        judgeNameless()
        let addresses = repeatedAddresses()
        var leftovers: [String: [Int]] = [:]
        for place in input.observed.indices where observedVerdicts[place] == nil {
            let record = input.observed[place]
            let supply = record.supply ?? input.onlySupply
            let stock = supply.flatMap { stocks[$0]?.stock }
            let source = supply.flatMap { self.source(of: record, in: $0, stock) }
            let judge = StrangerJudge(
                record: record, place: place, supply: supply, stock: stock, source: source,
                isAlone: record.address.map { !addresses.contains($0.folded) } ?? true,
                claimedBy: claim(on: record, among: holders))
            switch judge.judge() {
            case .freeUnit: settle(observed: place, .freeUnit)
            case .superseded: settle(observed: place, .superseded)
            case .found(let finding):
                if record.isFromTest { leftovers[supply ?? "", default: []].append(place) } else { add(finding) }
                guard let supply else { continue }
                switch record.meaning {
                case .stages?: record.meaning.map { shiftStranger(supply, stock, $0, from: source) }
                // It ended there, and holds no unit of ours.
                case .end?: break
                case nil: unexplained.insert(supply)
                }
            }
        }
        for (supply, places) in leftovers.sorted(by: { $0.key < $1.key }) { tellLeftovers(places, of: supply) }
    }

    /// What another connection has is not entered here; what is to be said of it is told as a whole (`judgeDoubted`).
    private mutating func leaveElsewhere(_ holders: [MatchKey: [Int]]) {
        if input.elsewhere.isEmpty { return }
        for place in input.observed.indices where observedVerdicts[place] == nil {
            let record = input.observed[place]
            guard input.isElsewhere(record), claim(on: record, among: holders) == nil else { continue }
            settle(observed: place, .elsewhere)
        }
    }

    /// What a test of the provider has left at the vendor: told once for a supply, and nobody of it is entered.
    private mutating func tellLeftovers(_ places: [Int], of supply: String) {
        var finding = severalRows(.unknownAtGateway, .reference(""), [], places)
        finding.subject = .record("left over from a test" + (supply.isEmpty ? "" : " in \(supply)"))
        finding.supply = supply.isEmpty ? nil : supply
        finding.ours = "not in the ledger"
        finding.theirs = "\(places.count) made by a test of the provider"
        finding.severity = .low
        finding.policy = .case
        finding.proposal =
            "Left over from a test of the provider, nobody was invited: nothing is entered. Remove them at the vendor, or use another account than the tested one."
        add(finding)
    }

    /// Whose record this should have been, had that entry not been matched with another; what was given up is nobody's. Where the
    /// other record is somebody else's, the one with the person's own address is told beside it, not entered a second time.
    private func claim(on record: ObservedEntry, among holders: [MatchKey: [Int]]) -> String? {
        let byID = record.key(.vendorID, only: nil).flatMap { holders[$0] } ?? []
        let byCode = (record.key(.credential, only: nil).flatMap { holders[$0] } ?? []).filter { place in
            let entry = input.ledger[place]
            return
                !(ending.contains(place) && !entry.hasBegun
                ? entry.isForAnother(than: record) : entry.gaveUp(to: record))
        }
        let byPerson = record.key(.foldedAddress, only: input.onlySupply).flatMap { mistaken[$0] } ?? []
        let own = byPerson.filter { !input.ledger[$0].contradicts(record, above: .foldedAddress) }
        let bySpelling = record.anySpelling(only: input.onlySupply).flatMap { holders[$0] } ?? []
        return (byID + byCode + own + bySpelling).map { input.ledger[$0].subject.discrepancySubject.text }.min()
    }

    /// Who of ours holds, or held, what the strangers bear: such an entry was matched with another record. An address in another
    /// spelling counts where that record, too, bears nothing else.
    private func holders() -> [MatchKey: [Int]] {
        var wanted: Set<MatchKey> = []
        var spellings: Set<MatchKey> = []
        for place in input.observed.indices where observedVerdicts[place] == nil {
            for level in [MatchLevel.vendorID, .credential] {
                if let key = input.observed[place].key(level, only: nil) { wanted.insert(key) }
            }
            if let key = input.observed[place].anySpelling(only: input.onlySupply) { spellings.insert(key) }
        }
        var holders: [MatchKey: [Int]] = [:]
        if !wanted.isEmpty {
            for (place, entry) in input.ledger.enumerated() {
                for key in entry.keys(.vendorID) + entry.keys(.credential) where wanted.contains(key) {
                    holders[key, default: []].append(place)
                }
            }
        }
        guard !spellings.isEmpty else { return holders }
        for pair in matching.pairs where pair.level >= .address && input.observed[pair.observed].isWeak {
            for key in input.ledger[pair.ledger].anySpelling where spellings.contains(key) {
                holders[key, default: []].append(pair.ledger)
            }
        }
        return holders
    }

    /// Records without any name, or with an address of no known supply, can only be counted: one finding for those that are alike.
    private mutating func judgeNameless() {
        var groups: [Nameless: [Int]] = [:]
        for place in input.observed.indices where observedVerdicts[place] == nil {
            let entry = input.observed[place]
            let supply = entry.supply ?? input.onlySupply
            let isNameless = entry.ownName == nil || (entry.isWeak && supply == nil)
            guard isNameless, let meaning = entry.meaning, !meaning.isFree else { continue }
            let name = entry.ownName ?? "without a name, \(Vocabulary.folded(entry.record.word))"
            groups[Nameless(supply: supply, name: name), default: []].append(place)
        }
        for (group, places) in groups.sorted(by: { $0.key.text < $1.key.text }) {
            var finding = severalRows(.unknownAtGateway, .reference(""), [], places)
            finding.subject = .record(group.text)
            finding.supply = group.supply
            finding.ours = "not in the ledger"
            finding.theirs =
                "\(places.count) × \(Set(places.map { input.observed[$0].saying }).sorted().joined(separator: ", "))"
            finding.proposal = "The vendor does not say whose or of which supply these are: find out, or leave them."
            finding.policy = .case
            add(finding)
            if let supply = group.supply { unexplained.insert(supply) }
        }
    }

    private struct Nameless: Hashable {
        let supply: String?
        let name: String
        var text: String { name + (supply.map { " in \($0)" } ?? "") }
    }

    /// The state in which a stranger's unit is counted with us: one of those that nobody here holds, else a free one.
    private func source(of record: ObservedEntry, in supply: String, _ stock: Stock?) -> UnitState? {
        guard stock == .vendor, !record.isEnded, let unit = record.meaning?.unit else { return nil }
        let known: [UnitState] = unit == .used ? [.used, .handedOut] : [unit]
        return known.first { unheld[supply]?[$0] ?? 0 > 0 } ?? .available
    }

    /// The folded addresses that several records of one run bear.
    private func repeatedAddresses() -> Set<String> {
        guard input.observed.contains(where: \.isSelfArrival) else { return [] }
        var seen: Set<String> = []
        return Set(input.observed.compactMap { $0.address?.folded }.filter { !seen.insert($0).inserted })
    }

    private mutating func shiftStranger(_ supply: String, _ stock: Stock?, _ meaning: Meaning, from source: UnitState?)
    {
        switch stock {
        case .vendor?:
            if let source, source != .available { unheld[supply]?[source]? -= 1 }
            shift(supply, source ?? .available, meaning.unit)
        case .pool?: shifts[supply, default: [:]][meaning.unit, default: 0] += 1
        default: break
        }
    }
}
