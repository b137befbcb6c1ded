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

    func answer(_ request: CampaignRequest) throws(ProviderError) -> ActionAnswer {
        if case .counts(let supply) = request { return try counts(supply) }
        let answer = try client.perform(order)
        var effects = answer.effects.map(\.withAssessments)
        if case .rename(let supply, let name) = request, case .done = answer.outcome {
            effects.append(.renamed(supply, name))
        }
        return ActionAnswer(answer.outcome, effects: effects)
    }

    /// The counters that the vendor shows with its campaigns (CA-6); the contract has no action of their own.
    private func counts(_ supply: SupplyFacts) throws(ProviderError) -> ActionAnswer {
        guard let report = try client.supplies().first(where: { $0.vendorID == supply.vendorID }) else {
            let refusal = Refusal(
                code: "campaign_not_found",
                message: "The vendor shows no campaign “\(supply.name)” any more; ask its support.",
                rule: "CA-6")
            return ActionAnswer(.rejected(refusal))
        }
        return ActionAnswer(
            .done(.object(report.counters.mapValues(JSONValue.integer))), effects: [.supply(report.withAssessments)])
    }
}

extension LedgerEffect {
    fileprivate var withAssessments: LedgerEffect {
        if case .supply(let report) = self { .supply(report.withAssessments) } else { self }
    }
}

extension SupplyReport {
    /// The assessments among the attributes too, where the rules look for them.
    var withAssessments: SupplyReport {
        var attributes = attributes
        if !assessments.isEmpty { attributes["assessments"] = .array(assessments.map { .string($0) }) }
        return SupplyReport(
            vendorID: vendorID, name: name, usage: usage, category: category, isArchived: isArchived,
            assessments: assessments,
            purchased: purchased, counters: counters, sharedCredential: sharedCredential, attributes: attributes)
    }
}
