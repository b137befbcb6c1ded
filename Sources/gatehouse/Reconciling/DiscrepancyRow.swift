import GatehouseForms
import GatehouseLedger
import GatehouseModel

/// A difference as it is kept, with the names that it is about.
struct DiscrepancyRow {
    let record: DiscrepancyRecord
    let connectionName: String
    /// The person where it is about one, else its subject.
    let who: String

    /// - Parameter classes: all of them where none is named.
    static func all(_ state: DiscrepancyRecord.State?, of classes: [String], in reader: any LedgerReader) throws
        -> [DiscrepancyRow]
    {
        let names = Dictionary(
            try reader.connections().map { ($0.id, $0.name) }, uniquingKeysWith: { first, _ in first })
        return try reader.discrepancies(of: nil, state: state).filter { classes.isEmpty || classes.contains($0.kind) }
            .map { record in
                let who = try record.invitation.flatMap { try reader.row($0)?.address } ?? record.subject
                return DiscrepancyRow(record: record, connectionName: names[record.connection] ?? "–", who: who)
            }
    }

    static func columns(now: Instant) -> [Printer.Column<DiscrepancyRow>] {
        [
            .init("ID", wide: true) { $0.record.id.text }, .init("CONNECTION") { $0.connectionName },
            .init("CLASS") { $0.record.kind },
            .init("WHO") { $0.who }, .init("WE SAY") { $0.record.ours }, .init("THE VENDOR SAYS") { $0.record.theirs },
            .init("SINCE") { Age.words(now.since($0.record.firstSeen)) }, .init("STATE") { $0.record.state.rawValue },
            .init("PROPOSAL") { $0.record.proposal },
            .init("EVIDENCE", wide: true) { $0.record.evidence.replacing("\n", with: "; ") },
            .init("DECIDED", wide: true) { $0.record.resolution ?? "" },
        ]
    }

    var document: JSONValue {
        .members([
            "id": .string(record.id.text), "connection": .string(connectionName), "class": .string(record.kind),
            "subject": .string(record.subject),
            "who": .string(who), "invitation": record.invitation.map { .string($0.text) }, "ours": .string(record.ours),
            "theirs": .string(record.theirs),
            "evidence": .array(record.evidence.split(separator: "\n").map { .string(String($0)) }),
            "policy": .string(record.policy), "severity": .string(record.severity),
            "proposal": .string(record.proposal),
            "state": .string(record.state.rawValue), "first_seen": .string(record.firstSeen.description),
            "last_seen": .string(record.lastSeen.description), "resolution": record.resolution.map { .string($0) },
        ])
    }
}
