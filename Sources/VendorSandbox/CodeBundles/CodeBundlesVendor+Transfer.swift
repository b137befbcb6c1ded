import GatehouseForms
import GatehouseModel

extension CodeBundlesVendor {
    /// CB-19: to a bundle that is not archived, of the same code type, accessible; the usage changes in the older edition only.
    mutating func transfer(_ action: TakenAction, from source: Int, by member: String) throws(Refused) -> JSONValue {
        let target = try target(named: "to", of: action, besides: source, by: member)
        let count = try count(action)
        try refuseUnlike(source, target)
        guard settings.edition == "older" || bundles[source].usage == bundles[target].usage else {
            throw Refused("usage_differs", "A transfer does not change the usage.", rule: "CB-19")
        }
        try moveUnits(count, from: source, to: target)
        return done(effects: [moved(count, source, target)])
    }

    /// A bundle is also made by transferring codes out of another.
    mutating func createBundle(_ action: TakenAction, from source: Int, by member: String) throws(Refused) -> JSONValue
    {
        let count = try count(action)
        guard let name = action.input["name"]?.string, !name.isEmpty else {
            throw Refused("name_missing", "The new bundle needs a name.", rule: "CB-19")
        }
        let usage = (action.input["usage"]?.string).flatMap(Usage.init(rawValue:)) ?? bundles[source].usage
        guard usage == bundles[source].usage || settings.edition == "older" else {
            throw Refused("usage_differs", "A transfer does not change the usage.", rule: "CB-19")
        }
        if usage == .multi { try refuseMultiUse(isLegacy: false) }
        guard bundles[source].free >= count else {
            throw Refused("too_few", "The bundle has only \(bundles[source].free) available.", rule: "CB-19")
        }
        let target = addBundle(
            Bundle(
                id: nextBundleID, name: name, category: bundles[source].category, codeType: bundles[source].codeType,
                usage: usage, owner: member, access: [member], purchased: 0, fresh: 0))
        // As it was made: what moves into it is the next effect.
        let made: JSONValue = ["type": "supply", "supply": report(bundles[target])]
        try moveUnits(count, from: source, to: target)
        return done(result: ["id": .string(bundles[target].id)], effects: [made, moved(count, source, target)])
    }

    /// CB-17: the remaining uses must move away; who redeemed the code cannot do so again.
    mutating func deactivate(_ action: TakenAction, _ place: Int, by member: String) throws(Refused) -> JSONValue {
        guard bundles[place].isMultiUse, bundles[place].isActive else {
            throw Refused("not_active", "Only an active multi-use code is deactivated.", rule: "CB-17")
        }
        var effects: [JSONValue] = []
        let count = bundles[place].free
        if count > 0 {
            let target = try target(named: "to", of: action, besides: place, by: member)
            try refuseUnlike(place, target)
            guard bundles[target].isMultiUse else {
                throw Refused("usage_differs", "Uses move to a multi-use bundle.", rule: "CB-17")
            }
            try moveUnits(count, from: place, to: target)
            effects.append(moved(count, place, target))
        }
        bundles[place].shared?.isActive = false
        return done(effects: effects + [attributes(bundles[place].id, ["active": false])])
    }

    mutating func reactivate(_ action: TakenAction, _ place: Int, by member: String) throws(Refused) -> JSONValue {
        guard bundles[place].isMultiUse, !bundles[place].isActive else {
            throw Refused("not_deactivated", "Only a deactivated multi-use code is reactivated.", rule: "CB-17")
        }
        let source = try target(named: "from", of: action, besides: place, by: member)
        let count = try count(action)
        try refuseUnlike(source, place)
        guard bundles[source].isMultiUse else {
            throw Refused("usage_differs", "Uses come from a multi-use bundle.", rule: "CB-17")
        }
        try moveUnits(count, from: source, to: place)
        return done(effects: [moved(count, source, place), attributes(bundles[place].id, ["active": true])])
    }

    func refuseMultiUse(isLegacy: Bool) throws(Refused) {
        guard isLegacy || (settings.plan == "subscription" && settings.hasMultiUseAccess) else {
            throw Refused("plan", "Multi-use bundles need a subscription and access to them.", rule: "CB-2")
        }
    }

    private func target(
        named field: String, of action: TakenAction, besides place: Int, by member: String
    ) throws(Refused) -> Int {
        guard let id = action.input[field]?.string, let target = bundlesByID[id],
            bundles[target].access.contains(member), target != place
        else {
            throw Refused(
                "no_such_bundle", "There is no such other bundle, or you have no access to it.", rule: "CB-19")
        }
        return target
    }

    private func count(_ action: TakenAction) throws(Refused) -> Int64 {
        guard let count = action.input["count"]?.integer, count > 0 else {
            throw Refused("count_missing", "Say how many.", rule: "CB-19")
        }
        return count
    }

    private func refuseUnlike(_ source: Int, _ target: Int) throws(Refused) {
        guard !bundles[target].isArchived else {
            throw Refused("archived", "The other bundle is archived.", rule: "CB-19")
        }
        guard bundles[source].codeType == bundles[target].codeType, bundles[source].category == bundles[target].category
        else {
            throw Refused("other_type", "The other bundle's codes are of another type.", rule: "CB-19")
        }
    }

    /// Codes that people had before go last; a code that becomes a use of a multi-use code is gone.
    private mutating func moveUnits(_ count: Int64, from source: Int, to target: Int) throws(Refused) {
        guard bundles[source].free >= count else {
            throw Refused("too_few", "The bundle has only \(bundles[source].free) available.", rule: "CB-19")
        }
        let fresh = min(count, bundles[source].fresh)
        bundles[source].fresh -= fresh
        bundles[target].fresh += fresh
        for _ in 0..<(count - fresh) {
            guard let unit = bundles[source].returned.popLast() else { break }
            if bundles[target].isMultiUse {
                unitsByCode[units[unit].code] = nil
                bundles[target].fresh += 1
            } else {
                units[unit].bundle = target
                bundles[target].returned.append(unit)
            }
        }
        bundles[source].movedOut += count
        bundles[target].movedIn += count
        bundles[target].shared?.isActive = true
    }

    private func moved(_ count: Int64, _ source: Int, _ target: Int) -> JSONValue {
        [
            "type": "units-moved", "count": .integer(count), "from": .string(bundles[source].id),
            "to": .string(bundles[target].id),
        ]
    }
}
