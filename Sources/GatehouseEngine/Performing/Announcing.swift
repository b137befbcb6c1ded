import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit

/// Says durably that a mail is about to leave, and keeps the lease of those that have not left yet.
///
/// Between the claim of a batch and the last of its mails others work too. So what is announced is asked once more, in the
/// transaction that announces it: whether it is still this worker's, still wanted, held back by no case, and still to the same person
/// at the same address.
struct Announcing {
    let settlement: Settlement
    let writing: LetterWriting
    let letters: [Letter]

    private var world: EngineWorld { settlement.world }
    private var batch: Batch { settlement.batch }

    /// A mail that may leave, and when the lease of all was renewed last.
    struct Leaving {
        let place: Int
        let letter: Letter
        let renewedAt: Instant
    }

    /// What one transaction settled, and what leaves next; nil after the last.
    struct Step {
        var settled: [Intent]
        let leaving: Leaving?

        func adding(_ acts: [Intent]) -> Step { Step(settled: acts + settled, leaving: leaving) }
    }

    func next(after gone: Leaving, in writer: any LedgerWriter) throws -> Step {
        try next(from: gone.place + 1, renewedAt: gone.renewedAt, in: writer)
    }

    /// Those before the next that leaves are settled where they are not to be sent any more, and passed over where another worker
    /// has them.
    func next(from place: Int, renewedAt: Instant? = nil, in writer: any LedgerWriter) throws -> Step {
        let now = world.clock.now
        let rest = letters.dropFirst(place)
        guard let claim = rest.first?.act.claim else { return Step(settled: [], leaving: nil) }
        let length = claim.until.since(claim.since)
        let since = renewedAt ?? claim.since
        let isHalfOver = now.since(since) >= length / 2
        func renewed(_ acts: [Intent]) throws -> Set<IntentID> {
            try writer.renew(acts, now: now, until: now.advanced(by: length))
        }
        let kept = isHalfOver ? try renewed(rest.map(\.act)) : nil
        var changes: [Settlement.Change] = []
        var leaving: Leaving?
        for (place, letter) in zip(rest.indices, rest) {
            let isOurs = try kept?.contains(letter.act.id) ?? !renewed([letter.act]).isEmpty
            guard isOurs else { continue }
            switch try ready(letter, in: writer) {
            case .failure(let stopped): changes.append(stopped.change)
            case .success(let letter):
                leaving = Leaving(place: place, letter: letter, renewedAt: isHalfOver ? now : since)
            }
            if leaving != nil { break }
        }
        let settled = changes.isEmpty ? [] : try settlement.write(changes, tasks: [], in: writer)
        return Step(settled: settled, leaving: leaving)
    }

    /// Those that were not announced surely did not leave.
    func putBack(after gone: Leaving, in writer: any LedgerWriter) throws -> [Intent] {
        let rest = letters.dropFirst(gone.place + 1)
        guard let claim = rest.first?.act.claim else { return [] }
        let ours = try writer.renew(rest.map(\.act), now: world.clock.now, until: claim.until)
        let changes = rest.filter { ours.contains($0.act.id) }.map {
            Settlement.Change.resumed($0.act, "the work was stopped before it left")
        }
        return changes.isEmpty ? [] : try settlement.write(changes, tasks: [], in: writer)
    }

    /// What becomes of an act whose mail does not leave.
    private struct Stopped: Error { let change: Settlement.Change }

    /// The letter as it leaves now, recorded as leaving.
    private func ready(_ letter: Letter, in writer: any LedgerWriter) throws -> Result<Letter, Stopped> {
        let site = Planner.Site(
            supply: batch.supply, connection: batch.connection, provider: batch.provider,
            mode: world.mode(of: batch.connection), facts: batch.facts)
        var delivery = letter.delivery
        delivery.at = world.clock.now
        if let change = try Overtaken(world: world).changes([letter.act], at: site, in: writer)[0] {
            switch change {
            case .overtaken(_, let reason), .tooLate(_, let reason):
                (delivery.state, delivery.reply) = (.cancelled, reason)
            case .heldBack(_, let reason): delivery.reply = reason
            default: break
            }
            try writer.save([delivery])
            return .failure(Stopped(change: change))
        }
        let current: Letter
        do { current = try writing.current(letter, in: writer) } catch let error as EngineError {
            (delivery.state, delivery.reply) = (.cancelled, error.message)
            try writer.save([delivery])
            return .failure(Stopped(change: .notWritten(letter.act, error)))
        }
        delivery = current.delivery
        delivery.state = .sending
        delivery.attempts += 1
        delivery.at = world.clock.now
        try writer.save([delivery])
        return .success(current)
    }
}

extension Settlement.Change {
    /// A mail that could not be written.
    static func notWritten(_ act: Intent, _ error: EngineError) -> Settlement.Change {
        .rejected(act, Refusal(code: "mail_not_written", message: error.message))
    }
}
