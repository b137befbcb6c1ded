import GatehouseForms
import GatehouseModel

extension LearnersVendor {
    /// One act: the invitation exists and its mail has left, or is scheduled (LI-3, LI-4).
    mutating func issue(_ order: TakenOrder, by member: String, _ turn: inout Turn) throws(Problem) -> [JSONValue] {
        sendDue(&turn)
        let place = try place(of: order.supply)
        guard order.channel == .vendorMail else {
            throw Problem(422, "channel_not_possible", "The vendor sends every invitation itself.", rule: "LI-3")
        }
        guard !groups[place].trainings.isEmpty else {
            throw Problem(409, "no_trainings", "The group carries no training yet.", rule: "LI-1")
        }
        let sendAt = try schedule(order.options["send_at"]?.string, turn)
        let isTyped = sendAt != nil || order.items.count <= LearnersVendor.typedAtOnce
        try refuse(order.items.count, isTyped: isTyped)
        let answers = order.items.map { item in
            ItemAnswer.of(item) { () throws(Refused) in
                guard let recipient = item.recipient else {
                    throw Refused("recipient_missing", "An invitation is for one address.", rule: "LI-3")
                }
                let index = try invite(
                    recipient, to: place, reference: item.reference, isTyped ? .manually : .spreadsheet, sendAt: sendAt,
                    &turn)
                return [
                    "address": .string(recipient.address),
                    "credential": .members([
                        "kind": "invite-link", "link": link(index).map(JSONValue.string),
                        "id": .string(rowID(index)), "word": .string(rows[index].state.rawValue),
                    ]),
                ]
            }
        }
        if !isTyped { noteImport(answers, by: member, turn.now) }
        return answers
    }

    func schedule(_ text: String?, _ turn: Turn) throws(Problem) -> Instant? {
        guard let text else { return nil }
        guard canSchedule else {
            throw Problem(422, "no_schedule", "These pages send at once; nothing can be scheduled.", rule: "LI-3")
        }
        guard let time = Instant(text), time > turn.now else {
            throw Problem(422, "schedule", "send_at is no time that lies ahead.", rule: "LI-3")
        }
        return time
    }

    /// LI-3: ten typed; LI-4: five hundred by spreadsheet, for subscribers.
    func refuse(_ count: Int, isTyped: Bool) throws(Problem) {
        if isTyped, count > LearnersVendor.typedAtOnce {
            throw Problem(413, "too_many_typed", "At most 10 addresses are typed in at a time.", rule: "LI-3")
        }
        guard !isTyped else { return }
        guard hasSubscription else {
            throw Problem(
                403, "subscription_needed", "More than 10 at a time go by spreadsheet, which needs a subscription.",
                rule: "LI-4")
        }
        guard count <= LearnersVendor.spreadsheetAtOnce else {
            throw Problem(413, "too_many_rows", "A spreadsheet has at most 500 rows.", rule: "LI-4")
        }
    }

    mutating func noteImport(_ answers: [JSONValue], by member: String, _ now: Instant) {
        imports.append(
            SpreadsheetImport(
                at: now, by: member, rows: answers.count, invited: answers.count { $0["outcome"] == "done" }))
    }

    mutating func invite(
        _ participant: Participant, to place: Int, reference: String?, _ way: Enrolment.Way, sendAt: Instant? = nil,
        _ turn: inout Turn
    ) throws(Refused) -> Int {
        let learner = learner(participant)
        let living = (rowsByLearner[learner] ?? []).filter { rows[$0].state != .cancelled }
        if !turn.isRepeated, let other = living.first {
            if living.contains(where: { rows[$0].group == place }) {
                throw Refused(
                    "already_invited", "This address is in the group already; send the invitation again instead.",
                    rule: "LI-3")
            }
            guard learners[learner].isAssociated else {
                throw Refused(
                    "pending_elsewhere",
                    "This address is invited into \(groups[rows[other].group].name); more groups once that is accepted.",
                    rule: "LI-5")
            }
            throw Refused(
                "already_associated", "This learner is associated: give the further group to the learner.", rule: "LI-5"
            )
        }
        let token = Chance(seed: chance.number("invitations", account)).token("\(rows.count)")
        let index = add(
            Enrolment(
                group: place, learner: learner, reference: reference, way: way, token: token, told: participant,
                invitedAt: turn.now, sendAt: sendAt, isSent: sendAt == nil, state: .pending, changedAt: turn.now))
        if sendAt == nil { send(index, .invitation, &turn) } else { unsent.append(index) }
        return index
    }

