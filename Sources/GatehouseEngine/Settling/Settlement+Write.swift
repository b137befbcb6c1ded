import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit
import GatehouseReconciliation

extension Settlement {
    /// Writes all changes; gives the acts as they now stand. The effects are applied once anything was done; those of a task
    /// wait for its tick.
    func write(
        _ changes: [Change], tasks: [ManualTask], effects: [LedgerEffect] = [], in writer: any LedgerWriter
    ) throws -> [Intent] {
        let now = world.clock.now
        let known = KnownSecrets(writer)
        let (changes, tasks) = (try changes.map(known.masked), try tasks.map(known.masked))
        var book = Book(now: now, others: try Others(changes, of: batch, in: writer))
        // The newest state, not the one read before the call: others may have written meanwhile.
        book.invitations = try writer.invitations(changes.compactMap(\.act.invitation))
        for change in changes { try enter(change, in: &book, writer) }
        let touched = book.touched.compactMap { book.invitations[$0] }
        try writer.save(touched)
        for (unit, ids) in book.units { try writer.moveUnits(of: ids, to: unit) }
        if !book.freed.isEmpty { try writer.release(book.freed) }
        try writer.settle(book.acts)
        try FurtherActs(world: world).follow(touched, of: batch.connection.id, in: writer)
        try writer.add(workItems(tasks, effects, book))
        if !effects.isEmpty, book.acts.contains(where: { $0.state == .done }) {
            let keeper = SupplyKeeper(world: world, connection: batch.connection, provider: batch.provider)
            try keeper.apply(effects, reason: batch.first.verb, in: writer)
        }
        if !book.mismatches.isEmpty {
            try writer.note(book.mismatches, of: batch.connection.id, at: now, keepingOthers: true)
        }
        if !book.audit.isEmpty {
            try writer.audit([
                AuditNote(
                    at: now, actor: "gatehouse", act: "\(batch.first.verb).settled", object: batch.supply.id.text,
                    details: .members(["command": .string(batch.first.command.text), "items": .array(book.audit)]))
            ])
        }
        try writer.publish(book.events)
        if let act = changes.lazy.map(\.act).first(where: \.isDisbelieved) {
            try Distrust(world: world).release(what: act.command, at: act.connection, in: writer)
        }
        return book.acts
    }

    /// What a settlement collects before it writes.
    struct Book {
        let now: Instant
        let others: Others
        var invitations: [InvitationID: Invitation] = [:]
        var touched: [InvitationID] = []
        var units: [UnitState: [InvitationID]] = [:]
        var freed: [InvitationID] = []
        var acts: [Intent] = []
        var waiting: [Int: [IntentID]] = [:]
        var mismatches: [DiscrepancyRecord] = []
        var audit: [JSONValue] = []
        var events: [OutboxEvent] = []

        mutating func move(_ invitation: InvitationID?, to unit: UnitState) {
            if let invitation { units[unit, default: []].append(invitation) }
        }

        mutating func note(_ act: Intent, _ outcome: String) {
            audit.append(.string("\(act.invitation?.text ?? act.id.text) \(outcome)"))
        }
    }

    private func enter(_ change: Change, in book: inout Book, _ writer: any LedgerWriter) throws {
        switch change {
        case .done(let act, let outcome): try enterDone(act, outcome, &book, writer)
        case .rejected(let act, let refusal): reject(act, refusal, &book)
        case .retry(let act, let detail, let code, let after): again(act, detail, code, after, &book)
        case .resumed(let act, let detail):
            close(act, as: .ready, detail, code: "stopped", due: book.now, isTry: false, &book)
        case .unknown(let act, let detail): lose(act, detail, &book)
        case .manual(let act, let task):
            close(act, as: .manual, "waits for a person in the vendor's portal", &book)
            book.waiting[task, default: []].append(act.id)
        case .failed(let act, let error):
            if error.code == .echoMismatch {
                mismatch(act, error.message, &book)
            } else if let words = error.wordsOfSetting(at: batch.connection) {
                close(act, as: .needsPerson, words, code: error.code.rawValue, &book)
            } else if error.effect == .unknown || (act.isRepetition && error.provesNothingOfRepetition) {
                lose(act, error.description, &book)
            } else if [.notSupported, .badRequest].contains(error.code) {
                reject(act, Refusal(code: error.code.rawValue, message: error.message), &book)
            } else {
                again(act, error.description, error.code.rawValue, error.retryAfter, &book)
            }
        case .mismatch(let act, let reason): mismatch(act, reason, &book)
        case .unusable(let act, let found):
            if act.verb != "issue" { book.move(act.invitation, to: .quarantined) }
            mismatch(act, found.reason, code: found.code, &book)
        case .person(let act, let reason): close(act, as: .needsPerson, reason, &book)
        case .heldBack(let act, let reason):
            close(act, as: .needsPerson, reason, code: "held_back", isTry: false, &book)
        case .putOff(let act, let reason, let wait):
            let due = book.now.advanced(by: wait)
            close(act, as: .ready, reason, code: Distrust.code, due: due, isTry: false, &book)
        case .overtaken(let act, let reason): close(act, as: .cancelled, reason, code: "overtaken", &book)
        case .tooLate(let act, let reason): expire(act, reason, &book)
        }
    }

