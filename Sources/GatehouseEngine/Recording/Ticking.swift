package import GatehouseForms
package import GatehouseLedger
package import GatehouseModel
package import GatehouseProviderKit
import GatehouseReconciliation

/// Ticking off what a person did in a vendor's portal: only then does it count as done.
package struct Ticking: Sendable {
    let world: EngineWorld

    package init(world: EngineWorld) { self.world = world }

    /// The code of what was given up in the work list.
    static let cancelled = "cancelled"

    /// Closes an open work item and settles the acts that waited for it. `values` answers what the item asks: for an issue a
    /// code or a link becomes the credential of its one invitation, for an action of one whose credential was not known as
    /// well; everything else is kept as what the acts brought, its secrets sealed. A number that bears the vendor's name of a
    /// counter is taken over as that.
    /// - Parameter people: the invitations that were done; nil is all of those that wait for the item. An item that asks for
    ///   each person's own link or code is ticked off one by one. It is closed once nobody waits for it any more.
    package func tick(
        _ id: TaskID, of people: [InvitationID]? = nil, values: [String: JSONValue] = [:], actor: String,
        in ledger: any Ledger
    ) throws -> [Intent] {
        try ledger.write { writer in
            var item = try open(id, in: writer)
            let given: [String: JSONValue]
            let form = (Form(document: item.asks) ?? .empty).checkingLinks
            do throws(FormProblems) { given = try form.checked(.object(values)) } catch {
                throw EngineError(.invalid, "what is given does not fit '\(item.title)'", problems: error.problems)
            }
            let waiting = try writer.intents(item.intents).filter { $0.state == .manual }
            let acts = try chosen(people, of: waiting, item)
            guard acts.count <= 1 || !form.asksForEach else {
                throw EngineError(
                    .invalid,
                    "'\(item.title)' is of \(acts.count) people, each with a \(form.credentialWords) of their own: tick them off one by one"
                )
            }
            var settled = try settle(acts, item, given, in: writer)
            guard settled.allSatisfy({ $0.outcomeCode != DiscrepancyClass.echoMismatch.rawValue }) else {
                throw try taken(item, given, in: writer)
            }
            let isWhole = acts.count == waiting.count
            // For whoever ticks it off: what differs is kept as a difference.
            if isWhole, let words = try applyEffects(item, waiting, counted(form, given), in: writer) {
                for place in settled.indices { settled[place].detail = words }
            }
            try keep(given, of: acts, item, form, in: writer)
            if isWhole { try close(&item, as: .done, by: actor, in: writer) }
            try writer.audit([
                AuditNote(
                    at: world.clock.now, actor: actor, act: isWhole ? "task.done" : "task.part_done", object: id.text,
                    details: .members(["title": .string(item.title), "acts": .integer(Int64(acts.count))]))
            ])
            return settled
        }
    }

    /// Items as they are to be listed: what an open one is called says for whom it is now. Nothing is written: what they hold is
    /// for `show`, which keeps that it was seen.
    package func listed(_ items: [WorkItem], in reader: any LedgerReader) throws -> [WorkItem] {
        let redrawing = Redrawing(world: world)
        return try items.map { try redrawing.seen($0, in: reader) }
    }

    /// An item as it is to be done, codes and all; that somebody saw them is kept, and written into the audit trail.
    package func show(_ id: TaskID, actor: String, in ledger: any Ledger) throws -> WorkItem {
        try ledger.write { writer in
            guard var item = try writer.workItem(id) else {
                throw EngineError(.notFound, "there is no work item \(id.text)")
            }
            item = try Redrawing(world: world).current(item, in: writer)
            guard item.holdsSecrets else { return item }
            item.shownAt = item.shownAt ?? world.clock.now
            try writer.save(item)
            try writer.audit([
                AuditNote(at: world.clock.now, actor: actor, act: "task.revealed", object: id.text)
            ])
            return item
        }
    }

    private func close(
        _ item: inout WorkItem, as state: WorkItem.State, by actor: String, in writer: any LedgerWriter
    ) throws {
        (item.state, item.closedAt, item.closedBy) = (state, world.clock.now, actor)
        try writer.save(item)
    }

    /// Of the acts that wait for an item those of these invitations.
    private func chosen(_ people: [InvitationID]?, of waiting: [Intent], _ item: WorkItem) throws -> [Intent] {
        guard let people else { return waiting }
        if let stranger = people.first(where: { id in !waiting.contains { $0.invitation == id } }) {
            throw EngineError(.notFound, "\(stranger.text) does not wait for '\(item.title)'")
        }
        return waiting.filter { act in act.invitation.map(people.contains) ?? false }
    }

    /// Throws an open work item away, or the part of it that these invitations are: the acts are not done and count as refused.
    package func cancel(
        _ id: TaskID, of people: [InvitationID]? = nil, reason: String, actor: String, in ledger: any Ledger
    ) throws -> [Intent] {
        try ledger.write { writer in
            var item = try open(id, in: writer)
            let waiting = try writer.intents(item.intents).filter { $0.state == .manual }
            let acts = try chosen(people, of: waiting, item)
            let refusal = Refusal(code: Ticking.cancelled, message: "given up in the work list: \(reason)")
            let seen = item.shownAt != nil && item.holdsSecrets ? try held(by: acts, in: writer) : []
            var settled: [Intent] = []
            for group in grouped(acts) {
                if group[0].supply == nil || group[0].verb.hasPrefix("action:") {
                    settled += try close(group, as: .rejected, in: writer)
                } else {
                    let settlement = Settlement(world: world, batch: try Batch(group, world: world, in: writer))
                    settled += try settlement.write(group.map { .rejected($0, refusal) }, tasks: [], in: writer)
                }
            }
            try setApart(seen, in: writer)
            if acts.count == waiting.count {
                // What was ticked off before was done, and with it what follows from the item.
                let done = try writer.intents(item.intents).filter { $0.state == .done }
                if !done.isEmpty { _ = try applyEffects(item, done, [:], in: writer) }
                try close(&item, as: done.isEmpty ? .cancelled : .done, by: actor, in: writer)
            }
            try writer.audit([
                AuditNote(
                    at: world.clock.now, actor: actor, act: "task.cancelled", object: id.text,
                    details: ["reason": .string(reason)])
            ])
            return settled
        }
    }

    /// The codes of the pools that these acts are about.
    private func held(by acts: [Intent], in writer: any LedgerWriter) throws -> [CredentialID] {
        try acts.compactMap { act in
            guard let supply = act.supply, try writer.supply(supply)?.stock == .pool else { return nil }
            return try act.invitation.flatMap { try writer.invitation($0)?.credential }
        }
    }

    /// Of codes that somebody has seen those that are free again go to nobody else: only what the vendor exports later shows
    /// that they were not used.
    private func setApart(_ seen: [CredentialID], in writer: any LedgerWriter) throws {
        let free = try writer.credentials(seen).values.filter { $0.state == .available }.map(\.id)
        if !free.isEmpty { try writer.moveCredentials(free, to: .quarantined) }
    }

    private func open(_ id: TaskID, in writer: any LedgerWriter) throws -> WorkItem {
        guard let item = try writer.workItem(id) else {
            throw EngineError(.notFound, "there is no work item \(id.text)")
        }
        guard item.state == .open else {
            throw EngineError(.conflict, "'\(item.title)' was closed already (\(item.state.rawValue))")
        }
        return item
    }

    private func grouped(_ acts: [Intent]) -> [[Intent]] {
        Dictionary(grouping: acts, by: \.batch).sorted { $0.key < $1.key }.map(\.value)
    }

    private func settle(_ acts: [Intent], _ item: WorkItem, _ given: [String: JSONValue], in writer: any LedgerWriter)
        throws -> [Intent]
    {
        var settled: [Intent] = []
        for group in grouped(acts) {
            if group[0].verb.hasPrefix("action:") {
                settled += try close(group, as: .done, in: writer)
            } else {
                let settlement = Settlement(world: world, batch: try Batch(group, world: world, in: writer))
                settled += try settlement.write(group.map { settlement.ticked($0, given) }, tasks: [], in: writer)
            }
        }
        return settled
    }

    private func keep(
        _ given: [String: JSONValue], of acts: [Intent], _ item: WorkItem, _ form: Form, in writer: any LedgerWriter
    ) throws {
        guard !given.isEmpty, let connection = try writer.connection(item.connection) else { return }
        let descriptor = try world.provider(of: connection).descriptor
        for act in acts {
            let kept = given.filter { act.verb != "issue" || !Settlement.credentialFields.contains($0.key) }
            let hidden = Set(form.secretFields).union(descriptor.action(of: act)?.secretResults ?? [])
            try writer.keep(ActResult(intent: act.id, kept.isEmpty ? .null : .object(kept), hiding: hidden))
            guard let found = FoundCredential(.object(given), act, descriptor) else { continue }
            if try found.isTaken(in: writer) {
                throw try taken(item, given, in: writer)
            }
            try found.keep(in: writer)
        }
    }

    /// What the provider said that follows, and what a person has counted on the vendor's page.
    ///
    /// - Returns: what there is to say of the count.
    func applyEffects(
        _ item: WorkItem, _ acts: [Intent], _ counted: [String: Int64], in writer: any LedgerWriter
    ) throws -> String? {
        guard let act = acts.first, let connection = try writer.connection(item.connection) else { return nil }
        let keeper = SupplyKeeper(world: world, connection: connection, provider: try world.provider(of: connection))
        try keeper.apply(
            (item.effects.array ?? []).compactMap(LedgerEffect.init(document:)),
            giving: keeper.provider.descriptor.whoIsGiven(by: act), reason: act.verb, in: writer)
        guard !counted.isEmpty, let supply = try act.supply.flatMap({ try writer.supply($0) }) else { return nil }
        return try keeper.take(counted, of: supply, in: writer)
    }

    /// Whole numbers by what their fields are called.
    private func counted(_ form: Form, _ given: [String: JSONValue]) -> [String: Int64] {
        let numbers = form.fields.compactMap { field in given[field.name]?.integer.map { (field.label, $0) } }
        return Dictionary(numbers, uniquingKeysWith: { first, _ in first })
    }

    private func close(_ acts: [Intent], as state: IntentState, in writer: any LedgerWriter) throws -> [Intent] {
        let closed = acts.map { act -> Intent in
            var act = act
            act.state = state
            return act
        }
        try writer.settle(closed)
        return closed
    }
}

