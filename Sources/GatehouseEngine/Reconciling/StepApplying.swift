import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit
import GatehouseReconciliation

/// Applies one step of a reconciliation plan; each is safe to stop after.
struct StepApplying {
    let world: EngineWorld
    let connection: Connection
    let input: ReconciliationInput
    let run: ReconciliationRun
    let actor: String
    /// By the place of its record: each invitation whose later stage `Folding` has written.
    var advanced: [Int: Invitation] = [:]
    /// Whose codes the same snapshot shows with somebody as well.
    var contests: [LedgerEntry.Subject: Contest] = [:]

    /// False when the subject is no longer as it was looked at: nothing is done, the next run sees it anew.
    func apply(_ step: ReconciliationStep, in writer: any LedgerWriter) throws -> Bool {
        switch step.act {
        case .freeze(let vendorID):
            guard var supply = try writer.supply(vendorID: vendorID, of: connection.id) else { return false }
            supply.frozenBecause = step.reason
            try writer.save(supply)
            return true
        case .setApart(let credential, let comeback):
            guard try writer.credentials([credential])[credential]?.state == .available else { return false }
            try writer.setApart([credential], until: comeback)
            return true
        case .confirm(let act, _, let observed):
            return try confirm(act, by: observed.map { input.observed[$0] }, in: writer)
        case .neverHappened(let act, _): return try tryAgain(act, in: writer)
        case .acceptUse(let subject, let observed):
            try refuseRetract(of: subject, in: writer)
            return try advance(subject, input.observed[observed], in: writer)
        case .advance(let subject, let observed):
            return try advance(subject, input.observed[observed], in: writer)
        case .acceptEnd(let subject, let end, let observed):
            return try accept(end, of: subject, input.observed[observed], in: writer)
        case .importRecord(let observed):
            return try take(input.observed[observed], from: step.units?.from, in: writer)
        case .adoptCounts(let vendorID, let counts):
            guard let supply = try writer.supply(vendorID: vendorID, of: connection.id) else { return false }
            try writer.setUnitStates(of: supply.id, counts: counts)
            return true
        case .retryRetract(let subject): return try retract(subject, step, in: writer)
        case .choose(let subject, let assessments):
            return try choose(assessments, for: subject, in: writer)
        case .takeLanguage(let subject, let language):
            return try change(subject, in: writer) { $0.language = language }
        case .countReminders(let subject, let count):
            return try change(subject, in: writer) { $0.remindersSent = max($0.remindersSent, Int(clamping: count)) }
        case .addAddress(let subject, let observed): return try link(subject, input.observed[observed], in: writer)
        case .attribute: return try !attribute([step][...], in: writer).isEmpty
        case .giveToPerson(let work): return try give(work, in: writer)
        case .remind: return false
        }
    }

    private func invitation(_ subject: LedgerEntry.Subject, in writer: any LedgerWriter) throws -> Invitation? {
        guard case .invitation(let id) = subject else { return nil }
        return try writer.invitation(id)
    }

    func save(_ invitations: [Invitation], in writer: any LedgerWriter) throws {
        try writer.save(invitations)
        try FurtherActs(world: world).follow(invitations, of: connection.id, in: writer)
    }

    private func advance(_ subject: LedgerEntry.Subject, _ entry: ObservedEntry, in writer: any LedgerWriter) throws
        -> Bool
    {
        guard let meaning = entry.meaning else { return false }
        if case .unit(let credential) = subject {
            try writer.moveCredentials([credential], to: meaning.unitState)
            return true
        }
        guard var invitation = try invitation(subject, in: writer) else { return false }
        invitation.standing = invitation.standing.observing(meaning, asOf: entry.record.asOf)
        invitation.vendorWord = entry.record.word
        try save([invitation], in: writer)
        // By all that is known: an older word takes no use back.
        let unit = invitation.standing.interval.map { Meaning.stages($0).unitState } ?? meaning.unitState
        if unit == .used || unit == .handedOut { try writer.moveUnits(of: [invitation.id], to: unit) }
        try writer.publish([EngineEvent.advanced.of(invitation.id.text, at: run.at)])
        return true
    }

