import GatehouseLedger
import GatehouseModel

extension SQLLedgerWriter {
    func adopt(
        _ credential: NewCredential, by invitation: InvitationID, as state: UnitState, at: Instant, reason: String
    ) throws -> CredentialID {
        guard let held = try lockUnits(of: [invitation]).first else {
            throw LedgerError.absent("invitation", invitation)
        }
        guard held.credential == nil else {
            throw LedgerError(.conflict, "\(invitation) has its credential already.")
        }
        guard held.stock == .pool, credential.kind != .multiUseCode, state != .available else {
            throw LedgerError(.mistake, "Only of a pool the vendor picks a code that it may not have shown yet.")
        }
        let number =
            try taken(credential, held.supply, as: state)
            ?? brought(credential, held.supply, as: state, at: at, reason: reason)
        try tie(number, to: invitation, isShared: false)
        return CredentialID(number: number)
    }

    /// One that the pool has; nil where the ledger does not know it.
    private func taken(_ credential: NewCredential, _ supply: SupplyFacts, as state: UnitState) throws -> Int64? {
        guard let known = try keptRow(credential) else { return nil }
        guard known.supply == supply.number, let old = try lockUnheld([known.number], of: supply).first,
            old != .used, old != .lost
        else { throw Self.known }
        try run(
            "UPDATE credentials SET state = ?3 WHERE workspace = ?1 AND number = ?2",
            [.integer(known.number), .integer(state.code)])
        move(1, from: old, to: state, of: supply)
        return known.number
    }

    /// One that the ledger never had. What a move announced is no purchase.
    private func brought(
        _ credential: NewCredential, _ supply: SupplyFacts, as state: UnitState, at: Instant, reason: String
    ) throws -> Int64 {
        let number = try keep(credential, supply, state)
        tally(1, to: state, of: supply)
        if try tallied(code: awaitedCode, of: supply) > 0 {
            tally(-1, toCode: awaitedCode, of: supply)
        } else {
            try write(SupplyEntry(supply: supply.id, kind: .purchase, count: 1, at: at, reason: reason))
        }
        return number
    }
}
