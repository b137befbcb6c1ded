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
        attributes, vendor_counters, counters_as_of, frozen_because, shared_credential
        """

    func supplies(of connection: ConnectionID?) throws -> [Supply] {
        let only = connection == nil ? "" : "AND connection = ?2"
        return try rows(
            "SELECT \(Self.supplyColumns) FROM supplies WHERE workspace = ?1 \(only) ORDER BY name, id",
            connection.map { [SQLValue($0)] } ?? [], Self.readSupply)
    }

    func supply(named name: String) throws -> Supply? {
        try first(
            "SELECT \(Self.supplyColumns) FROM supplies WHERE workspace = ?1 AND name = ?2", [.text(name)],
            Self.readSupply)
    }

    func supply(_ id: SupplyID) throws -> Supply? {
        try first(
            "SELECT \(Self.supplyColumns) FROM supplies WHERE workspace = ?1 AND id = ?2", [SQLValue(id)],
            Self.readSupply)
    }

    func supply(vendorID: String, of connection: ConnectionID) throws -> Supply? {
        try first(
            "SELECT \(Self.supplyColumns) FROM supplies WHERE workspace = ?1 AND connection = ?2 AND vendor_id = ?3",
            [SQLValue(connection), .text(vendorID)], Self.readSupply)
    }

    private static func readSupply(_ row: borrowing SQLRow) throws -> Supply {
        let minor = try row.optionalInteger(8)
        let currency = try row.optionalText(9)
        var counters: [String: Int64] = [:]
        for (word, value) in try row.json(12).object ?? [:] { counters[word] = value.integer }
        return Supply(
            id: try row.id(0), connection: try row.id(1), name: try row.text(2), vendorID: try row.text(3),
            usage: try row.word(4), category: try row.text(5), stock: try row.word(6), assessments: try row.words(7),
            price: minor.flatMap { minor in currency.map { Money(minorUnits: minor, currency: $0) } },
            isArchived: try row.bool(10), attributes: try row.json(11).object ?? [:], vendorCounters: counters,
            countersAsOf: try row.optionalInstant(13), frozenBecause: try row.optionalText(14),
            sharedCredential: try row.optionalInteger(15).map { CredentialID(number: $0) })
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
        let list = [SQLValue.ids(supplies)]
        var all: [SupplyID: UnitCounts] = [:]
        for id: SupplyID in try rows(
            "SELECT id FROM supplies WHERE workspace = ?1 AND id IN {list ?2}", list, { try $0.id(0) })
        {
            all[id] = UnitCounts()
        }
        let tallied = try rows(
            """
            SELECT s.id, t.state, sum(t.count) FROM supplies s
            JOIN tallies t ON t.workspace = s.workspace AND t.subject = s.number
            WHERE s.workspace = ?1 AND s.id IN {list ?2} GROUP BY s.id, t.state
            """, list
        ) { (try $0.id(0) as SupplyID, try $0.code(1, UnitState.byCode), try $0.integer(2)) }
        for (supply, state, count) in tallied where count != 0 { all[supply]?[state] += count }
        let entries = try rows(
            """
            SELECT supply, kind, sum(count) FROM supply_entries WHERE workspace = ?1 AND supply IN {list ?2}
            GROUP BY supply, kind
            """, list
        ) { (try $0.id(0) as SupplyID, try $0.word(1) as SupplyEntry.Kind, try $0.integer(2)) }
        for (supply, kind, count) in entries {
            switch kind {
            case .purchase: all[supply]?.purchased += count
            case .movedIn: all[supply]?.movedIn += count
            case .movedOut: all[supply]?.movedOut += count
            case .lost: break
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
