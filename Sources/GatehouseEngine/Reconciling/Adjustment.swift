import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit
import GatehouseReconciliation

/// Takes over a vendor's count that no row explains. It is money: two people confirm the same number, or one person twice with
/// an hour between.
struct Adjustment {
    let world: EngineWorld

    static func isOne(_ kind: DiscrepancyClass) -> Bool { kind == .countSurplus || kind == .countShortfall }

    static func isCount(_ found: DiscrepancyRecord) -> Bool {
        DiscrepancyClass(rawValue: found.kind).map(isOne) ?? false
    }

    /// How many more the vendor counts; nil where it is about no count.
    static func difference(_ found: DiscrepancyRecord) -> Int64? {
        guard let kind = DiscrepancyClass(rawValue: found.kind), isOne(kind), let ours = Int64(found.ours),
            let theirs = found.theirs.split(separator: " ").last.flatMap({ Int64($0) })
        else { return nil }
        let (difference, overflow) = theirs.subtractingReportingOverflow(ours)
        return overflow ? nil : difference
    }

    /// - Parameter found: with the newest confirmation among its decisions.
    func confirm(_ found: inout DiscrepancyRecord, in writer: any LedgerWriter) throws -> Resolving.Effect {
        guard let difference = Adjustment.difference(found), difference != 0, let newest = found.decisions.last else {
            throw EngineError(.refused, "\(found.id.text) names no number that could be adjusted: look again")
        }
        let (supply, counter, states) = try subject(of: found, in: writer)
        let isByHand = try isByHand(supply, in: writer)
        if isByHand { try refuseStale(found, supply, counter, states, in: writer) }
        // What was decided in between, or another number, begins anew.
        let before = found.decisions.dropLast().reversed().prefix { $0.act == .confirm && $0.value == newest.value }
        let other = before.first { $0.by != newest.by || newest.at >= $0.at.advanced(by: Resolving.secondThought) }
        guard let other else {
            let first = before.last?.at ?? newest.at
            return .needsAnother(from: first.advanced(by: Resolving.secondThought))
        }
        try adjust(
            supply, states, by: difference, isUse: isByHand, reason: "adjusted, \(found.id.text)", in: writer)
        found.state = .applied
        found.resolution = "adjusted by \(difference): confirmed by \(other.by) and \(newest.by)"
        return .done
    }

    /// The supply whose counter it is, and what that counter counts.
    private func subject(of found: DiscrepancyRecord, in reader: any LedgerReader) throws
        -> (supply: Supply, counter: String, states: [UnitState])
    {
        for supply in try reader.supplies(of: found.connection) {
            let head = "supply \(supply.vendorID), "
            guard found.subject.hasPrefix(head) else { continue }
            let name = String(found.subject.dropFirst(head.count))
            let counter = try world.descriptor(of: supply, in: reader).counter(name, usage: supply.usage)
            if case .units(let states)? = counter?.counts { return (supply, name, states) }
        }
        throw EngineError(.notFound, "\(found.subject): that counter is gone")
    }

    /// No interface tells its counters: a person has read them.
    private func isByHand(_ supply: Supply, in reader: any LedgerReader) throws -> Bool {
        guard let connection = try reader.connection(supply.connection) else { return false }
        return world.mode(of: connection) == .portal
    }

    /// The ledger may have moved since the count, by what was ticked off or taken in.
    private func refuseStale(
        _ found: DiscrepancyRecord, _ supply: Supply, _ counter: String, _ states: [UnitState],
        in reader: any LedgerReader
    ) throws {
        guard let connection = try reader.connection(supply.connection) else { return }
        let now = try CountByHand(connection: connection, supply: supply, counter: counter, states: states)
            .expectation(in: reader)
        let expected = found.kind == DiscrepancyClass.countSurplus.rawValue ? now.most : now.least
        guard Int64(found.ours) != expected else { return }
        throw EngineError(
            .refused,
            "\(found.id.text): the ledger has \(expected) by now, not \(found.ours) as when it was counted: count again, and nothing is adjusted by an old number"
        )
    }

    /// - Parameter isUse: fewer of them were used by people whom nobody here invited (KP-8), and are not lost: their records take
    ///   no unit again.
    private func adjust(
        _ supply: Supply, _ states: [UnitState], by difference: Int64, isUse: Bool, reason: String,
        in writer: any LedgerWriter
    ) throws {
        guard supply.stock == .vendor || supply.stock == .shared else {
            throw EngineError(
                .refused,
                "\(supply.name) is a pool: its codes come in with 'gatehouse supply import', and lost ones are entered one by one"
            )
        }
        if states.contains(.available), isUse, difference < 0 {
            let counts = try writer.counts(of: [supply.id])[supply.id] ?? UnitCounts()
            try writer.setUnitStates(of: supply.id, counts: [.used: counts[.used] - difference])
        } else if states.contains(.available) {
            try writer.add(
                SupplyEntry(
                    supply: supply.id, kind: difference > 0 ? .purchase : .lost, count: abs(difference),
                    at: world.clock.now, reason: reason))
        } else if let state = states.first {
            let counts = try writer.counts(of: [supply.id])[supply.id] ?? UnitCounts()
            try writer.setUnitStates(of: supply.id, counts: [state: counts[state] + difference])
        }
    }
}
