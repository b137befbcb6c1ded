import GatehouseForms
import GatehouseModel

extension CodeBundlesVendor {
    mutating func perform(_ action: TakenAction, by member: String, _ turn: inout Turn) throws(Problem) -> JSONValue {
        switch action.name {
        case "templates": return done(result: templates)
        case "export-list": return done(result: try exportList(action, by: member, &turn))
        default: break
        }
        guard let id = action.supply else { throw .unusable("the action needs a bundle") }
        let place = try place(of: id, for: member)
        do throws(Refused) {
            switch action.name {
            case "transfer": return try transfer(action, from: place, by: member)
            case "create-bundle": return try createBundle(action, from: place, by: member)
            case "deactivate": return try deactivate(action, place, by: member)
            case "reactivate": return try reactivate(action, place, by: member)
            default: break
            }
        } catch {
            return [
                "outcome": "rejected",
                "refusal": [
                    "code": .string(error.code), "message": .string(error.message), "rule": .string(error.rule),
                ],
            ]
        }
        switch action.name {
        case "archive", "unarchive":
            bundles[place].isArchived = action.name == "archive"
            return done(effects: [
                ["type": "archived", "supply": .string(id), "archived": .bool(bundles[place].isArchived)]
            ])
        case "rename":
            bundles[place].name = try action.text("name")
            return done(effects: [["type": "supply", "supply": report(bundles[place])]])
        case "describe":
            bundles[place].description = action.input["description"]?.string ?? ""
            return done(effects: [attributes(id, ["description": .string(bundles[place].description)])])
        case "favourite":
            bundles[place].isFavourite = action.input["favourite"]?.bool ?? true
            return done(effects: [attributes(id, ["favourite": .bool(bundles[place].isFavourite)])])
        case "low-water":
            guard bundles[place].isMultiUse else {
                throw .notSupported("Only a multi-use bundle warns of few uses.", rule: "CB-21")
            }
            let uses = action.input["uses"]?.integer ?? 0
            bundles[place].lowWater = uses > 0 ? uses : nil
            return done(effects: [
                attributes(id, ["low_water": bundles[place].lowWater.map(JSONValue.integer) ?? .null])
            ])
        case "find-accounts": return done(result: try findAccounts(action, for: bundles[place]))
        default: throw .notSupported("There is no such action here.", rule: "CB-21")
        }
    }

    func done(result: JSONValue? = nil, effects: [JSONValue] = []) -> JSONValue {
        .members(["outcome": "done", "result": result, "effects": effects.isEmpty ? nil : .array(effects)])
    }

    func attributes(_ id: String, _ values: [String: JSONValue]) -> JSONValue {
        ["type": "attributes", "supply": .string(id), "attributes": .object(values)]
    }

    private var templates: JSONValue {
        [
            "default": .array(Letter.standard.keys.sorted().map { .string($0) }),
            "organisation": .array(settings.templates.keys.sorted().map { .string($0) }),
        ]
    }

    /// The filtered list goes by mail to whoever asked (CB-21).
    private func exportList(_ action: TakenAction, by member: String, _ turn: inout Turn) throws(Problem) -> JSONValue {
        let filter = action.input
        let chosen = bundles.filter { bundle in
            bundle.access.contains(member) && (filter["favourites"]?.bool != true || bundle.isFavourite)
                && (filter["category"]?.string).map { $0 == bundle.category } ?? true
                && (filter["usage"]?.string).map { $0 == bundle.usage.rawValue } ?? true
                && (filter["name"]?.string).map { bundle.name.lowercased().contains($0.lowercased()) } ?? true
        }
        let address = "\(member)@\(account).example.org"
        turn.mails.append(
            Mail(
                at: turn.now, kind: .list, to: address, supply: nil, reference: nil, language: "en",
                template: "default",
                subject: "Your list of bundles", text: bundleFile(chosen), link: nil))
        return ["mailed_to": .string(address), "bundles": .integer(Int64(chosen.count))]
    }

    /// Existing accounts, with the reason where one cannot be picked (CB-6, CB-8).
    private func findAccounts(_ action: TakenAction, for bundle: Bundle) throws(Problem) -> JSONValue {
        let query = try action.text("query").lowercased()
        let found = people.values.filter { person in
            let words = [person.participant.address, person.participant.name, person.participant.externalID]
            return words.compactMap { $0?.lowercased() }.contains { $0.contains(query) }
        }.sorted { $0.participant.key < $1.participant.key }.prefix(50)
        return [
            "accounts": .array(
                found.map { person in
                    let reason =
                        bundle.isPersonal
                        ? "Personal codes go to typed recipients only." : ineligibility(of: person, for: bundle)
                    return .members([
                        "address": .string(person.participant.address),
                        "name": person.participant.name.map(JSONValue.string),
                        "external_id": person.participant.externalID.map(JSONValue.string),
                        "language": person.participant.language.map(JSONValue.string), "eligible": .bool(reason == nil),
                        "reason": reason.map(JSONValue.string),
                    ])
                })
        ]
    }
}