    private func accept(
        _ end: End, of subject: LedgerEntry.Subject, _ entry: ObservedEntry, in writer: any LedgerWriter
    ) throws -> Bool {
        // A word that ends it does not yet say that its unit is free (CB-15); "available" does. Where the pool holds what the
        // vendor exported, it is then free in the vendor's half, not in ours.
        let isFree = entry.meaning?.unitState == .available && contests[subject] != .ofItself
        let isExported = try world.provider(of: connection).descriptor.traits.poolCountsAsHandedOut
        let unit: UnitState = end != .retracted ? .lost : isFree ? .available : .quarantined
        if case .unit(let credential) = subject {
            try writer.moveCredentials([credential], to: unit == .available && isExported ? .quarantined : unit)
            return true
        }
        guard var invitation = try invitation(subject, in: writer) else { return false }
        invitation.standing = invitation.standing.observing(.end(end), asOf: entry.record.asOf)
        invitation.vendorWord = entry.record.word
        try save([invitation], in: writer)
        if unit == .available {
            try ReturnedUnits(isExported: isExported, contests: contests).giveBack([invitation], in: writer)
        } else {
            try writer.moveUnits(of: [invitation.id], to: unit)
        }
        try writer.publish([EngineEvent(end).of(invitation.id.text, at: run.at)])
        return true
    }

    /// An act whose outcome was lost, or that a person was to do in the vendor's portal, is done: the record shows it, or a
    /// retracted one is shown no more.
    private func confirm(_ id: IntentID, by entry: ObservedEntry?, in writer: any LedgerWriter) throws -> Bool {
        guard let act = try writer.intents([id]).first, isOpen(act) else { return false }
        let settlement = Settlement(world: world, batch: try Batch([act], world: world, in: writer))
        // What the vendor took out of another supply is not what was asked for.
        if act.verb == "issue", let supply = entry?.supply, supply != settlement.batch.supply.vendorID { return false }
        let change: Settlement.Change? =
            if let entry { LookUp.judged(act, entry.record, settlement) } else if act.verb == "retract" {
                settlement.retracted(act, Retracted(isAvailableAgain: false))
            } else { nil }
        guard let change else { return false }
        // What could not be entered is a person's matter still.
        return try settlement.write([change], tasks: [], in: writer).allSatisfy(\.state.isFinal)
    }

    private func tryAgain(_ id: IntentID, in writer: any LedgerWriter) throws -> Bool {
        guard let act = try writer.intents([id]).first, act.state == .unknown || act.state == .needsPerson else {
            return false
        }
        let settlement = Settlement(world: world, batch: try Batch([act], world: world, in: writer))
        let again = Settlement.Change.retry(
            act, "the vendor's snapshot shows that it was not done", code: "never_happened", after: .zero)
        _ = try settlement.write([again], tasks: [], in: writer)
        return true
    }

    /// Nobody takes back what the person has begun: an open retract of it is given up.
    private func refuseRetract(of subject: LedgerEntry.Subject, in writer: any LedgerWriter) throws {
        guard case .invitation(let id) = subject else { return }
        let open = try writer.intents(of: id).filter { $0.verb == "retract" && isOpen($0) }
        guard !open.isEmpty else { return }
        let refusal = Refusal(code: "already_used", message: "the person had begun before it was taken back")
        for act in open {
            let settlement = Settlement(world: world, batch: try Batch([act], world: world, in: writer))
            _ = try settlement.write([.rejected(act, refusal)], tasks: [], in: writer)
        }
    }

    /// What the vendor shows may settle it: nobody is about to perform it.
    private func isOpen(_ act: Intent) -> Bool {
        [.unknown, .needsPerson, .manual].contains(act.state)
            || (act.state == .ready && act.verb == "issue" && act.isRepetition)
    }

    /// The vendor has somebody that the ledger has not: person and invitation are entered as the vendor shows them.
    ///
    /// - Parameter source: where their unit is counted with us, where the vendor keeps the stock.
    private func take(_ entry: ObservedEntry, from source: UnitState?, in writer: any LedgerWriter) throws -> Bool {
        guard let vendorID = entry.supply, let supply = try writer.supply(vendorID: vendorID, of: connection.id),
            let meaning = entry.meaning
        else { return false }
        let id = entry.record.reference.flatMap(InvitationID.init) ?? world.chance.id(at: run.at)
        guard try writer.invitation(id) == nil, try hasUnit(supply, in: source, in: writer) else { return false }
        let person = try person(of: entry, in: writer)
        let descriptor = try world.provider(of: connection).descriptor
        let assessments =
            descriptor.chosen(by: entry.record.assessments, of: supply.assessments, from: supply) ?? supply.assessments
        let held = try person.map { try writer.entitlements(of: [$0], to: assessments) } ?? []
        var invitation = Invitation(
            id: id, person: person, connection: connection.id, supply: supply.id, vendorID: entry.record.vendorID,
            channel: channel(of: entry, supply, descriptor), assessments: assessments,
            standing: Standing(meaning, asOf: entry.record.asOf), vendorWord: entry.record.word,
            assessmentWords: entry.record.assessments,
            overrideReason: held.first.map {
                OverrideReason.seen(isSelfArrival: entry.isSelfArrival, beside: $0.invitation)
            }, createdAt: run.at,
            lastWriteAt: entry.record.asOf)
        if supply.stock == .vendor, let source, source != .available {
            try writer.freeUnheld(1, in: source, of: supply.id)
        }
        // Of what ended there no unit is gone: it takes one in passing, by which its code is known as given up.
        let isOver = supply.stock == .vendor && invitation.standing.end != nil
        guard try enter(&invitation, entry.record, supply, as: isOver ? .quarantined : meaning.unitState, in: writer)
        else { return false }
        if isOver { try writer.release([id]) }
        try writer.publish([EngineEvent.imported.of(id.text, at: run.at)])
        return true
    }

