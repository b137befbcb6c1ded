import GatehouseEngine
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit

/// The order in which work items are to be done: of each connection what sets it up comes first, as its provider lists the
/// actions (a training before the group that carries it, LI-1), then everything else as it was asked for.
struct WorkOrder {
    private let ranks: [ConnectionID: [String: Int]]

    init(_ connections: [Connection], _ world: EngineWorld) {
        ranks = connections.reduce(into: [:]) { ranks, connection in
            guard let descriptor = try? world.provider(of: connection).descriptor else { return }
            let setUp = descriptor.actions.filter { $0.scope == .connection && $0.effect != .read }
            ranks[connection.id] = Dictionary(
                setUp.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
        }
    }

    func sorted(_ items: [WorkItem], in reader: any LedgerReader) throws -> [WorkItem] {
        let places = try items.map { item -> Int in
            let action = try reader.intents(Array(item.intents.prefix(1))).first?.action
            return action.flatMap { ranks[item.connection]?[$0] } ?? Int.max
        }
        return items.indices.sorted {
            (items[$0].connection.text, places[$0], $0) < (items[$1].connection.text, places[$1], $1)
        }.map { items[$0] }
    }
}
