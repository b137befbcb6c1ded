import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit

extension EngineWorld {
    /// By which options coaches are named, for each connection whose vendor knows some.
    func coachOptions(_ connections: [Connection]) -> CoachOptions {
        let named = connections.compactMap { connection -> (ConnectionID, String)? in
            guard let descriptor = (try? provider(of: connection))?.descriptor,
                let name = descriptor.traits.tells?.coaches, descriptor.options[name] != nil
            else { return nil }
            return (connection.id, name)
        }
        return CoachOptions(Dictionary(named, uniquingKeysWith: { first, _ in first }))
    }
}