extension Form {
    /// A link or a code is one person's.
    package var asksForEach: Bool { fields.contains { Settlement.credentialFields.contains($0.name) } }

    fileprivate var credentialWords: String {
        fields.filter { Settlement.credentialFields.contains($0.name) }.map(\.name).joined(separator: " and ")
    }

    /// A link that is a secret must be one that can be opened, also where the provider, or an item of before, asks for any text.
    fileprivate var checkingLinks: Form {
        Form(
            fields.map { field in
                guard field.name == "link", field.kind == .secret else { return field }
                return FormField(
                    field.name, .secretLink, label: field.label, help: field.help, required: field.isRequired,
                    default: field.fallback)
            })
    }
}

extension Settlement {
    /// The members of a tick that are the credential of an issue.
    static let credentialFields: Set<String> = ["link", "code"]

    /// A person says that it was done in the vendor's portal, at some time since it was due: what the vendor showed meanwhile is
    /// newer than that.
    func ticked(_ act: Intent, _ given: [String: JSONValue]) -> Change {
        switch act.verb {
        case "issue":
            let link = given["link"]?.string.map { Secret($0) }
            let code = given["code"]?.string.map { Secret($0) }
            let kind = batch.provider.descriptor.credential(of: batch.supply) ?? .inviteLink
            return issued(act, IssuedCredential(kind: kind, secret: code, link: link), at: act.dueAt)
        case "distribute": return distributed(act, word: nil, echo: Echo(), at: act.dueAt)
        case "retract": return retracted(act, Retracted(isAvailableAgain: given["available_again"]?.bool ?? false))
        default: return reminded(act)
        }
    }
}
