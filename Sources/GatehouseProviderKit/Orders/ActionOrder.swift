public import GatehouseForms
public import GatehouseModel

public struct ActionOrder: Sendable {
    public let name: String
    public let idempotencyKey: String
    /// The supply it is done on, for actions of scope supply and invitation.
    public let supply: SupplyFacts?
    /// The other supplies of the connection, which an input of kind `supply` may name, by their ledger name.
    public let otherSupplies: [String: SupplyFacts]
    public let item: OrderItem?
    /// Checked against the action's form, defaults filled in.
    public let input: [String: JSONValue]

    public init(
        name: String, idempotencyKey: String, supply: SupplyFacts?, otherSupplies: [String: SupplyFacts] = [:],
        item: OrderItem? = nil, input: [String: JSONValue]
    ) {
        self.name = name
        self.idempotencyKey = idempotencyKey
        self.supply = supply
        self.otherSupplies = otherSupplies
        self.item = item
        self.input = input
    }

    /// A supply of the connection by its ledger name or the vendor's id; nil where there is none.
    public func supply(named name: String) -> SupplyFacts? {
        if let other = otherSupplies[name] ?? otherSupplies.values.first(where: { $0.vendorID == name }) {
            return other
        }
        return supply?.vendorID == name || supply?.name == name ? supply : nil
    }
}

/// What an action did, in words that the ledger understands whatever the vendor.
public struct ActionAnswer: Sendable {
    public let outcome: ItemOutcome<JSONValue>
    public let effects: [LedgerEffect]
    public let tasks: [ManualTask]

    public init(_ outcome: ItemOutcome<JSONValue>, effects: [LedgerEffect] = [], tasks: [ManualTask] = []) {
        self.outcome = outcome
        self.effects = effects
        self.tasks = tasks
    }
}

/// A change to the ledger that follows from an action; for a manual action it is applied when the task is ticked off.
public enum LedgerEffect: Hashable, Sendable {
    /// A supply came into being or changed at the vendor.
    case supply(SupplyReport)
    /// Units were bought into a supply, by its vendor id.
    case unitsBought(count: Int64, to: String)
    /// Free units moved between two supplies, by their vendor ids.
    case unitsMoved(count: Int64, from: String, to: String)
    /// A supply was archived or brought back.
    case archived(supply: String, Bool)
    /// Attributes of a supply changed; null removes one.
    case attributes(supply: String, [String: JSONValue])
    /// The vendor showed these records.
    case observed([ObservedRecord])
    /// A note to be kept with the invitation.
    case note(reference: String, text: String)
}
