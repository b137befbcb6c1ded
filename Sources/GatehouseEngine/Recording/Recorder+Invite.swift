import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit

extension Recorder {
    func write(_ plan: Plan, _ request: InviteRequest, _ command: CommandRecord, in writer: any LedgerWriter) throws
        -> [InvitationID]
    {
        let known = try writer.people(atAddresses: request.people.map { $0.address.lowercased() })
        try PeopleImport.complete(request.people, known, in: writer)
        let made = try addPeople(plan, request, command, in: writer)
        for source in request.files ?? [] { try list(source, of: request, made, known, command, in: writer) }
        let programme = try request.programme.flatMap { try writer.programme(named: $0) }
        var all: [InvitationID] = []
        var earlier: [Int: [PersonID: InvitationID]] = [:]
        for (index, part) in plan.parts.enumerated() where !part.items.isEmpty {
            guard let supply = try part.supply.flatMap({ try writer.supply($0) }) else {
                throw EngineError(.conflict, "\(part.supplyName) is gone since the plan was made")
            }
            let written = try write(part, of: plan, request, supply, made, earlier, programme?.id, command, in: writer)
            earlier[index] = Dictionary(
                written.compactMap { invitation in invitation.person.map { ($0, invitation.id) } },
                uniquingKeysWith: { first, _ in first })
            all += written.map(\.id)
        }
        if let programme {
            let people = plan.parts.flatMap { $0.items.compactMap { $0.person ?? $0.newPerson.flatMap { made[$0] } } }
            try writer.add(Array(Set(people)).sorted(), to: programme.id)
        }
        return all
    }

    /// Makes the people whom the plan invites and the ledger does not know; by their index in the request.
    private func addPeople(
        _ plan: Plan, _ request: InviteRequest, _ command: CommandRecord, in writer: any LedgerWriter
    ) throws -> [Int: PersonID] {
        let wanted = Set(plan.parts.flatMap { $0.items.compactMap(\.newPerson) }).sorted()
        var made: [Int: PersonID] = [:]
        var people: [Person] = []
        for index in wanted {
            let draft = request.people[index]
            let address: EmailAddress
            do { address = try EmailAddress(parsing: draft.address, domains: world.domains) } catch {
                throw EngineError(.invalid, "\(draft.address.prefix(80)): \(error)")
            }
            let person = Person(
                id: world.chance.id(at: command.at), name: draft.name, addresses: [address], language: draft.language,
                timeZone: draft.timeZone, externalID: draft.externalID, tags: draft.tags)
            made[index] = person.id
            people.append(person)
        }
        try writer.add(people)
        return made
    }

    /// A file of people who are invited at once is listed like one that was imported. People whom the plan leaves out are not
    /// made, so that there are fewer of them than good rows.
    private func list(
        _ source: PeopleSource, of request: InviteRequest, _ made: [Int: PersonID], _ known: [String: Person],
        _ command: CommandRecord, in writer: any LedgerWriter
    ) throws {
        let own = source.first..<(source.first + source.count)
        let record = ImportRecord(
            id: world.chance.id(at: command.at), kind: "people", file: source.file, at: command.at,
            actor: command.actor, rows: Int64(source.rows), accepted: Int64(source.count),
            rejected: Int64(source.rejected),
            duplicates: Int64(
                own.clamped(to: request.people.indices).count { known[request.people[$0].address.lowercased()] != nil }),
            created: made.filter { own.contains($0.key) }.sorted { $0.key < $1.key }.map(\.value))
        try writer.add(record)
        try writer.audit([
            AuditNote(
                at: command.at, actor: command.actor, act: "people.imported", object: record.id.text,
                details: .members([
                    "file": .string(source.file), "rows": .integer(record.rows),
                    "created": .integer(Int64(record.created.count)), "found": .integer(record.duplicates),
                    "rejected": .integer(record.rejected), "command": .string(command.id.text),
                ]))
        ])
    }

