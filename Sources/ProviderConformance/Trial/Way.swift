import GatehouseForms
import GatehouseModel
import GatehouseProviderKit

/// One supply and one channel by which the vendor itself issues from it.
struct Way {
    let report: SupplyReport
    let supply: SupplyFacts
    let kind: SupplyKindDescription?
    let channel: Channel
    private let rows: [Verb: Capability]

    var facet: Facet { supply.facet }
    var id: String { "\(supply.vendorID) by \(channel.rawValue)" }
    var isOneAct: Bool { rows[.issue]?.isOneAct ?? false }

    func capability(_ verb: Verb) -> Capability? { rows[verb] }

    /// The vendor does it when asked.
    func does(_ verb: Verb) -> Bool { rows[verb]?.support == .native }

    /// Nil where the vendor does not issue this way, or a condition on supply or settings does not hold.
    init?(_ report: SupplyReport, _ channel: Channel, _ descriptor: Descriptor, settings: [String: JSONValue]) {
        let supply = SupplyFacts(report, descriptor)
        var rows: [Verb: Capability] = [:]
        for verb in Verb.allCases {
            guard let row = descriptor.capability(verb, mode: .api, channel: channel, facet: supply.facet),
                row.conditions.allSatisfy({ $0.holds(for: supply, settings: settings, channel: channel) })
            else { continue }
            rows[verb] = row
        }
        guard rows[.issue]?.support == .native, !report.isArchived else { return nil }
        self.report = report
        self.supply = supply
        kind = descriptor.supplyKind(category: supply.category, usage: supply.usage)
        self.channel = channel
        self.rows = rows
    }
}

/// An invitation that a case has made, with what was issued for it.
struct Holding {
    let way: Way
    /// As later verbs name it.
    let item: OrderItem
    let issued: IssuedCredential

    init(_ way: Way, _ item: OrderItem, _ issued: IssuedCredential) {
        self.way = way
        self.issued = issued
        self.item = OrderItem(
            reference: item.reference, recipient: item.recipient, credential: issued.secret, link: issued.link,
            aliases: issued.aliases, vendorID: issued.vendorID, channel: way.channel)
    }
}

extension SupplyFacts {
    init(_ report: SupplyReport, _ descriptor: Descriptor) {
        let kind = descriptor.supplyKind(category: report.category, usage: report.usage)
        self.init(
            vendorID: report.vendorID, name: report.name, usage: report.usage, category: report.category,
            stock: kind?.stock[.api] ?? .unmetered, isArchived: report.isArchived, available: report.free(descriptor),
            attributes: report.attributes)
    }
}

extension SupplyReport {
    /// Units that can be given now, by the counter that counts them; nil where nothing is counted.
    func free(_ descriptor: Descriptor) -> Int64? {
        for (word, value) in counters {
            guard case .units(let states)? = descriptor.counter(word, usage: usage)?.counts else { continue }
            if states.contains(.available) { return value }
        }
        return purchased
    }
}

extension Condition {
    /// Of something fresh: tests on how far it has come hold.
    func holds(for supply: SupplyFacts, settings: [String: JSONValue], channel: Channel?) -> Bool {
        switch test {
        case .stageAtMost, .stageBelow, .stageAtLeast, .credentialIsKnown: true
        case .setting(let name, let allowed): allowed.contains(settings[name] ?? .null)
        case .supply(let name, let allowed): allowed.contains(supply.attributes[name] ?? .null)
        case .channel(let allowed): channel.map(allowed.contains) ?? true
        case .supplyIsNotArchived: !supply.isArchived
        }
    }
}
