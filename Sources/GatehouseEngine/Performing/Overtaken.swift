import GatehouseLedger
import GatehouseModel

/// Acts that were to hand out what was handed out meanwhile, or has ended: nobody who has begun is invited again. What was
/// seen at the vendor, of an issue whose answer was lost or was not ticked off, says so before the next act is done. What a case
/// stands against waits for a person.
struct Overtaken {
    let world: EngineWorld
    let ledger: any Ledger

    /// Those that are still to be done, and the others, settled.
    func sortOut(_ acts: [Intent]) throws -> (left: [Intent], settled: [Intent]) {
        let isDistributing = acts[0].verb == "distribute"
        guard isDistributing || acts[0].verb == "remind" else { return (acts, []) }
        let (known, issues, held) = try ledger.read { reader in
            let known = try reader.invitations(acts.compactMap(\.invitation))
            return (known, try reader.intents(acts.compactMap(\.after)), try HeldBack(Array(known.values), in: reader))
        }
        // Who is added to what he accepted before has begun there, and is told of the further supply all the same (LI-5).
        let added = Set(issues.filter { $0.behind != nil }.map(\.id))
        let found = acts.map { act -> Settlement.Change? in
            guard let invitation = act.invitation.flatMap({ known[$0] }) else { return nil }
            let isAdded = act.after.map(added.contains) ?? false
            if isDistributing, let reason = Overtaken.reason(invitation, isAdded: isAdded) {
                return .overtaken(act, reason)
            }
            return held.reason(invitation.id).map { .heldBack(act, "not sent: it \($0)") }
        }
        let changes = found.compactMap { $0 }
        guard !changes.isEmpty else { return (acts, []) }
        let settled = try ledger.write { writer in
            let batch = try Batch(changes.map(\.act), world: world, in: writer)
            return try Settlement(world: world, batch: batch).write(changes, tasks: [], in: writer)
        }
        return (zip(acts, found).filter { $0.1 == nil }.map(\.0), settled)
    }

    /// Nil where it is still to go out.
    private static func reason(_ invitation: Invitation, isAdded: Bool) -> String? {
        if let end = invitation.standing.end { return "not sent: it is \(end.word)" }
        guard !isAdded, let low = invitation.standing.low, low >= .registered else { return nil }
        return "not sent: the vendor shows that the person has \(low == .registered ? "registered" : "begun") already"
    }
}
