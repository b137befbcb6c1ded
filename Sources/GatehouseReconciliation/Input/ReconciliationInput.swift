package import GatehouseModel

/// Everything that a run of reconciliation looks at; equal inputs give equal results.
package struct ReconciliationInput: Sendable {
    /// Which supplies the observations could have shown, by their vendor ids.
    package enum Coverage: Hashable, Sendable {
        case everything
        case supplies(Set<String>)
    }

    package var ledger: [LedgerEntry]
    package var observed: [ObservedEntry]
    package var facts: SnapshotFacts
    package var coverage: Coverage
    /// Rows of the file or page that could not be read at all: what they said is not known.
    package var unreadRows: Int
    package var tallies: [SupplyTally]
    package var summaries: ReconciliationSummaries
    /// The run before: what a complete and fresh snapshot lacked, and its time.
    package var previous: PreviousRun?
    /// Discrepancies that are open from runs before.
    package var open: [Discrepancy.Key: OpenDiscrepancy]
    package var policy: PolicyTable
    package var now: Instant
    /// Rows that were left out of the lists because there is nothing to say of them.
    package var sieved = Sieved()
    /// The codes among those of the records that are another connection's of the same workspace.
    package var elsewhere: Set<CredentialKey> = []

    package struct PreviousRun: Hashable, Sendable {
        package let asOf: Instant
        package let absent: Set<InvitationID>
        package init(asOf: Instant, absent: Set<InvitationID>) {
            self.asOf = asOf
            self.absent = absent
        }
    }

    package struct OpenDiscrepancy: Hashable, Sendable {
        package let firstSeen: Instant
        /// Decided by hand: left alone until it is released, or until it is about something else.
        package let isPinned: Bool
        /// Somebody has decided that what it proposes is done.
        package let isGranted: Bool
        /// What a decision by hand was made on.
        package let values: DecidedValues?
        /// That decision in words, which is told once the difference is about something else.
        package let decision: String?
        package init(
            firstSeen: Instant, isPinned: Bool = false, isGranted: Bool = false, values: DecidedValues? = nil,
            decision: String? = nil
        ) {
            self.firstSeen = firstSeen
            self.isPinned = isPinned
            self.isGranted = isGranted
            self.values = values
            self.decision = decision
        }

        /// It was decided by hand for what it says now.
        package func pins(_ now: DecidedValues, of kind: DiscrepancyClass) -> Bool {
            isPinned && values.map { $0.cover(now, of: kind) } ?? true
        }
    }

    package init(
        ledger: [LedgerEntry], observed: [ObservedEntry], facts: SnapshotFacts, coverage: Coverage = .everything,
        unreadRows: Int = 0, tallies: [SupplyTally] = [], summaries: ReconciliationSummaries = .init(),
        previous: PreviousRun? = nil, open: [Discrepancy.Key: OpenDiscrepancy] = [:],
        policy: PolicyTable = PolicyTable(), now: Instant
    ) {
        self.ledger = ledger
        self.observed = observed
        self.facts = facts
        self.coverage = coverage
        self.unreadRows = unreadRows
        self.tallies = tallies
        self.summaries = summaries
        self.previous = previous
        self.open = open
        self.policy = policy
        self.now = now
    }
}

extension ReconciliationInput {
    /// What the record is about another connection of the workspace has.
    package func isElsewhere(_ record: ObservedEntry) -> Bool {
        guard !elsewhere.isEmpty else { return false }
        return [record.credentialKey, record.linkKey].contains { $0.map(elsewhere.contains) ?? false }
    }

    package func covers(_ supply: String) -> Bool {
        switch coverage {
        case .everything: true
        case .supplies(let supplies): supplies.contains(supply)
        }
    }

    /// The supply of a record that does not say it, where only one is looked at.
    var onlySupply: String? {
        if case .supplies(let supplies) = coverage, supplies.count == 1 { supplies.first } else { nil }
    }
}

extension ReconciliationInput {
    /// Everybody who used a shared code bears it: in its records it is no key and no name.
    var withoutSharedCredentials: ReconciliationInput {
        let shared = Set(tallies.filter { $0.stock == .shared }.map(\.supply))
        guard !shared.isEmpty else { return self }
        var copy = self
        for (place, entry) in observed.enumerated() where entry.credentialKey != nil {
            guard let supply = entry.supply ?? onlySupply, shared.contains(supply) else { continue }
            var record = entry.record
            record.credential = nil
            copy.observed[place] = ObservedEntry(
                record: record, meaning: entry.meaning, address: entry.address, supply: entry.supply,
                isSelfArrival: entry.isSelfArrival, details: entry.details)
        }
        return copy
    }
}
