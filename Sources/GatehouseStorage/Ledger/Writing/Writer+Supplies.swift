import GatehouseForms
import GatehouseLedger
import GatehouseModel

extension SQLLedgerWriter {
    func save(_ supply: Supply) throws {
        let known = try facts(supply.id)
        try refuseChange(of: supply, known)
        if let shared = supply.sharedCredential, try credentials([shared]).isEmpty {
            throw LedgerError.absent("credential", shared)
        }
        let values = try stored(supply)
        let taken = taken("supply", "\(supply.name) (\(supply.vendorID))")
        if known != nil {
            try run(
                """
                UPDATE supplies SET name = ?4, vendor_id = ?5, usage = ?6, category = ?7, stock = ?8, assessments = ?9,
                    price_minor = ?10, price_currency = ?11, is_archived = ?12, attributes = ?13, vendor_counters = ?14,
                    counters_as_of = ?15, frozen_because = ?16, shared_credential = coalesce(?17, shared_credential)
                WHERE workspace = ?1 AND id = ?2 AND connection = ?3
                """, values, unique: taken)
        } else {
            try run(
                """
                INSERT INTO supplies (workspace, id, connection, name, vendor_id, usage, category, stock, assessments,
                    price_minor, price_currency, is_archived, attributes, vendor_counters, counters_as_of, frozen_because,
                    shared_credential, number)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)
                """, values + [.integer(try numbers.next(connection))], unique: taken)
        }
        knownSupplies[supply.id] = nil
    }

    private func stored(_ supply: Supply) throws -> [SQLValue] {
        [
            SQLValue(supply.id), SQLValue(supply.connection), .text(try key(supply.name, "name")),
            .text(try key(supply.vendorID, "vendor's id")), .text(supply.usage.rawValue), .text(supply.category),
            .text(supply.stock.rawValue), .words(supply.assessments),
            SQLValue(supply.price?.minorUnits), SQLValue(supply.price?.currency), SQLValue(supply.isArchived),
            .json(.object(supply.attributes)), .json(.object(supply.vendorCounters.mapValues { .integer($0) })),
            SQLValue(supply.countersAsOf), SQLValue(supply.frozenBecause), SQLValue(supply.sharedCredential?.number),
        ]
    }

    /// Where units lie cannot change under them.
    private func refuseChange(of supply: Supply, _ known: SupplyFacts?) throws {
        guard let known else { return }
        guard known.connection == supply.connection else {
            throw LedgerError(.conflict, "The supply \(supply.name) belongs to another connection.")
        }
        guard known.stock != supply.stock, let counts = try counts(of: [supply.id])[supply.id] else { return }
        if counts.owned != 0 || counts.accountedFor != 0 {
            throw LedgerError(
                .conflict,
                "The supply \(supply.name) has units: its stock stays \(known.stock.rawValue). Make a new supply for another."
            )
        }
    }

    /// A supply that must be there.
    func requiredFacts(_ id: SupplyID) throws -> SupplyFacts {
        guard let facts = try facts(id) else { throw LedgerError.absent("supply", id) }
        return facts
    }

    func add(_ entry: SupplyEntry) throws {
        let facts = try requiredFacts(entry.supply)
        guard entry.count > 0 else { throw LedgerError(.mistake, "An entry has at least one unit.") }
        switch (facts.stock, entry.kind) {
        case (.unmetered, _):
            throw LedgerError(.mistake, "The units of an unmetered supply are not counted.")
        case (.pool, .lost): try losePool(entry.count, facts)
        case (.pool, _):
            throw LedgerError(
                .mistake, "The units of a pool are its codes: they come in by importing them and go by moving them.")
        case (_, .purchase), (_, .movedIn): tally(entry.count, to: .available, of: facts)
        case (_, .movedOut): try takeFree(entry.count, facts)
        case (_, .lost):
            try takeFree(entry.count, facts)
            tally(entry.count, to: .lost, of: facts)
        }
        try write(entry)
    }

