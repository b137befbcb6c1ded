import GatehouseForms
import GatehouseModel

extension CodeBundlesVendor {
    /// What somebody at the redeem page sees.
    enum Redemption {
        case welcome
        /// CB-18: for some codes the other one of the bundle helps.
        case invalid
        /// This person redeemed this code before.
        case again
    }

    /// POST on the redeem page: the code becomes this person's.
    mutating func redeem(_ typed: String, by participant: Participant, _ turn: inout Turn) -> Redemption {
        let code = CodeBundlesVendor.folded(typed)
        if let place = sharedByCode[code] { return use(code, of: place, by: participant, turn) }
        guard let unit = unitsByCode[code], let index = units[unit].handout else { return .invalid }
        switch handouts[index].phase {
        case .reserved, .handedOut:
            handouts[index].redeemer = participant
            step(index, turn)
            return .welcome
        case .redeemed, .started, .completed:
            return handouts[index].redeemer?.key == participant.key ? .again : .invalid
        case .retracting, .returned: return .invalid
        }
    }

    /// One use of a multi-use code: only while it is active and uses are left, by each person once (CB-17).
    private mutating func use(_ code: String, of place: Int, by participant: Participant, _ turn: Turn) -> Redemption {
        guard let shared = bundles[place].shared else { return .invalid }
        if shared.users.contains(participant.key) { return shared.isActive ? .again : .invalid }
        guard shared.isActive, shared.works.contains(code), bundles[place].fresh > 0, !bundles[place].isArchived else {
            return .invalid
        }
        bundles[place].shared?.users.insert(participant.key)
        bundles[place].fresh -= 1
        bundles[place].uses += 1
        meet(participant)
        return .welcome
    }

    /// A single-use code's person goes one step on: redeems, begins, completes.
    mutating func step(_ index: Int, _ turn: Turn) {
        let participant = handouts[index].redeemer ?? handouts[index].recipient ?? stranger(index)
        switch handouts[index].phase {
        case .reserved, .handedOut:
            handouts[index].redeemer = participant
            handouts[index].usedAt = turn.now
            meet(participant)
            move(index, to: .redeemed)
        case .redeemed: move(index, to: .started)
        case .started:
            move(index, to: .completed)
            people[participant.key]?.completed.insert(bundles[handouts[index].bundle].codeType)
        case .retracting, .returned, .completed: return
        }
        let behaviour = behaviour(index)
        handouts[index].due = handouts[index].nextStep.flatMap { behaviour.delay(to: $0) }.map { turn.offset + $0 }
    }

    /// Who redeems a code that nobody's name was on.
    private func stranger(_ index: Int) -> Participant {
        Participant(address: "reader-\(index + 1)@\(account).example.org", name: "Reader \(index + 1)")
    }

    private mutating func meet(_ participant: Participant) {
        if people[participant.key] == nil { people[participant.key] = Person(participant: participant) }
    }

    mutating func move(_ person: String, to stage: String, _ turn: Turn) -> Int {
        let goal: Handout.Phase = stage == "registered" ? .redeemed : stage == "started" ? .started : .completed
        let order: [Handout.Phase] = [.handedOut, .redeemed, .started, .completed]
        let (key, code) = (person.lowercased(), CodeBundlesVendor.folded(person))
        var moved = 0
        for index in handouts.indices {
            let handout = handouts[index]
            let isTheirs =
                handout.recipient?.key == key || handout.redeemer?.key == key || handout.reference == person
                || units[handout.unit].code == code || handoutID(index) == person
            guard isTheirs, let from = order.firstIndex(of: handout.phase), let to = order.firstIndex(of: goal),
                from < to
            else { continue }
            for _ in from..<to { step(index, turn) }
            moved += 1
        }
        return moved
    }

    mutating func advance(to offset: Int64, _ turn: inout Turn) {
        // Uses of multi-use codes stand behind the handing outs in the agenda's numbers.
        let codes = handouts.indices.compactMap { index in handouts[index].due.map { (due: $0, item: index) } }
        let uses = plannedUses.enumerated().map { (due: $1.due, item: handouts.count + $0) }
        var agenda = Agenda(codes + uses)
        var usesDone: Set<Int> = []
        let last = handouts.count
        agenda.run(to: offset, &turn) { item, turn in
            guard item < last else {
                let planned = plannedUses[item - last]
                usesDone.insert(item - last)
                if let code = bundles[planned.bundle].shared?.title {
                    _ = redeem(code, by: Participant(address: planned.address), &turn)
                    warnOfLowWater(planned.bundle, &turn)
                }
                return []
            }
            handouts[item].due = nil
            step(item, turn)
            return handouts[item].due.map { [(due: $0, item: item)] } ?? []
        }
        plannedUses = plannedUses.enumerated().filter { !usesDone.contains($0.offset) }.map(\.element)
    }

    /// A multi-use bundle can warn when its uses fall to a number (CB-21).
    mutating func warnOfLowWater(_ place: Int, _ turn: inout Turn) {
        guard let limit = bundles[place].lowWater, limit > 0, bundles[place].fresh == limit else { return }
        turn.mails.append(
            Mail(
                at: turn.now, kind: .lowWater, to: "\(bundles[place].owner)@\(account).example.org",
                supply: bundles[place].id,
                reference: nil, language: "en", template: "default", subject: "Few uses are left",
                text: "\(bundles[place].name) has \(limit) uses left.", link: nil))
    }
}
