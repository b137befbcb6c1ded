import GatehouseLedger
import GatehouseModel
import GatehouseReconciliation

/// What is still to be asked of a vendor that answered another call of the same command with something else than was asked: it
/// waits until a person has decided about that answer, so that nothing more is spent at a vendor that may be lying.
struct Distrust {
    /// How long an act waits before the ledger is asked again; what settles the answer makes it due at once.
    static let wait = Duration.seconds(30 * 86_400)

    static let code = "put_off"

    let world: EngineWorld

    /// Those that may leave, and the others, put off. What a person has decided to be done is done.
    func sortOut(_ acts: [Intent], in ledger: any Ledger) throws -> (left: [Intent], putOff: [Intent]) {
        guard acts[0].support == "native" else { return (acts, []) }
        let (connection, isDoubted) = try ledger.read { reader in
            let isDoubted = try reader.waitsForPerson(
                DiscrepancyClass.echoMismatch.rawValue, of: acts[0].command, at: acts[0].connection)
            return (isDoubted ? try reader.connection(acts[0].connection) : nil, isDoubted)
        }
        let stopped = acts.filter { isDoubted && $0.outcomeCode != "decided" }
        guard !stopped.isEmpty else { return (acts, []) }
        let reason =
            "not asked: \(connection?.name ?? "the vendor") answered another call of this command with something else than was asked. It goes on by itself once that is decided: 'gatehouse task decisions'"
        let putOff = try ledger.write { writer in
            let batch = try Batch(stopped, world: world, in: writer)
            return try Settlement(world: world, batch: batch).write(
                stopped.map { .putOff($0, reason, after: Distrust.wait) }, tasks: [], in: writer)
        }
        return (acts.filter { $0.outcomeCode == "decided" }, putOff)
    }

    /// Once nothing of the command waits for a decision, what was put off is due now.
    func release(what command: CommandID, at connection: ConnectionID, in writer: any LedgerWriter) throws {
        let doubt = DiscrepancyClass.echoMismatch.rawValue
        guard try !writer.waitsForPerson(doubt, of: command, at: connection) else { return }
        let waiting = try writer.intents(of: command).filter { act in
            act.connection == connection && act.state == .ready && act.outcomeCode == Distrust.code
        }
        try writer.settle(
            waiting.map { act in
                var act = act
                act.dueAt = world.clock.now
                return act
            })
    }
}
