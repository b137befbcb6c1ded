import GatehouseForms
import GatehouseModel
import GatehouseProviderKit
import ProviderTesting
import Testing

@testable import CodeBundles

/// What the tests begin with: bundles, people, a connection in either mode.
enum Given {
    static let now = Instant("2026-11-09T08:41:00Z")!

    /// A single-use strengths bundle of Top 5 codes.
    static func bundle(
        _ name: String = "Spring 24", id: String? = nil, category: Category = .strengths,
        codeType: String? = CodeType.top5,
        stock: Stock = .vendor, available: Int64? = 41, isArchived: Bool = false, attributes: [String: JSONValue] = [:],
        assessments: [String] = []
    ) -> SupplyFacts {
        facts(name, id, .single, category, codeType, stock, available, isArchived, attributes, assessments)
    }

    static func multiUse(
        _ name: String = "Open house", id: String? = nil, category: Category = .strengths,
        codeType: String? = CodeType.top5,
        available: Int64? = 100, isArchived: Bool = false, attributes: [String: JSONValue] = [:]
    ) -> SupplyFacts {
        facts(name, id, .multi, category, codeType, .shared, available, isArchived, attributes)
    }

    private static func facts(
        _ name: String, _ id: String?, _ usage: Usage, _ category: Category, _ codeType: String?, _ stock: Stock,
        _ available: Int64?, _ isArchived: Bool, _ attributes: [String: JSONValue],
        _ assessments: [String] = []
    ) -> SupplyFacts {
        var all = attributes
        if let codeType, category == .strengths { all["code_type"] = .string(codeType) }
        return SupplyFacts(
            vendorID: id ?? "b-" + name.lowercased().replacing(" ", with: "-"), name: name, usage: usage,
            category: category.rawValue, stock: stock, isArchived: isArchived, available: available,
            assessments: assessments,
            attributes: all)
    }

    static func recipient(_ name: String, language: String? = "en", id: String? = nil) -> Recipient {
        Recipient(address: "\(name.lowercased())@example.org", name: name, externalID: id, language: language)
    }

    static func person(_ name: String, language: String? = "en", completed: Set<String> = []) -> DraftPerson {
        DraftPerson(recipient: recipient(name, language: language), completed: completed)
    }

    static func item(
        _ name: String?, language: String? = "en", id: String? = nil, code: String? = nil, aliases: [String] = [],
        channel: Channel? = nil
    ) -> OrderItem {
        OrderItem(
            reference: "inv_\(name?.lowercased() ?? code?.lowercased() ?? "slot")",
            recipient: name.map { recipient($0, language: language, id: id) }, credential: code.map { Secret($0) },
            aliases: aliases.map { Secret($0) }, channel: channel)
    }

    static func order(
        _ items: [OrderItem], channel: Channel = .vendorMail, on supply: SupplyFacts = bundle(),
        options: [String: JSONValue] = [:]
    ) -> Order {
        Order(idempotencyKey: "key-1", supply: supply, channel: channel, items: items, options: options)
    }

    static func findings(
        _ verb: Verb = .distribute, mode: Mode = .api, channel: Channel = .vendorMail,
        on supply: SupplyFacts = bundle(),
        settings: [String: JSONValue] = [:], options: [String: JSONValue] = [:],
        people: [DraftPerson] = [person("Ane")],
        slots: Int = 0
    ) -> [Finding] {
        CodeBundles().review(
            Draft(
                verb: verb, mode: mode, channel: channel, supply: supply, settings: settings, options: options,
                people: people,
                namelessSlots: slots))
    }

    /// An action whose input went through its form, as the engine does it.
    static func action(
        _ name: String, _ input: JSONValue = [:], on supply: SupplyFacts? = bundle(), others: [SupplyFacts] = [],
        item: OrderItem? = nil
    ) throws -> ActionOrder {
        let description = try #require(CodeBundles().descriptor.action(named: name))
        return ActionOrder(
            name: name, idempotencyKey: "key-1", supply: supply,
            otherSupplies: Dictionary(uniqueKeysWithValues: others.map { ($0.name, $0) }), item: item,
            input: try description.input.checked(input))
    }

    static func portal(_ settings: [String: JSONValue] = [:]) -> Context {
        Context(
            mode: .portal, settings: settings.merging(["portal_url": "https://portal.example.org"]) { own, _ in own },
            link: nil,
            now: now)
    }

    static func api(_ link: RecordedLink, settings: [String: JSONValue] = [:]) -> Context {
        Context(mode: .api, settings: settings, secrets: ["token": Secret("token-1234567890")], link: link, now: now)
    }

    /// The row that decides, and whether its conditions on the supply hold.
    static func capability(_ verb: Verb, _ mode: Mode, _ channel: Channel, on supply: SupplyFacts) throws -> Capability
    {
        try #require(CodeBundles().descriptor.capability(verb, mode: mode, channel: channel, facet: supply.facet))
    }
}

extension Answer {
    var areManual: [Bool] { waiting.map { $0 == 0 } }
}
