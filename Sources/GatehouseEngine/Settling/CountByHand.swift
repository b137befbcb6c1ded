import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit
import GatehouseReconciliation

/// A number of units that a person read off the vendor's page. It writes nothing off and buys nothing: where no act that is
/// still to be ticked off explains it, it is a difference of counts, which people settle (KP-1).
struct CountByHand {
    let connection: Connection
    let supply: Supply
    /// The vendor's name of it.
    let counter: String
    let states: [UnitState]

    /// What the page may show as long as what is set aside may be gone from it already, and of what is set apart nobody knows
    /// where the vendor counts it.
    struct Expectation {
        let least: Int64
        let most: Int64
        let reserved: Int64
    }

    func expectation(in reader: any LedgerReader) throws -> Expectation {
        let counts = try reader.counts(of: [supply.id])[supply.id] ?? UnitCounts()
        let ours = Set(states).reduce(Int64(0)) { $0 + counts[$1] }
        let reserved = states.contains(.reserved) ? counts[.reserved] : 0
        let apart = states.contains(.quarantined) ? 0 : counts[.quarantined]
        return Expectation(least: ours - reserved, most: ours + apart, reserved: reserved)
    }

    /// Opens the difference, or closes the one that an earlier count has opened.
    ///
    /// - Returns: what there is to say of it; nil where the number is just what the ledger has.
    func enter(_ number: Int64, id: DiscrepancyID, at now: Instant, in writer: any LedgerWriter) throws -> String? {
        let expected = try expectation(in: writer)
        let found = difference(number, expected, id: id, at: now)
        for open in try writer.discrepancies(of: connection.id, state: .open)
        where Adjustment.isCount(open) && open.subject == subject && open.kind != found?.kind {
            try writer.close([open.id], as: .resolved, resolution: "counted again: \(number)")
        }
        guard let found else {
            guard expected.reserved > 0 else { return nil }
            return
                "\(counter) \(number) fits: between \(expected.least) and \(expected.most), as long as \(expected.reserved) that are set aside may have left already"
        }
        try reopen(found, in: writer)
        try writer.note([found], of: connection.id, at: now, keepingOthers: true)
        return "\(counter) \(number) where \(found.ours) was expected: nothing is written off or bought by that. "
            + found.proposal + " See 'gatehouse reconcile list'."
    }

    private var subject: String { Discrepancy.Subject.counter(counter, supply: supply.vendorID).text }

    private func difference(_ number: Int64, _ expected: Expectation, id: DiscrepancyID, at now: Instant)
        -> DiscrepancyRecord?
    {
        guard number < expected.least || number > expected.most else { return nil }
        let isMore = number > expected.most
        let waiting =
            expected.reserved == 0
            ? ""
            : " \(expected.reserved) more are set aside for what is not ticked off: tick that off first where it is done, and count again."
        let proposal =
            isMore
            ? "The page shows \(number - expected.most) more than the ledger: enter what was bought, or count again; 'gatehouse reconcile resolve' adjusts what nobody can explain.\(waiting)"
            : "The page shows \(expected.least - number) fewer than the ledger: take in the vendor's list, which shows who used some, or count again; 'gatehouse reconcile resolve' adjusts what nobody can explain.\(waiting)"
        let kind: DiscrepancyClass = isMore ? .countSurplus : .countShortfall
        return DiscrepancyRecord(
            id: id, connection: connection.id, kind: kind.rawValue, subject: subject, invitation: nil,
            supply: supply.vendorID, ours: "\(isMore ? expected.most : expected.least)", theirs: "\(counter) \(number)",
            evidence: "counted by hand, as of \(now)", policy: Policy.case.rawValue,
            severity: Discrepancy.Severity.medium.word, proposal: proposal, state: .open, firstSeen: now, lastSeen: now)
    }

    /// What was decided for another difference is open again.
    private func reopen(_ found: DiscrepancyRecord, in writer: any LedgerWriter) throws {
        for var decided in try writer.discrepancies(of: connection.id, state: .ignored)
        where decided.kind == found.kind && decided.subject == found.subject {
            guard let kind = DiscrepancyClass(rawValue: found.kind), !decided.values.cover(found.values, of: kind)
            else {
                continue
            }
            (decided.state, decided.resolution) = (.open, nil)
            try writer.save(decided)
        }
    }
}
