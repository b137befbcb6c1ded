import GatehouseForms
import GatehouseModel
import GatehouseProviderKit
import ProviderTesting
import Testing

@testable import KeyPool

/// What the tests begin with: one pool, some clients, a connection in either mode.
enum Given {
    static let now = Instant("2026-11-09T08:41:00Z")!

    static func pool(
        left: Int64? = 40, isArchived: Bool = false, coaches: [String] = ["Ada Coach", "Ben Coach"],
        attributes: [String: JSONValue] = [:]
    ) -> SupplyFacts {
        var all = attributes
        if !coaches.isEmpty { all["coaches"] = .array(coaches.map { .string($0) }) }
        return SupplyFacts(
            vendorID: "pool-1", name: "keys", usage: .single, category: "key-pool", stock: .vendor,
            isArchived: isArchived, available: left, attributes: all)
    }

    static func recipient(_ name: String) -> Recipient {
        Recipient(address: "\(name.lowercased())@example.org", name: name)
    }

    static func item(_ name: String) -> OrderItem {
        OrderItem(
            reference: "inv_\(name.lowercased())", recipient: recipient(name), vendorID: "key-\(name.lowercased())",
            channel: .vendorMail)
    }

    static let adas: [String: JSONValue] = ["coaches": ["Ada Coach"], "assessment": "drive"]

    static func order(
        _ people: [String], channel: Channel = .vendorMail, from pool: SupplyFacts = pool(),
        options: [String: JSONValue] = adas
    ) -> Order {
        Order(idempotencyKey: "key-1", supply: pool, channel: channel, items: people.map { item($0) }, options: options)
    }

    static func findings(
        _ verb: Verb = .distribute, mode: Mode = .api, from pool: SupplyFacts = pool(),
        options: [String: JSONValue] = adas, people: [DraftPerson] = [DraftPerson(recipient: recipient("Ane"))],
        slots: Int = 0
    ) throws -> [Finding] {
        let checked = try KeyPool().descriptor.options.checked(.object(options))
        return KeyPool().review(
            Draft(
                verb: verb, mode: mode, channel: .vendorMail, supply: pool, settings: [:], options: checked,
                people: people, namelessSlots: slots))
    }

    /// An action whose input went through its form, as the engine does it.
    static func action(
        _ name: String, _ input: JSONValue = [:], on pool: SupplyFacts = pool(), item: OrderItem? = nil
    ) throws -> ActionOrder {
        let description = try #require(KeyPool().descriptor.action(named: name))
        return ActionOrder(
            name: name, idempotencyKey: "key-1", supply: pool, item: item, input: try description.input.checked(input))
    }

    static let portal = Context(
        mode: .portal, settings: ["portal_url": "https://keys.example.org"], link: nil, now: now)

    static func api(_ link: RecordedLink) -> Context {
        Context(mode: .api, settings: [:], secrets: ["token": Secret("token-1234567890")], link: link, now: now)
    }
}