    /// The invitation's mail leaves, and the person may begin to act.
    private mutating func send(_ index: Int, _ kind: Mail.Kind, _ turn: inout Turn) {
        let row = rows[index]
        let link = link(index) ?? ""
        rows[index].isSent = true
        if kind == .invitation { rows[index].due = behaviour(index).delay(to: .register).map { turn.offset + $0 } }
        turn.mails.append(
            Mail(
                at: turn.now, kind: kind, to: row.told.address, supply: groups[row.group].id, reference: row.reference,
                language: row.told.language ?? "en", template: "default", subject: "You are invited to learn with us",
                text: "You are invited to \(groups[row.group].name). Open \(link) to accept.", link: link))
    }

    /// What was scheduled for a time that has come.
    mutating func sendDue(_ turn: inout Turn) {
        let now = turn.now
        let come = unsent.filter { rows[$0].sendAt.map { $0 <= now } ?? true }
        unsent.removeAll { come.contains($0) }
        for index in come where rows[index].state == .pending { send(index, .invitation, &turn) }
    }

    func link(_ index: Int) -> String? { rows[index].token.map(RedeemLink.learner) }

    func distribute(_ order: TakenOrder, by member: String, _ turn: inout Turn) throws(Problem) -> [JSONValue] {
        throw .notSupported("Inviting sends at once; there is nothing to distribute. Send it again.", rule: "LI-3")
    }

    /// Sends the same invitation once more (LI-8).
    mutating func remind(_ order: TakenOrder, by member: String, _ turn: inout Turn) throws(Problem) -> [JSONValue] {
        try onPending(order, &turn) { vendor, index, turn throws(Refused) in try vendor.resend(index, &turn) }
    }

    /// Cancels what is pending, which breaks its link (LI-8).
    mutating func retract(_ order: TakenOrder, by member: String, _ turn: inout Turn) throws(Problem) -> [JSONValue] {
        try onPending(order, &turn) { vendor, index, turn throws(Refused) in try vendor.cancel(index, turn) }
    }

    private mutating func onPending(
        _ order: TakenOrder, _ turn: inout Turn,
        _ act: (inout LearnersVendor, Int, inout Turn) throws(Refused) -> Void
    ) throws(Problem) -> [JSONValue] {
        sendDue(&turn)
        let place = try place(of: order.supply)
        return order.items.map { item in
            ItemAnswer.of(item) { () throws(Refused) in
                guard let index = row(item, in: place) else {
                    throw Refused("no_such_learner", "Nobody of this group is known by that.", rule: "LI-8")
                }
                try act(&self, index, &turn)
                return ["word": .string(rows[index].state.rawValue)]
            }
        }
    }

    mutating func resend(_ index: Int, _ turn: inout Turn) throws(Refused) {
        try refuseUnlessPending(index)
        guard rows[index].isSent else {
            throw Refused("not_sent_yet", "The invitation is scheduled and has not left yet.", rule: "LI-3")
        }
        rows[index].resends += 1
        send(index, .reminder, &turn)
        guard rows[index].due == nil else { return }
        rows[index].due = behaviour(index).delay(to: .register, afterReminder: rows[index].resends).map {
            turn.offset + $0
        }
    }

    /// Cancelling twice is as good as once.
    mutating func cancel(_ index: Int, _ turn: Turn) throws(Refused) {
        if rows[index].state == .cancelled { return }
        try refuseUnlessPending(index)
        change(index, turn.now, to: .cancelled)
        rows[index].due = nil
    }

    private func refuseUnlessPending(_ index: Int) throws(Refused) {
        switch rows[index].state {
        case .pending: return
        case .active: throw Refused("accepted", "The invitation was accepted.", rule: "LI-8")
        case .cancelled: throw Refused("cancelled", "The invitation was cancelled; its link is broken.", rule: "LI-8")
        }
    }
}
