import GatehouseForms
import GatehouseProviderKit

/// The actions in api mode, after the rules have been looked at: one call of the contract each.
struct ApiActions {
    let order: ActionOrder
    let client: ContractClient

    init(_ order: ActionOrder, _ client: ContractClient) {
        self.order = order
        self.client = client
    }

    func answer(_ request: KeyRequest) throws(ProviderError) -> ActionAnswer {
        if case .countKeys(let supply) = request { return try countKeys(of: supply) }
        return try client.perform(order)
    }

    /// The counters that the vendor shows with its pool (KP-1); the contract has no action of their own.
    private func countKeys(of supply: SupplyFacts) throws(ProviderError) -> ActionAnswer {
        guard let report = try client.supplies().first(where: { $0.vendorID == supply.vendorID }) else {
            let refusal = Refusal(
                code: "pool_not_found",
                message: "The vendor shows no pool “\(supply.name)” any more; ask its support.", rule: "KP-1")
            return ActionAnswer(.rejected(refusal))
        }
        return ActionAnswer(
            .done(.object(report.counters.mapValues(JSONValue.integer))), effects: [.supply(report)])
    }
}
