package import GatehouseForms
package import GatehouseLedger
package import GatehouseModel
package import GatehouseProviderKit

/// What recording a plan promised: from here on it is durable and will end as done, refused, or waiting for a person.
package struct Receipt: Hashable, Sendable, Codable {
    package let command: CommandID
    package let verb: String
    /// Invitations made or worked on, in the plan's order.
    package let invitations: [InvitationID]
    /// The same command came before; nothing was written this time.
    package var isRepeat: Bool

    package init(command: CommandID, verb: String, invitations: [InvitationID], isRepeat: Bool = false) {
        self.command = command
        self.verb = verb
        self.invitations = invitations
        self.isRepeat = isRepeat
    }
}

/// Records plans: one transaction each with credentials, invitations, acts, audit and outbox.
package struct Recorder: Sendable {
    let world: EngineWorld

    package init(world: EngineWorld) { self.world = world }

    /// Records exactly this plan. A plan that would come out differently now is stale and refused (`conflict`), one for which too
    /// little is left is refused with what is left; that others took of the same supply meanwhile is no difference.
    ///
    /// - Parameter actor: who applies it: what is done is theirs, whoever made the plan.
    package func record(_ plan: Plan, by actor: String, in ledger: any Ledger) throws -> Receipt {
        try ledger.write { writer in
            if let before = try earlier(plan, in: writer) { return before }
            try check(plan, in: writer)
            return try write(plan, by: actor, in: writer)
        }
    }

    /// Whether recording this plan now would be refused, and why: throws what `record` would throw, and writes nothing. The receipt
    /// where it was recorded before.
    package func check(_ plan: Plan, in ledger: any Ledger) throws -> Receipt? {
        try ledger.read { reader in
            if let before = try earlier(plan, in: reader) { return before }
            try check(plan, in: reader)
            return nil
        }
    }

    private func check(_ plan: Plan, in reader: any LedgerReader) throws {
        guard !plan.isRefused else { throw Recorder.refused(plan) }
        guard world.clock.now < plan.validUntil else {
            throw EngineError(
                .conflict, "plan \(plan.shortName) is older than 30 minutes; nothing was done: make it again")
        }
        for part in plan.parts where try reader.connection(part.connection) == nil {
            throw Recorder.stale(
                plan,
                [
                    "\(part.connectionName) is no connection of this workspace: where the plan was made in another, name that with GATEHOUSE_WORKSPACE"
                ])
        }
        let fresh: Plan
        do { fresh = try Planner(world: world).plan(plan.request, actor: plan.actor, in: reader) } catch let error
            as EngineError where [.notFound, .invalid].contains(error.code)
        {
            // It could be planned before: what it speaks of is gone, or bears another name.
            throw Recorder.stale(plan, [error.description])
        }
        if fresh.isRefused { throw Recorder.refused(fresh) }
        guard fresh.decisionDigest == plan.decisionDigest else {
            throw Recorder.stale(plan, PlanDifference(from: plan, to: fresh).lines)
        }
    }

    private static func stale(_ plan: Plan, _ reasons: [String]) -> EngineError {
        EngineError(
            .conflict,
            "plan \(plan.shortName) is stale; nothing was done: make it again\n"
                + reasons.map { "  \($0)" }.joined(separator: "\n"))
    }

    /// Plans and records in one transaction, for callers who need no look at the plan.
    package func record(_ request: PlanRequest, actor: String, key: String? = nil, in ledger: any Ledger) throws -> (
        Plan, Receipt
    ) {
        try ledger.write { writer in
            var plan = try Planner(world: world).plan(request, actor: actor, in: writer)
            if let key { plan.key = key }
            if let before = try earlier(plan, in: writer) { return (plan, before) }
            guard !plan.isRefused else { throw Recorder.refused(plan) }
            return (plan, try write(plan, by: actor, in: writer))
        }
    }

    /// The same as a part of what is being written; nil where nothing can be done for anybody.
    func record(_ request: PlanRequest, actor: String, in writer: any LedgerWriter) throws -> Receipt? {
        let plan = try Planner(world: world).plan(request, actor: actor, in: writer)
        guard !plan.isRefused, !plan.parts.isEmpty else { return nil }
        return try write(plan, by: actor, in: writer)
    }

    /// The receipt of the command that this key was used for; nil where it is new. Asked before planning: what was done already
    /// leaves nothing to plan. Throws `conflict` where the key was used for another request.
    package func earlier(key: String, _ request: PlanRequest, in ledger: any Ledger) throws -> Receipt? {
        try ledger.write { writer in
            guard let before = try writer.command(key: key) else { return nil }
            guard before.inputHash == request.inputHash else { throw Recorder.reused(key) }
            return try receipt(ofEarlier: before, in: writer)
        }
    }

    /// The same key with the same request is the same command; with another request it is a mistake.
    private func earlier(_ plan: Plan, in reader: any LedgerReader) throws -> Receipt? {
        guard let before = try reader.command(key: plan.key) else { return nil }
        guard before.inputHash == plan.request.inputHash else { throw Recorder.reused(plan.key) }
        return try receipt(ofEarlier: before, in: reader)
    }

    func receipt(ofEarlier command: CommandRecord, in reader: any LedgerReader) throws -> Receipt {
        let invitations = try reader.intents(of: command.id).compactMap(\.invitation)
        var seen = Set<InvitationID>()
        return Receipt(
            command: command.id, verb: command.verb, invitations: invitations.filter { seen.insert($0).inserted },
            isRepeat: true)
    }

    static func reused(_ key: String) -> EngineError {
        EngineError(.conflict, "the idempotency key \(key) was used for another request")
    }

    static func refused(_ plan: Plan) -> EngineError {
        EngineError(
            .refused, plan.findings.filter { $0.severity == "refuses-all" }.map(\.message).joined(separator: "\n"))
    }

    static func answer(plan: String, items: Int) -> JSONValue {
        .members(["plan": .string(plan), "items": .integer(Int64(items))])
    }

    static func event(_ command: CommandRecord, items: Int) -> OutboxEvent {
        EngineEvent.recorded.of(
            command.id.text, at: command.at,
            ["verb": .string(command.verb), "items": .integer(Int64(items))])
    }

    private func write(_ plan: Plan, by actor: String, in writer: any LedgerWriter) throws -> Receipt {
        let now = world.clock.now
        let id: CommandID = world.chance.id(at: now)
        let command = CommandRecord(
            id: id, idempotencyKey: plan.key, inputHash: plan.request.inputHash, verb: plan.verb, actor: actor,
            at: now,
            answer: Recorder.answer(plan: plan.shortName, items: plan.items))
        guard try writer.begin(command) == nil else {
            throw EngineError(.conflict, "the same command is being recorded by somebody else")
        }
        let invitations: [InvitationID]
        switch plan.request {
        case .invite(let request): invitations = try write(plan, request, command, in: writer)
        case .followUp: invitations = try writeFollowUp(plan, command, in: writer)
        case .action(let request): invitations = try write(plan, request, command, in: writer)
        }
        try writer.publish([Recorder.event(command, items: plan.items)])
        return Receipt(command: id, verb: plan.verb, invitations: invitations)
    }

    /// Audit notes of a command: what was done to whose credential, at most this many to a note.
    static let itemsPerNote = 500

    /// Who made the plan, where somebody else applies it.
    static func maker(of plan: Plan, _ command: CommandRecord) -> JSONValue? {
        plan.actor == command.actor ? nil : .string(plan.actor)
    }

    func audit(
        _ plan: Plan, _ part: PlanPart, _ command: CommandRecord, items: [(InvitationID, PersonID?, CredentialID?)]
    ) -> [AuditNote] {
        stride(from: 0, to: max(items.count, 1), by: Recorder.itemsPerNote).map { start in
            let slice = items.dropFirst(start).prefix(Recorder.itemsPerNote)
            let lines = slice.map { invitation, person, credential in
                JSONValue.string("\(invitation.text) \(person?.text ?? "-") \(credential?.text ?? "-")")
            }
            return AuditNote(
                at: command.at, actor: command.actor, act: "\(plan.verb).recorded",
                object: part.supply?.text ?? part.connection.text,
                details: .members([
                    "command": .string(command.id.text), "channel": part.channel.map { .string($0.rawValue) },
                    "planned_by": Recorder.maker(of: plan, command),
                    "items": .array(Array(lines)),
                ]))
        }
    }
}
