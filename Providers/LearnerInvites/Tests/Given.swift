import GatehouseForms
import GatehouseModel
import GatehouseProviderKit
import ProviderTesting
import Testing

@testable import LearnerInvites

/// What the tests begin with: one group, some people, a connection in either mode.
enum Given {
    static let now = Instant("2026-11-09T08:41:00Z")!

    /// A group in the ledger, under a name of its own; the vendor's name has blanks.
    static func group(
        _ name: String = "Team North", id: String = "grp-1", trainings: [String]? = ["Strengths basics", "Feedback"],
        isArchived: Bool = false, attributes: [String: JSONValue] = [:]
    ) -> SupplyFacts {
        var all = attributes
        all["name"] = .string(name)
        if let trainings { all["trainings"] = .array(trainings.map { .string($0) }) }
        return SupplyFacts(
            vendorID: id, name: name.lowercased().replacing(" ", with: "-"), usage: .personal, category: "group",
            stock: .unmetered, isArchived: isArchived, available: nil, attributes: all)
    }

    static func recipient(_ name: String) -> Recipient {
        Recipient(address: "\(name.lowercased())@example.org", name: name)
    }

    static func item(_ name: String, earlier: EarlierInvitation? = nil) -> OrderItem {
        OrderItem(
            reference: "inv_\(name.lowercased())", recipient: recipient(name), channel: .vendorMail, earlier: earlier)
    }

    static func people(_ count: Int) -> [String] { (1...count).map { "Person\($0)" } }

    static func order(
        _ people: [String], channel: Channel = .vendorMail, into group: SupplyFacts = group(),
        options: [String: JSONValue] = [:]
    ) -> Order {
        Order(
            idempotencyKey: "key-1", supply: group, channel: channel, items: people.map { item($0) }, options: options)
    }

    static func findings(
        _ verb: Verb = .distribute, mode: Mode = .api, into group: SupplyFacts = group(),
        settings: [String: JSONValue] = [:], options: [String: JSONValue] = [:], people: [String] = ["Ane"],
        slots: Int = 0
    ) -> [Finding] {
        LearnerInvites().review(
            Draft(
                verb: verb, mode: mode, channel: .vendorMail, supply: group, settings: settings, options: options,
                people: people.map { DraftPerson(recipient: recipient($0)) }, namelessSlots: slots))
    }

    /// An action whose input went through its form, as the engine does it.
    static func action(
        _ name: String, _ input: JSONValue = [:], on group: SupplyFacts? = group(), item: OrderItem? = nil,
        others: [SupplyFacts] = []
    ) throws -> ActionOrder {
        let description = try #require(LearnerInvites().descriptor.action(named: name))
        return ActionOrder(
            name: name, idempotencyKey: "key-1", supply: group,
            otherSupplies: Dictionary(uniqueKeysWithValues: others.map { ($0.name, $0) }), item: item,
            input: try description.input.checked(input))
    }

    static func portal(_ settings: [String: JSONValue] = [:]) -> Context {
        Context(
            mode: .portal, settings: settings.merging(["portal_url": "https://learn.example.org"]) { own, _ in own },
            link: nil, now: now)
    }

    static func api(_ link: RecordedLink) -> Context {
        Context(mode: .api, settings: [:], secrets: ["token": Secret("token-1234567890")], link: link, now: now)
    }

    static func capability(_ verb: Verb, _ mode: Mode, _ channel: Channel = .vendorMail) throws -> Capability {
        try #require(
            LearnerInvites().descriptor.capability(verb, mode: mode, channel: channel, facet: group().facet))
    }
}
