import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit
import GatehouseReconciliation

/// Finds out what became of acts whose outcome was lost, and settles them by what is seen; nothing is repeated blindly.
struct LookUp {
    let world: EngineWorld
    let ledger: any Ledger

    func lookUp(_ acts: [Intent]) throws -> [Intent] {
        if acts[0].verb.hasPrefix("action:") { return try lookUpAction(acts[0]) }
        let batch = try ledger.read { try Batch(acts, world: world, in: $0) }
        let settlement = Settlement(world: world, batch: batch)
        if batch.first.support == "gateway" { return try lookUpOurs(settlement) }
        // A portal call writes nothing at the vendor: it only makes the work list, so it can be made again.
        if batch.first.support == "manual" { return try VendorPerformer(world: world, ledger: ledger).perform(acts) }
        return try askVendor(settlement)
    }

    /// Our own mail: a delivery that was never announced surely did not leave; one that was may have.
    private func lookUpOurs(_ settlement: Settlement) throws -> [Intent] {
        try ledger.write { writer in
            var changes: [Settlement.Change] = []
            for act in settlement.batch.acts {
                let delivery = try act.invitation.flatMap { try writer.deliveries(of: $0).last { $0.intent == act.id } }
                guard var delivery, delivery.state == .sending else {
                    changes.append(.resumed(act, "the work stopped before it began; it goes on"))
                    continue
                }
                delivery.state = .unknown
                delivery.reply = "the work stopped while the mail was leaving"
                try writer.save([delivery])
                changes.append(
                    .person(
                        act, "delivery unknown: the work stopped while the mail was leaving; not sent again by itself"))
            }
            return try settlement.write(changes, tasks: [], in: writer)
        }
    }

    private func askVendor(_ settlement: Settlement) throws -> [Intent] {
        let batch = settlement.batch
        let mode = world.mode(of: batch.connection)
        let idempotency = batch.provider.descriptor.traits.idempotency[mode] ?? .none
        if batch.first.verb == "remind" {
            // A reminder leaves no trace that could be looked up: only the vendor's own key makes a repetition safe.
            if idempotency == .byKey { return try VendorPerformer(world: world, ledger: ledger).perform(batch.acts) }
            let refusal = Refusal(
                code: "remind_unknown", message: "the reminder may have been sent; it is not repeated")
            return try ledger.write {
                try settlement.write(batch.acts.map { .rejected($0, refusal) }, tasks: [], in: $0)
            }
        }
        guard idempotency == .byKey || idempotency == .byReference else {
            return try postpone(settlement, "this vendor cannot be asked; the next snapshot may show it")
        }
        do {
            let context = try world.context(batch.connection, batch.provider)
            let seen = try records(of: batch, context)
            return try world.enter(into: ledger) { writer in
                try settlement.write(
                    batch.acts.map { change(for: $0, seen, settlement, idempotency) },
                    tasks: [], in: writer)
            }
        } catch let error as ProviderError {
            return try postpone(settlement, "the vendor could not be asked: \(error.message)")
        }
    }

    private func records(of batch: Batch, _ context: Context) throws -> LookedUp {
        var seen = LookedUp(batch, supplies: try ledger.read { try $0.supplies(of: batch.connection.id) })
        let references = batch.acts.compactMap { $0.invitation?.text }
        var cursor: String?
        repeat {
            let page = try batch.provider.status(StatusQuery(.references(references), cursor: cursor), context)
            seen.add(page.records)
            cursor = page.nextCursor
        } while cursor != nil
        return seen
    }

