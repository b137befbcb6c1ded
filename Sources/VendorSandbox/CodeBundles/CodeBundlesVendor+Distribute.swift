import GatehouseForms
import GatehouseModel

extension CodeBundlesVendor {
    mutating func distribute(_ order: TakenOrder, by member: String, _ turn: inout Turn) throws(Problem) -> [JSONValue]
    {
        let place = try place(of: order.supply, for: member)
        let bundle = bundles[place]
        guard !bundle.isArchived else { throw Problem(409, "archived", "The bundle is archived.", rule: "CB-21") }
        guard !bundle.isMultiUse else {
            throw .notSupported("A multi-use code is announced by the coach, not by the vendor.", rule: "CB-17")
        }
        try refuseChannel(order.channel, of: bundle)
        let letter = try Letter(
            order.options, for: bundle, languages: Set(order.items.map { $0.recipient?.language ?? "en" }))
        var answers: [JSONValue] = []
        answers.reserveCapacity(order.items.count)
        for item in order.items {
            answers.append(
                ItemAnswer.of(item) { () throws(Refused) in
                    try distribute(item, order.channel, from: place, letter, &turn)
                })
        }
        return answers
    }

    private mutating func distribute(
        _ item: TakenItem, _ channel: Channel, from place: Int, _ letter: Letter, _ turn: inout Turn
    ) throws(Refused) -> [String: JSONValue] {
        let index = try living(item, in: place)
        guard handouts[index].phase == .reserved || handouts[index].phase == .handedOut else {
            throw Refused("already_used", "The code has been used.", rule: "CB-5")
        }
        if channel == .vendorMail || channel == .apply {
            guard let recipient = item.recipient ?? handouts[index].recipient else {
                throw Refused("recipient_missing", "This way of distributing needs a recipient.", rule: "CB-6")
            }
            if channel == .apply { try refuseIneligible(recipient, bundles[place]) }
            if let holder = handouts[index].recipient, holder.key != recipient.key {
                throw Refused("other_recipient", "The code is set aside for somebody else.", rule: "CB-5")
            }
            handouts[index].recipient = recipient
            sendInvitation(index, letter, &turn)
        }
        handouts[index].channel = channel
        if handouts[index].phase == .reserved { handOut(index, &turn) }
        var members: [String: JSONValue] = ["word": .string(word(index))]
        if let address = item.recipient?.address { members["address"] = .string(address) }
        return members
    }

    /// The handing out that an item names, by the vendor's id.
    func living(_ item: TakenItem, in place: Int) throws(Refused) -> Int {
        guard let index = handout(id: item.id) ?? handoutsByReference[item.reference]?.last,
            handouts[index].bundle == place,
            handouts[index].phase != .returned, handouts[index].phase != .retracting
        else { throw Refused("no_such_code", "No distributed code of this bundle is known by that.", rule: "CB-15") }
        return index
    }

    /// The vendor's own mail with the redeem link.
    mutating func sendInvitation(_ index: Int, _ letter: Letter, _ turn: inout Turn) {
        guard let recipient = handouts[index].recipient else { return }
        let link = RedeemLink.code(units[handouts[index].unit].code)
        let text = letter.text(for: recipient.language ?? "en", organisation: settings.templates)
        handouts[index].template = text.template
        turn.mails.append(
            Mail(
                at: turn.now, kind: .invitation, to: recipient.address, supply: bundles[handouts[index].bundle].id,
                reference: handouts[index].reference, language: text.language, template: text.template,
                subject: "Your access code", text: text.text.replacing("{link}", with: link), link: link))
        show(index, how: "mail", to: recipient.address, turn.now)
    }
}

/// Where people redeem; the sandbox's own address takes the place of the host when an answer leaves.
enum RedeemLink {
    static let placeholder = "http://sandbox.invalid"
    /// CB-14: the direct address with the code at its end.
    static func code(_ code: String) -> String { "\(placeholder)/direct/ac/\(code)" }
    static func invitation(_ token: String) -> String { "\(placeholder)/join/\(token)" }
    static func learner(_ token: String) -> String { "\(placeholder)/learn/\(token)" }
    static func webPage(_ part: String) -> String { "\(placeholder)/learners/\(part)" }
    static func key(_ token: String) -> String { "\(placeholder)/keys/\(token)" }
    static func landingPage(_ token: String) -> String { "\(placeholder)/clients/\(token)" }
}
