import GatehouseForms
import GatehouseModel
import GatehouseProviderKit

/// A call that may fail as a whole.
typealias Attempt<Value: Sendable> = Result<Answer<Value>, ProviderError>

extension Trial {
    /// What the descriptor's options are where nobody chose.
    var options: [String: JSONValue] { (try? descriptor.options.checked([:])) ?? [:] }

    func order(_ way: Way, _ items: [OrderItem], key: String? = nil) -> Order {
        Order(
            idempotencyKey: key ?? self.key(), supply: way.supply, channel: way.channel, items: items, options: options)
    }

    func attempt<Value: Sendable>(_ call: () throws(ProviderError) -> Answer<Value>) -> Attempt<Value> {
        do throws(ProviderError) { return .success(try call()) } catch {
            said.hear(error)
            return .failure(error)
        }
    }

    func tryIssuing(_ order: Order, _ context: Context? = nil) throws -> Attempt<IssuedCredential> {
        let context = try context ?? api()
        let result = attempt { () throws(ProviderError) in try provider.issue(order, context) }
        if case .success(let answer) = result {
            for case .done(let credential) in answer.items { run.keep(credential) }
        }
        if order.items.count <= 1000 { run.took(order) }
        return result
    }

    func tryDistributing(_ order: Order, _ context: Context? = nil) throws -> Attempt<Distributed> {
        let context = try context ?? api()
        return attempt { () throws(ProviderError) in try provider.distribute(order, context) }
    }

    func tryRetracting(_ order: Order, _ context: Context? = nil) throws -> Attempt<Retracted> {
        let context = try context ?? api()
        return attempt { () throws(ProviderError) in try provider.retract(order, context) }
    }

    func tryReminding(_ order: Order, _ context: Context? = nil) throws -> Attempt<Reminded> {
        let context = try context ?? api()
        return attempt { () throws(ProviderError) in try provider.remind(order, context) }
    }

    /// Issues for fresh people; each must be done.
    func issued(_ count: Int = 1, by way: Way, _ items: [OrderItem]? = nil, key: String? = nil) throws -> [Holding] {
        let items = items ?? people(count)
        let answer = try tryIssuing(order(way, items, key: key)).get()
        let values = try done(answer, items.count, "issue \(way.id)")
        let holdings = zip(items, values).map { Holding(way, $0, $1) }
        holdings.forEach(run.keep)
        return holdings
    }

    /// Issues and, where the vendor does that too, distributes: the person has it now.
    func given(_ count: Int = 1, by way: Way) throws -> [Holding] {
        let holdings = try issued(count, by: way)
        if way.does(.distribute), !way.isOneAct {
            let answer = try tryDistributing(order(way, holdings.map(\.item))).get()
            _ = try done(answer, count, "distribute \(way.id)")
        }
        return holdings
    }

    /// The values of an answer in which everything is done.
    func done<Value: Sendable>(_ answer: Answer<Value>, _ count: Int, _ what: String) throws -> [Value] {
        try expect(answer.items.count == count, "\(what): \(answer.items.count) answers for \(count) items")
        return try answer.items.map { outcome in
            guard case .done(let value) = outcome else { throw Judged.failed("\(what): an item was \(outcome.words)") }
            return value
        }
    }

    func answers<Value: Sendable>(_ attempt: Attempt<Value>, _ count: Int, _ what: String) throws -> [ItemOutcome<
        Value
    >] {
        switch attempt {
        case .success(let answer):
            try expect(answer.items.count == count, "\(what): \(answer.items.count) answers for \(count) items")
            return answer.items
        case .failure(let error): throw Judged.failed("\(what): nothing was said of any item: \(error)")
        }
    }

    /// Refused as a whole with the effect none, or item by item: surely nothing was done.
    /// - Parameter isReused: a key that was used already: what became of the call that bore it first, a refusal does not tell,
    ///   and the effect may be unknown.
    func expectRefused<Value: Sendable>(_ attempt: Attempt<Value>, _ what: String, isReused: Bool = false) throws {
        switch attempt {
        case .success(let answer):
            for outcome in answer.items {
                switch outcome {
                case .rejected(let refusal): try expectSaid(refusal, what)
                case .retry: continue
                case .done, .unknown, .manual: throw Judged.failed("\(what): an item was \(outcome.words)")
                }
            }
            try expect(!answer.items.isEmpty, "\(what): the answer says nothing of any item")
        case .failure(let error):
            try expect(isReused || error.effect == .none, "\(what): refused with the effect unknown: \(error)")
            try expect(!error.message.isEmpty, "\(what): refused without a word")
        }
    }

    /// Nobody can know whether it was done, and the answer says so.
    func expectUnknown<Value: Sendable>(_ attempt: Attempt<Value>, _ what: String) throws {
        switch attempt {
        case .success(let answer):
            for outcome in answer.items {
                guard case .unknown = outcome else {
                    throw Judged.failed("\(what): an item was \(outcome.words) instead of unknown")
                }
            }
            try expect(!answer.items.isEmpty, "\(what): the answer says nothing of any item")
        case .failure(let error):
            try expect(
                error.effect == .unknown, "\(what): the effect is said to be none, and it may have been done: \(error)")
        }
    }

    func expectSaid(_ refusal: Refusal, _ what: String) throws {
        let isPlain = !refusal.code.isEmpty && !refusal.code.contains(where: \.isWhitespace)
        try expect(isPlain, "\(what): the refusal has no code of one word, but \"\(refusal.code)\"")
        try expect(!refusal.message.isEmpty, "\(what): the refusal \(refusal.code) has no message for a person")
    }
}

extension ItemOutcome {
    /// For a reason; without anything that was issued.
    var words: String {
        switch self {
        case .done: "done"
        case .rejected(let refusal): "rejected (\(refusal.code): \(refusal.message))"
        case .retry(let refusal, _): "put off (\(refusal.code): \(refusal.message))"
        case .unknown(let words): "unknown (\(words))"
        case .manual: "left to a person"
        }
    }
}
