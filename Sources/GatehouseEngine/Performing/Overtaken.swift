import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit

/// Acts that are not to be done any more as things stand now: what was handed out meanwhile, or has ended, is handed out to nobody
/// again, and neither is what is past its last day; who has come as far as a reminder may not be planned any more is not reminded. What was seen at the vendor, of an issue
/// whose answer was lost or was not ticked off, says so before the next act is done. What a case stands against waits for a person.
struct Overtaken {
    let world: EngineWorld

    /// Those that are still to be done, and the others, settled.
    func sortOut(_ acts: [Intent], in ledger: any Ledger) throws -> (left: [Intent], settled: [Intent]) {
        guard ["distribute", "remind"].contains(acts[0].verb), let supply = acts[0].supply else { return (acts, []) }
        let found = try ledger.read { reader in
            let site = try reader.supply(supply).map { try Planner(world: world).site($0, in: reader) }
            return try changes(acts, at: site, in: reader)
        }
        let stopped = found.compactMap { $0 }
        guard !stopped.isEmpty else { return (acts, []) }
        let settled = try ledger.write { writer in
            let batch = try Batch(stopped.map(\.act), world: world, in: writer)
            return try Settlement(world: world, batch: batch).write(stopped, tasks: [], in: writer)
        }
        return (zip(acts, found).filter { $0.1 == nil }.map(\.0), settled)
    }

    /// What becomes of each act that is not to be done now; nil for one that is. Asked when it is claimed, and once more in the
    /// transaction that says that its mail is about to leave.
    ///
    /// - Parameter site: that of all these acts.
    func changes(_ acts: [Intent], at site: Planner.Site?, in reader: any LedgerReader) throws -> [Settlement.Change?] {
        let known = try reader.invitations(acts.compactMap(\.invitation))
        let held = try HeldBack(Array(known.values), in: reader)
        let lastDays = try LastDays(Array(known.values), now: world.clock.now, in: reader)
        // Who is added to what he accepted before has begun there, and is told of the further supply all the same (LI-5).
        let issues = try reader.intents(acts.compactMap(\.after))
        let added = Set(issues.filter { $0.behind != nil }.map(\.id))
        return try acts.map { act -> Settlement.Change? in
            guard let invitation = act.invitation.flatMap({ known[$0] }) else { return nil }
            let reason =
                act.verb == "remind"
                ? try reasonNotToRemind(invitation, act, at: site, in: reader)
                : Overtaken.reasonNotToHandOut(invitation, isAdded: act.after.map(added.contains) ?? false)
            if let reason { return .overtaken(act, "not sent: \(reason)") }
            if let reason = lastDays.reason(invitation) { return .tooLate(act, "not sent: \(reason)") }
            return held.reason(invitation.id).map { .heldBack(act, "not sent: it \($0)") }
        }
    }

    private static func reasonNotToHandOut(_ invitation: Invitation, isAdded: Bool) -> String? {
        if let end = invitation.standing.end { return "it is \(end.word)" }
        guard !isAdded, let low = invitation.standing.low, low >= .registered else { return nil }
        return "the vendor shows that the person has \(low == .registered ? "registered" : "begun") already"
    }

    /// What the plan of a reminder would say today.
    private func reasonNotToRemind(
        _ invitation: Invitation, _ act: Intent, at site: Planner.Site?, in reader: any LedgerReader
    ) throws -> String? {
        if let end = invitation.standing.end { return "it is \(end.word)" }
        if let obstacle = try Planner.obstacle(to: .remind, standingOf: invitation, besides: act.id, in: reader) {
            return "it \(obstacle)"
        }
        guard let site else { return nil }
        if let word = site.wordOfReturn(invitation) { return "the vendor shows it as “\(word)”" }
        let (_, availability) = site.provider.descriptor.availability(
            .remind, mode: site.mode, channel: act.channel, facet: site.supply.facet,
            subject: site.subject(channel: act.channel, of: invitation))
        return availability.isPossible ? nil : availability.reason
    }
}
