public import GatehouseForms
public import GatehouseModel

/// The parts of an action's order, each read as what it has to be. What is missing is a mistake of the caller: the order
/// was not checked against the action's form or scope.
public struct ActionInput {
    public let order: ActionOrder

    public init(_ order: ActionOrder) { self.order = order }

    public func supply() throws(ProviderError) -> SupplyFacts {
        guard let supply = order.supply else { throw missing("the supply that it is done on") }
        return supply
    }

    public func item() throws(ProviderError) -> OrderItem {
        guard let item = order.item else { throw missing("the invitation") }
        return item
    }

    public func text(_ name: String) throws(ProviderError) -> String {
        guard let text = order.input[name]?.string else { throw missing(name) }
        return text
    }

    public func one<Word: Listed>(_ name: String) throws(ProviderError) -> Word {
        guard let word = order.input[name]?.string.flatMap(Word.init(rawValue:)) else { throw missing(name) }
        return word
    }

    /// The texts of a list, each once; empty where there is none.
    public func texts(_ name: String) -> [String] {
        var seen: Set<String> = []
        return (order.input[name]?.array ?? []).compactMap(\.string).filter { seen.insert($0).inserted }
    }

    /// The supply that a field of kind `supply` names, by its ledger name or the vendor's id.
    public func supply(_ name: String) throws(ProviderError) -> SupplyFacts {
        let named = try text(name)
        guard let found = order.supply(named: named) else { throw .unknownSupply(named, label: name) }
        return found
    }

    public func missing(_ what: String) -> ProviderError {
        ProviderError(
            .badRequest, effect: .none, message: "The action \(order.name) was ordered without \(what); give it.",
            detail: "the order was not checked against the action's form or scope")
    }
}

extension ProviderError {
    static func unknownSupply(_ named: String, label: String) -> ProviderError {
        ProviderError(
            .badRequest, effect: .none,
            message: "\(label): this connection has no supply \"\(named)\"; see `gatehouse supply list`.")
    }
}
