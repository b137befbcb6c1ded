import GatehouseLedger
import GatehouseModel

/// Acts that were to hand out what was handed out meanwhile, or has ended: nobody who has begun is invited again. What was
/// seen at the vendor, of an issue whose answer was lost or was not ticked off, says so before the next act is done.
struct Overtaken {
    let world: EngineWorld
    let ledger: any Ledger

    /// Those that are still to be done, and the others, settled as cancelled.
    func sortOut(_ acts: [Intent]) throws -> (left: [Intent], settled: [Intent]) {
        guard acts[0].verb == "distribute" else { return (acts, []) }
        let known = try ledger.read { try $0.invitations(acts.compactMap(\.invitation)) }
        let reasons = acts.map { act in act.invitation.flatMap { known[$0] }.flatMap(Overtaken.reason) }
        guard reasons.contains(where: { $0 != nil }) else { return (acts, []) }
        let settled = try ledger.write { writer in
            let changes = zip(acts, reasons).compactMap { act, reason in
                reason.map { Settlement.Change.overtaken(act, $0) }
            }
            let batch = try Batch(changes.map(\.act), world: world, in: writer)
            return try Settlement(world: world, batch: batch).write(changes, tasks: [], in: writer)
        }
        return (zip(acts, reasons).filter { $0.1 == nil }.map(\.0), settled)
    }

    /// Nil where it is still to go out.
    private static func reason(_ invitation: Invitation) -> String? {
        if let end = invitation.standing.end { return "not sent: it is \(end.word)" }
        guard let low = invitation.standing.low, low >= .registered else { return nil }
        return "not sent: the vendor shows that the person has \(low == .registered ? "registered" : "begun") already"
    }
}
