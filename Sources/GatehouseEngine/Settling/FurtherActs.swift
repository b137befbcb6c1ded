import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit

/// Acts that wait until the same person has accepted an earlier invitation (LI-5): let go once that one was accepted, given
/// up when it ended before. Called in the transaction that writes the news, whoever brought it.
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
        for batch in Dictionary(grouping: try writer.intents(behind: ended.map(\.id)), by: \.batch).values {
            let refusal = Refusal(
                code: "earlier_not_accepted",
                message:
                    "the earlier invitation ended before it was accepted, and nothing was sent for this one: invite again where it is still wanted",
                rule: "LI-5")
            let settlement = Settlement(world: world, batch: try Batch(batch, world: world, in: writer))
            _ = try settlement.write(batch.map { .rejected($0, refusal) }, tasks: [], in: writer)
        }
    }
}
