import GatehouseModel

/// What must be true before something that is not shown, or shown as less than we know, means anything.
struct Freshness {
    private let input: ReconciliationInput
    /// Supplies whose rows do not add up to the vendor's own counters.
    let torn: Set<String>

    init(_ input: ReconciliationInput) {
        self.input = input
        torn = Freshness.tornSupplies(input)
    }

    /// Why the vendor's present word on an entry proves nothing against what we know; nil when it does.
    func hold(_ entry: LedgerEntry) -> Hold? {
        // A reminder changes nothing that the vendor shows.
        if let act = entry.openAct, act.progress != .unknown, act.kind != .remind { return .inFlight }
        return hold(after: entry.lastWriteAt)
    }

    func hold(after write: Instant) -> Hold? {
        if input.facts.asOf < write { return .stale }
        return input.facts.asOf < write.advanced(by: input.facts.lag) ? .withinLag : nil
    }

    /// Why it proves nothing that an entry is not shown; nil when it does.
    func holdOnAbsence(_ entry: LedgerEntry) -> Hold? {
        guard input.covers(entry.supply) else { return .notCovered }
        if isIncomplete(entry.supply) { return .incomplete }
        return hold(entry)
    }

    func isIncomplete(_ supply: String) -> Bool {
        !input.facts.isComplete || input.unreadRows > 0 || torn.contains(supply)
    }

    /// Whether there is something to write down. That a whole snapshot shows an entry unchanged is known by its run: by its time,
    /// and because the entry is not among what it lacked. A part of one says when it saw which.
    func isNews(_ standing: Standing, to entry: LedgerEntry) -> Bool {
        isWhole(entry.supply) ? !standing.saysTheSame(as: entry.standing) : standing != entry.standing
    }

    func isWhole(_ supply: String) -> Bool { input.covers(supply) && !isIncomplete(supply) }

    /// The run before was another snapshot and lacked it as well.
    func wasAbsentBefore(_ id: InvitationID) -> Bool {
        guard let previous = input.previous, previous.asOf < input.facts.asOf else { return false }
        return previous.absent.contains(id)
    }

    /// A snapshot that calls itself complete and whose rows bear a word more or less often than the vendor counts.
    private static func tornSupplies(_ input: ReconciliationInput) -> Set<String> {
        let tallies = input.tallies.filter { tally in
            tally.readings.contains { if case .records = $0.counts { true } else { false } }
        }
        guard !tallies.isEmpty else { return [] }
        let counted = Set(tallies.map(\.supply))
        var rows = input.sieved.words
        var seen: Set<ObservedEntry.Identity> = []
        for entry in input.observed {
            guard let supply = entry.supply ?? input.onlySupply, counted.contains(supply) else { continue }
            // A record without any name of its own cannot be told from another; it is counted as it stands.
            let identity = entry.identity
            if identity.isNamed, !seen.insert(identity).inserted { continue }
            rows[supply, default: [:]][Vocabulary.folded(entry.record.word), default: 0] += 1
        }
        return Set(
            tallies.filter { tally in
                tally.readings.contains { reading in
                    guard case .records(let words) = reading.counts else { return false }
                    return words.reduce(0) { $0 + (rows[tally.supply]?[Vocabulary.folded($1)] ?? 0) } != reading.value
                }
            }.map(\.supply))
    }
}

extension ObservedEntry.Identity {
    var isNamed: Bool { vendorID != nil || reference != nil || credential != nil || address != nil }
}