    /// How it went out, as far as the record tells: what has no address was mailed by nobody, and is passed on from hand to hand.
    private func channel(of entry: ObservedEntry, _ supply: Supply, _ descriptor: Descriptor) -> Channel {
        if entry.isSelfArrival { return .link }
        if entry.address != nil { return .vendorMail }
        let mode = world.mode(of: connection)
        let isExported =
            descriptor.capability(.distribute, mode: mode, channel: .export, facet: supply.facet)?.support.isPossible
        return isExported == true ? .export : .link
    }

    /// Whoever is found with a unit that the vendor keeps has to have one that is counted here.
    private func hasUnit(_ supply: Supply, in source: UnitState?, in reader: any LedgerReader) throws -> Bool {
        guard supply.stock == .vendor else { return true }
        return try reader.counts(of: [supply.id])[supply.id].map { $0[source ?? .available] > 0 } ?? false
    }

    /// Writes it with its unit: a pool's own credential of that key, or one that the vendor took from its stock.
    private func enter(
        _ invitation: inout Invitation, _ record: ObservedRecord, _ supply: Supply, as state: UnitState,
        in writer: any LedgerWriter
    ) throws -> Bool {
        if supply.stock == .pool {
            guard state != .available else { return false }
            let known = try record.credential.flatMap { try writer.credential(withKey: writer.credentialKey(of: $0)) }
            if let known {
                guard known.supply == supply.id,
                    try Attaching(at: run.at, reason: "seen in \(run.source)").losesHolder(known, in: writer)
                else { return false }
                invitation.credential = known.id
                try writer.addInvitations([invitation], holding: supply.id, as: state)
                return true
            }
            // One of those that the vendor still has and gave out itself: the ledger follows it from here.
            try writer.addInvitations([invitation], fromVendor: supply.id)
            guard
                let credential = try record.issued(world.provider(of: connection).descriptor, supply)
                    .flatMap(NewCredential.init)
            else { return true }
            return try Attaching(at: run.at, reason: "seen in \(run.source)").attach(
                credential, to: invitation.id, of: supply, as: state, in: writer) != nil
        }
        try writer.addInvitations([invitation], fromVendor: supply.id)
        if supply.stock == .vendor {
            if state == .available {
                try writer.release([invitation.id])
            } else if let credential = try record.issued(world.provider(of: connection).descriptor, supply)
                .flatMap(NewCredential.init),
                try Attaching(at: run.at, reason: "seen in \(run.source)").attach(
                    credential, to: invitation.id, of: supply, as: state, in: writer) != nil
            {
                return true
            } else {
                try writer.moveUnits(of: [invitation.id], to: state)
            }
        }
        return true
    }

    private func retract(_ subject: LedgerEntry.Subject, _ step: ReconciliationStep, in writer: any LedgerWriter) throws
        -> Bool
    {
        guard let invitation = try invitation(subject, in: writer), let supply = try writer.supply(invitation.supply)
        else { return false }
        if let expects = step.expects, expects.lastWriteAt != invitation.lastWriteAt { return false }
        let descriptor = try world.provider(of: connection).descriptor
        guard
            let capability = descriptor.capability(
                .retract, mode: world.mode(of: connection), channel: invitation.channel, facet: supply.facet),
            capability.support.isPossible
        else { return false }
        let id: IntentID = world.chance.id(at: run.at)
        let command = CommandRecord(
            id: world.chance.id(at: run.at), idempotencyKey: "reconcile_\(run.id.text)_\(invitation.id.text)",
            inputHash: digest(.string(invitation.id.text)),
            verb: "retract", actor: actor, at: run.at, answer: .object([:]))
        guard try writer.begin(command) == nil else { return false }
        try writer.add([
            Intent(
                id: id, command: command.id, verb: "retract", connection: connection.id, supply: supply.id,
                invitation: invitation.id,
                channel: invitation.channel, batch: command.id.text, support: capability.support.word, state: .ready,
                dueAt: run.at)
        ])
        return true
    }
}

extension Meaning {
    /// Where the vendor counts a unit of which it says this.
    var unitState: UnitState {
        switch self {
        case .end(.retracted): .quarantined
        case .end: .lost
        case .stages(let interval):
            interval.low >= .registered ? .used : interval.low >= .invited ? .handedOut : .available
        }
    }
}
