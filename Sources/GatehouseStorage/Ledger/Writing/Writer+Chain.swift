import GatehouseForms
import GatehouseLedger
import GatehouseModel

extension SQLLedgerWriter {
    /// Puts notes behind the last link of the workspace's chain, and events behind the last one published: both without
    /// gaps and in the order of commits, because the chain's row stays locked until then.
    func writeChain(_ notes: [AuditNote], _ events: [OutboxEvent]) throws {
        if notes.isEmpty && events.isEmpty { return }
        let last = try first(
            "SELECT audit_sequence, audit_hash, outbox_sequence FROM chains WHERE workspace = ?1 {for update}"
        ) { (sequence: try $0.integer(0), hash: try $0.text(1), published: try $0.integer(2)) }
        guard let last else { throw SQLRow.damaged("a workspace without its chain") }
        let details = notes.map(\.details.canonicalText)
        var entries: [AuditEntry] = []
        entries.reserveCapacity(notes.count)
        for (note, details) in zip(notes, details) {
            entries.append(
                AuditEntry(
                    note, sequence: (entries.last?.sequence ?? last.sequence) + 1,
                    previous: entries.last?.hash ?? last.hash, details: details))
        }
        try insert(
            into: "audit", ["sequence", "at", "actor", "act", "object", "details", "previous", "hash"],
            count: entries.count
        ) { index, row in
            let entry = entries[index]
            row.add(entry.sequence)
            row.add(entry.at)
            row.add(entry.actor)
            row.add(entry.act)
            row.add(entry.object)
            row.add(details[index])
            row.add(entry.previous)
            row.add(entry.hash)
        }
        try insert(into: "outbox", ["sequence", "type", "object", "at", "data"], count: events.count) { index, row in
            row.add(last.published + Int64(index) + 1)
            row.add(events[index].type)
            row.add(events[index].object)
            row.add(events[index].at)
            row.add(events[index].data.canonicalText)
        }
        try runLater(
            "UPDATE chains SET audit_sequence = ?2, audit_hash = ?3, outbox_sequence = ?4 WHERE workspace = ?1",
            [
                .integer(last.sequence + Int64(notes.count)), .text(entries.last?.hash ?? last.hash),
                .integer(last.published + Int64(events.count)),
            ])
    }
}
