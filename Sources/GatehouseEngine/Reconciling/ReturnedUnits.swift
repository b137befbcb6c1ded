import GatehouseLedger
import GatehouseModel
import GatehouseReconciliation

/// Units of ended invitations that the vendor shows as free (CB-15).
struct ReturnedUnits {
    /// Pools of the connection hold what the vendor exported: what is free there is the vendor's again, and may go to anybody.
    /// Such a code is set apart, held by nobody, until an export file brings it once more.
    let isExported: Bool
    /// Whose codes the same snapshot shows with somebody as well.
    let contests: [LedgerEntry.Subject: Contest]

    func giveBack(_ invitations: [Invitation], in writer: any LedgerWriter) throws {
        let returned = invitations.filter { contests[.invitation($0.id)] != .ofItself }
        try writer.release(returned.map(\.id))
        for invitation in returned where isExported || contests[.invitation(invitation.id)] != nil {
            guard let credential = invitation.credential, try writer.supply(invitation.supply)?.stock == .pool else {
                continue
            }
            try writer.moveCredentials([credential], to: .quarantined)
            if case .ofAnother(let comeback)? = contests[.invitation(invitation.id)] {
                try writer.setApart([credential], until: comeback)
            }
        }
    }
}