    /// Nobody was shown it, so that nobody can have begun: it ends here, and whoever was to have it can be invited again.
    private func expire(_ act: Intent, _ reason: String, _ book: inout Book) {
        let isOut: (Invitation) -> Bool = { $0.standing.interval.map { $0.high >= .invited } ?? true }
        if let id = act.invitation, var invitation = book.invitations[id], act.verb == "distribute", !isOut(invitation)
        {
            invitation.standing = invitation.standing.observing(.end(.expired), asOf: book.now)
            invitation.lastWriteAt = book.now
            book.move(id, to: .lost)
            book.invitations[id] = invitation
            book.touched.append(id)
            book.events.append(EngineEvent.expired.of(id.text, at: book.now))
        }
        close(act, as: .cancelled, reason, code: "expired", &book)
    }

    private func enterDone(_ act: Intent, _ outcome: Outcome, _ book: inout Book, _ writer: any LedgerWriter) throws {
        guard let id = act.invitation, var invitation = book.invitations[id] else {
            return close(act, as: .done, nil, &book)
        }
        if let reason = try book.others.claim(on: outcome, for: invitation, in: writer) {
            return mismatch(act, reason, &book)
        }
        if let standing = outcome.standing, outcome.word != nil || !invitation.standing.isBeyond(standing) {
            let moved = outcome.word == nil ? standing.following(invitation) : standing
            invitation.standing = invitation.standing.merged(with: moved)
        }
        let unit = outcome.unit.map { invitation.standing.unit(of: $0) }
        if let credential = outcome.credential, invitation.credential == nil {
            let attaching = Attaching(at: book.now, reason: "\(act.verb) \(act.command.text)")
            invitation.credential = try attaching.attach(
                credential, to: id, of: batch.supply, as: unit ?? .reserved, in: writer)
            if invitation.credential == nil {
                return mismatch(
                    act, "the vendor gave \(credential.secret.masked), which the ledger has already for somebody else",
                    &book)
            }
        } else if let unit {
            book.move(id, to: unit)
        }
        invitation.vendorWord = outcome.word ?? invitation.vendorWord
        invitation.vendorID = outcome.vendorID ?? invitation.vendorID
        invitation.lastWriteAt = book.now
        // By which way it went out is known once it did: by it the vendor's words are read.
        if act.verb == "distribute" { invitation.channel = act.channel ?? invitation.channel }
        if outcome.isReminder {
            invitation.remindersSent += 1
            invitation.lastRemindedAt = book.now
        }
        if outcome.isFreeAgain { book.freed.append(id) }
        book.invitations[id] = invitation
        book.touched.append(id)
        book.events.append(outcome.event.of(id.text, at: book.now))
        close(act, as: .done, outcome.detail, &book)
    }

    /// Surely not done and never will be: an issue that was refused leaves no invitation alive and gives its unit back.
    private func reject(_ act: Intent, _ refusal: Refusal, _ book: inout Book) {
        if let id = act.invitation, var invitation = book.invitations[id] {
            if act.verb == "issue" || isSlotGivenUp(act, invitation, refusal) {
                // What was never given out was not taken back either.
                let wasSeen = invitation.standing.low.map { $0 >= .invited } ?? false
                invitation.standing =
                    wasSeen
                    ? invitation.standing.observing(.end(.retracted), asOf: book.now) : .withdrawn(at: book.now)
                book.freed.append(id)
            } else if act.verb == "retract" {
                invitation.retractRequestedAt = nil
                let isOut = invitation.standing.low.map { $0 >= .invited } ?? false
                book.move(id, to: invitation.standing.unit(of: isOut ? .handedOut : .reserved))
            }
            book.invitations[id] = invitation
            book.touched.append(id)
            book.events.append(
                EngineEvent.refused.of(id.text, at: book.now, ["code": .string(refusal.code)]))
        }
        close(act, as: .rejected, refusal.description, code: refusal.code, &book)
    }

    /// A nameless slot that a person gave up before it was handed over is nobody's: its unit is free again.
    private func isSlotGivenUp(_ act: Intent, _ invitation: Invitation, _ refusal: Refusal) -> Bool {
        act.verb == "distribute" && refusal.code == Ticking.cancelled && invitation.person == nil
            && invitation.standing.interval?.high == .reserved
    }

