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
        switch try known(credential, in: writer) {
        case .new: break
        case .one(let known): guard known.supply == supply.id, try frees(known, in: writer) else { return nil }
        case .others: return nil
        }
        guard supply.stock == .pool else { return try writer.attach(credential, to: invitation, as: unit) }
        return try writer.adopt(credential, by: invitation, as: unit, at: at, reason: reason)
    }

    /// The ledger has it as something that `attach` would refuse; nothing is written.
    func isTaken(_ credential: NewCredential, from supply: Supply, in reader: any LedgerReader) throws -> Bool {
        switch try known(credential, in: reader) {
        case .new: return false
        case .one(let known):
            return try known.supply != supply.id || !isFree(known, held: hold(of: known, in: reader))
        case .others: return true
        }
    }

    private enum Known {
        case new
        /// The ledger has it.
        case one(Credential)
        /// The ledger has a further name of it as another credential's.
        case others
    }

    private func known(_ credential: NewCredential, in reader: any LedgerReader) throws -> Known {
        guard credential.kind != .multiUseCode else { return .new }
        let own = try reader.credential(withKey: reader.credentialKey(of: credential.secret))
        for name in credential.furtherNames {
            guard let other = try reader.credential(withKey: reader.credentialKey(of: name)) else { continue }
            if other.id != own?.id { return .others }
        }
        return own.map(Known.one) ?? .new
    }

    /// False where somebody holds it who did not give it back unused.
    func losesHolder(_ credential: Credential, in writer: any LedgerWriter) throws -> Bool {
        switch try hold(of: credential, in: writer) {
        case .nobody: return true
        case .givenBack(let holder):
            try writer.release([holder])
            return true
        case .kept: return false
        }
    }

    /// Whether nobody holds it any more.
    private func frees(_ credential: Credential, in writer: any LedgerWriter) throws -> Bool {
        let held = try hold(of: credential, in: writer)
        if case .givenBack(let holder) = held { try writer.release([holder]) }
        return isFree(credential, held: held)
    }

    private enum Hold {
        case nobody
        /// Who gave it back unused loses it where the vendor gives it out again: that is its word that it was free (CB-15).
        case givenBack(InvitationID)
        case kept
    }

    private func hold(of credential: Credential, in reader: any LedgerReader) throws -> Hold {
        guard let holder = try reader.holder(of: credential.id) else { return .nobody }
        let isGivenBack = try credential.state == .quarantined && reader.invitation(holder)?.standing.end == .retracted
        return isGivenBack ? .givenBack(holder) : .kept
    }

    private func isFree(_ credential: Credential, held: Hold) -> Bool {
        switch held {
        case .nobody: credential.state == .available || credential.state == .quarantined
        case .givenBack: true
        case .kept: false
        }
    }
}
