import GatehouseForms
import GatehouseModel
import GatehouseProviderKit
import Synchronization

/// A verb with its way on: what is asked, with what, and the model's own answer to it.
typealias Step<Asked, Answered> =
    @Sendable (
        Asked, Context, (Asked, Context) throws(ProviderError) -> Answered
    ) throws(ProviderError) -> Answered

/// Where a provider can be made to err; nil does as the model does.
struct Hooks: Sendable {
    var reviewing: (@Sendable (Draft, [Finding]) -> [Finding])?
    var issuing: Step<Order, Answer<IssuedCredential>>?
    var distributing: Step<Order, Answer<Distributed>>?
    var retracting: Step<Order, Answer<Retracted>>?
    var reminding: Step<Order, Answer<Reminded>>?
    var asking: Step<StatusQuery, StatusPage>?
    var listing: Step<Void, [SupplyReport]>?
    var checking: Step<Void, Health>?
    var performing: Step<ActionOrder, ActionAnswer>?
    var scoring: Step<ResultsQuery, ResultsPage>?
    var hinting: Step<Webhook, [Hint]>?
    /// What the provider does with its link, before the suite sees it.
    var calling: Hop?
    /// On every work list of the portal.
    var tasking: (@Sendable (ManualTask) -> ManualTask)?
}

struct HookedProvider: Provider {
    let model = ModelProvider()
    let descriptor: Descriptor
    let hooks: Hooks

    func review(_ draft: Draft) -> [Finding] {
        let findings = model.review(draft)
        return hooks.reviewing?(draft, findings) ?? findings
    }

    func issue(_ order: Order, _ context: Context) throws(ProviderError) -> Answer<IssuedCredential> {
        try tasked(
            step(hooks.issuing, order, context) { order, context throws(ProviderError) in
                try model.issue(order, context)
            })
    }

    func distribute(_ order: Order, _ context: Context) throws(ProviderError) -> Answer<Distributed> {
        try tasked(
            step(hooks.distributing, order, context) { order, context throws(ProviderError) in
                try model.distribute(order, context)
            })
    }

    func retract(_ order: Order, _ context: Context) throws(ProviderError) -> Answer<Retracted> {
        try tasked(
            step(hooks.retracting, order, context) { order, context throws(ProviderError) in
                try model.retract(order, context)
            })
    }

    func remind(_ order: Order, _ context: Context) throws(ProviderError) -> Answer<Reminded> {
        try tasked(
            step(hooks.reminding, order, context) { order, context throws(ProviderError) in
                try model.remind(order, context)
            })
    }

    func status(_ query: StatusQuery, _ context: Context) throws(ProviderError) -> StatusPage {
        try step(hooks.asking, query, context) { query, context throws(ProviderError) in
            try model.status(query, context)
        }
    }

    func supplies(_ context: Context) throws(ProviderError) -> [SupplyReport] {
        try step(hooks.listing, (), context) { _, context throws(ProviderError) in try model.supplies(context) }
    }

    func check(_ context: Context) throws(ProviderError) -> Health {
        try step(hooks.checking, (), context) { _, context throws(ProviderError) in try model.check(context) }
    }

    func perform(_ action: ActionOrder, _ context: Context) throws(ProviderError) -> ActionAnswer {
        try step(hooks.performing, action, context) { action, context throws(ProviderError) in
            try model.perform(action, context)
        }
    }

    func results(_ query: ResultsQuery, _ context: Context) throws(ProviderError) -> ResultsPage {
        try step(hooks.scoring, query, context) { query, context throws(ProviderError) in
            try model.results(query, context)
        }
    }

    func hints(_ webhook: Webhook, _ context: Context) throws(ProviderError) -> [Hint] {
        try step(hooks.hinting, webhook, context) { webhook, context throws(ProviderError) in
            try model.hints(webhook, context)
        }
    }

    private func step<Asked, Answered>(
        _ hook: Step<Asked, Answered>?, _ asked: Asked, _ context: Context,
        _ own: (Asked, Context) throws(ProviderError) -> Answered
    ) throws(ProviderError) -> Answered {
        let context = context.calling(hooks.calling)
        guard let hook else { return try own(asked, context) }
        return try hook(asked, context, own)
    }

    private func tasked<Value>(_ answer: Answer<Value>) -> Answer<Value> {
        guard let tasking = hooks.tasking else { return answer }
        return Answer(answer.items, tasks: answer.tasks.map(tasking))
    }
}

extension Context {
    func calling(_ hook: Hop?) -> Context {
        guard let hook, let link else { return self }
        return Context(
            mode: mode, settings: settings, secrets: secrets, link: HookedLink(hook: hook, link: link), now: now)
    }
}

/// What a mistake remembers from one call to the next.
final class Memory<Value: Sendable>: Sendable {
    private let value: Mutex<Value>
    init(_ value: Value) { self.value = Mutex(value) }
    var now: Value { value.withLock { $0 } }
    @discardableResult
    func change<T: Sendable>(_ body: (inout sending Value) -> T) -> T {
        value.withLock { value in
            var copy = value
            let result = body(&copy)
            value = copy
            return result
        }
    }
}
