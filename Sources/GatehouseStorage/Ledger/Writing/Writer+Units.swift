import GatehouseLedger
import GatehouseModel

/// The unit of one invitation: a credential of its own, or one that the vendor keeps for it.
struct HeldUnit {
    let invitation: InvitationID
    let supply: SupplyFacts
    let credential: Int64?
    let isShared: Bool
    /// Nil where nothing is counted.
    var unit: UnitState?

    var stock: Stock { supply.stock }
    var isCounted: Bool { (stock == .pool || stock == .vendor) && !isShared && unit != nil }
}

extension SQLLedgerWriter {
    func moveUnits(of invitations: [InvitationID], to state: UnitState) throws {
        guard state != .available else {
            throw LedgerError(.mistake, "A unit becomes available by being released from its invitation.")
        }
        try change(try lockedUnits(of: invitations), to: state)
    }

    func moveUnits(ofWritten invitations: [Invitation], to state: UnitState) throws {
        var held: [(id: InvitationID, supply: SupplyFacts, credential: Int64)] = []
        var others: [InvitationID] = []
        for invitation in invitations {
            let supply = try requiredFacts(invitation.supply)
            // A pool's code is one invitation's own; of all else more is asked than what an invitation tells.
            if supply.stock == .pool, let credential = invitation.credential?.number, written.contains(invitation.id) {
                held.append((invitation.id, supply, credential))
            } else {
                others.append(invitation.id)
            }
        }
        try moveUnits(of: others, to: state)
        let states = try states(of: held.map(\.credential))
        try change(
            held.map { one in
                HeldUnit(
                    invitation: one.id, supply: one.supply, credential: one.credential, isShared: false,
                    unit: states[one.credential].flatMap { UnitState.byCode[$0] })
            }, to: state)
    }

    func release(_ invitations: [InvitationID]) throws {
        let held = try lockedUnits(of: invitations).filter(\.isCounted)
        for unit in held where unit.unit == .used || unit.unit == .lost {
            throw LedgerError(
                .conflict,
                "The unit of \(unit.invitation) is \(unit.unit?.rawValue ?? "gone"): it cannot be free again.")
        }
        try change(held, to: .available)
        try runEach(
            """
            UPDATE invitations SET gave_up = coalesce(credential, gave_up), credential = NULL, unit_state = NULL
            WHERE workspace = ?1 AND id = ?2
            """, held
        ) { [SQLValue($0.invitation)] }
        comparisonChanges.invitations += held.map(\.invitation)
        // What was read of their codes is no longer so.
        written.subtract(held.map(\.invitation))
    }

    func moveCredentials(_ credentials: [CredentialID], to state: UnitState) throws {
        let numbers = credentials.compactMap(\.number)
        for credential in credentials where credential.number == nil {
            throw LedgerError.absent("credential", credential)
        }
        let supplies = Dictionary(
            grouping: try self.credentials(credentials).values, by: \.supply)
        guard supplies.values.reduce(0, { $0 + $1.count }) == Set(numbers).count else {
            throw LedgerError(.notFound, "One of these credentials is not in the ledger.")
        }
        for (supply, group) in supplies.sorted(by: { $0.key < $1.key }) {
            let facts = try requiredFacts(supply)
            guard facts.stock == .pool else {
                throw LedgerError(.mistake, "Only a pool's credentials have a state without an invitation.")
            }
            let own = group.compactMap(\.id.number)
            let before = try lockUnheld(own, of: facts)
            let since = state == .quarantined ? scope.clock.now.milliseconds : nil
            try run(
                "UPDATE credentials SET state = ?3, set_apart = ?4 WHERE workspace = ?1 AND number {in integers ?2}",
                [.integers(own), .integer(state.code), SQLValue(since)])
            for old in before { move(1, from: old, to: state, of: facts) }
            if state == .available { try noteExpiry(of: own, in: facts) }
        }
    }