    private func again(_ act: Intent, _ detail: String, _ code: String, _ after: Duration?, _ book: inout Book) {
        let attempts = act.attempts + 1
        guard let due = world.retry.nextTry(after: attempts, now: book.now, asked: after) else {
            return close(act, as: .needsPerson, "tried \(attempts) times: \(detail)", code: code, &book)
        }
        close(act, as: .ready, detail, code: code, due: due, &book)
    }

    /// It may have happened: its unit is set apart and the act is looked up.
    private func lose(_ act: Intent, _ detail: String, _ book: inout Book) {
        if act.verb == "issue" { book.move(act.invitation, to: .quarantined) }
        let made = act.lookUpsMade
        guard let due = world.retry.nextLookUp(after: made, now: book.now) else {
            return close(act, as: .needsPerson, "looked up \(made) times: \(detail)", &book)
        }
        close(act, as: .unknown, detail, code: Intent.lookedUp(made), due: due, &book)
    }

    private func mismatch(
        _ act: Intent, _ reason: String, code: String = DiscrepancyClass.echoMismatch.rawValue, _ book: inout Book
    ) {
        if act.verb == "issue" { book.move(act.invitation, to: .quarantined) }
        book.mismatches.append(
            DiscrepancyRecord(mismatch: reason, of: act, id: world.chance.id(at: book.now), at: book.now))
        close(act, as: .needsPerson, reason, code: code, &book)
    }

    func close(
        _ act: Intent, as state: IntentState, _ detail: String?, code: String? = nil, due: Instant? = nil,
        isTry: Bool = true, _ book: inout Book
    ) {
        var act = act
        act.attempts += isTry ? 1 : 0
        act.state = state
        act.detail = detail
        act.outcomeCode = code
        act.dueAt = due ?? act.dueAt
        if isTry, !state.isFinal { act.keepSent(batch.item(of: act)) }
        book.acts.append(act)
        book.note(act, state.rawValue)
    }

    private func workItems(_ tasks: [ManualTask], _ effects: [LedgerEffect], _ book: Book) -> [WorkItem] {
        let effects = JSONValue.array(effects.compactMap(\.document))
        return tasks.enumerated().compactMap { index, task in
            guard let intents = book.waiting[index] else { return nil }
            return WorkItem(
                task, id: world.chance.id(at: book.now), connection: batch.connection.id, intents: intents,
                effects: effects, at: book.now)
        }
    }
}

extension ProviderError {
    /// What a person does about a refusal that a setting of ours brings about; nil for any other failure.
    func wordsOfSetting(at connection: Connection) -> String? {
        guard let setting, effect == .none else { return nil }
        return
            "\(message) Nothing was done, and it is not tried again by itself: 'gatehouse connection rotate \(connection.name) --set \(setting)' says so here; then give this up ('gatehouse task decide ACT --drop --reason …') and invite again"
    }
}

extension Standing {
    /// The person was seen further than our own act alone could say: the act is no word of the vendor's that he is not.
    fileprivate func isBeyond(_ act: Standing) -> Bool {
        guard let low, let high = act.newestHigh else { return false }
        return low > high
    }

    /// An act of ours that was due in the same moment as the one before it comes after it; what a vendor said in that moment stays
    /// as newer.
    fileprivate func following(_ invitation: Invitation) -> Standing {
        guard invitation.vendorWord == nil, let last = invitation.standing.highAsOf, last == highAsOf else {
            return self
        }
        return seenAgain(asOf: last.advanced(by: .milliseconds(1)))
    }

    /// Where a unit stands that an act sets aside or hands out: one whose person has begun is used, whichever came first.
    func unit(of act: UnitState) -> UnitState {
        guard act == .reserved || act == .handedOut, let interval else { return act }
        return Meaning.stages(interval).unitState == .used ? .used : act
    }
}

extension DiscrepancyRecord {
    /// An answer that speaks of something else than was asked: kept until a person has looked.
    init(mismatch reason: String, of act: Intent, id: DiscrepancyID, at now: Instant) {
        self.init(
            id: id, connection: act.connection, kind: DiscrepancyClass.echoMismatch.rawValue,
            subject: act.invitation?.text ?? act.id.text,
            invitation: act.invitation, ours: "as asked", theirs: reason,
            evidence: "answer to \(act.verb) \(act.batch)",
            policy: "case", severity: "high", proposal: "look at the vendor's page, then retract or link by hand",
            state: .open, firstSeen: now, lastSeen: now)
    }
}

extension WorkItem {
    init(
        _ task: ManualTask, id: TaskID, connection: ConnectionID, intents: [IntentID], effects: JSONValue = .array([]),
        at now: Instant
    ) {
        self.init(
            id: id, connection: connection, title: task.title, steps: task.steps,
            materials: task.materials.map {
                .init(name: $0.name, mediaType: $0.mediaType, content: $0.content, isSecret: $0.isSecret)
            },
            intents: intents, asks: task.asks.document, effects: effects, state: .open, createdAt: now)
    }
}
