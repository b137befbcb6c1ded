import GatehouseForms
import GatehouseModel

extension KeyPoolVendor {
    /// Opening the link is beginning: from then on the key cannot be reclaimed, though the client may still choose (KP-9).
    mutating func open(_ index: Int, _ turn: Turn) {
        guard keys[index].phase == .sent else { return }
        move(index, to: .opened, turn)
    }

    /// The client begins, with the assessment that was chosen for them, or the one that they choose themselves (KP-3).
    mutating func begin(_ index: Int, with choice: String?, _ turn: Turn) throws(Refused) {
        open(index, turn)
        guard keys[index].phase == .opened else { return }
        guard let assessment = keys[index].assessment ?? choice, KeyPoolVendor.assessments.contains(assessment) else {
            throw Refused("choice_missing", "Choose Drive or Express before starting.", rule: "KP-3")
        }
        keys[index].assessment = assessment
        move(index, to: .begun, turn)
    }

    /// One step on: the link is opened, the assessment begun, completed.
    mutating func step(_ index: Int, _ turn: Turn) {
        switch keys[index].phase {
        case .sent: open(index, turn)
        case .opened:
            let likesDrive = chance.fraction("key-pool", account, keys[index].client.key, "chooses") < 0.5
            try? begin(index, with: likesDrive ? "drive" : "express", turn)
        case .begun:
            keys[index].completedAt = turn.now
            move(index, to: .completed, turn)
        case .completed, .reclaimed: return
        }
    }

    private mutating func move(_ index: Int, to phase: SentKey.Phase, _ turn: Turn) {
        keys[index].phase = phase
        keys[index].changedAt = turn.now
        let behaviour = behaviour(index)
        keys[index].due = keys[index].nextStep.flatMap { behaviour.delay(to: $0) }.map { turn.offset + $0 }
    }

    /// Somebody comes by the landing page, takes a key from the pool and is there: nobody sent it (KP-8).
    mutating func arrive(_ client: Participant, _ turn: Turn) throws(Refused) -> Int {
        let index = try takeKey(for: client, [], nil, reference: nil, byLandingPage: true, turn)
        open(index, turn)
        return index
    }

    mutating func move(_ person: String, to stage: String, _ turn: Turn) -> Int {
        let goal: SentKey.Phase = stage == "registered" ? .opened : stage == "started" ? .begun : .completed
        var moved = 0
        for index in keys.indices where keys[index].phase.rawValue < goal.rawValue {
            let key = keys[index]
            let isTheirs =
                key.client.key == person.lowercased() || key.reference == person || keyID(index) == person
                || key.token == person
            guard isTheirs else { continue }
            while keys[index].phase.rawValue < goal.rawValue { step(index, turn) }
            moved += 1
        }
        return moved
    }

    mutating func advance(to offset: Int64, _ turn: inout Turn) {
        // Visits stand behind the sent keys in the agenda's numbers, far enough for those that come by them.
        let first = keys.count + plannedVisits.count
        let visits = plannedVisits.enumerated().map { (due: $1.due, item: first + $0) }
        var agenda = Agenda(
            keys.indices.compactMap { index in keys[index].due.map { (due: $0, item: index) } } + visits)
        var visited: Set<Int> = []
        agenda.run(to: offset, &turn) { item, turn in
            var index = item
            if item >= first {
                visited.insert(item - first)
                let visitor = Participant(address: plannedVisits[item - first].address)
                guard let arrived = try? arrive(visitor, turn) else { return [] }
                index = arrived
            } else {
                keys[index].due = nil
                step(index, turn)
            }
            return keys[index].due.map { [(due: $0, item: index)] } ?? []
        }
        plannedVisits = plannedVisits.enumerated().filter { !visited.contains($0.offset) }.map(\.element)
    }
}
