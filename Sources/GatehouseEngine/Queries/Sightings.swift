import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit

/// How old what is known of an invitation is (GH-2): since the vendor last showed it as it is, whether or not that was written
/// down. It follows from the newest whole snapshot that would have shown it otherwise; each is looked up once.
final class Sightings {
    private struct Look {
        let asOf: Instant
        /// Not shown, or not believed.
        let unseen: Set<InvitationID>
        let torn: [String]
    }

    private let reader: any LedgerReader
    private let lags: [ConnectionID: Duration]
    private let supplies: [SupplyID: Supply]
    private var looks: [ConnectionID: Look?] = [:]
    private var supplyLooks: [SupplyID: Look?] = [:]

    init(
        _ connections: [ConnectionID: Connection], _ supplies: [SupplyID: Supply], _ world: EngineWorld,
        in reader: any LedgerReader
    ) {
        (self.reader, self.supplies) = (reader, supplies)
        lags = connections.compactMapValues { try? world.provider(of: $0).descriptor.traits.lag }
    }

    /// Nil where nothing is known of it at all.
    func asOf(_ row: InvitationRow) throws -> Instant? {
        let invitation = row.invitation
        // Who ended need not be shown any more, what a shared code does is told of nobody, and an act under way may hide either.
        guard let own = invitation.standing.asOf, invitation.vendorWord != nil, invitation.standing.end == nil,
            row.facet.usage != .multi, row.openIntent?.isFinal ?? true, let supply = supplies[invitation.supply]
        else { return invitation.standing.asOf }
        let proven = invitation.lastWriteAt.advanced(by: lags[invitation.connection] ?? .zero)
        let seen = try looks(at: supply).filter {
            $0.asOf >= proven && !$0.unseen.contains(invitation.id) && !$0.torn.contains(supply.vendorID)
        }
        return max(own, seen.map(\.asOf).max() ?? own)
    }

    private func looks(at supply: Supply) throws -> [Look] {
        if looks[supply.connection] == nil { looks[supply.connection] = try look(supply.connection, nil) }
        if supplyLooks[supply.id] == nil { supplyLooks[supply.id] = try look(supply.connection, supply.vendorID) }
        return [looks[supply.connection] ?? nil, supplyLooks[supply.id] ?? nil].compactMap(\.self)
    }

    private func look(_ connection: ConnectionID, _ supply: String?) throws -> Look? {
        guard let run = try reader.newestWholeRun(of: connection, supply: supply), let whole = run.whole else {
            return nil
        }
        var torn: [String] = []
        if case .everything(let supplies) = whole { torn = supplies }
        return Look(asOf: run.asOf, unseen: Set(run.absent + run.doubted), torn: torn)
    }
}
