import GatehouseLedger
import GatehouseModel
import GatehouseReconciliation

extension Reconciling {
    /// What a run showed all of, so that it need not be written down of each invitation.
    static func whole(
        _ observations: Observations, _ result: ReconciliationResult, _ input: ReconciliationInput
    ) -> ReconciliationRun.Whole? {
        guard observations.facts.isComplete, input.unreadRows == 0, !observations.isHinted else { return nil }
        switch observations.coverage {
        case .everything: return .everything(but: result.torn)
        case .supplies(let supplies):
            guard result.torn.isEmpty, supplies.count == 1 else { return nil }
            return supplies.first.map { .supply($0) }
        }
    }

    /// Of whom something was shown that is not believed, or may be somebody else's: they were not seen as they were.
    static func doubted(_ result: ReconciliationResult, _ input: ReconciliationInput) -> [InvitationID] {
        zip(input.ledger, result.ledgerVerdicts).compactMap { entry, verdict in
            guard case .discrepancy(let place) = verdict, case .invitation(let id) = entry.subject,
                unbelieved.contains(result.discrepancies[place].kind)
            else { return nil }
            return id
        }.sorted()
    }

    private static let unbelieved: Set<DiscrepancyClass> = [
        .unmappedStatus, .recipientMismatch, .duplicate, .duplicateAtVendor, .duplicateInLedger, .ambiguousMatch,
        .identityCollision,
    ]
}
