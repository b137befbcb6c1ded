import GatehouseForms
package import GatehouseLedger
package import GatehouseModel

/// Forgets results whose time is over, every version of them. That somebody has completed an assessment stays known; what it brought
/// does not.
package struct ResultForgetting: Sendable {
    let world: EngineWorld

    /// So many go in one transaction.
    private static let portion = 500

    package init(world: EngineWorld) { self.world = world }

    /// What was completed, or where that was never told taken in, before this is forgotten; nil where nothing is.
    package var cutoff: Instant? { world.retention.cutoff(world.clock.now) }

    /// How many are due.
    package func due(in reader: any LedgerReader) throws -> Int64 {
        try cutoff.map { try reader.countResults(completedBefore: $0) } ?? 0
    }

    /// One portion, with its line in the audit trail, which names no person and no score. Gives how many went: none where none is
    /// due. Repeating is safe, also by several at a time.
    package func step(actor: String, in ledger: any Ledger) throws -> Int {
        guard let cutoff, try ledger.read({ try $0.countResults(completedBefore: cutoff) }) > 0 else { return 0 }
        return try ledger.write { writer in
            let gone = try writer.forgetResults(completedBefore: cutoff, limit: ResultForgetting.portion)
            try writer.audit(
                gone.sorted { $0.key < $1.key }.map { connection, count in
                    AuditNote(
                        at: world.clock.now, actor: actor, act: "results.forgotten", object: connection.text,
                        details: [
                            "results": .integer(Int64(count)), "completed_before": .string(cutoff.description),
                        ])
                })
            return gone.values.reduce(0, +)
        }
    }
}
