import GatehouseForms
import GatehouseModel

/// What stands in the form "Send Access Keys" besides the addresses.
struct SendingForm {
    let coaches: [String]
    /// Nil where it is left open (KP-3).
    let assessment: String?
    let message: String?
    let signature: String?

    init(_ options: JSONValue, _ organisation: [OrganisationCoach]) throws(Problem) {
        func text(_ name: String) -> String? { (options[name]?.string).flatMap { $0.trimmed.isEmpty ? nil : $0 } }
        let named = (options["coaches"]?.array ?? []).compactMap(\.string)
        if organisation.isEmpty, !named.isEmpty {
            throw Problem(422, "no_coaches", "The organisation has no coaches to pick.", rule: "KP-2")
        }
        if !organisation.isEmpty, named.isEmpty {
            throw Problem(422, "coach_needed", "Pick one or more of the organisation's coaches.", rule: "KP-2")
        }
        var picked: [String] = []
        for name in named {
            guard let coach = organisation.first(where: { $0.name == name }) else {
                throw Problem(422, "unknown_coach", "One of the coaches is not of this organisation.", rule: "KP-2")
            }
            if !picked.contains(coach.name) { picked.append(coach.name) }
        }
        coaches = picked
        let chosen = options["assessment"]?.string ?? "open"
        guard chosen == "open" || KeyPoolVendor.assessments.contains(chosen) else {
            throw Problem(422, "unknown_assessment", "The assessment is drive or express, or left open.", rule: "KP-3")
        }
        assessment = chosen == "open" ? nil : chosen
        message = text("message")
        signature = text("signature")
    }
}

extension KeyPoolVendor {
    mutating func issue(_ order: TakenOrder, by member: String, _ turn: inout Turn) throws(Problem) -> [JSONValue] {
        try refuseOthers(than: member, "Sending keys")
        try refuseOtherPool(order.supply)
        guard order.channel == .vendorMail else {
            throw Problem(422, "channel_not_possible", "A key is sent by our own mail, at once.", rule: "KP-7")
        }
        let form = try SendingForm(order.options, coaches)
        var answers: [JSONValue] = []
        answers.reserveCapacity(order.items.count)
        for item in order.items {
            answers.append(
                ItemAnswer.of(item) { () throws(Refused) in
                    guard let client = item.recipient else {
                        throw Refused("address_missing", "A key is sent to an address.", rule: "KP-4")
                    }
                    let index = try send(to: client, form, reference: item.reference, &turn)
                    return [
                        "address": .string(client.address),
                        "credential": [
                            "kind": "access-key", "link": .string(RedeemLink.key(keys[index].token)),
                            "id": .string(keyID(index)), "word": .string(keys[index].word),
                        ],
                    ]
                })
        }
        return answers
    }

    /// A key leaves the pool and its mail leaves with it (KP-7).
    mutating func send(
        to client: Participant, _ form: SendingForm, reference: String?, _ turn: inout Turn
    ) throws(Refused) -> Int {
        let index = try takeKey(for: client, form.coaches, form.assessment, reference: reference, turn)
        keptMessage = form.message ?? keptMessage
        keys[index].due = behaviour(index).delay(to: .register).map { turn.offset + $0 }
        let link = RedeemLink.key(keys[index].token)
        let text = [form.message, standardMessage(form), form.signature ?? "Kind regards\n\(senders(form.coaches))"]
        turn.mails.append(
            Mail(
                at: turn.now, kind: .invitation, to: client.address, supply: KeyPoolVendor.pool, reference: reference,
                language: "en", template: form.message == nil ? "standard" : "message", subject: "Your access key",
                text: text.compactMap { $0 }.joined(separator: "\n\n").replacing("{link}", with: link), link: link))
        return index
    }

    mutating func takeKey(
        for client: Participant, _ coaches: [String], _ assessment: String?, reference: String?,
        byLandingPage: Bool = false, _ turn: Turn
    ) throws(Refused) -> Int {
        guard left > 0 else { throw Refused("no_keys_left", "There are no keys left in the pool.", rule: "KP-1") }
        left -= 1
        let index = keys.count
        let token = Chance(seed: chance.number("keys", account)).token("\(index)")
        keys.append(
            SentKey(
                reference: reference, client: client, coaches: coaches, assessment: assessment,
                cameByLandingPage: byLandingPage, token: token, sentAt: turn.now, changedAt: turn.now))
        keysByToken[token] = index
        if let reference { keysByReference[reference, default: []].append(index) }
        return index
    }

    /// One coach, several, or the administrator (KP-2).
    func senders(_ coaches: [String]) -> String {
        coaches.isEmpty ? administratorName : coaches.joined(separator: ", ")
    }

    private func standardMessage(_ form: SendingForm) -> String {
        let what = form.assessment.map { " for \($0 == "drive" ? "Drive" : "Express")" } ?? ""
        return "\(senders(form.coaches)): here is your access key\(what). Open {link} to begin."
    }

    func distribute(_ order: TakenOrder, by member: String, _ turn: inout Turn) throws(Problem) -> [JSONValue] {
        throw .notSupported("A key is mailed when it is sent; copy its link to pass it on again.", rule: "KP-7")
    }

    func remind(_ order: TakenOrder, by member: String, _ turn: inout Turn) throws(Problem) -> [JSONValue] {
        throw .notSupported("We send no reminders; copy the key's link and write yourself.", rule: "KP-7")
    }

    /// "Reclaim Key": only while the link was not opened (KP-9).
    mutating func retract(_ order: TakenOrder, by member: String, _ turn: inout Turn) throws(Problem) -> [JSONValue] {
        try refuseOthers(than: member, "Reclaiming keys")
        try refuseOtherPool(order.supply)
        return order.items.map { item in
            ItemAnswer.of(item) { () throws(Refused) in
                guard let index = key(item) else {
                    throw Refused("no_such_key", "No sent key is known by that.", rule: "KP-9")
                }
                try reclaim(index, turn)
                return ["word": .string(keys[index].word), "available_again": true]
            }
        }
    }

    mutating func reclaim(_ index: Int, _ turn: Turn) throws(Refused) {
        switch keys[index].phase {
        case .sent:
            keys[index].phase = .reclaimed
            keys[index].changedAt = turn.now
            keys[index].due = nil
            left += 1
        case .reclaimed: throw Refused("already_reclaimed", "The key has been reclaimed already.", rule: "KP-9")
        case .opened, .begun, .completed:
            throw Refused(
                "already_opened", "The key's link was opened; a key is reclaimed only before that.", rule: "KP-9")
        }
    }
}
