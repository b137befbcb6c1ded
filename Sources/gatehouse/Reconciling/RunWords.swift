import GatehouseApp
import GatehouseEngine
import GatehouseForms
import GatehouseLedger
import GatehouseModel

/// A run that is over, with the differences that there were when it was made and what became of each.
struct RunWords {
    /// How the run saw a difference.
    private enum Sight: String {
        /// By this run for the first time.
        case new
        /// By this run and an earlier one.
        case again
        /// It was open then, and the run did not look at what it is about: its snapshot was not whole, or of another supply.
        case open
        /// The run was whole and did not see it any more.
        case gone
    }

    private let run: ReconciliationRun
    private let connectionName: String
    private let rows: [(row: DiscrepancyRow, sight: Sight)]

    init(_ run: ReconciliationRun, _ application: Application, in reader: any LedgerReader) throws {
        self.run = run
        connectionName = try reader.connection(run.connection)?.name ?? "–"
        let then = try reader.discrepancies(of: run.connection, state: nil).filter {
            $0.firstSeen <= run.at && $0.lastSeen >= run.at
        }
        rows = try DiscrepancyRow.rows(then, application, in: reader).map { ($0, RunWords.sight(of: $0.record, run)) }
    }

    private static func sight(of record: DiscrepancyRecord, _ run: ReconciliationRun) -> Sight {
        if record.state == .resolved, record.lastSeen == run.at, record.firstSeen < run.at { return .gone }
        if record.firstSeen == run.at { return .new }
        return record.lastSeen == run.at || run.isComplete ? .again : .open
    }

    /// What was done about it, by this run or since.
    private func outcome(of entry: (row: DiscrepancyRow, sight: Sight)) -> String {
        let record = entry.row.record
        switch record.state {
        case .open: return record.policy == "plan" ? "waits for a tick" : "open"
        case .applied: return record.resolution.map { isOurs($0) ? "applied by this run" : $0 } ?? "applied"
        case .ignored: return "ignored\(record.resolution.map { ": \($0)" } ?? "")"
        case .resolved:
            let how = record.resolution ?? "settled"
            return entry.sight == .gone || record.lastSeen == run.at ? how : "\(how), since \(record.lastSeen)"
        }
    }

    private func isOurs(_ resolution: String) -> Bool { resolution.hasSuffix(run.id.text) }

    func text(width: Int?) -> String {
        let head =
            "\(run.id.text)   \(connectionName), \(run.records) records from \(run.source), \(run.matched) matched, \(run.isComplete ? "complete" : "not complete")\n"
            + "  taken \(run.at), as of \(run.asOf)"
            + (run.setAside > 0 ? ", \(run.setAside) rows set aside" : "") + "\n"
        guard !rows.isEmpty else { return head + "  no differences\n" }
        let table = TextTable(
            titles: ["ID", "CLASS", "WHO", "WE SAID", "THE VENDOR SAID", "SEEN", "DONE"],
            rows: rows.map { entry in
                [
                    entry.row.record.id.text, entry.row.record.kind, entry.row.who, entry.row.ours, entry.row.theirs,
                    entry.sight.rawValue, outcome(of: entry),
                ]
            })
        return head + table.text(width: width)
    }

    var document: JSONValue {
        var document = run.document(connection: connectionName).object ?? [:]
        document["discrepancies"] = .array(
            rows.map { entry in
                var row = entry.row.document.object ?? [:]
                row["seen"] = .string(entry.sight.rawValue)
                row["done"] = .string(outcome(of: entry))
                return .object(row)
            })
        return .object(document)
    }
}
