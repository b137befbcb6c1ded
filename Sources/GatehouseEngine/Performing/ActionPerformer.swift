import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit

/// Performs an action and applies what it says of the ledger; a manual one waits for its tick.
struct ActionPerformer {
    let world: EngineWorld
    let ledger: any Ledger

    private struct Scene {
        let connection: Connection
        let provider: any Provider
        let order: ActionOrder
        /// How many units it is for.
        var asked: Int64? { order.input["count"]?.integer }
    }

    func perform(_ act: Intent) throws -> [Intent] {
        let scene: Scene = try ledger.read { try self.scene(of: act, in: $0) }
        do {
            let answer = try scene.provider.perform(scene.order, try world.context(scene.connection, scene.provider))
            return try world.enter(into: ledger) { try settle(act, answer, scene, in: $0) }
        } catch let error as ProviderError {
            return try world.enter(into: ledger) { try settle(act, error, scene, in: $0) }
        } catch let error as LedgerError where error.isAboutTheAnswer {
            let mismatch = ProviderError(
                .echoMismatch, effect: .unknown, message: "the answer cannot be entered: \(error.message)")
            return try world.enter(into: ledger) { try settle(act, mismatch, scene, in: $0) }
        }
    }

    private func scene(of act: Intent, in reader: any LedgerReader) throws -> Scene {
        guard let connection = try reader.connection(act.connection) else {
            throw EngineError(.notFound, "the connection of \(act.verb) is gone")
        }
        let provider = try world.provider(of: connection)
        let scene = try ActionScene(
            action: act.action ?? act.verb, connection: connection, provider: provider, supply: act.supply,
            invitation: act.invitation, of: act, in: reader)
        let order = scene.order(key: "gh_" + digest(.string(act.id.text)).prefix(40), input: act.options)
        return Scene(connection: connection, provider: provider, order: order)
    }

    private func settle(_ act: Intent, _ answer: ActionAnswer, _ scene: Scene, in writer: any LedgerWriter) throws
        -> [Intent]
    {
        var act = act
        let now = world.clock.now
        act.attempts += 1
        act.detail = nil
        switch answer.outcome {
        case .done(let result):
            act.state = .done
            let secrets = scene.provider.descriptor.action(of: act)?.secretResults ?? []
            let plain = try KnownSecrets(writer).masked(result, besides: secrets)
            try writer.keep(ActResult(intent: act.id, plain, hiding: secrets))
            let found = FoundCredential(result, act, scene.provider.descriptor)
            if let other = try found?.somebodyElse(in: writer) { throw ProviderError.codeOf(other) }
            if let found, try !found.isTaken(in: writer) { try found.keep(in: writer) }
            try keeper(scene).apply(
                answer.effects, asked: scene.asked, giving: scene.provider.descriptor.whoIsGiven(by: act),
                reason: act.verb, in: writer)
        case .rejected(let refusal):
            (act.state, act.detail, act.outcomeCode) = (.rejected, refusal.description, refusal.code)
        case .retry(let refusal, let after):
            let due = world.retry.nextTry(after: act.attempts, now: now, asked: after)
            (act.state, act.detail, act.outcomeCode) = (
                due == nil ? .needsPerson : .ready, refusal.description, refusal.code
            )
            act.dueAt = due ?? act.dueAt
        case .unknown(let detail):
            act.detail = detail
            lookUpLater(&act)
        case .manual(let index):
            act.state = .manual
            try keeper(scene).refuse(answer.effects, asked: scene.asked, in: writer)
            guard answer.tasks.indices.contains(index) else { break }
            let effects = JSONValue.array(answer.effects.compactMap(\.document))
            try writer.add([
                WorkItem(
                    try KnownSecrets(writer).masked(answer.tasks[index]), id: world.chance.id(at: now),
                    connection: scene.connection.id,
                    intents: [act.id], effects: effects, at: now)
            ])
        }
        act.keepSent(scene.order.item)
        try finish(act, in: writer)
        return [act]
    }

    private func settle(
        _ act: Intent, _ error: ProviderError, _ scene: Scene, in writer: any LedgerWriter
    ) throws -> [Intent] {
        let isRepetition = act.isRepetition
        var act = act
        let now = world.clock.now
        act.attempts += 1
        act.detail = error.description
        if error.effect != .unknown || error.code == .echoMismatch { act.outcomeCode = error.code.rawValue }
        if error.code == .echoMismatch {
            act.state = .needsPerson
            let record = DiscrepancyRecord(mismatch: error.message, of: act, id: world.chance.id(at: now), at: now)
            try writer.note([record], of: act.connection, at: now, keepingOthers: true)
        } else if let words = error.wordsOfSetting(at: scene.connection) {
            (act.state, act.detail) = (.needsPerson, words)
        } else if error.effect == .unknown || (isRepetition && error.provesNothingOfRepetition) {
            lookUpLater(&act)
        } else if [.notSupported, .badRequest].contains(error.code) {
            act.state = .rejected
        } else if let due = world.retry.nextTry(after: act.attempts, now: now, asked: error.retryAfter) {
            (act.state, act.dueAt) = (.ready, due)
        } else {
            act.state = .needsPerson
        }
        act.keepSent(scene.order.item)
        try finish(act, in: writer)
        return [act]
    }

    /// Whoever answers nothing usable is not asked for ever: after the last look-up a person decides.
    private func lookUpLater(_ act: inout Intent) {
        let made = act.lookUpsMade
        guard let due = world.retry.nextLookUp(after: made, now: world.clock.now) else {
            act.state = .needsPerson
            return
        }
        (act.state, act.dueAt, act.outcomeCode) = (.unknown, due, Intent.lookedUp(made))
    }

    private func keeper(_ scene: Scene) -> SupplyKeeper {
        SupplyKeeper(world: world, connection: scene.connection, provider: scene.provider)
    }

    private func finish(_ act: Intent, in writer: any LedgerWriter) throws {
        var act = act
        act.detail = try KnownSecrets(writer).masked(act.detail)
        try writer.settle([act])
        try writer.audit([
            AuditNote(
                at: world.clock.now, actor: "gatehouse", act: "\(act.verb).settled",
                object: act.invitation?.text ?? act.supply?.text ?? act.connection.text,
                details: .members(["command": .string(act.command.text), "state": .string(act.state.rawValue)]))
        ])
    }
}

extension ProviderError {
    fileprivate static func codeOf(_ other: InvitationID) -> ProviderError {
        ProviderError(
            .echoMismatch, effect: .unknown,
            message: "The vendor's answer brings a code or link of \(other.text); nothing of it is used.")
    }
}

extension Intent {
    /// The name of the action that it performs; nil for the five verbs.
    package var action: String? { verb.hasPrefix("action:") ? String(verb.dropFirst("action:".count)) : nil }
}

extension Descriptor {
    /// What the provider says of an act's action; nil for the five verbs.
    func action(of act: Intent) -> ActionDescription? { act.action.flatMap { action(named: $0) } }

    /// Whose invitation an action was done on that does more than look; nil for anything else.
    func whoIsGiven(by act: Intent) -> InvitationID? {
        action(of: act).map { $0.effect != .read } == true ? act.invitation : nil
    }
}
