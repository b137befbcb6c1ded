import GatehouseLedger
import GatehouseModel

extension SQLLedgerWriter {
    func attach(_ credential: NewCredential, to invitation: InvitationID, as state: UnitState) throws -> CredentialID {
        guard let held = try lockUnits(of: [invitation]).first else {
            throw LedgerError.absent("invitation", invitation)
        }
        guard held.credential == nil else {
            throw LedgerError(.conflict, "\(invitation) has its credential already.")
        }
        guard held.stock != .pool else {
            throw LedgerError(.mistake, "A pool's credentials come in by importing them.")
        }
        guard held.stock != .vendor || held.unit != nil else {
            throw LedgerError(.conflict, "\(invitation) gave its unit back: invite anew.")
        }
        guard state != .available else {
            throw LedgerError(.mistake, "What is tied to an invitation is not available.")
        }
        if credential.kind == .multiUseCode {
            let number = try sharedNumber(credential, held.supply)
            try tie(number, to: invitation, isShared: true)
            return CredentialID(number: number)
        }
        let number = try reused(credential, held, state) ?? keep(credential, held.supply, state)
        try tie(number, to: invitation, isShared: false)
        if let unit = held.unit, held.stock == .vendor { move(1, from: unit, to: state, of: held.supply) }
        return CredentialID(number: number)
    }

    func attachShared(_ credential: NewCredential, to supply: SupplyID) throws -> CredentialID {
        let facts = try requiredFacts(supply)
        guard facts.stock == .shared else {
            throw LedgerError(.mistake, "Only a multi-use supply has a shared credential.")
        }
        let number = try sharedNumber(credential, facts)
        try run(
            "UPDATE supplies SET shared_credential = ?3 WHERE workspace = ?1 AND id = ?2",
            [SQLValue(supply), .integer(number)])
        knownSupplies[supply] = nil
        return CredentialID(number: number)
    }

    func tie(_ number: Int64, to invitation: InvitationID, isShared: Bool) throws {
        try run(
            """
            UPDATE invitations SET credential = ?3, is_shared = ?4, unit_state = NULL WHERE workspace = ?1 AND id = ?2
            """, [SQLValue(invitation), .integer(number), SQLValue(isShared)], unique: Self.known)
        comparisonChanges.invitations.append(invitation)
    }

    static let known = LedgerError(
        .conflict, "This credential is in the ledger already, with somebody else or in another supply.")

    /// The shared credential of a supply: kept once, however often it is given.
    private func sharedNumber(_ credential: NewCredential, _ supply: SupplyFacts) throws -> Int64 {
        if let known = try keptRow(credential) {
            guard known.supply == supply.number, known.kind == credential.kind else { throw Self.known }
            return known.number
        }
        return try keep(credential, supply, .handedOut)
    }

    /// A vendor may give out again what it took back from somebody else; the ledger knows that code.
    private func reused(_ credential: NewCredential, _ held: HeldUnit, _ state: UnitState) throws -> Int64? {
        guard let known = try keptRow(credential) else { return nil }
        guard held.stock == .vendor, known.supply == held.supply.number, known.state == .available else {
            throw Self.known
        }
        try run(
            "UPDATE credentials SET state = ?3 WHERE workspace = ?1 AND number = ?2",
            [.integer(known.number), .integer(state.code)])
        return known.number
    }

    struct KeptRow {
        let number: Int64
        let supply: Int64
        let kind: CredentialKind
        let state: UnitState
    }

    func keptRow(_ credential: NewCredential) throws -> KeptRow? {
        guard let number = try credentialNumber(withKey: credentialKey(of: credential.secret)) else { return nil }
        return try first(
            "SELECT number, supply, kind, state FROM credentials WHERE workspace = ?1 AND number = ?2",
            [.integer(number)]
        ) {
            KeptRow(
                number: try $0.integer(0), supply: try $0.integer(1), kind: try $0.code(2, CredentialKind.byCode),
                state: try $0.code(3, UnitState.byCode))
        }
    }

    /// Writes a credential and its aliases; one that is known already, under whatever name, throws `conflict`.
    func keep(_ credential: NewCredential, _ supply: SupplyFacts, _ state: UnitState) throws -> Int64 {
        guard let number = try keepUnlessKnown(credential, supply, state) else { throw Self.known }
        return number
    }

    /// Nil, and nothing written, when one of its names is known already.
    func keepUnlessKnown(_ credential: NewCredential, _ supply: SupplyFacts, _ state: UnitState) throws -> Int64? {
        guard !credential.secret.holdsNUL, !(credential.link?.holdsNUL ?? false) else { throw LedgerError.textWithNUL }
        let main = try scope.vault.seal(scope.workspace, credential.secret)
        let number = try numbers.next(connection)
        let link = try credential.link.map {
            try scope.vault.seal(scope.workspace, field: SQLLedgerReader.linkField(main.lookup), $0)
        }
        guard try insert(main, credential.secret, number, supply, credential, state: state, link: link, of: nil) else {
            return nil
        }
        var seen: Set<LookupHash> = [main.lookup]
        for alias in credential.aliases {
            let sealed = try scope.vault.seal(scope.workspace, alias)
            guard seen.insert(sealed.lookup).inserted else { continue }
            let own = try numbers.next(connection)
            guard try insert(sealed, alias, own, supply, credential, state: nil, link: nil, of: number) else {
                try run(
                    "DELETE FROM credentials WHERE workspace = ?1 AND (number = ?2 OR alias_of = ?2)",
                    [.integer(number)])
                return nil
            }
        }
        return number
    }

    private func insert(
        _ sealed: SealedCredential, _ secret: Secret, _ number: Int64, _ supply: SupplyFacts,
        _ credential: NewCredential,
        state: UnitState?, link: [UInt8]?, of main: Int64?
    ) throws -> Bool {
        try run(
            """
            INSERT INTO credentials (workspace, number, supply, state, kind, expires, lookup, box, tail, link, alias_of)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) ON CONFLICT DO NOTHING
            """,
            [
                .integer(number), .integer(supply.number), SQLValue(state?.code), .integer(credential.kind.code),
                SQLValue(credential.expires?.daysSince1970), .blob(sealed.lookup.bytes), .blob(sealed.box),
                .text(SQLLedgerReader.tail(of: secret)), SQLValue(link), SQLValue(main),
            ]) == 1
    }
}

extension Secret {
    var holdsNUL: Bool { reveal().holdsNUL }
}
