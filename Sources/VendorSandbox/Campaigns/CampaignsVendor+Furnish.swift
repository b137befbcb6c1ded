import GatehouseForms
import GatehouseModel

/// What a provider is judged by: campaigns to invite into, and the files that the site gives of them.
extension CampaignsVendor {
    mutating func furnish(_ turn: inout Turn) throws(Problem) -> JSONValue {
        let number = campaigns.count + 1
        var made: [JSONValue] = []
        for name in ["Furnished", "Furnished twin", "Furnished shelf"] {
            let input: JSONValue = [
                "name": .string("\(name) \(number)"), "goal": "development",
                "assessments": ["core-drivers", "core-values"], "reports": ["core-drivers"], "tags": ["furnished"],
            ]
            let action = try TakenAction(name: "create-campaign", ["input": input])
            made.append(try perform(action, by: "consultant", &turn)["result"]?["id"] ?? .null)
        }
        campaigns[campaigns.count - 1].isArchived = true
        return ["supplies": .array(made)]
    }

    func files() throws(Problem) -> JSONValue {
        guard !campaigns.isEmpty else {
            throw Problem(404, "no_such_supply", "There is no campaign yet.", rule: "CA-1")
        }
        return [
            "files": [
                ["format": "campaign-status", "text": .string(statusFile(0))],
                ["format": "campaign-results", "text": .string(resultsFile(0))],
            ]
        ]
    }
}
