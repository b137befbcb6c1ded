import GatehouseForms
package import GatehouseLedger
package import GatehouseModel
import GatehouseProviderKit
package import GatehouseTables

/// Takes a vendor's list of supplies into the ledger: known ones brought up to date, new ones entered (CB-21). What the list
/// does not show is left as it is: it may have been filtered.
package struct SupplyListing: Sendable {
    /// What became of a list.
    package struct Outcome: Sendable {
        package let record: ImportRecord
        package let new: [Supply]
        package let known: [Supply]
        /// Rows of the list that name no supply that can be entered.
        package let setAside: [TableProblem]
        /// New ones with one code for everybody, which no list shows: nothing is given out from them before it is entered.
        package var withoutCode: [Supply] { (new + known).filter { $0.stock == .shared && $0.sharedCredential == nil } }
    }

    let world: EngineWorld

    package init(world: EngineWorld) { self.world = world }

    /// - Parameter asOf: when the list was exported. Counts seen later are not overwritten.
    package func run(
        _ list: SupplyListFile, of connection: Connection, asOf: Instant, actor: String, in ledger: any Ledger
    ) throws -> Outcome {
        let provider = try world.provider(of: connection)
        let keeper = SupplyKeeper(world: world, connection: connection, provider: provider)
        return try ledger.write { writer in
            let counters = try CountersSeen(of: [connection.id], in: writer)
            var (new, known): ([Supply], [Supply]) = ([], [])
            var setAside = list.setAside
            var seen: Set<SupplyID> = []
            for row in list.rows {
                var before = try earlier(row, of: connection, in: writer)
                if let found = before, let seenAt = counters.asOf(of: found), seenAt > asOf {
                    setAside.append(
                        list.problem(row, "older than what is known", "export the list again; this row changes nothing")
                    )
                    continue
                }
                if let found = before, !seen.insert(found.id).inserted {
                    setAside.append(
                        list.problem(row, "stands in this list before", "give each supply a row with its id"))
                    continue
                }
                guard let kind = kind(of: row, before, provider.descriptor) else {
                    setAside.append(
                        list.problem(
                            row, "its category or usage is not known",
                            "enter it with 'gatehouse supply add', or export the list with those columns"))
                    continue
                }
                if var found = before, let id = row.vendorID, found.vendorID != id {
                    found.vendorID = id
                    try writer.save(found)
                    before = found
                }
                let supply = try keeper.keep(
                    report(row, before, kind, provider.descriptor), asOf: asOf, reason: list.name, in: writer)
                seen.insert(supply.id)
                if before == nil { new.append(supply) } else { known.append(supply) }
            }
            let record = ImportRecord(
                id: world.chance.id(at: world.clock.now), kind: "supplies", file: list.name, at: world.clock.now,
                actor: actor, rows: Int64(list.count), accepted: Int64(new.count + known.count),
                rejected: Int64(setAside.count), duplicates: Int64(known.count), created: [])
            try writer.add(record)
            try writer.audit([
                AuditNote(
                    at: world.clock.now, actor: actor, act: "supplies.observed", object: connection.id.text,
                    details: .members([
                        "file": .string(list.name), "new": .integer(Int64(new.count)),
                        "known": .integer(Int64(known.count)), "set_aside": .integer(record.rejected),
                    ]))
            ])
            return Outcome(
                record: record, new: new, known: known, setAside: setAside.sorted { ($0.row ?? 0) < ($1.row ?? 0) })
        }
    }

    /// By the vendor's id; a supply that was entered or made by hand has its name at the vendor instead until a list tells more.
    private func earlier(_ row: SupplyListFile.Row, of connection: Connection, in reader: any LedgerReader) throws
        -> Supply?
    {
        if let id = row.vendorID, let found = try reader.supply(vendorID: id, of: connection.id) { return found }
        let name = Vocabulary.folded(row.name)
        let fitting = try reader.supplies(of: connection.id).filter { supply in
            let shown = supply.attributes["name"]?.string ?? supply.vendorID
            let hasOwnID =
                row.vendorID != nil && Vocabulary.folded(supply.vendorID) != Vocabulary.folded(shown)
                && supply.vendorID != supply.name
            return !hasOwnID && [supply.vendorID, shown, supply.name].contains { Vocabulary.folded($0) == name }
        }
        return fitting.count == 1 ? fitting[0] : nil
    }

    /// Nil where the row leaves open of which kind the supply is.
    private func kind(
        of row: SupplyListFile.Row, _ before: Supply?, _ descriptor: Descriptor
    ) -> SupplyKindDescription? {
        let (category, usage) = (row.category ?? before?.category, row.usage ?? before?.usage)
        let fitting = descriptor.supplyKinds.filter {
            (category == nil || $0.category == category) && (usage == nil || $0.usage == usage)
        }
        return fitting.count == 1 ? fitting[0] : nil
    }

    private func report(
        _ row: SupplyListFile.Row, _ before: Supply?, _ kind: SupplyKindDescription, _ descriptor: Descriptor
    ) -> SupplyReport {
        var attributes = row.attributes
        attributes["name"] = .string(row.name)
        let units = row.counters.filter { word, _ in
            if case .units? = descriptor.counter(word, usage: kind.usage)?.counts { true } else { false }
        }
        return SupplyReport(
            vendorID: row.vendorID ?? before?.vendorID ?? row.name, name: row.name, usage: kind.usage,
            category: kind.category, isArchived: row.isArchived ?? before?.isArchived ?? false,
            assessments: row.assessment.map { [$0] } ?? before?.assessments ?? [],
            purchased: units.isEmpty ? nil : units.values.reduce(0, +), counters: row.counters, attributes: attributes)
    }
}

extension SupplyListFile {
    fileprivate func problem(_ row: Row, _ reason: String, _ remedy: String) -> TableProblem {
        TableProblem(file: name, row: row.line, line: row.line, value: row.name, reason: reason, remedy: remedy)
    }
}
