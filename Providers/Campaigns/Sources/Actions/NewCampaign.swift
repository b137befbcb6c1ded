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
    init?(input: [String: JSONValue]) {
        guard let goal = input["goal"]?.string.flatMap(Goal.init(rawValue:)), let name = input["name"]?.string else {
            return nil
        }
        self.goal = goal
        self.name = name
        assessments = Assessment.chosen(input["assessments"])
        reports = Report.chosen(input["reports"])
        tags = (input["tags"]?.array ?? []).compactMap(\.string).withoutRepeats
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

extension Listed {
    /// Those that a list names, each once, in the order of the vendor's page.
    static func chosen(_ json: JSONValue?) -> [Self] {
        let named = Set((json?.array ?? []).compactMap { $0.string.flatMap(Self.init(rawValue:)) })
        return allCases.filter(named.contains)
    }
}

extension [String] {
    var withoutRepeats: [String] {
        var seen: Set<String> = []
        return filter { seen.insert($0).inserted }
    }
}
