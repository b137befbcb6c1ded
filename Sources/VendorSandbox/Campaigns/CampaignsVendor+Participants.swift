import GatehouseForms
import GatehouseModel

extension CampaignsVendor {
    /// Changes a user; the campaign's tally follows.
    mutating func change(
        _ index: Int, _ now: Instant, _ what: String, by who: String = "person", _ change: (inout User) -> Void
    ) {
        let before = users[index].state
        change(&users[index])
        users[index].changedAt = now
        users[index].history.append((now, who, what))
        let after = users[index].state
        guard before != after else { return }
        campaigns[users[index].campaign].tally[before, default: 0] -= 1
        campaigns[users[index].campaign].tally[after, default: 0] += 1
    }

    /// POST on the invite page: the account is made.
    mutating func register(token: String, _ turn: Turn) -> Bool {
        guard let index = usersByToken[token] else { return false }
        if !users[index].isRegistered { step(index, turn) }
        return true
    }

    /// The person goes one step on: registers, begins an assessment, completes it.
    mutating func step(_ index: Int, _ turn: Turn) {
        let names = campaigns[users[index].campaign].assessments.map(Catalogue.assessmentName)
        switch users[index].nextStep {
        case .register: change(index, turn.now, "signed up") { $0.isRegistered = true }
        case .start:
            guard let next = users[index].progress.firstIndex(of: .notStarted) else { return }
            change(index, turn.now, "began \(names[next])") { $0.progress[next] = .inProgress }
        case .complete:
            guard let next = users[index].progress.firstIndex(of: .inProgress) else { return }
            change(index, turn.now, "completed \(names[next])") {
                $0.progress[next] = .completed
                $0.completedAt[next] = turn.now
            }
        case nil: return
        }
        tell(of: index)
        let behaviour = behaviour(users[index].campaign, users[index].participant)
        users[index].due = users[index].nextStep.flatMap { behaviour.delay(to: $0) }.map { turn.offset + $0 }
    }

    /// A silent person may be moved by a reminder.
    mutating func nudge(_ index: Int, _ turn: Turn) {
        guard users[index].due == nil, let step = users[index].nextStep else { return }
        let count = users[index].reminders + users[index].followUps
        users[index].due = behaviour(users[index].campaign, users[index].participant).delay(
            to: step, afterReminder: count
        )
        .map { turn.offset + $0 }
    }

    mutating func move(_ person: String, to stage: String, _ turn: Turn) -> Int {
        let goal: User.State = stage == "registered" ? .signedUp : stage == "started" ? .inProgress : .completed
        let order = User.State.allCases
        var moved = 0
        for index in users.indices {
            let user = users[index]
            let isTheirs =
                user.participant.key == person.lowercased() || user.reference == person || userID(index) == person
            guard isTheirs, let to = order.firstIndex(of: goal), let from = order.firstIndex(of: user.state), from < to
            else { continue }
            while let at = order.firstIndex(of: users[index].state), at < to { step(index, turn) }
            moved += 1
        }
        return moved
    }

    mutating func advance(to offset: Int64, _ turn: inout Turn) {
        // Rounds of reminders stand behind the users in the agenda's numbers.
        let people = users.indices.compactMap { index in users[index].due.map { (due: $0, item: index) } }
        let rounds = campaigns.indices.compactMap { place in
            campaigns[place].isArchived
                ? nil : campaigns[place].reminders.map { (due: $0.next, item: users.count + place) }
        }
        var agenda = Agenda(people + rounds)
        agenda.run(to: offset, &turn) { item, turn in
            if item < users.count {
                users[item].due = nil
                step(item, turn)
                return users[item].due.map { [(due: $0, item: item)] } ?? []
            }
            let place = item - users.count
            let moved = remindRound(place, &turn).compactMap { index in
                users[index].due.map { (due: $0, item: index) }
            }
            return moved + (campaigns[place].reminders.map { [(due: $0.next, item: item)] } ?? [])
        }
    }

    /// One round of a campaign's own reminders (CA-9); completed people are in no group. Says whom it moved.
    private mutating func remindRound(_ place: Int, _ turn: inout Turn) -> [Int] {
        guard let reminders = campaigns[place].reminders else { return [] }
        campaigns[place].reminders?.next += reminders.period
        var moved: [Int] = []
        for index in campaigns[place].users {
            let state = users[index].state
            guard state != .completed, reminders.groups.contains(state), users[index].reminders < reminders.count else {
                continue
            }
            users[index].reminders += 1
            users[index].history.append((turn.now, "system", "reminder \(users[index].reminders)"))
            mail(index, .reminder, "A reminder", reminders.texts[state] ?? CampaignsVendor.usualText(state), &turn)
            let wasSilent = users[index].due == nil
            nudge(index, turn)
            if wasSilent, users[index].due != nil { moved.append(index) }
        }
        return moved
    }

    static func usualText(_ state: User.State) -> String {
        switch state {
        case .unused: "Your invitation is waiting: {link}"
        case .signedUp: "You have signed up and can begin: {link}"
        case .inProgress, .completed: "You have begun; go on here: {link}"
        }
    }

    /// Follow-up at once, with an edited text or a template, to whoever has not completed (CA-10).
    mutating func remind(_ order: TakenOrder, by member: String, _ turn: inout Turn) throws(Problem) -> [JSONValue] {
        let place = try place(of: order.supply)
        guard !campaigns[place].isArchived else {
            throw Problem(409, "archived", "An archived campaign sends no more reminders.", rule: "CA-12")
        }
        let template = order.options["template"]?.string ?? "default"
        let named = User.State.allCases.first { $0 != .completed && $0.group == template }
        guard template == "default" || named != nil else {
            throw Problem(
                422, "no_such_template", "There are the templates default, unused, signed-up and in-progress.",
                rule: "CA-10")
        }
        let edited = (order.options["text"]?.string).flatMap { $0.isEmpty ? nil : $0 }
        return order.items.map { item in
            ItemAnswer.of(item) { () throws(Refused) in
                guard let index = user(item, in: place) else {
                    throw Refused("no_such_user", "Nobody of this campaign is known by that.", rule: "CA-10")
                }
                let state = users[index].state
                guard state != .completed else {
                    throw Refused("completed", "Only people who have not completed are followed up.", rule: "CA-10")
                }
                users[index].followUps += 1
                users[index].history.append((turn.now, member, "followed up"))
                mail(
                    index, .followUp, "A message about your invitation",
                    edited ?? CampaignsVendor.usualText(named ?? state), &turn)
                nudge(index, turn)
                return ["word": .string(state.rawValue)]
            }
        }
    }
}
