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
        switch request {
        case .countKeys(let supply): return try countKeys(of: supply)
        case .coaches(let supply): return keeping(try client.perform(order), with: supply)
        default: return try client.perform(order)
        }
    }

    /// The coaches that were shown are what the pool's rules go by from now on (KP-2).
    private func keeping(_ answer: ActionAnswer, with supply: SupplyFacts) -> ActionAnswer {
        guard case .done(let result) = answer.outcome, let coaches = result["coaches"]?.array else { return answer }
        let names = coaches.compactMap { $0["name"]?.string?.trimmed }.filter { !$0.isEmpty }
        return ActionAnswer(
            answer.outcome,
            effects: [
                .attributes(supply: supply.vendorID, ["coaches": .array(names.map { .string($0) })])
            ])
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
