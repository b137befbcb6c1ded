import GatehouseLedger
import GatehouseModel

/// Units of ended invitations that the vendor shows as free (CB-15).
struct ReturnedUnits {
    /// Pools of the connection hold what the vendor exported: what is free there is the vendor's again, and may go to anybody.
    /// Such a code is set apart, held by nobody, until an export file brings it once more.
    let isExported: Bool

    func giveBack(_ invitations: [Invitation], in writer: any LedgerWriter) throws {
        try writer.release(invitations.map(\.id))
        guard isExported else { return }
        for invitation in invitations {
            guard let credential = invitation.credential, try writer.supply(invitation.supply)?.stock == .pool else {
                continue
            }
            try writer.moveCredentials([credential], to: .quarantined)
        }
    }
}