    /// The states of credentials that nobody may hold.
    func lockUnheld(_ numbers: [Int64], of supply: SupplyFacts) throws -> [UnitState] {
        if numbers.isEmpty { return [] }
        let states = try rows(
            """
            SELECT state FROM credentials
            WHERE workspace = ?1 AND number {in integers ?2} AND supply = ?3 AND alias_of IS NULL
            ORDER BY number {for update}
            """, [.integers(numbers), .integer(supply.number)]
        ) { try $0.code(0, UnitState.byCode) }
        guard states.count == Set(numbers).count else {
            throw LedgerError(.notFound, "One of these credentials is not in this supply.")
        }
        let held = try integer(
            """
            SELECT count(*) FROM invitations
            WHERE workspace = ?1 AND credential {in integers ?2} AND is_shared = 0 AND credential IS NOT NULL
            """, [.integers(numbers)])
        guard held == 0 else {
            throw LedgerError(.conflict, "One of these credentials is held by an invitation: move that one's unit.")
        }
        return states
    }

    // MARK: - Reading and changing

    private func lockedUnits(of invitations: [InvitationID]) throws -> [HeldUnit] {
        let units = try lockUnits(of: invitations)
        if units.count < Set(invitations).count {
            let known = Set(units.map(\.invitation))
            if let absent = invitations.first(where: { !known.contains($0) }) {
                throw LedgerError.absent("invitation", absent)
            }
        }
        return units
    }

    /// The units as they are now, kept from other writers until the commit.
    func lockUnits(of invitations: [InvitationID]) throws -> [HeldUnit] {
        if invitations.isEmpty { return [] }
        let found = try rows(
            """
            SELECT id, supply, credential, is_shared, unit_state FROM invitations
            WHERE workspace = ?1 AND id {in list ?2} ORDER BY id {for change}
            """, [.ids(invitations)]
        ) {
            (
                id: try $0.id(0) as InvitationID, supply: try $0.id(1) as SupplyID,
                credential: try $0.optionalInteger(2),
                isShared: try $0.bool(3), unit: try $0.optionalInteger(4)
            )
        }
        let own = found.compactMap { $0.isShared ? nil : $0.credential }
        let states = try states(of: own)
        return try found.map { row in
            let code = row.isShared ? nil : row.credential.flatMap { states[$0] } ?? row.unit
            return HeldUnit(
                invitation: row.id, supply: try requiredFacts(row.supply), credential: row.credential,
                isShared: row.isShared,
                unit: code.flatMap { UnitState.byCode[$0] })
        }
    }

    private func states(of credentials: [Int64]) throws -> [Int64: Int64] {
        if credentials.isEmpty { return [:] }
        let found = try rows(
            """
            SELECT number, state FROM credentials
            WHERE workspace = ?1 AND number {in integers ?2} AND alias_of IS NULL ORDER BY number {for update}
            """, [.integers(credentials)]
        ) { (try $0.integer(0), try $0.integer(1)) }
        return Dictionary(found, uniquingKeysWith: { first, _ in first })
    }

    private func change(_ units: [HeldUnit], to state: UnitState) throws {
        let moving = units.filter { $0.isCounted && $0.unit != state }
        let credentials = moving.compactMap(\.credential)
        if !credentials.isEmpty {
            try run(
                "UPDATE credentials SET state = ?3 WHERE workspace = ?1 AND number {in integers ?2}",
                [.integers(credentials), .integer(state.code)])
        }
        try runEach(
            "UPDATE invitations SET unit_state = ?3 WHERE workspace = ?1 AND id = ?2",
            moving.filter { $0.credential == nil }
        ) { [SQLValue($0.invitation), .integer(state.code)] }
        if state == .available { try noteExpiry(of: moving) }
        if state == .available { for supply in Set(moving.map(\.supply.number)) { marks?.forget(supply) } }
        for unit in moving { if let old = unit.unit { move(1, from: old, to: state, of: unit.supply) } }
    }
}