    private func write(
        _ part: PlanPart, of plan: Plan, _ request: InviteRequest, _ supply: Supply, _ made: [Int: PersonID],
        _ earlier: [Int: [PersonID: InvitationID]], _ programme: ProgrammeID?, _ command: CommandRecord,
        in writer: any LedgerWriter
    ) throws -> [Invitation] {
        let assessments = try assessments(of: part, from: supply, in: writer)
        let invitations = part.items.map { item in
            invitation(
                of: item.person ?? item.newPerson.flatMap { made[$0] }, to: item.assessments ?? assessments, item, part,
                supply, programme,
                overrideReason: request.overrideReason, at: command.at)
        }
        let credentials = try add(invitations, of: part, supply, in: writer)
        let places = zip(part.items, invitations).map { item, invitation in
            Place(
                behind: item.behind
                    ?? item.behindPart.flatMap { part in invitation.person.flatMap { earlier[part]?[$0] } },
                waits: item.waits)
        }
        try writer.add(acts(for: Array(zip(invitations, places)), part, supply, command))
        let items = invitations.indices.map { (invitations[$0].id, invitations[$0].person, credentials[$0]) }
        try writer.audit(audit(plan, part, command, items: items))
        return invitations
    }

    /// Whether an invitation is added to an earlier one of the same person, and waits for that.
    struct Place {
        var behind: InvitationID?
        var waits = false
    }

    func assessments(of part: PlanPart, from supply: Supply, in reader: any LedgerReader) throws -> [String] {
        try world.descriptor(of: supply, in: reader).assessments(of: supply, options: part.options)
    }

    func invitation(
        of person: PersonID?, to assessments: [String], _ item: PlanItem, _ part: PlanPart, _ supply: Supply,
        _ programme: ProgrammeID?,
        overrideReason: String?,
        at now: Instant
    ) -> Invitation {
        Invitation(
            id: world.chance.id(at: now), person: person, connection: part.connection, supply: supply.id,
            programme: programme,
            channel: part.channel ?? .link, language: item.language, assessments: assessments,
            standing: Standing(.stages(.reserved, .reserved), asOf: now), overrideReason: overrideReason,
            createdAt: now, lastWriteAt: now)
    }

    /// Writes new invitations with what they take; the credential of each, where our own stock has it.
    func add(
        _ invitations: [Invitation], of part: PlanPart, _ supply: Supply, in writer: any LedgerWriter
    ) throws -> [CredentialID?] {
        if supply.stock == .pool, part.takesFromPool {
            return try writer.addInvitations(invitations, fromPool: supply.id, as: .reserved)
        }
        try writer.addInvitations(invitations, fromVendor: supply.id)
        return Array(repeating: nil, count: invitations.count)
    }

    /// One act per verb and invitation. Issuing out of our own stock is done by the reservation itself.
    func acts(
        for invitations: [(Invitation, Place)], _ part: PlanPart, _ supply: Supply, _ command: CommandRecord
    ) -> [Intent] {
        var acts: [Intent] = []
        acts.reserveCapacity(invitations.count * part.steps.count)
        var previous: [IntentID?] = Array(repeating: nil, count: invitations.count)
        var previousIsDone = true
        for (stepIndex, step) in part.steps.enumerated() {
            let isDone = step.verb == "issue" && step.support == "gateway"
            var (plain, added) = (0, 0)
            for (index, (invitation, place)) in invitations.enumerated() {
                let isAdded = place.behind != nil
                let number = (isAdded ? added : plain) / (step.batchLimit ?? 500)
                if isAdded { added += 1 } else { plain += 1 }
                let batch = "\(command.id.text).\(supply.id.text).\(stepIndex).\(number)\(isAdded ? ".added" : "")"
                let waits = previousIsDone ? place.waits : true
                let act = Intent(
                    id: world.chance.id(at: command.at), command: command.id, verb: step.verb,
                    connection: part.connection,
                    supply: supply.id, invitation: invitation.id, channel: part.channel, batch: batch,
                    support: step.support,
                    after: previousIsDone ? nil : previous[index], behind: previousIsDone ? place.behind : nil,
                    options: part.options,
                    state: isDone ? .done : waits ? .waiting : .ready, dueAt: command.at)
                previous[index] = act.id
                acts.append(act)
            }
            previousIsDone = isDone
        }
        return acts
    }
}
