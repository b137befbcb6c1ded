import GatehouseForms
package import GatehouseLedger
package import GatehouseModel
import GatehouseProviderKit
import GatehouseReconciliation

/// What a person found out of an act whose outcome nobody else can look up: a mail between the last dot and its reply, a call to
/// a vendor that cannot be asked, an answer about somebody else. Until then its unit stays apart and nothing is repeated.
package struct Deciding: Sendable {
    package enum Verdict: String, Hashable, Sendable, CaseIterable {
        /// It was done.
        case happened
        /// It surely was not done, and is to be done now.
        case again
        /// It surely was not done, and is not to be done any more: what it held is given back.
        case dropped
    }

    let world: EngineWorld

    package init(world: EngineWorld) { self.world = world }

    /// The acts that wait for a person's word, or are still looked up, oldest first.
    package static func waiting(in reader: any LedgerReader, limit: Int) throws -> [Intent] {
        try reader.openIntents(of: nil, in: [.needsPerson, .unknown], limit: limit)
    }

    /// The acts that nobody has begun yet: what is given up now surely never happens.
    package static func unsent(in reader: any LedgerReader, limit: Int) throws -> [Intent] {
        try reader.openIntents(of: nil, in: [.ready, .waiting], limit: limit)
    }

    /// Settles one act by what the person says; `reason` is kept in the audit trail beside it.
    ///
    /// Throws `EngineError` `.notFound`, and `.conflict` where the act does not wait for anybody's word (any more).
    package func decide(_ id: IntentID, _ verdict: Verdict, reason: String, actor: String, in ledger: any Ledger) throws
        -> Intent
    {
        try ledger.write { writer in
            guard let act = try writer.intents([id]).first else {
                throw EngineError(
                    .notFound, "there is no act \(id.text): 'gatehouse task decisions' shows those that wait")
            }
            let isUnsent = verdict == .dropped && (act.state == .ready || act.state == .waiting)
            guard isUnsent || act.state == .needsPerson || act.state == .unknown else {
                throw EngineError(
                    .conflict, "\(id.text) does not wait for a decision: it is \(act.state.rawValue)")
            }
            try writer.audit([
                AuditNote(
                    at: world.clock.now, actor: actor, act: "act.decided", object: id.text,
                    details: .members([
                        "verb": .string(act.verb), "verdict": .string(verdict.rawValue), "reason": .string(reason),
                    ]))
            ])
            try tell(act, verdict, reason, in: writer)
            try closeMismatch(of: act, verdict, reason, in: writer)
            let settled = try settle(act, verdict, reason, in: writer)
            if act.isDisbelieved {
                try Distrust(world: world).release(what: act.command, at: act.connection, in: writer)
            }
            return settled
        }
    }

    private func settle(_ act: Intent, _ verdict: Verdict, _ reason: String, in writer: any LedgerWriter) throws
        -> Intent
    {
        guard act.supply != nil, !act.verb.hasPrefix("action:") else {
            var closed = standing(act, verdict, reason)
            if verdict == .happened, let lack = try notEntered(of: act, in: writer) {
                closed.detail = "decided: \(reason); \(lack)"
            }
            try writer.settle([closed])
            return closed
        }
        let settlement = Settlement(world: world, batch: try Batch([act], world: world, in: writer))
        let change: Settlement.Change =
            switch verdict {
            case .happened: settlement.ticked(act, [:])
            case .again: .retry(fresh(act), "decided: it was not done (\(reason))", code: "decided", after: .zero)
            case .dropped:
                .rejected(act, Refusal(code: "decided", message: "it was not done and is not to be done (\(reason))"))
            }
        guard var settled = try settlement.write([change], tasks: [], in: writer).first else { return act }
        guard verdict == .again, settled.state == .ready else { return settled }
        // A person has looked: it is done now, not when a machine would have tried again.
        (settled.dueAt, settled.attempts, settled.claim) = (world.clock.now, 0, nil)
        try writer.settle([settled])
        return settled
    }

    /// A person's word says that an action was done, and not what it came to: units that it moved, names and states stay as they
    /// are here until the vendor's own figures are taken over. Nil of one that only looks.
    private func notEntered(of act: Intent, in reader: any LedgerReader) throws -> String? {
        guard act.verb.hasPrefix("action:"), let connection = try reader.connection(act.connection) else { return nil }
        let name = String(act.verb.dropFirst("action:".count))
        let action = (try? world.provider(of: connection))?.descriptor.action(named: name)
        guard action?.effect != .read else { return nil }
        let file = world.mode(of: connection) == .api ? "" : "FILE --connection "
        return
            "what it changed at the vendor is not entered by that, and no unit was moved here: 'gatehouse connection sync \(connection.name)' brings names and states, 'gatehouse reconcile \(file)\(connection.name)' shows counts that differ, and 'gatehouse reconcile resolve' adjusts them"
    }

    /// An action has no invitation whose stage it moves.
    private func standing(_ act: Intent, _ verdict: Verdict, _ reason: String) -> Intent {
        var act = verdict == .again ? fresh(act) : act
        act.state =
            switch verdict {
            case .happened: .done
            case .again: .ready
            case .dropped: .rejected
            }
        (act.detail, act.outcomeCode) = ("decided: \(reason)", "decided")
        if verdict == .again { act.dueAt = world.clock.now }
        return act
    }

    /// The tries of before do not count against the one that a person asks for.
    private func fresh(_ act: Intent) -> Intent {
        var act = act
        act.attempts = 0
        return act
    }

    /// The mail's own record says the same as its act.
    private func tell(_ act: Intent, _ verdict: Verdict, _ reason: String, in writer: any LedgerWriter) throws {
        guard act.support == "gateway", let invitation = act.invitation,
            var delivery = try writer.deliveries(of: invitation).last(where: { $0.intent == act.id })
        else { return }
        delivery.state =
            switch verdict {
            case .happened: .accepted
            case .again: .queued
            case .dropped: .cancelled
            }
        delivery.reply = "decided: \(reason)"
        try writer.save([delivery])
    }

    private func closeMismatch(of act: Intent, _ verdict: Verdict, _ reason: String, in writer: any LedgerWriter) throws
    {
        guard act.isDisbelieved else { return }
        let subject = act.invitation?.text ?? act.id.text
        for var open in try writer.discrepancies(of: act.connection, state: .open)
        where open.kind == DiscrepancyClass.echoMismatch.rawValue && open.subject == subject {
            (open.state, open.resolution) = (.resolved, "\(verdict.rawValue): \(reason)")
            try writer.save(open)
        }
    }
}