    /// Writes the entry alone; its units are counted by the caller.
    func write(_ entry: SupplyEntry) throws {
        // Entries of one supply are numbered one behind the other.
        _ = try rows(
            "SELECT number FROM supplies WHERE workspace = ?1 AND id = ?2 {for change}", [SQLValue(entry.supply)]
        ) {
            try $0.integer(0)
        }
        try run(
            """
            INSERT INTO supply_entries (workspace, supply, place, kind, count, at, reason)
            VALUES (?1, ?2, (SELECT coalesce(max(place), 0) + 1 FROM supply_entries WHERE workspace = ?1 AND supply = ?2),
                ?3, ?4, ?5, ?6)
            """,
            [
                SQLValue(entry.supply), .text(entry.kind.rawValue), .integer(entry.count), SQLValue(entry.at),
                .text(entry.reason),
            ])
    }

    func takeFree(_ count: Int64, _ facts: SupplyFacts) throws {
        guard try take(count, from: .available, of: facts) else { throw SQLLedgerWriter.tooFew(count) }
    }

    static func tooFew(_ wanted: Int64) -> LedgerError {
        LedgerError(.conflict, "There are fewer than \(wanted) free units left: make the plan again.")
    }

    private func losePool(_ count: Int64, _ facts: SupplyFacts) throws {
        let taken = try takeFromPool(Int(clamping: count), facts, as: .lost)
        guard Int64(taken.count) == count else {
            try giveBack(taken)
            throw SQLLedgerWriter.tooFew(count)
        }
        move(count, from: .available, to: .lost, of: facts)
    }

    func freeUnheld(_ count: Int64, in state: UnitState, of supply: SupplyID) throws {
        let facts = try requiredFacts(supply)
        guard facts.stock == .vendor, state != .available else {
            throw LedgerError(.mistake, "Only units that lie at the vendor are counted without being held.")
        }
        guard try take(count, from: state, of: facts) else {
            throw LedgerError(.conflict, "Fewer than \(count) units are \(state.rawValue): make the plan again.")
        }
        tally(count, to: .available, of: facts)
    }

    func setUnitStates(of supply: SupplyID, counts wanted: [UnitState: Int64]) throws {
        let facts = try requiredFacts(supply)
        guard facts.stock == .vendor || facts.stock == .shared else {
            throw LedgerError(
                .mistake, "Only units that lie at the vendor can be set to its counts; a pool's are known one by one.")
        }
        guard let now = try counts(of: [supply])[supply] else { throw LedgerError.absent("supply", supply) }
        var target = now.states
        for (state, count) in wanted { target[state] = count }
        if wanted[.available] == nil {
            target[.available] = now.owned - target.reduce(0) { $0 + ($1.key == .available ? 0 : $1.value) }
        }
        var after = now
        after.states = target
        let held = try heldUnits(of: supply)
        guard after.isConserved, held.allSatisfy({ target[$0.key] ?? 0 >= $0.value }) else {
            throw LedgerError(
                .conflict,
                "The vendor's counts do not fit the \(now.owned) units that came in and those that invitations hold: look at the supply's entries first."
            )
        }
        for state in UnitState.allCases { tally((target[state] ?? 0) - now[state], to: state, of: facts) }
    }

    /// What invitations hold of a vendor's units.
    private func heldUnits(of supply: SupplyID) throws -> [UnitState: Int64] {
        let held = try rows(
            """
            SELECT coalesce(k.state, i.unit_state), count(*) FROM invitations i
            LEFT JOIN credentials k ON k.workspace = i.workspace AND k.number = i.credential
            WHERE i.workspace = ?1 AND i.supply = ?2 AND i.is_shared = 0
                AND (i.unit_state IS NOT NULL OR i.credential IS NOT NULL)
            GROUP BY coalesce(k.state, i.unit_state)
            """, [SQLValue(supply)]
        ) { (try $0.code(0, UnitState.byCode), try $0.integer(1)) }
        return Dictionary(held, uniquingKeysWith: +)
    }
}
