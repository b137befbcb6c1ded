import GatehouseEngine
package import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit
import GatehouseReconciliation

/// A supply of which the vendor shows another number of units than the ledger has, told where its supplies are taken over and
/// kept until a reconciliation finds it no more.
package struct UnitDifference: Sendable {
    package let supply: Supply
    package let ours: Int64
    package let theirs: Int64

    /// Where units are counted at the vendor, and it says how many there are.
    static func found(
        _ reports: [SupplyReport], of supplies: [Supply], in reader: any LedgerReader
    ) throws -> [UnitDifference] {
        let counts = try reader.counts(of: supplies.map(\.id))
        return zip(reports, supplies).compactMap { report, supply in
            guard supply.stock == .vendor, let theirs = report.purchased, let ours = counts[supply.id]?.owned,
                ours != theirs
            else { return nil }
            return UnitDifference(supply: supply, ours: ours, theirs: theirs)
        }
    }

    static func keep(
        _ differences: [UnitDifference], of connection: Connection, _ world: EngineWorld, in writer: any LedgerWriter
    ) throws {
        guard !differences.isEmpty else { return }
        let now = world.clock.now
        let records = differences.map { difference in
            let kind: DiscrepancyClass = difference.theirs > difference.ours ? .countSurplus : .countShortfall
            return DiscrepancyRecord(
                id: world.chance.id(at: now), connection: connection.id, kind: kind.rawValue,
                subject: "supply \(difference.supply.vendorID)", invitation: nil, ours: "\(difference.ours) units",
                theirs: "\(difference.theirs) units", evidence: "the vendor's supplies, as of \(now)",
                policy: Policy.case.rawValue, severity: "high",
                proposal:
                    "Find out which number is right before more is given out; 'gatehouse observe \(connection.name)' compares each counter.",
                state: .open, firstSeen: now, lastSeen: now)
        }
        try writer.note(records, of: connection.id, at: now, keepingOthers: true)
    }

    package var words: String {
        "\(supply.name): the vendor has \(theirs) units, the ledger \(ours); the difference is kept: gatehouse reconcile list"
    }
}
