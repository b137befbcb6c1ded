import GatehouseForms
import GatehouseModel
import GatehouseProviderKit

/// A campaign that is to be made (CA-1 to CA-4).
struct NewCampaign {
    let goal: Goal
    let name: String
    let assessments: [Assessment]
    let reports: [Report]
    let tags: [String]

    /// As the action's form gives it; nil when the form was not checked.
    init?(_ input: ActionInput) {
        let values = input.order.input
        guard let goal = values["goal"]?.string.flatMap(Goal.init(rawValue:)), let name = values["name"]?.string else {
            return nil
        }
        self.goal = goal
        self.name = name
        assessments = Assessment.chosen(values["assessments"])
        reports = Report.chosen(values["reports"])
        tags = input.texts("tags")
    }

    var refusal: Refusal? {
        CampaignRules.broken(byNaming: name) ?? CampaignRules.broken(byAssigning: assessments)
            ?? CampaignRules.broken(byEnabling: reports, of: assessments)
    }

    /// As a supply of the ledger. On the vendor's site a campaign shows no id: the name that it is made with serves as one.
    var report: SupplyReport {
        SupplyReport(
            vendorID: name, name: name, usage: .personal, category: "campaign",
            assessments: assessments.map(\.rawValue),
            purchased: nil, counters: [:],
            attributes: [
                "name": .string(name), "goal": .string(goal.rawValue), "assessments": assessments.json,
                "reports": reports.json,
                "tags": .array(tags.map { .string($0) }),
            ])
    }
}
