import GatehouseForms
import GatehouseModel

extension KeyPoolVendor {
    mutating func perform(_ action: TakenAction, by member: String, _ turn: inout Turn) throws(Problem) -> JSONValue {
        switch action.name {
        case "copy-link", "report-link": return try link(action, for: member)
        case "coaches", "add-coach", "landing-page": break
        default: throw Problem(404, "no_such_action", "There is no such action here.")
        }
        if let supply = action.supply { try refuseOtherPool(supply) }
        switch action.name {
        case "coaches":
            let all = coaches.map { coach in
                JSONValue.members(["name": .string(coach.name), "email": coach.address.map(JSONValue.string)])
            }
            return done(result: ["coaches": .array(all)])
        case "landing-page": return done(result: ["link": .string(RedeemLink.landingPage(landingToken))])
        default:
            try refuseOthers(than: member, "Adding coaches")
            return try refusing { () throws(Refused) in
                try add(coach: action.input["name"]?.string ?? "", address: action.input["email"]?.string)
                return done(effects: [coachEffect])
            }
        }
    }

    private var coachEffect: JSONValue {
        [
            "type": "attributes", "supply": .string(KeyPoolVendor.pool),
            "attributes": ["coaches": .array(coaches.map { .string($0.name) })],
        ]
    }

    mutating func add(coach name: String, address: String?) throws(Refused) {
        guard !name.trimmed.isEmpty, name.utf8.count <= 200 else {
            throw Refused("name_missing", "A coach has a name.", rule: "KP-2")
        }
        guard !coaches.contains(where: { $0.name == name }) else {
            throw Refused("coach_exists", "There is such a coach already.", rule: "KP-2")
        }
        coaches.append(OrganisationCoach(name: name, address: address))
    }

    /// "Copy Key Link"; the same link opens the report after completion (KP-7), for those who may (KP-10).
    private func link(_ action: TakenAction, for member: String) throws(Problem) -> JSONValue {
        guard let item = action.item, let index = key(item), sees(member, index) else {
            throw Problem(404, "no_such_key", "No sent key is known by that, or it is not yours to see.", rule: "KP-10")
        }
        return try refusing { () throws(Refused) in
            guard keys[index].phase != .reclaimed else {
                throw Refused("reclaimed", "The key was reclaimed; its link is dead.", rule: "KP-9")
            }
            guard action.name == "copy-link" || keys[index].phase == .completed else {
                throw Refused("not_completed", "There is no report before completion.", rule: "KP-7")
            }
            return done(result: ["link": .string(RedeemLink.key(keys[index].token))])
        }
    }
}