    private func change(
        for act: Intent, _ seen: LookedUp, _ settlement: Settlement, _ idempotency: VendorTraits.Idempotency
    ) -> Settlement.Change {
        let batch = settlement.batch
        let record: ObservedRecord?
        switch seen.finding(of: act.invitation?.text, isIssue: act.verb == "issue") {
        case .nothing: record = nil
        case .record(let found): record = found
        case .doubt(let reason): return .mismatch(act, reason)
        }
        if let record, act.verb != "retract", let found = settlement.unusable(record.word) {
            return .unusable(act, found)
        }
        let meaning = record.flatMap { batch.provider.descriptor.vocabulary.meaning(of: $0.word, for: batch.facet) }
        if let record, let meaning, let done = LookUp.done(act, record, meaning, settlement) { return done }
        // Not there: it never happened, once the vendor has had the time that it declares to show a change.
        let since = act.claim?.since ?? world.clock.now
        let lag = batch.provider.descriptor.traits.lag
        if idempotency == .byKey || world.clock.now.since(since) >= lag || act.attempts > 1 {
            return .retry(
                act, "looked up: the vendor has not done it; it is tried again", code: "never_happened", after: .zero)
        }
        return .unknown(act, "not visible at the vendor yet")
    }

    /// What a snapshot's record makes of an act that it shows as done; nil when it does not. Whose record it is has been found
    /// out already, also where the vendor writes the address in another way.
    static func judged(_ act: Intent, _ record: ObservedRecord?, _ settlement: Settlement) -> Settlement.Change? {
        let batch = settlement.batch
        guard let record, let meaning = batch.provider.descriptor.vocabulary.meaning(of: record.word, for: batch.facet)
        else { return nil }
        var own = record
        (own.reference, own.address) = (nil, nil)
        return done(act, own, meaning, settlement)
    }

    /// What the vendor shows, read as the answer that was lost; nil when it shows that the act was not done.
    private static func done(_ act: Intent, _ record: ObservedRecord, _ meaning: Meaning, _ settlement: Settlement)
        -> Settlement.Change?
    {
        let batch = settlement.batch
        switch act.verb {
        case "issue":
            let kept = IssuedCredential(
                kind: batch.provider.descriptor.credential(of: batch.supply) ?? .singleUseCode, secret: nil, link: nil,
                vendorID: record.vendorID, word: record.word,
                echo: Echo(reference: record.reference, address: record.address))
            return settlement.issued(act, record.issued(batch.provider.descriptor, batch.supply) ?? kept)
        case "distribute":
            guard case .stages(let interval) = meaning, interval.low >= .invited else { return nil }
            return settlement.distributed(
                act, word: record.word, echo: Echo(reference: record.reference, address: record.address))
        case "retract":
            switch meaning {
            case .end: return settlement.retracted(act, Retracted(isAvailableAgain: false, word: record.word))
            case .stages where meaning.isInStock:
                return settlement.retracted(act, Retracted(isAvailableAgain: true, word: record.word))
            case .stages: return nil
            }
        default: return nil
        }
    }

    /// Looks again later; after the last time a person is asked.
    private func postpone(_ settlement: Settlement, _ reason: String) throws -> [Intent] {
        try ledger.write { writer in
            var acts = settlement.batch.acts
            for index in acts.indices {
                let made = acts[index].lookUpsMade
                let due = world.retry.nextLookUp(after: made, now: world.clock.now)
                acts[index].attempts += 1
                acts[index].state = due == nil ? .needsPerson : .unknown
                acts[index].dueAt = due ?? acts[index].dueAt
                acts[index].detail = reason
                acts[index].outcomeCode = due == nil ? nil : Intent.lookedUp(made)
            }
            try writer.settle(acts)
            return acts
        }
    }

    private func lookUpAction(_ act: Intent) throws -> [Intent] {
        guard let connection = try ledger.read({ try $0.connection(act.connection) }) else { return [] }
        let provider = try world.provider(of: connection)
        let isSafe =
            act.support == "manual" || provider.descriptor.traits.idempotency[world.mode(of: connection)] == .byKey
        if isSafe { return try ActionPerformer(world: world, ledger: ledger).perform(act) }
        return try ledger.write { writer in
            var act = act
            act.state = .needsPerson
            act.detail = "it may have been done: look at the vendor's page, then do it again or leave it"
            try writer.settle([act])
            return [act]
        }
    }
}
