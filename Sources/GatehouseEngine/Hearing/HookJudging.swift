import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit

/// Has the provider say what each webhook hints at, and holds that against the ledger: a hint may lead only to what is this
/// connection's.
struct HookJudging {
    /// What all of them together make worth asking.
    struct Wishes {
        var invitations: Set<InvitationID> = []
        var everything = false
        var isEmpty: Bool { invitations.isEmpty && !everything }
    }

    private enum Verdict {
        case hints([Hint])
        case refused(String)
        /// The vendor could not be asked about it.
        case later(String)
    }

    let world: EngineWorld
    let connection: Connection

    /// Judges each; the same body with the same headers once. Those that lead somewhere stay `waiting`.
    func judge(_ claim: inout WebhookClaim, in ledger: any Ledger) throws -> Wishes {
        let contents = try ledger.read { try $0.webhookContents(claim.deliveries.map(\.id)) }
        var wishes = Wishes()
        var verdicts: [String: Verdict] = [:]
        for index in claim.deliveries.indices {
            let delivery = claim.deliveries[index]
            guard let content = contents[delivery.id] else { continue }
            let key = digest(
                .array(
                    [.string(delivery.digest)] + content.headers.map { .array([.string($0.name), .string($0.value)]) }))
            let verdict: Verdict
            if let known = verdicts[key] { verdict = known } else { verdict = try hints(of: delivery, content) }
            verdicts[key] = verdict
            switch verdict {
            case .refused(let reason): claim.deliveries[index].end(.refused, reason, at: world.clock.now)
            case .later(let reason): claim.deliveries[index].wait(reason, world)
            case .hints(let hints):
                let own = try leads(of: hints, in: ledger)
                wishes.invitations.formUnion(own.wishes.invitations)
                wishes.everything = wishes.everything || own.wishes.everything
                claim.deliveries[index].outcome = own.words
                if own.wishes.isEmpty { claim.deliveries[index].end(.idle, own.words, at: world.clock.now) }
            }
        }
        return wishes
    }

    private func hints(of delivery: WebhookDelivery, _ content: WebhookContent) throws -> Verdict {
        let provider = try world.provider(of: connection)
        do throws(ProviderError) {
            let context = try world.context(connection, provider)
            return .hints(
                try provider.hints(
                    Webhook(headers: content.headers, body: content.body, receivedAt: delivery.at), context))
        } catch {
            let message = String(error.message.prefix(200))
            switch error.code {
            case .notAllowed: return .refused("not the vendor's: \(message)")
            case .badRequest, .notSupported: return .refused(message)
            default: return .later(message)
            }
        }
    }

    private func leads(of hints: [Hint], in ledger: any Ledger) throws -> (wishes: Wishes, words: String) {
        var (wishes, strange) = (Wishes(), 0)
        for hint in hints {
            switch hint {
            case .supply, .everything: wishes.everything = true
            case .reference(let text):
                if let id = InvitationID(text) { wishes.invitations.insert(id) } else { strange += 1 }
            }
        }
        let asked = Array(wishes.invitations)
        let known = try ledger.read { try $0.invitations(asked) }
        let own = wishes.invitations.filter { known[$0]?.connection == connection.id }
        strange += wishes.invitations.count - own.count
        wishes.invitations = own
        var words = wishes.everything ? ["everything"] : []
        if !own.isEmpty { words.append("\(own.count) of ours") }
        if strange > 0 { words.append("\(strange) of nobody on this connection, left out") }
        return (wishes, words.isEmpty ? "hints at nothing" : "hints at " + words.joined(separator: ", "))
    }
}

extension WebhookDelivery {
    mutating func end(_ state: State, _ words: String, at now: Instant) {
        self.state = state
        outcome = words
        doneAt = now
    }

    /// Looks again later; after the last time it is given up.
    mutating func wait(_ reason: String, _ world: EngineWorld) {
        attempts += 1
        let now = world.clock.now
        guard let due = world.retry.nextLookUp(after: attempts, now: now) else {
            return end(.failed, "given up after \(attempts) tries: \(reason)", at: now)
        }
        outcome = "tried again later: \(reason)"
        dueAt = due
    }
}
