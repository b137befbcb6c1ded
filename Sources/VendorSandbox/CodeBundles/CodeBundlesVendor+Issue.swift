import GatehouseForms
import GatehouseModel

extension CodeBundlesVendor {
    mutating func issue(_ order: TakenOrder, by member: String, _ turn: inout Turn) throws(Problem) -> [JSONValue] {
        let place = try place(of: order.supply, for: member)
        let bundle = bundles[place]
        guard !bundle.isMultiUse else {
            throw .notSupported(
                "A multi-use bundle has one code for everybody; it is shown with the bundle.", rule: "CB-17")
        }
        guard !bundle.isArchived else { throw Problem(409, "archived", "The bundle is archived.", rule: "CB-21") }
        try refuseChannel(order.channel, of: bundle)
        var answers: [JSONValue] = []
        answers.reserveCapacity(order.items.count)
        for item in order.items {
            answers.append(
                ItemAnswer.of(item) { () throws(Refused) in try issue(item, order.channel, from: place, &turn) })
        }
        return answers
    }

    func refuseChannel(_ channel: Channel, of bundle: Bundle) throws(Problem) {
        if bundle.isExportOnly, channel != .export, channel != .link {
            throw Problem(
                422, "channel_not_possible", "Codes of guides and kits are exported or passed on as a link only.",
                rule: "CB-5")
        }
        if bundle.isPersonal, channel == .apply {
            throw Problem(
                422, "channel_not_possible", "Personal codes go to typed recipients only, not to picked accounts.",
                rule: "CB-9")
        }
    }

    private mutating func issue(
        _ item: TakenItem, _ channel: Channel, from place: Int, _ turn: inout Turn
    ) throws(Refused) -> [String: JSONValue] {
        if channel == .vendorMail || channel == .apply {
            guard let recipient = item.recipient else {
                throw Refused("recipient_missing", "This way of distributing needs a recipient.", rule: "CB-6")
            }
            if channel == .apply { try refuseIneligible(recipient, bundles[place]) }
        }
        guard let unit = take(from: place) else {
            throw Refused("no_available_codes", "The bundle has no available codes.", rule: "CB-4")
        }
        let index = open(unit, in: place, reference: item.reference, item.recipient, channel)
        if channel != .vendorMail, channel != .apply { handOut(index, &turn) }
        show(index, how: "answer", to: nil, turn.now)
        return issued(index)
    }

    /// Opens a handing out of a code that was just taken.
    mutating func open(
        _ unit: Int, in place: Int, reference: String?, _ recipient: Participant?, _ channel: Channel
    ) -> Int {
        handouts.append(
            Handout(unit: unit, bundle: place, reference: reference, recipient: recipient, channel: channel))
        let index = handouts.count - 1
        units[unit].handout = index
        bundles[place].tally[.reserved, default: 0] += 1
        if let reference { handoutsByReference[reference, default: []].append(index) }
        return index
    }

    /// From now on the code counts as distributed, and its person may act.
    mutating func handOut(_ index: Int, _ turn: inout Turn) {
        move(index, to: .handedOut)
        handouts[index].handedOutAt = turn.now
        handouts[index].due = behaviour(index).delay(to: .register).map { turn.offset + $0 }
    }

    mutating func show(_ index: Int, how: String, to address: String?, _ now: Instant) {
        handouts[index].shown.append(Handout.Showing(how: how, to: address, at: now))
    }

    func behaviour(_ index: Int) -> Behaviour {
        let handout = handouts[index]
        let person = handout.recipient?.key ?? handout.redeemer?.key ?? units[handout.unit].code
        return Behaviour(chance: chance, identity: "code-bundles/\(account)/\(bundles[handout.bundle].id)/\(person)")
    }

    /// Only where the account is known can it be told whether the code is of any use to the person (CB-8).
    func refuseIneligible(_ recipient: Participant, _ bundle: Bundle) throws(Refused) {
        guard let person = people[recipient.key] else {
            throw Refused("no_account", "There is no account of this address to apply the code to.", rule: "CB-5")
        }
        if let reason = ineligibility(of: person, for: bundle) { throw Refused("not_eligible", reason, rule: "CB-8") }
    }

    func ineligibility(of person: Person, for bundle: Bundle) -> String? {
        let giveAll = ["all-34", "upgrade-to-34"]
        guard giveAll.contains(bundle.codeType), !person.completed.isDisjoint(with: giveAll) else { return nil }
        return "This person has all 34 already."
    }

    private func issued(_ index: Int) -> [String: JSONValue] {
        let handout = handouts[index]
        let code = units[handout.unit].code
        var members: [String: JSONValue] = [
            "credential": [
                "kind": "single-use-code", "secret": .string(code), "link": .string(RedeemLink.code(code)),
                "id": .string(handoutID(index)), "word": .string(word(index)),
            ]
        ]
        if let recipient = handout.recipient { members["address"] = .string(recipient.address) }
        return members
    }
}
