import GatehouseForms

/// What a provider is judged by: groups to invite into, and the file that the site gives of them.
extension LearnersVendor {
    mutating func furnish() throws(Problem) -> JSONValue {
        let number = groups.count + 1
        var made: [JSONValue] = []
        for name in ["Furnished", "Furnished twin"] {
            let group: JSONValue = ["name": .string("\(name) \(number)"), "trainings": ["Furnished training"]]
            made.append(try makeGroup(group)["id"] ?? .null)
        }
        return ["supplies": .array(made)]
    }

    func files() -> JSONValue {
        ["files": [["format": "learner-status", "text": .string(statusFile(nil))]]]
    }
}
