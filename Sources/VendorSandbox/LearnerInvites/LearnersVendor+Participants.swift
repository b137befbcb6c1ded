import GatehouseForms
import GatehouseModel

extension LearnersVendor {
    /// What became of somebody who opened the link of an invitation.
    enum Acceptance: String {
        case welcome, again
        /// The link is broken, or leads nowhere (LI-8).
        case broken
        /// The browser is signed in with another account (LI-11).
        case otherAccount = "other-account"
    }

    /// Whom a link invites, and whether they meet the login screen or the registration screen (LI-11).
    func screen(_ token: String) -> JSONValue? {
        guard let index = rowsByToken[token], rows[index].isSent, rows[index].state != .cancelled else { return nil }
        let learner = learners[rows[index].learner]
        return [
            "screen": learner.hasAccount ? "login" : "registration", "address": .string(learner.address),
            "group": .string(groups[rows[index].group].name),
        ]
    }

    mutating func accept(token: String, signedInAs other: String?, _ turn: Turn) -> Acceptance {
        guard let index = rowsByToken[token], rows[index].isSent, rows[index].state != .cancelled else {
            return .broken
        }
        if let other, other.lowercased() != learners[rows[index].learner].key { return .otherAccount }
        if rows[index].state == .active { return .again }
        accept(index, turn)
        return .welcome
    }

    /// The second half of the double opt-in (LI-7): the person joins the group and gets its trainings (LI-9).
    private mutating func accept(_ index: Int, _ turn: Turn) {
        associate(rows[index].learner, name: rows[index].told.name)
        change(index, turn.now, to: .active)
        rows[index].acceptedAt = turn.now
        rows[index].trainings = groups[rows[index].group].trainings
        plan(index, turn)
    }

    mutating func associate(_ learner: Int, name: String?) {
        learners[learner].isAssociated = true
        learners[learner].hasAccount = true
        learners[learner].name = learners[learner].name ?? name ?? learners[learner].address.localPartAsName
    }

    mutating func plan(_ index: Int, _ turn: Turn) {
        rows[index].due = nextStep(index).flatMap { behaviour(index).delay(to: $0) }.map { turn.offset + $0 }
    }

    func nextStep(_ index: Int) -> Behaviour.Step? {
        let row = rows[index]
        switch row.state {
        case .cancelled: return nil
        case .pending: return row.isSent ? .register : nil
        case .active:
            let progress = row.trainings.map { learners[row.learner].progress[$0] }
            if progress.contains(.begun) { return .complete }
            return progress.contains(nil) ? .start : nil
        }
    }

    /// The person goes one step on: accepts, begins a training, completes it.
    mutating func step(_ index: Int, _ turn: Turn) {
        let learner = rows[index].learner
        switch nextStep(index) {
        case .register:
            accept(index, turn)
            return
        case .start:
            guard let next = rows[index].trainings.first(where: { learners[learner].progress[$0] == nil }) else {
                return
            }
            learners[learner].progress[next] = .begun
        case .complete:
            guard let next = rows[index].trainings.first(where: { learners[learner].progress[$0] == .begun }) else {
                return
            }
            learners[learner].progress[next] = .completed
        case nil: return
        }
        plan(index, turn)
    }

    mutating func move(_ person: String, to stage: String, _ turn: Turn) -> Int {
        var moved = 0
        for index in rows.indices where isTheirs(index, person) {
            var hasMoved = false
            while let step = nextStep(index), goes(step, to: stage) || (stage == "started" && !hasBegun(index)) {
                self.step(index, turn)
                hasMoved = true
            }
            if hasMoved { moved += 1 }
        }
        return moved
    }

    private func goes(_ step: Behaviour.Step, to stage: String) -> Bool {
        stage == "completed" || step == .register
    }

    private func hasBegun(_ index: Int) -> Bool {
        rows[index].trainings.contains { learners[rows[index].learner].progress[$0] != nil }
    }

    func isTheirs(_ index: Int, _ person: String) -> Bool {
        learners[rows[index].learner].key == person.lowercased() || rows[index].reference == person
            || rowID(index) == person
    }

    mutating func advance(to offset: Int64, _ turn: inout Turn) {
        let (start, now) = (turn.offset, turn.now)
        // Scheduled mails stand behind the rows in the agenda's numbers.
        let sends = unsent.compactMap { index in
            rows[index].sendAt.map {
                (due: start + max(0, $0.milliseconds - now.milliseconds), item: rows.count + index)
            }
        }
        let people = rows.indices.compactMap { index in rows[index].due.map { (due: $0, item: index) } }
        let count = rows.count
        var agenda = Agenda(people + sends)
        agenda.run(to: offset, &turn) { item, turn in
            let index = item < count ? item : item - count
            if item < count {
                rows[index].due = nil
                step(index, turn)
            } else {
                sendDue(&turn)
            }
            return rows[index].due.map { [(due: $0, item: index)] } ?? []
        }
    }
}

extension String {
    /// What somebody calls themselves of whom only the address is known: "mette.holm@…" is Mette Holm.
    fileprivate var localPartAsName: String {
        let local = prefix { $0 != "@" && $0 != "+" }
        return local.split { $0 == "." || $0 == "_" || $0 == "-" }
            .map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined(separator: " ")
    }
}
