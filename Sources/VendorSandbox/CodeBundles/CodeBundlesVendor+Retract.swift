import GatehouseForms
import GatehouseModel

extension CodeBundlesVendor {
    mutating func retract(_ order: TakenOrder, by member: String, _ turn: inout Turn) throws(Problem) -> [JSONValue] {
        let place = try place(of: order.supply, for: member)
        guard !bundles[place].isMultiUse else {
            throw .notSupported("A multi-use code cannot be retracted; deactivate it.", rule: "CB-17")
        }
        return order.items.map { item in
            ItemAnswer.of(item) { () throws(Refused) in try retract(item, in: place, &turn) }
        }
    }

    private mutating func retract(_ item: TakenItem, in place: Int, _ turn: inout Turn) throws(Refused) -> [String:
        JSONValue]
    {
        guard let index = handout(id: item.id) ?? handoutsByReference[item.reference]?.last,
            handouts[index].bundle == place
        else {
            throw Refused("no_such_code", "No distributed code of this bundle is known by that.", rule: "CB-15")
        }
        try refuseUnfound(item, index)
        try takeBack(index, &turn)
        return ["word": .string(word(index)), "available_again": .bool(handouts[index].phase == .returned)]
    }

    /// A mailed code is found by its person, any other one by the code itself alone (CB-15).
    private func refuseUnfound(_ item: TakenItem, _ index: Int) throws(Refused) {
        let handout = handouts[index]
        if handout.isMailed {
            guard let person = item.recipient, person.key == handout.recipient?.key else {
                throw Refused("person_needed", "A code that was mailed is found by its person.", rule: "CB-15")
            }
        } else {
            guard let code = item.credential, CodeBundlesVendor.folded(code) == units[handout.unit].code else {
                throw Refused("code_needed", "An exported code is found only by the code itself.", rule: "CB-15")
            }
        }
    }

    mutating func takeBack(_ index: Int, _ turn: inout Turn) throws(Refused) {
        switch handouts[index].phase {
        case .reserved:
            handouts[index].retractedAt = turn.now
            giveBack(index)
        case .handedOut:
            move(index, to: .retracting)
            handouts[index].retractedAt = turn.now
            handouts[index].due = nil
            settling.append((turn.now.advanced(by: CodeBundlesVendor.retractTakes), index))
        case .retracting, .returned:
            throw Refused("already_retracted", "The code has been retracted already.", rule: "CB-15")
        case .redeemed, .started, .completed:
            throw Refused("already_used", "The code has been used; only an unused one can be retracted.", rule: "CB-15")
        }
    }

    mutating func remind(_ order: TakenOrder, by member: String, _ turn: inout Turn) throws(Problem) -> [JSONValue] {
        let place = try place(of: order.supply, for: member)
        guard !bundles[place].isMultiUse else {
            throw .notSupported("Of a multi-use code the vendor knows no people to remind.", rule: "CB-17")
        }
        let letter = try Letter(
            order.options, for: bundles[place], languages: Set(order.items.map { $0.recipient?.language ?? "en" }))
        return order.items.map { item in
            ItemAnswer.of(item) { () throws(Refused) in
                let index = try living(item, in: place)
                try remind(index, letter, &turn)
                return ["word": .string(word(index))]
            }
        }
    }

    private mutating func remind(_ index: Int, _ letter: Letter, _ turn: inout Turn) throws(Refused) {
        guard handouts[index].isMailed, let recipient = handouts[index].recipient else {
            throw Refused(
                "no_address", "The vendor did not mail this code and has no address to remind.", rule: "CB-16")
        }
        guard handouts[index].phase == .handedOut else {
            throw Refused("not_open", "Only a distributed, unused code is reminded of.", rule: "CB-16")
        }
        handouts[index].reminders += 1
        let link = RedeemLink.code(units[handouts[index].unit].code)
        let text = letter.text(for: recipient.language ?? "en", organisation: settings.templates)
        turn.mails.append(
            Mail(
                at: turn.now, kind: .reminder, to: recipient.address, supply: bundles[handouts[index].bundle].id,
                reference: handouts[index].reference, language: text.language, template: text.template,
                subject: "Your access code is waiting", text: text.text.replacing("{link}", with: link), link: link))
        show(index, how: "reminder", to: recipient.address, turn.now)
        guard handouts[index].due == nil else { return }
        handouts[index].due = behaviour(index).delay(to: .register, afterReminder: handouts[index].reminders)
            .map { turn.offset + $0 }
    }
}
