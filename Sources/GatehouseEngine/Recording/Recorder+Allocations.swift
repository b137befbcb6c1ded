import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit

extension Recorder {
    /// What is recorded of one allocation.
    private struct Entry {
        let place: Int
        let command: CommandRecord
        let invitation: Invitation
        let standsBehind: Place
    }

    /// Records allocations of one kind, of different people and under different keys, in the caller's transaction: planned as
    /// one, written as a command each. What it throws concerns all of them.
    ///
    /// - Parameter foresight: what such allocations read the last time; kept anew.
    func record(
        _ allocations: [Allocation], _ foresight: Foresight, in writer: any LedgerWriter
    ) throws -> [Result<Receipt, any Error>] {
        try foresight.ask(of: allocations, in: writer)
        var answers = try repeats(allocations, in: writer)
        var open = allocations.indices.filter { answers[$0] == nil }
        if !open.isEmpty, var plan = try plan(allocations, &open, &answers, in: writer) {
            plan.request = .invite(allocations[0].kind.request)
            try write(allocations, open, plan, foresight, &answers, in: writer)
        }
        try answerLateRepeats(allocations, &answers, in: writer)
        return answers.map { $0 ?? .failure(EngineError(.failed, "a request was not answered")) }
    }

    /// Another writer may have recorded the very command between the look for it and the plan, which then refuses the person
    /// for what that command gave him.
    private func answerLateRepeats(
        _ allocations: [Allocation], _ answers: inout [Result<Receipt, any Error>?], in writer: any LedgerWriter
    ) throws {
        for (place, allocation) in allocations.enumerated() {
            // Asked by the one key, because what was foreseen answers for all of them as they were before.
            guard case .failure = answers[place], let key = allocation.key, let command = try writer.command(key: key)
            else { continue }
            answers[place] = Result { try repeated(allocation, command, in: writer) }
        }
    }

    /// Those whose command came before.
    private func repeats(_ allocations: [Allocation], in writer: any LedgerWriter) throws -> [Result<
        Receipt, any Error
    >?] {
        let before = try writer.commands(keys: allocations.compactMap(\.key))
        return try allocations.map { allocation in
            guard let key = allocation.key, let command = before[key] else { return nil }
            return Result { try repeated(allocation, command, in: writer) }
        }
    }

    private func repeated(
        _ allocation: Allocation, _ command: CommandRecord, in writer: any LedgerWriter
    ) throws -> Receipt {
        guard command.inputHash == allocation.inputHash else { throw Recorder.reused(command.idempotencyKey) }
        return try receipt(ofEarlier: command, in: writer)
    }

    /// Plans those that are open; who is refused gets his answer and is open no more. Nil when nobody is left.
    private func plan(
        _ allocations: [Allocation], _ open: inout [Int], _ answers: inout [Result<Receipt, any Error>?],
        in writer: any LedgerWriter
    ) throws -> Plan? {
        while !open.isEmpty {
            var request = allocations[0].kind.request
            request.persons = open.map { allocations[$0].person }
            let plan = try Planner(world: world).plan(request, actor: allocations[0].kind.actor, in: writer)
            let refusals = plan.findings.filter { $0.severity == "refuses-all" }
            if refusals.contains(where: { $0.code != "too_few" }) { throw Recorder.refused(plan) }
            guard let part = plan.parts.first, plan.parts.count == 1 else { throw Recorder.refused(plan) }
            let admitted = Set(part.items.compactMap(\.person))
            for place in open where !admitted.contains(allocations[place].person) {
                answers[place] = .failure(try refusal(of: allocations[place].person, plan, in: writer))
            }
            open.removeAll { !admitted.contains(allocations[$0].person) }
            if refusals.isEmpty { return open.isEmpty ? nil : plan }
            // First come, first served, down to the last unit.
            let left = Int(clamping: part.availableBefore ?? 0)
            for place in open.dropFirst(left) {
                answers[place] = .failure(
                    EngineError(.refused, Planner.tooFewMessage(part.supplyName, left: 0, wanted: 1)))
            }
            open = Array(open.prefix(left))
        }
        return nil
    }

    private func refusal(of id: PersonID, _ plan: Plan, in writer: any LedgerWriter) throws -> EngineError {
        let person = try writer.person(id)
        let who = person.flatMap(Planner.recipient)?.address ?? person?.name ?? id.text
        if let person, person.id != id {
            return EngineError(
                .conflict, "\(id.text) is one person with \(person.id.text) (\(who)) by now: ask for that one")
        }
        let reason = plan.skipped.first { $0.who == who }.map(\.reason) ?? "cannot be invited here"
        return EngineError(.refused, "\(who): \(reason)")
    }

    private func write(
        _ allocations: [Allocation], _ open: [Int], _ plan: Plan, _ foresight: Foresight,
        _ answers: inout [Result<Receipt, any Error>?], in writer: any LedgerWriter
    ) throws {
        let part = plan.parts[0]
        let request = allocations[0].kind.request
        guard let supply = try part.supply.flatMap({ try writer.supply($0) }) else {
            throw EngineError(.conflict, "\(part.supplyName) is gone since the plan was made")
        }
        foresight.keep(allocations[0].kind, supply, try assessments(of: part, from: supply, in: writer))
        let programme = try request.programme.flatMap { try writer.programme(named: $0) }
        let entries = try entries(allocations, open, plan, part, supply, programme?.id, in: writer)
        try writer.add(entries.map(\.command))
        let credentials = try add(entries.map(\.invitation), of: part, supply, in: writer)
        try writer.add(entries.flatMap { acts(for: [($0.invitation, $0.standsBehind)], part, supply, $0.command) })
        if let programme { try writer.add(entries.compactMap(\.invitation.person), to: programme.id) }
        try writer.audit(
            zip(entries, credentials).flatMap { entry, credential in
                audit(plan, part, entry.command, items: [(entry.invitation.id, entry.invitation.person, credential)])
            })
        try writer.publish(entries.map { Recorder.event($0.command, items: 1) })
        for entry in entries {
            answers[entry.place] = .success(
                Receipt(command: entry.command.id, verb: plan.verb, invitations: [entry.invitation.id]))
        }
    }

    /// A command and an invitation for each, in the order in which they came.
    private func entries(
        _ allocations: [Allocation], _ open: [Int], _ plan: Plan, _ part: PlanPart, _ supply: Supply,
        _ programme: ProgrammeID?, in writer: any LedgerWriter
    ) throws -> [Entry] {
        let now = world.clock.now
        let assessments = try assessments(of: part, from: supply, in: writer)
        let items = Dictionary(
            part.items.compactMap { item in item.person.map { ($0, item) } }, uniquingKeysWith: { first, _ in first })
        return open.compactMap { place in
            let allocation = allocations[place]
            guard let item = items[allocation.person] else { return nil }
            let command = CommandRecord(
                id: world.chance.id(at: now),
                idempotencyKey: allocation.key ?? "plan_" + world.chance.uniquePart(at: now),
                inputHash: allocation.inputHash, verb: plan.verb, actor: plan.actor, at: now,
                // Nobody saw a plan: what was asked stands for it.
                answer: Recorder.answer(plan: String(allocation.inputHash.prefix(4)), items: 1))
            return Entry(
                place: place, command: command,
                invitation: invitation(
                    of: allocation.person, to: assessments, item, part, supply, programme,
                    overrideReason: allocation.kind.request.overrideReason, at: now),
                standsBehind: Place(behind: item.behind, waits: item.waits))
        }
    }
}
