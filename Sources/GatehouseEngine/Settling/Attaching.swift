import GatehouseLedger
import GatehouseModel

/// Ties a credential that a vendor gave or showed to the invitation that it is for, unless it is somebody else's.
struct Attaching {
    let at: Instant
    /// For the supply's entries, where the ledger never had it.
    let reason: String

    /// Nil, and nothing written, when the ledger has it in another supply, as used or lost, or with another holder who did
    /// not give it back unused.
    func attach(
        _ credential: NewCredential, to invitation: InvitationID, of supply: Supply, as unit: UnitState,
        in writer: any LedgerWriter
    ) throws -> CredentialID? {
        if credential.kind != .multiUseCode,
            let known = try writer.credential(withKey: writer.credentialKey(of: credential.secret))
        {
            guard known.supply == supply.id, try frees(known, in: writer) else { return nil }
        }
        guard supply.stock == .pool else { return try writer.attach(credential, to: invitation, as: unit) }
        return try writer.adopt(credential, by: invitation, as: unit, at: at, reason: reason)
    }

    /// The ledger has it as something that `attach` would refuse; nothing is written.
    func isTaken(_ credential: NewCredential, from supply: Supply, in reader: any LedgerReader) throws -> Bool {
        guard credential.kind != .multiUseCode,
            let known = try reader.credential(withKey: reader.credentialKey(of: credential.secret))
        else { return false }
        guard known.supply == supply.id else { return true }
        guard let holder = try reader.holder(of: known.id) else {
            return known.state != .available && known.state != .quarantined
        }
        return try known.state != .quarantined || reader.invitation(holder)?.standing.end != .retracted
    }

    /// Whether nobody holds it any more. One who gave it back unused loses it here: that the vendor gives it out again is its
    /// word that it was free (CB-15).
    private func frees(_ credential: Credential, in writer: any LedgerWriter) throws -> Bool {
        guard try writer.holder(of: credential.id) != nil else {
            return credential.state == .available || credential.state == .quarantined
        }
        return try losesHolder(credential, in: writer)
    }

    /// False where somebody holds it who did not give it back unused.
    func losesHolder(_ credential: Credential, in writer: any LedgerWriter) throws -> Bool {
        guard let holder = try writer.holder(of: credential.id) else { return true }
        guard credential.state == .quarantined, try writer.invitation(holder)?.standing.end == .retracted else {
            return false
        }
        try writer.release([holder])
        return true
    }
}
