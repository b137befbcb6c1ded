import GatehouseForms
import GatehouseModel
import GatehouseProviderKit
import ProviderTesting
import Testing

@testable import Campaigns

/// What the tests begin with: one campaign, some people, a connection in either mode.
enum Given {
    static let now = Instant("2026-11-09T08:41:00Z")!

    static func campaign(
        name: String = "Denmark drivers", isArchived: Bool = false, attributes: [String: JSONValue] = attributes
    ) -> SupplyFacts {
        SupplyFacts(
            vendorID: "cmp-7", name: name, usage: .personal, category: "campaign", stock: .unmetered,
            isArchived: isArchived,
            available: nil, attributes: attributes)
    }

    static let attributes: [String: JSONValue] = [
        "goal": "development", "assessments": ["core-drivers", "core-values"], "reports": ["core-drivers-pro"],
        "tags": ["dk"],
    ]

    static func recipient(_ name: String) -> Recipient {
        Recipient(address: "\(name.lowercased())@example.org", name: name)
    }

    static func item(_ name: String) -> OrderItem {
        OrderItem(reference: "inv_\(name.lowercased())", recipient: recipient(name))
    }

    static func order(
        _ people: [String], channel: Channel = .vendorMail, supply: SupplyFacts = campaign(),
        options: [String: JSONValue] = [:]
    ) -> Order {
        Order(
            idempotencyKey: "key-1", supply: supply, channel: channel, items: people.map { item($0) }, options: options)
    }

    static func draft(
        _ verb: Verb, mode: Mode = .api, channel: Channel = .vendorMail, supply: SupplyFacts = campaign(),
        options: [String: JSONValue] = [:], people: [DraftPerson] = [DraftPerson(recipient: recipient("Ane"))],
        slots: Int = 0
    ) -> Draft {
        Draft(
            verb: verb, mode: mode, channel: channel, supply: supply, settings: [:], options: options, people: people,
            namelessSlots: slots)
    }

    /// An action whose input went through its form, as the engine does it.
    static func action(
        _ name: String, _ input: JSONValue = [:], on supply: SupplyFacts? = campaign(), item: OrderItem? = nil,
        others: [SupplyFacts] = []
    ) throws -> ActionOrder {
        let description = try #require(Campaigns().descriptor.action(named: name))
        return ActionOrder(
            name: name, idempotencyKey: "key-1", supply: supply,
            otherSupplies: Dictionary(uniqueKeysWithValues: others.map { ($0.name, $0) }), item: item,
            input: try description.input.checked(input))
    }

    static let portal = Context(
        mode: .portal, settings: ["portal_url": "https://campaigns.example.org"], link: nil, now: now)

    static func api(_ link: RecordedLink) -> Context {
        Context(mode: .api, settings: [:], secrets: ["token": Secret("token-1234567890")], link: link, now: now)
    }
}
