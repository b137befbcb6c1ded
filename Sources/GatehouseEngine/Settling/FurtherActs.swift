import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit

/// Acts that wait until the same person has accepted an earlier invitation (LI-5): let go once that one was accepted, given up
/// when it ended before. Where it was we who took that one back, the person is invited to what waited for itself. Called in the
/// transaction that writes the news, whoever brought it.
struct FurtherActs {
    let world: EngineWorld

    func follow(_ news: [Invitation], of connection: ConnectionID, in writer: any LedgerWriter) throws {
        guard !news.isEmpty, let connection = try writer.connection(connection),
            let stage = try world.provider(of: connection).descriptor.traits.furtherSupplyFrom
        else { return }
        let accepted = news.filter { $0.standing.interval.map { $0.low >= stage } ?? false }
        try writer.release(behind: accepted.map(\.id), at: world.clock.now)
        let gone = Set(accepted.map(\.id))
        let ended = news.filter { $0.standing.end != nil && !gone.contains($0.id) }
        let takenBack = Set(ended.filter { $0.retractRequestedAt != nil }.map(\.id))
        for batch in Dictionary(grouping: try writer.intents(behind: ended.map(\.id)), by: \.batch).values {
            let refusal = Refusal(
                code: "earlier_not_accepted",
                message:
                    "the earlier invitation ended before it was accepted, and nothing was sent for this one: invite again where it is still wanted",
                rule: "LI-5")
            let wanted = try batch.filter { act in
                try act.behind.map { takenBack.contains($0) } ?? false && isWanted(act, in: writer)
            }
            let settlement = Settlement(world: world, batch: try Batch(batch, world: world, in: writer))
            _ = try settlement.write(batch.map { .rejected($0, refusal) }, tasks: [], in: writer)
            for act in wanted { try inviteAnew(act, to: settlement.batch.supply, in: writer) }
        }
    }

    /// Nobody has asked for it to be taken back too.
    private func isWanted(_ act: Intent, in reader: any LedgerReader) throws -> Bool {
        guard act.verb == "issue", let invitation = act.invitation else { return false }
        return try !reader.intents(of: invitation).contains { $0.verb == "retract" && $0.state != .rejected }
    }

    private func inviteAnew(_ act: Intent, to supply: Supply, in writer: any LedgerWriter) throws {
        guard let invitation = try act.invitation.flatMap({ try writer.invitation($0) }), let person = invitation.person
        else { return }
        var request = InviteRequest(supplies: [supply.name])
        request.persons = [person]
        request.channel = invitation.channel
        request.options = act.options
        request.programme = try invitation.programme.flatMap { id in
            try writer.programmes().first { $0.id == id && !$0.isArchived }?.name
        }
        request.overrideReason = invitation.overrideReason
        _ = try Recorder(world: world).record(.invite(request), actor: "gatehouse", in: writer)
    }
}
