import GatehouseApp
import GatehouseEngine
import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseReconciliation

/// A run of reconciliation for reading: what was compared, what differs, what was done and what waits for a tick.
struct ReconciliationWords {
    /// One difference with its step, if it has one.
    struct Row {
        let discrepancy: Discrepancy
        let who: String
        let ours, theirs, proposal: String
        let evidence: [String]
        /// `applied`, `waits for a tick`, `stale`, `older news`, `told`, `a person decides`, `look again`, `no conclusion`.
        let state: String
    }

    let outcome: Reconciling.Outcome
    let rows: [Row]
    private let counts: [(kind: String, count: Int)]

    /// The run is kept; false where it was only shown.
    private let isKept: Bool

    init(
        _ outcome: Reconciling.Outcome, _ application: Application, in reader: any LedgerReader, isKept: Bool = true
    ) throws {
        (self.outcome, self.isKept) = (outcome, isKept)
        let credentials = CredentialWords(world: application.world, in: reader)
        let applied = Set(outcome.taken.map(\.discrepancy))
        let waiting = Set(outcome.waiting.map(\.discrepancy))
        rows = try outcome.result.discrepancies.enumerated().map { index, discrepancy in
            let state =
                applied.contains(index)
                ? (isKept ? "applied" : "would be applied")
                : waiting.contains(index) ? "waits for a tick" : ReconciliationWords.words(of: discrepancy)
            func plain(_ text: String) throws -> String {
                try credentials.plain(text, of: outcome.observations.connection.id)
            }
            return Row(
                discrepancy: discrepancy, who: try plain(ReconciliationWords.who(discrepancy, in: reader)),
                ours: try plain(discrepancy.ours), theirs: try plain(discrepancy.theirs),
                proposal: try plain(discrepancy.proposal),
                evidence: try discrepancy.evidence.map(plain), state: state)
        }
        counts = Dictionary(grouping: outcome.result.discrepancies, by: \.kind.rawValue).map {
            ($0.key, $0.value.count)
        }.sorted { $0.kind < $1.kind }
    }

    private static func words(of discrepancy: Discrepancy) -> String {
        switch discrepancy.policy {
        case .auto:
            discrepancy.kind == .outOfOrder ? "older news" : discrepancy.kind.proposesStep ? "stale" : "told"
        case .plan: "waits for a tick"
        case .case: "a person decides"
        case .wait: "look again"
        case .hold: "no conclusion"
        }
    }

    /// The person where it is about one, else the subject as the reconciliation names it.
    private static func who(_ discrepancy: Discrepancy, in reader: any LedgerReader) throws -> String {
        switch discrepancy.subject {
        case .invitation(let id): try reader.row(id)?.address ?? id.text
        default: discrepancy.subject.text
        }
    }

    var head: String {
        let run = outcome.run
        var line =
            "\(outcome.observations.connection.name): \(run.records) records from \(run.source), \(run.matched) matched"
        line += run.isComplete ? ", complete" : ", not complete"
        line += ", as of \(run.asOf)\n"
        let (taken, apart) = (outcome.taken.count, outcome.applied.count - outcome.taken.count)
        if taken > 0 { line += "  \(taken) \(isKept ? "taken over" : "would be taken over")\n" }
        if apart > 0 { line += "  \(apart) \(isKept ? "set apart" : "would be set apart") until the case is decided\n" }
        if outcome.stale > 0 { line += "  \(outcome.stale) had changed meanwhile; the next run sees them anew\n" }
        return line
    }

    /// What keeps a run from saying that all is well.
    static func doubts(of outcome: Reconciling.Outcome) -> [String] {
        let name = outcome.observations.connection.name
        var lines: [String] = []
        if outcome.foreign > 0 {
            lines.append(
                "\(name): \(outcome.foreign) \(outcome.foreign == 1 ? "record was" : "records were") left out, because they cannot be this connection's: gatehouse reconcile list --class foreign_record"
            )
        }
        if outcome.future > 0 {
            lines.append(
                "\(name): \(outcome.future) \(outcome.future == 1 ? "time lies" : "times lie") in the future and \(outcome.future == 1 ? "was" : "were") not believed: gatehouse reconcile list --class future_time"
            )
        }
        let reasons = outcome.unknowns.map(AgreementWords.said)
        if !reasons.isEmpty { lines.append("\(name): not compared: \(reasons.joined(separator: "; ")).") }
        return lines
    }

    static var columns: [Printer.Column<Row>] {
        [
            .init("CLASS") { $0.discrepancy.kind.rawValue }, .init("WHO") { $0.who },
            .init("WE SAY") { $0.ours },
            .init("THE VENDOR SAYS") { $0.theirs }, .init("WHAT") { $0.state },
            .init("PROPOSAL") { $0.proposal },
            .init("SEVERITY", wide: true) { $0.discrepancy.severity.word },
            .init("EVIDENCE", wide: true) { $0.evidence.joined(separator: "; ") },
        ]
    }

    func table(width: Int?) -> String {
        let shown = ReconciliationWords.columns.filter { !$0.isWide }
        return TextTable(titles: shown.map(\.title), rows: rows.map { row in shown.map { $0.value(row) } }).text(
            width: width)
    }

    var document: JSONValue {
        .members([
            "run": outcome.run.document(connection: outcome.observations.connection.name), "kept": .bool(isKept),
            "counts": .object(Dictionary(uniqueKeysWithValues: counts.map { ($0.kind, .integer(Int64($0.count))) })),
            "applied": .integer(Int64(outcome.taken.count)),
            "set_apart": .integer(Int64(outcome.applied.count - outcome.taken.count)),
            "waiting": .integer(Int64(outcome.waiting.count)),
            "stale": .integer(Int64(outcome.stale)),
            "agreement": .string(outcome.agreement.rawValue), "in_agreement": .bool(outcome.agreement == .agrees),
            "not_compared": AgreementWords.document(outcome), "decided": .integer(Int64(outcome.decided)),
            "left_out": .integer(Int64(outcome.foreign)),
            "discrepancies": .array(
                rows.map { row in
                    .members([
                        "class": .string(row.discrepancy.kind.rawValue),
                        "subject": .string(row.discrepancy.subject.text), "who": .string(row.who),
                        "ours": .string(row.ours), "theirs": .string(row.theirs),
                        "policy": .string(row.discrepancy.policy.rawValue),
                        "severity": .string(row.discrepancy.severity.word), "state": .string(row.state),
                        "proposal": .string(row.proposal),
                        "evidence": .array(row.evidence.map { .string($0) }),
                        "first_seen": .string(row.discrepancy.firstSeen.description),
                    ])
                }),
        ])
    }
}

extension ReconciliationRun {
    func document(connection name: String) -> JSONValue {
        .members([
            "id": .string(id.text), "connection": .string(name), "source": .string(source),
            "at": .string(at.description),
            "as_of": .string(asOf.description), "complete": .bool(isComplete), "records": .integer(records),
            "matched": .integer(matched),
            "absent": .integer(Int64(absent.count)), "set_aside": .integer(setAside),
        ])
    }
}
