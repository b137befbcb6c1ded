import GatehouseApp
import GatehouseEngine
import GatehouseForms
import GatehouseLedger
import GatehouseModel

/// A difference as it is kept, with the names that it is about.
struct DiscrepancyRow {
    let record: DiscrepancyRecord
    let connectionName: String
    /// The person where it is about one, else its subject as people know it.
    let who: String
    /// Our value, the vendor's and the evidence, in the same words.
    let ours, theirs, evidence, proposal: String

    /// - Parameter classes: all of them where none is named.
    static func all(
        _ state: DiscrepancyRecord.State?, of classes: [String], _ application: Application,
        in reader: any LedgerReader
    ) throws -> [DiscrepancyRow] {
        try rows(
            try reader.discrepancies(of: nil, state: state).filter { classes.isEmpty || classes.contains($0.kind) },
            application, in: reader)
    }

    static func rows(
        _ records: [DiscrepancyRecord], _ application: Application, in reader: any LedgerReader
    ) throws -> [DiscrepancyRow] {
        let words = CredentialWords(world: application.world, in: reader)
        let names = Dictionary(
            try reader.connections().map { ($0.id, $0.name) }, uniquingKeysWith: { first, _ in first })
        return try records.map { record in
            func plain(_ text: String) throws -> String { try words.plain(text, of: record.connection) }
            return DiscrepancyRow(
                record: record, connectionName: names[record.connection] ?? "–",
                who: try record.invitation.flatMap { try reader.row($0)?.address } ?? plain(record.subject),
                ours: try plain(record.ours), theirs: try plain(record.theirs), evidence: try plain(record.evidence),
                proposal: try plain(record.proposal))
        }
    }

    static func columns(now: Instant) -> [Printer.Column<DiscrepancyRow>] {
        [
            .init("ID", wide: true) { $0.record.id.text }, .init("CONNECTION") { $0.connectionName },
            .init("CLASS") { $0.record.kind },
            .init("WHO") { $0.who }, .init("WE SAY") { $0.ours }, .init("THE VENDOR SAYS") { $0.theirs },
            .init("SINCE") { Age.words(now.since($0.record.firstSeen)) }, .init("STATE") { $0.record.state.rawValue },
            .init("PROPOSAL") { $0.proposal },
            .init("EVIDENCE", wide: true) { $0.evidence.replacing("\n", with: "; ") },
            .init("DECIDED", wide: true) { $0.record.resolution ?? "" },
        ]
    }

    var document: JSONValue {
        .members([
            "id": .string(record.id.text), "connection": .string(connectionName), "class": .string(record.kind),
            "subject": .string(record.subject),
            "who": .string(who), "invitation": record.invitation.map { .string($0.text) },
            "supply": record.supply.map { .string($0) }, "ours": .string(ours),
            "theirs": .string(theirs),
            "evidence": .array(evidence.split(separator: "\n").map { .string(String($0)) }),
            "policy": .string(record.policy), "severity": .string(record.severity),
            "proposal": .string(proposal),
            "state": .string(record.state.rawValue), "first_seen": .string(record.firstSeen.description),
            "last_seen": .string(record.lastSeen.description), "resolution": record.resolution.map { .string($0) },
        ])
    }
}
