import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit

/// Sends a batch of our own mails, one person each, on one connection.
///
/// Before each mail leaves, its delivery is durably `sending`; after it, its outcome. A process killed in between leaves at
/// most one mail of which nobody knows, and that one is never sent again by itself.
struct MailPerformer {
    let world: EngineWorld
    let ledger: any Ledger
    let batch: Batch
    let settlement: Settlement

    func perform() throws -> [Intent] {
        let writing = LetterWriting(world: world, batch: batch, stored: try ledger.read { try $0.templates() })
        let (letters, refused) = written(by: writing)
        let announcing = Announcing(settlement: settlement, writing: writing, letters: letters)
        let begun = try ledger.write { writer in
            let settled = refused.isEmpty ? [] : try settlement.write(refused, tasks: [], in: writer)
            try writer.add(letters.map(\.delivery))
            return try announcing.next(from: 0, in: writer).adding(settled)
        }
        var (settled, leaving) = (begun.settled, begun.leaving)
        try world.mail.send({ leaving?.letter.message }) { outcome in
            guard let gone = leaving else { return }
            leaving = nil
            let step = try goOn(after: gone, outcome, announcing)
            settled += step.settled
            leaving = step.leaving
        }
        return settled
    }

    /// A letter for each act, and what becomes of those for which none can be written.
    private func written(by writing: LetterWriting) -> (letters: [Letter], refused: [Settlement.Change]) {
        var letters: [Letter] = []
        var refused: [Settlement.Change] = []
        for act in batch.acts {
            switch Result(catching: { () throws(EngineError) in try writing.letter(for: act) }) {
            case .success(let letter): letters.append(letter)
            case .failure(let error): refused.append(.notWritten(act, error))
            }
        }
        return (letters, refused)
    }

    /// Settles the mail that has left and announces the next, in one transaction; where that is refused, one after the other, so
    /// that what is known of the one does not hang on the other.
    private func goOn(after gone: Announcing.Leaving, _ outcome: MailOutcome, _ announcing: Announcing) throws
        -> Announcing.Step
    {
        let isStopping = world.isStopping()
        @Sendable func announced(in writer: any LedgerWriter) throws -> Announcing.Step {
            isStopping
                ? Announcing.Step(settled: try announcing.putBack(after: gone, in: writer), leaving: nil)
                : try announcing.next(after: gone, in: writer)
        }
        do {
            return try world.enter(into: ledger) { writer in
                let acts = try settle(gone.letter, outcome, in: writer)
                return try announced(in: writer).adding(acts)
            }
        } catch {
            // Where the ledger itself is not well nothing more is written.
            if let error = error as? LedgerError, error.code != .takenOver, !error.isAboutTheAnswer { throw error }
            let acts = try world.enter(into: ledger) { try settleAlone(gone.letter, outcome, in: $0) }
            return try ledger.write { try announced(in: $0) }.adding(acts)
        }
    }

    /// Whoever took the act over knew less than we do; whoever settled it has decided.
    private func settleAlone(_ letter: Letter, _ outcome: MailOutcome, in writer: any LedgerWriter) throws -> [Intent] {
        guard let act = try writer.intents([letter.act.id]).first, !act.state.isFinal else { return [] }
        if let claim = act.claim, claim.fence == letter.act.claim?.fence {
            return try settle(letter, outcome, in: writer)
        }
        guard act.state == .unknown || act.state == .needsPerson else { return [] }
        var free = act
        free.claim = nil
        return try settle(Letter(act: free, message: letter.message, delivery: letter.delivery), outcome, in: writer)
    }

    private func settle(_ letter: Letter, _ outcome: MailOutcome, in writer: any LedgerWriter) throws -> [Intent] {
        var delivery = letter.delivery
        delivery.attempts += 1
        delivery.at = world.clock.now
        let change: Settlement.Change
        switch outcome {
        case .accepted(let reply):
            (delivery.state, delivery.reply) = (.accepted, "\(reply)")
            change = written(letter.act)
        case .captured(let place):
            (delivery.state, delivery.reply) = (.captured, place)
            change = written(letter.act)
        case .rejected(let reply):
            (delivery.state, delivery.reply) = (.refused, "\(reply)")
            let message =
                reply.isAboutRecipient || reply.step == .writing
                ? "the mail server refused \(delivery.address): \(reply); mend the address or pass on the link"
                : "the mail server refused the text of the mail to \(delivery.address): \(reply); mend the text or pass on the link"
            change = .rejected(letter.act, Refusal(code: "mail_refused", message: message))
        case .retry(let reply):
            (delivery.state, delivery.reply) = (.queued, "\(reply)")
            change = .retry(letter.act, "the mail server asks to wait: \(reply)", code: "mail_deferred", after: nil)
        case .notSent(let trouble):
            (delivery.state, delivery.reply) = (.queued, trouble.message)
            change = .retry(letter.act, trouble.message, code: trouble.code, after: nil)
        case .unknown(let trouble):
            (delivery.state, delivery.reply) = (.unknown, trouble.message)
            change = .person(
                letter.act, "delivery unknown: \(MailPerformer.clause(trouble.message)); not sent again by itself")
        }
        try writer.save([delivery])
        return try settlement.write([change], tasks: [], in: writer)
    }

    private func written(_ act: Intent) -> Settlement.Change {
        act.verb == "remind" ? settlement.reminded(act) : settlement.distributed(act, word: nil, echo: Echo())
    }

    /// A sentence as the beginning of another one.
    private static func clause(_ sentence: String) -> String {
        sentence.hasSuffix(".") ? String(sentence.dropLast()) : sentence
    }
}
