package import GatehouseLedger
import GatehouseModel
package import GatehouseProviderKit
import GatehouseReconciliation

extension Reconciling {
    /// A vendor that let us see nothing: kept as a difference until it shows something again. Other failures say nothing of access
    /// and leave nothing behind.
    package func note(_ error: ProviderError, of connection: Connection, in ledger: any Ledger) throws {
        guard error.isLossOfAccess else { return }
        let now = world.clock.now
        try ledger.write { writer in
            let kind = DiscrepancyClass.accessLost
            let known = try writer.discrepancies(of: connection.id, state: .open).first { $0.kind == kind.rawValue }
            let lost = Discrepancy(
                kind: kind, subject: .snapshot, supply: nil, ours: "nothing could be asked for", theirs: error.message,
                evidence: error.requestID.map { ["request \($0)"] } ?? ["asked at \(now)"], severity: .high,
                policy: kind.policy(wasOpen: known != nil),
                proposal: "Tell the integrator: credentials, what they may see, or the vendor's quota.",
                firstSeen: known?.firstSeen ?? now, lastSeen: now)
            try writer.note(
                [DiscrepancyRecord(lost, id: world.chance.id(at: now), connection: connection.id)], of: connection.id,
                at: now, keepingOthers: true)
        }
    }
}
