import GatehouseForms
import GatehouseModel

/// The vendor's own site, worked by a person: the same account, without references of ours.
extension CodeBundlesVendor {
    mutating func control(_ name: String, _ body: JSONValue, _ turn: inout Turn) throws(Problem) -> JSONValue {
        switch name {
        case "furnish": return try furnish(body)
        case "files": return try files(&turn)
        case "settings": return try change(body)
        case "bundles": return try buyBundle(body)
        case "people": return try addPerson(body)
        case "audience": return try addAudience(body, turn)
        case "upload": return try upload(body, &turn)
        case "email": return try emailByHand(body, &turn)
        case "export": return try export(body, &turn)
        case "retract": return try retractByHand(body, &turn)
        case "redeem": return try redeemByHand(body, &turn)
        case "use": return try useByHand(body, &turn)
        case "status-file": return ["file": .string(statusFile(try ownPlace(body)))]
        case "bundles-file": return ["file": .string(bundleFile(bundles))]
        case "access":
            let place = try ownPlace(body)
            bundles[place].access = Set((body["members"]?.array ?? []).compactMap(\.string) + [bundles[place].owner])
            return report(bundles[place])
        default: throw Problem(404, "no_such_page", "The vendor's site has no page \(name).")
        }
    }

    func ownPlace(_ body: JSONValue) throws(Problem) -> Int {
        guard let id = body["bundle"]?.string,
            let place = bundlesByID[id] ?? bundles.firstIndex(where: { $0.name == id })
        else {
            throw .noSuchSupply
        }
        return place
    }

    private mutating func change(_ body: JSONValue) throws(Problem) -> JSONValue {
        settings.plan = body["plan"]?.string ?? settings.plan
        settings.edition = body["edition"]?.string ?? settings.edition
        settings.countWords = body["count_words"]?.string ?? settings.countWords
        settings.hasMultiUseAccess = body["multi_use_access"]?.bool ?? settings.hasMultiUseAccess
        if let templates = body["templates"]?.object { settings.templates = templates.compactMapValues(\.string) }
        guard ["subscription", "free"].contains(settings.plan), ["current", "older"].contains(settings.edition),
            ["newer", "older"].contains(settings.countWords)
        else { throw .unusable("plan, edition or count_words is unknown") }
        return [
            "plan": .string(settings.plan), "edition": .string(settings.edition),
            "count_words": .string(settings.countWords),
        ]
    }

    private mutating func addPerson(_ body: JSONValue) throws(Problem) -> JSONValue {
        guard let participant = Participant(body) else { throw .unusable("address is missing") }
        people[participant.key] = Person(
            participant: participant, completed: Set((body["completed"]?.array ?? []).compactMap(\.string)))
        return ["address": .string(participant.address)]
    }

    /// People who got a multi-use link from the coach: they act as the clock advances, each once.
    private mutating func addAudience(_ body: JSONValue, _ turn: Turn) throws(Problem) -> JSONValue {
        let place = try ownPlace(body)
        guard bundles[place].isMultiUse, let count = body["people"]?.integer, (1...1_000_000).contains(count) else {
            throw .unusable("people is no number, or the bundle is not multi-use")
        }
        var planned = 0
        for number in 1...count {
            let address = "guest-\(number)@\(account).example.org"
            let behaviour = Behaviour(
                chance: chance, identity: "code-bundles/\(account)/\(bundles[place].id)/\(address)")
            guard let delay = behaviour.delay(to: .register) else { continue }
            plannedUses.append((turn.offset + delay, place, address))
            planned += 1
        }
        return ["will_use": .integer(Int64(planned))]
    }

    /// The upload of recipients: all or nothing, then a summary; nothing is sent before `email` (CB-6, CB-7, CB-12).
    private mutating func upload(_ body: JSONValue, _ turn: inout Turn) throws(Problem) -> JSONValue {
        guard settings.plan == "subscription" else {
            throw Problem(422, "plan", "The upload of recipients is for subscribers.", rule: "CB-6")
        }
        let place = try ownPlace(body)
        guard !bundles[place].isPersonal else {
            throw Problem(422, "typed_only", "Recipients of personal codes are typed.", rule: "CB-9")
        }
        let file = RecipientFile(body["csv"]?.string ?? "")
        if let marked = file.marked { return ["accepted": false, "file": .string(marked)] }
        let letter = try Letter(body, for: bundles[place], languages: Set(file.recipients.map { $0.language ?? "en" }))
        return try sendOrSummarise(file.recipients, letter, place, send: body["send"]?.bool ?? false, &turn)
    }

    /// Recipients typed on the page.
    private mutating func emailByHand(_ body: JSONValue, _ turn: inout Turn) throws(Problem) -> JSONValue {
        let place = try ownPlace(body)
        var recipients: [Participant] = []
        for item in body["recipients"]?.array ?? [body] {
            guard let recipient = Participant(item) else { throw .unusable("a recipient has no usable address") }
            recipients.append(recipient)
        }
        let letter = try Letter(body, for: bundles[place], languages: Set(recipients.map { $0.language ?? "en" }))
        return try sendOrSummarise(recipients, letter, place, send: body["send"]?.bool ?? true, &turn)
    }

    private mutating func sendOrSummarise(
        _ recipients: [Participant], _ letter: Letter, _ place: Int, send: Bool, _ turn: inout Turn
    ) throws(Problem) -> JSONValue {
        try refuseChannel(.vendorMail, of: bundles[place])
        guard !bundles[place].isMultiUse else {
            throw .notSupported("A multi-use code is not mailed by the vendor.", rule: "CB-17")
        }
        guard !bundles[place].isArchived else {
            throw Problem(409, "archived", "The bundle is archived.", rule: "CB-21")
        }
        guard bundles[place].free >= Int64(recipients.count) else {
            throw Problem(
                422, "no_available_codes", "The bundle has only \(bundles[place].free) available codes.", rule: "CB-4")
        }
        let languages = Dictionary(grouping: recipients, by: { $0.language ?? "en" }).mapValues {
            JSONValue.integer(Int64($0.count))
        }
        let lacking =
            letter.usesOrganisation ? languages.keys.filter { Letter.pick($0, settings.templates) == nil }.sorted() : []
        if send {
            for recipient in recipients {
                guard let unit = take(from: place) else { break }
                let index = open(unit, in: place, reference: nil, recipient, .vendorMail)
                sendInvitation(index, letter, &turn)
                handOut(index, &turn)
            }
        }
        return [
            "accepted": true, "sent": .bool(send), "recipients": .integer(Int64(recipients.count)),
            "bundle": .string(bundles[place].name), "languages": .object(languages),
            "warnings": .array(lacking.map { .string("no template in \($0): the default is used") }),
        ]
    }
}
