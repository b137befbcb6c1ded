package import GatehouseLedger
package import GatehouseReconciliation

/// What a run says of ledger and vendor as a whole: in words, to programs and by its exit code the same.
package enum Agreement: String, Sendable {
    /// All that there is on either side was compared, and nothing differs that is still open.
    case agrees
    case differs
    /// No difference was found, but not everything could be compared: one may be hidden by that.
    case notKnown = "not_known"
}

extension Reconciling.Outcome {
    package var agreement: Agreement {
        if !isSettled { return .differs }
        return unknowns.isEmpty ? .agrees : .notKnown
    }

    /// Nothing waits for anybody: everything that differs was applied now, or was decided by hand before.
    package var isSettled: Bool {
        let settled = Set(applied.filter(\.act.settlesIt).map(\.discrepancy))
        return foreign == 0
            && result.discrepancies.indices.allSatisfy {
                let discrepancy = result.discrepancies[$0]
                return settled.contains($0) || discrepancy.isDecided || discrepancy.kind.isLackOfKnowledge
            }
    }

    /// Steps that took something over, or handed it to somebody; what only sets apart what is in doubt leaves the case as it is.
    package var taken: [ReconciliationStep] { applied.filter { !$0.act.onlyProtects } }

    /// How many of the differences that it found are open now.
    package func open(in reader: any LedgerReader) throws -> Int {
        let found = Set(result.discrepancies.map { [$0.kind.rawValue, $0.subject.text] })
        return try reader.discrepancies(of: observations.connection.id, state: .open).count {
            found.contains([$0.kind, $0.subject])
        }
    }

    /// Differences that a person, or whoever set the policies, wants left as they are.
    package var decided: Int {
        result.discrepancies.count { $0.isDecided && $0.policy == .hold }
    }

    /// Why not everything could be compared, each with how many it is about, where that can be counted.
    package var unknowns: [Unknown] {
        var unknowns = Hold.allCases.compactMap { hold -> Unknown? in
            guard hold != .notCovered, let count = result.held[hold], count > 0 else { return nil }
            return Unknown(reason: .held(hold), count: count)
        }
        let late = result.discrepancies.count { $0.kind == .outOfOrder }
        if late > 0 { unknowns.append(Unknown(reason: .olderNews, count: late)) }
        if !run.isComplete { unknowns.append(Unknown(reason: .partial, count: nil)) }
        if run.setAside > 0 { unknowns.append(Unknown(reason: .unread, count: Int(run.setAside))) }
        if !result.torn.isEmpty { unknowns.append(Unknown(reason: .torn, count: result.torn.count)) }
        if isOlder { unknowns.append(Unknown(reason: .older, count: nil)) }
        if observations.lostAccess != nil { unknowns.append(Unknown(reason: .accessLost, count: nil)) }
        return unknowns
    }
}

/// What kept a run from comparing something.
package struct Unknown: Hashable, Sendable {
    package enum Reason: Hashable, Sendable {
        /// The snapshot says otherwise than the ledger, or does not show it, and proves nothing by that.
        case held(Hold)
        /// The ledger knows newer news than the snapshot.
        case olderNews
        /// A page is missing, or the file was not said to show everything.
        case partial
        /// Rows could not be read.
        case unread
        /// Supplies whose rows do not add up to the vendor's own counters.
        case torn
        /// A newer snapshot had been taken in before.
        case older
        case accessLost
    }

    package let reason: Reason
    package let count: Int?

    /// As programs are told it.
    package var word: String {
        switch reason {
        case .held(.stale): "stale"
        case .held(.withinLag): "within_lag"
        case .held(.incomplete): "not_shown"
        case .held(.inFlight): "in_flight"
        case .held(.notCovered): "not_covered"
        case .held(.absentOnce): "absent_once"
        case .olderNews: "older_news"
        case .partial: "partial"
        case .unread: "unread"
        case .torn: "torn"
        case .older: "older_snapshot"
        case .accessLost: "access_lost"
        }
    }
}
