import GatehouseForms
import GatehouseModel

extension LearnersVendor {
    mutating func perform(_ action: TakenAction, by member: String, _ turn: inout Turn) throws(Problem) -> JSONValue {
        sendDue(&turn)
        switch action.name {
        case "trainings": return done(result: ["trainings": names(trainings)])
        case "imports": return done(result: ["imports": .array(imports.map(\.json))])
        case "create-training": return try refusing { () throws(Refused) in try createTraining(action) }
        case "create-group": return try refusing { () throws(Refused) in try createGroup(action) }
        case "set-trainings":
            guard let id = action.supply else { throw .unusable("the action needs a group") }
            let place = try place(of: id)
            return try refusing { () throws(Refused) in
                groups[place].trainings = try knownTrainings(action.texts("trainings"))
                return done(effects: [supplyEffect(place)])
            }
        case "join-page": return try refusing { () throws(Refused) in try setUp(action) }
        default: break
        }
        guard let item = action.item, let index = row(item) else {
            throw Problem(404, "no_such_learner", "Nobody is known by that.", rule: "LI-8")
        }
        return try refusing { () throws(Refused) in
            switch action.name {
            case "add-group": try addGroup(action, index, turn)
            case "add-training": try addTraining(action, index, turn)
            case "copy-link": try copyLink(index)
            default: throw Refused("no_such_action", "There is no such action here.", rule: "LI-8")
            }
        }
    }

    private func supplyEffect(_ place: Int) -> JSONValue { ["type": "supply", "supply": report(groups[place])] }

    mutating func createTraining(_ action: TakenAction) throws(Refused) -> JSONValue {
        let name = action.input["training"]?.string ?? ""
        guard !name.trimmed.isEmpty else { throw Refused("name_missing", "The training has no name.", rule: "LI-1") }
        guard !trainings.contains(name) else {
            throw Refused("name_taken", "There is such a training already.", rule: "LI-1")
        }
        trainings.append(name)
        return done(result: ["training": .string(name)])
    }

    /// LI-1: a group is made of trainings that are there.
    mutating func createGroup(_ action: TakenAction) throws(Refused) -> JSONValue {
        let name = action.input["name"]?.string ?? ""
        guard !name.trimmed.isEmpty else { throw Refused("name_missing", "The group has no name.", rule: "LI-1") }
        guard !groups.contains(where: { $0.name == name }) else {
            throw Refused("name_taken", "There is such a group already.", rule: "LI-4")
        }
        let group = LearnerGroup(
            id: "grp_\(groups.count + 1)", name: name, trainings: try knownTrainings(action.texts("trainings")))
        groups.append(group)
        groupsByID[group.id] = groups.count - 1
        return done(result: ["id": .string(group.id)], effects: [supplyEffect(groups.count - 1)])
    }

    private func knownTrainings(_ wanted: [String]) throws(Refused) -> [String] {
        guard !wanted.isEmpty else { throw Refused("no_trainings", "A group carries trainings.", rule: "LI-1") }
        if let strange = wanted.first(where: { !trainings.contains($0) }) {
            throw Refused("no_such_training", "There is no training \(strange); make it first.", rule: "LI-1")
        }
        return wanted
    }

    /// LI-6.
    private mutating func setUp(_ action: TakenAction) throws(Refused) -> JSONValue {
        guard hasSubscription else {
            throw Refused("subscription_needed", "The join page needs an active subscription.", rule: "LI-6")
        }
        guard let isOn = action.input["on"]?.bool else {
            throw Refused("on_missing", "Say whether it is on or off.", rule: "LI-6")
        }
        webPage.isOn = isOn
        guard isOn else { return done(result: webPageJSON) }
        guard let place = action.input["group"]?.string.flatMap({ groupsByID[$0] }) else {
            throw Refused("no_such_group", "Say which group people join by the page.", rule: "LI-6")
        }
        if let part = action.input["address_part"]?.string {
            let isPlain = part.utf8.allSatisfy {
                (97...122).contains($0) || (48...57).contains($0) || $0 == UInt8(ascii: "-")
            }
            guard (3...40).contains(part.utf8.count), isPlain else {
                throw Refused("address_part", "The address cannot end like this.", rule: "LI-6")
            }
            webPage.part = part
        }
        webPage.group = place
        webPage.allowed = action.texts("allowed")
        return done(result: webPageJSON)
    }

    /// LI-5: only to somebody who is associated; no mail leaves. The caller may name its own reference for the new row.
    private mutating func addGroup(_ action: TakenAction, _ index: Int, _ turn: Turn) throws(Refused) -> JSONValue {
        try refuseUnlessActive(index)
        guard let place = action.input["group"]?.string.flatMap({ groupsByID[$0] }) else {
            throw Refused("no_such_group", "There is no such group.", rule: "LI-1")
        }
        let learner = rows[index].learner
        let reference = action.input["reference"]?.string
        let isThere = (rowsByLearner[learner] ?? []).contains { rows[$0].group == place && rows[$0].state == .active }
        guard !isThere else { throw Refused("in_group", "The learner is in this group already.", rule: "LI-5") }
        var row = Enrolment(
            group: place, learner: learner, reference: reference, way: .further, token: nil, told: rows[index].told,
            invitedAt: turn.now, sendAt: nil, isSent: true, state: .active, changedAt: turn.now)
        row.trainings = groups[place].trainings
        row.acceptedAt = turn.now
        let new = add(row)
        plan(new, turn)
        return done(
            result: .members([
                "id": .string(rowID(new)), "word": .string(row.state.rawValue),
                "reference": reference.map(JSONValue.string),
            ]), effects: [["type": "observed", "records": [record(new, turn.now)]]])
    }

    private mutating func addTraining(_ action: TakenAction, _ index: Int, _ turn: Turn) throws(Refused) -> JSONValue {
        try refuseUnlessActive(index)
        let added = try knownTrainings([action.input["training"]?.string ?? ""])
        rows[index].trainings += added.filter { !rows[index].trainings.contains($0) }
        if rows[index].due == nil { plan(index, turn) }
        return done(result: ["trainings": names(rows[index].trainings)])
    }

    private func copyLink(_ index: Int) throws(Refused) -> JSONValue {
        guard rows[index].state == .pending, let link = link(index) else {
            throw Refused("no_link", "Only a pending invitation has a link that works.", rule: "LI-11")
        }
        return done(result: ["link": .string(link)])
    }

    private func refuseUnlessActive(_ index: Int) throws(Refused) {
        guard rows[index].state == .active else {
            throw Refused(
                "not_associated", "More is given only once the invitation was accepted.", rule: "LI-5")
        }
    }
}
