import GatehouseEngine
import GatehouseForms
import GatehouseLedger
import GatehouseModel

/// A supply with its balance, as lists show it.
struct SupplyRow {
    let supply: Supply
    let connectionName: String
    /// Its connection was removed.
    let isClosed: Bool
    let counts: UnitCounts
    /// When the vendor's counters were seen.
    let countersAsOf: Instant?

    /// By connection, then by name.
    static func all(of connection: ConnectionID?, in reader: any LedgerReader) throws -> [SupplyRow] {
        let supplies = try reader.supplies(of: connection)
        let counts = try reader.counts(of: supplies.map(\.id))
        let connections = Dictionary(
            try reader.connections().map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        let seen = try CountersSeen(of: Set(supplies.map(\.connection)), in: reader)
        return supplies.map {
            SupplyRow(
                supply: $0, connectionName: connections[$0.connection]?.name ?? "–",
                isClosed: connections[$0.connection]?.isRemoved ?? true, counts: counts[$0.id] ?? UnitCounts(),
                countersAsOf: seen.asOf(of: $0))
        }
        .sorted { ($0.connectionName, $0.supply.name) < ($1.connectionName, $1.supply.name) }
    }

    static func find(_ name: String, in reader: any LedgerReader) throws -> SupplyRow {
        guard let supply = try reader.supply(named: name) else {
            throw EngineError.unknown("supply", name, among: try reader.supplies(of: nil).map(\.name))
        }
        let counts = try reader.counts(of: [supply.id])[supply.id] ?? UnitCounts()
        let connection = try reader.connection(supply.connection)
        return SupplyRow(
            supply: supply, connectionName: connection?.name ?? "–", isClosed: connection?.isRemoved ?? true,
            counts: counts,
            countersAsOf: try CountersSeen(of: [supply.connection], in: reader).asOf(of: supply))
    }

    private var state: String {
        isClosed ? "removed" : supply.frozenBecause != nil ? "frozen" : supply.isArchived ? "archived" : ""
    }

    var isCounted: Bool { supply.stock != .unmetered }

    static var columns: [Printer.Column<SupplyRow>] {
        [
            .init("NAME") { $0.supply.name }, .init("CONNECTION") { $0.connectionName },
            .init("KIND") { "\($0.supply.category)/\($0.supply.usage.rawValue)" },
            .init("AVAILABLE") { $0.number($0.counts[.available]) },
            .init("RESERVED") { $0.number($0.counts[.reserved]) }, .init("OUT") { $0.number($0.counts[.handedOut]) },
            .init("USED") { $0.number($0.counts[.used]) },
            .init("QUARANTINED") { $0.number($0.counts[.quarantined]) }, .init("OF") { $0.number($0.counts.owned) },
            .init("STATE") { $0.state },
            .init("VENDOR SAYS", wide: true) { $0.vendorWords },
            .init("STOCK", wide: true) { $0.supply.stock.rawValue },
            .init("VENDOR ID", wide: true) { $0.supply.vendorID }, .init("ID", wide: true) { $0.supply.id.text },
        ]
    }

    private func number(_ count: Int64) -> String {
        isCounted ? supply.isUntold(counts) ? "not told" : String(count) : "–"
    }

    var vendorWords: String {
        supply.vendorCounters.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
    }

    func words(_ entries: [SupplyEntry]) -> String {
        var lines = ["\(supply.name)   \(supply.category), \(supply.usage.rawValue)-use, at \(connectionName)"]
        lines.append("  the vendor calls it \(supply.vendorID)\(supply.isArchived ? "; archived" : "")")
        if let reason = supply.frozenBecause { lines.append("  frozen: \(reason)") }
        if !supply.assessments.isEmpty { lines.append("  for \(supply.assessments.joined(separator: ", "))") }
        if let price = supply.price { lines.append("  \(Price(money: price)) each") }
        if isCounted {
            let states = UnitState.allCases.map { "\($0.rawValue.replacing("_", with: " ")) \(counts[$0])" }
            lines.append(
                "  \(states.joined(separator: ", ")); \(counts.owned) in all\(counts.isConserved ? "" : " — THIS DOES NOT ADD UP")"
            )
        } else {
            lines.append("  not counted: the vendor makes an invitation for whoever is invited")
        }
        if !supply.vendorCounters.isEmpty {
            lines.append("  the vendor says: \(vendorWords)\(countersAsOf.map { ", as of \($0)" } ?? "")")
        }
        for (name, value) in supply.attributes.sorted(by: { $0.key < $1.key }) where !value.isNull {
            lines.append("  \(name): \(value.string ?? value.canonicalText)")
        }
        for entry in entries {
            lines.append(
                "  \(entry.at)  \(entry.kind.rawValue.replacing("_", with: " ")) \(entry.count)   \(entry.reason)")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    var document: JSONValue {
        .members([
            "id": .string(supply.id.text), "name": .string(supply.name), "connection": .string(connectionName),
            "vendor_id": .string(supply.vendorID),
            "category": .string(supply.category), "usage": .string(supply.usage.rawValue),
            "stock": .string(supply.stock.rawValue),
            "assessments": .array(supply.assessments.map { .string($0) }),
            "price": supply.price.map {
                .members(["minor_units": .integer($0.minorUnits), "currency": .string($0.currency)])
            },
            "archived": .bool(supply.isArchived), "frozen_because": supply.frozenBecause.map { .string($0) },
            "counts": isCounted ? countsDocument : nil,
            "vendor_counters": .object(supply.vendorCounters.mapValues { .integer($0) }),
            "counters_as_of": countersAsOf.map { .string($0.description) },
            "attributes": .object(supply.attributes),
        ])
    }

    private var countsDocument: JSONValue {
        var members = Dictionary(
            uniqueKeysWithValues: UnitState.allCases.map { ($0.rawValue, JSONValue.integer(counts[$0])) })
        members["purchased"] = .integer(counts.purchased)
        members["moved_in"] = .integer(counts.movedIn)
        members["moved_out"] = .integer(counts.movedOut)
        return .object(members)
    }
}

extension SupplyEntry {
    var document: JSONValue {
        .members([
            "kind": .string(kind.rawValue), "count": .integer(count), "at": .string(at.description),
            "reason": .string(reason),
        ])
    }
}
