package import GatehouseModel

/// What a run found. Indices are those of the input's lists.
package struct ReconciliationResult: Hashable, Sendable {
    package var matches: [Match]
    /// In the order of their classes, then of their subjects.
    package var discrepancies: [Discrepancy]
    /// In an order that is safe to stop anywhere.
    package var steps: [ReconciliationStep]
    /// What became of each entry of the ledger and of each record: exactly one verdict each.
    package var ledgerVerdicts: [Verdict]
    package var observedVerdicts: [Verdict]
    /// Invitations that this snapshot should have shown and did not, in order: the next run's evidence. Where this snapshot
    /// could prove nothing, those of the run before that it did not show either.
    package var absent: [InvitationID]
    /// Of how many entries no conclusion was drawn, though the snapshot does not say what the ledger has.
    package var held: [Hold: Int] = [:]
    /// Supplies, by their vendor's ids, whose rows do not add up to the vendor's own counters.
    package var torn: [String] = []
    /// Whose codes must not simply be free again, though their records show them so.
    package var contests: [LedgerEntry.Subject: Contest] = [:]
}

/// By which rule two rows were found to be the same, strongest first.
package enum MatchLevel: Int, CaseIterable, Comparable, Hashable, Sendable {
    case reference, vendorID, credential, address, foldedAddress

    package static func < (a: MatchLevel, b: MatchLevel) -> Bool { a.rawValue < b.rawValue }

    package var words: String {
        switch self {
        case .reference: "our reference"
        case .vendorID: "the vendor's id"
        case .credential: "the credential"
        case .address: "the address"
        case .foldedAddress: "the address without case and plus-tag"
        }
    }
}

package struct Match: Hashable, Sendable {
    package let ledger: Int
    package let observed: Int
    package let level: MatchLevel
    /// The fold of what the ledger knew and what the record says; as before where that waits for a step of the plan or for a
    /// person, or is not believed (an unknown word, another recipient, nothing proven).
    package let standing: Standing
    /// The record says something that the ledger did not know.
    package let isNews: Bool
    /// The record bears another address than the one invited: what it says is said of somebody else.
    package let isOfAnother: Bool
}

/// What became of one row.
package enum Verdict: Hashable, Sendable {
    case agrees
    /// The index of the discrepancy that explains it.
    case discrepancy(Int)
    /// No conclusion was drawn, for this reason.
    case held(Hold)
    /// Of a ledger entry: the vendor need not show it (not handed out yet, ended, counted without names).
    case nothingExpected
    /// Of a record: a unit that the vendor has in stock and the ledger only counts.
    case freeUnit
    /// Of a record: an ended one beside the living one of the same reference.
    case superseded
    /// Of a record: another connection of the workspace has its code.
    case elsewhere
    /// Of a record: the same one as that at this index, listed again.
    case repeated(of: Int)
}

/// Why no conclusion was drawn.
package enum Hold: String, CaseIterable, Hashable, Sendable {
    /// The snapshot is older than our last change.
    case stale
    /// The vendor may still show the state before our last change.
    case withinLag
    /// A page failed, a filter was on, rows were unreadable, or counters disagree with the rows.
    case incomplete
    /// An act on it is on its way.
    case inFlight
    /// The observations are of other supplies.
    case notCovered
    /// Absent for the first time: the next complete and fresh snapshot decides.
    case absentOnce
}
