import GatehouseForms
import GatehouseLedger
import GatehouseModel

/// What the ledger's own work needs to know of a supply.
struct SupplyFacts {
    let id: SupplyID
    let number: Int64
    let stock: Stock
    let connection: ConnectionID
    let sharedCredential: Int64?
}

extension SQLLedgerReader {
    private static let supplyColumns = """
        id, connection, name, vendor_id, usage, category, stock, assessments, price_minor, price_currency, is_archived, \
        attributes, vendor_counters, counters_as_of, frozen_because, shared_credential, number
        """

    func supplies(of connection: ConnectionID?) throws -> [Supply] {
        let only = connection == nil ? "" : "AND connection = ?2"
        return try rows(
            "SELECT \(Self.supplyColumns) FROM supplies WHERE workspace = ?1 \(only) ORDER BY name, id",
            connection.map { [SQLValue($0)] } ?? [], readSupply)
    }

    func supply(named name: String) throws -> Supply? {
        try first(
            "SELECT \(Self.supplyColumns) FROM supplies WHERE workspace = ?1 AND name = ?2", [.text(name)],
            readSupply)
    }

    func supply(_ id: SupplyID) throws -> Supply? {
        try first(
            "SELECT \(Self.supplyColumns) FROM supplies WHERE workspace = ?1 AND id = ?2", [SQLValue(id)],
            readSupply)
    }

    func supply(vendorID: String, of connection: ConnectionID) throws -> Supply? {
        try first(
            "SELECT \(Self.supplyColumns) FROM supplies WHERE workspace = ?1 AND connection = ?2 AND vendor_id = ?3",
            [SQLValue(connection), .text(vendorID)], readSupply)
    }

    private func readSupply(_ row: borrowing SQLRow) throws -> Supply {
        let minor = try row.optionalInteger(8)
        let currency = try row.optionalText(9)
        var counters: [String: Int64] = [:]
        for (word, value) in try row.json(12).object ?? [:] { counters[word] = value.integer }
        let supply = Supply(
            id: try row.id(0), connection: try row.id(1), name: try row.text(2), vendorID: try row.text(3),
            usage: try row.word(4), category: try row.text(5), stock: try row.word(6), assessments: try row.words(7),
            price: minor.flatMap { minor in currency.map { Money(minorUnits: minor, currency: $0) } },
            isArchived: try row.bool(10), attributes: try row.json(11).object ?? [:], vendorCounters: counters,
            countersAsOf: try row.optionalInstant(13), frozenBecause: try row.optionalText(14),
            sharedCredential: try row.optionalInteger(15).map { CredentialID(number: $0) })
        knownSupplies[supply.id] = SupplyFacts(
            id: supply.id, number: try row.integer(16), stock: supply.stock, connection: supply.connection,
            sharedCredential: try row.optionalInteger(15))
        return supply
    }

    /// Nil when the workspace has no such supply.
    func facts(_ id: SupplyID) throws -> SupplyFacts? {
        if let known = knownSupplies[id] { return known }
        let facts = try first(
            "SELECT number, stock, connection, shared_credential FROM supplies WHERE workspace = ?1 AND id = ?2",
            [SQLValue(id)]
        ) {
            SupplyFacts(
                id: id, number: try $0.integer(0), stock: try $0.word(1), connection: try $0.id(2),
                sharedCredential: try $0.optionalInteger(3))
        }
        knownSupplies[id] = facts
        return facts
    }

    func counts(of supplies: [SupplyID]) throws -> [SupplyID: UnitCounts] {
        if supplies.isEmpty { return [:] }
        try settlePending()
        let found = try rows(
            """
            SELECT s.id, t.state, NULL, coalesce(sum(t.count), 0) FROM supplies s
            LEFT JOIN tallies t ON t.workspace = s.workspace AND t.subject = s.number
            WHERE s.workspace = ?1 AND s.id {in list ?2} GROUP BY s.id, t.state
            UNION ALL
            SELECT e.supply, NULL, e.kind, sum(e.count) FROM supply_entries e
            WHERE e.workspace = ?1 AND e.supply {in list ?2} GROUP BY e.supply, e.kind
            """, [.ids(supplies)]
        ) { row in
            (
                try row.id(0) as SupplyID, try row.isNull(1) ? nil : row.code(1, UnitState.byCode),
                try row.optionalWord(2) as SupplyEntry.Kind?, try row.integer(3)
            )
        }
        var all: [SupplyID: UnitCounts] = [:]
        for (supply, state, kind, count) in found {
            if let state, count != 0 { all[supply, default: UnitCounts()][state] += count }
            switch kind {
            case .purchase: all[supply, default: UnitCounts()].purchased += count
            case .movedIn: all[supply, default: UnitCounts()].movedIn += count
            case .movedOut: all[supply, default: UnitCounts()].movedOut += count
            // Every supply has its row, though nothing of it is counted.
            case .lost, nil: all[supply, default: UnitCounts()].purchased += 0
            }
        }
        return all
    }

    func entries(of supply: SupplyID) throws -> [SupplyEntry] {
        try rows(
            """
            SELECT supply, kind, count, at, reason FROM supply_entries WHERE workspace = ?1 AND supply = ?2 ORDER BY place
            """, [SQLValue(supply)]
        ) {
            SupplyEntry(
                supply: try $0.id(0), kind: try $0.word(1), count: try $0.integer(2), at: try $0.instant(3),
                reason: try $0.text(4))
        }
    }
}
