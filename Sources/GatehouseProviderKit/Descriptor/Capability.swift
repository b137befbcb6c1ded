public import GatehouseForms
public import GatehouseModel

public enum Verb: String, Hashable, Sendable, Codable, CaseIterable {
    case issue, distribute, retract, remind, status
}

/// How a verb is done here, or why it is not.
public enum Support: Hashable, Sendable {
    /// The vendor does it when asked.
    case native
    /// Gatehouse does it itself: from the imported pool, by its own mail, with a link to copy.
    case gateway
    /// A person does it in the vendor's portal, from our work list.
    case manual
    case no(reason: String)

    public var isPossible: Bool { if case .no = self { false } else { true } }
}

/// One row of what a vendor can do. The first row that fits verb, mode, channel, usage and category counts; none means no.
public struct Capability: Hashable, Sendable {
    public let verb: Verb
    public let support: Support
    /// Empty fits any, in this and the next three.
    public let modes: [Mode]
    public let channels: [Channel]
    public let usages: [Usage]
    public let categories: [String]
    public let conditions: [Condition]
    /// The most items in one call or upload; the engine splits and says so.
    public let batchLimit: Int?
    /// Where the vendor takes fewer; the smallest that fits counts.
    public let smallerBatches: [BatchLimit]
    /// Issuing by this channel distributes in the same act.
    public let isOneAct: Bool
    /// Done by this channel, whatever the one by which the invitation went out; nil keeps that one.
    public let actingChannel: Channel?

    public init(
        _ verb: Verb, _ support: Support, modes: [Mode] = [], channels: [Channel] = [], usages: [Usage] = [],
        categories: [String] = [], conditions: [Condition] = [], batchLimit: Int? = nil,
        smallerBatches: [BatchLimit] = [], isOneAct: Bool = false, by actingChannel: Channel? = nil
    ) {
        self.verb = verb
        self.support = support
        self.modes = modes
        self.channels = channels
        self.usages = usages
        self.categories = categories
        self.conditions = conditions
        self.batchLimit = batchLimit
        self.smallerBatches = smallerBatches
        self.isOneAct = isOneAct
        self.actingChannel = actingChannel
    }

    func fits(_ mode: Mode, _ channel: Channel?, _ facet: Facet) -> Bool {
        (modes.isEmpty || modes.contains(mode)) && (usages.isEmpty || usages.contains(facet.usage))
            && (categories.isEmpty || facet.category.map(categories.contains) ?? false)
            && (channels.isEmpty || channel.map(channels.contains) ?? false)
    }
}

/// What must hold for a capability, checked by the planner before anything is written.
public struct Condition: Hashable, Sendable {
    public enum Test: Hashable, Sendable {
        /// The invitation's low end is at most this stage (a retract "while unused").
        case stageAtMost(Stage)
        /// The invitation's low end is below this stage, and it has no end.
        case stageBelow(Stage)
        /// The invitation's low end is at least this stage.
        case stageAtLeast(Stage)
        /// Its code or link is known here.
        case credentialIsKnown
        /// A setting of the connection has one of these values.
        case setting(String, isOneOf: [JSONValue])
        /// An attribute of the supply has one of these values; an absent attribute counts as null.
        case supply(String, isOneOf: [JSONValue])
        /// The invitation was distributed by one of these channels.
        case channel(isOneOf: [Channel])
        case supplyIsNotArchived
    }

    public let test: Test
    /// Why it is not possible when the test fails, with the remedy: shown as it stands.
    public let reason: String
    /// The rule it comes from, such as `CB-17`.
    public let rule: String

    public init(_ test: Test, rule: String, otherwise reason: String) {
        self.test = test
        self.rule = rule
        self.reason = reason
    }
}

extension Descriptor {
    /// The row that decides a verb for this mode, channel and supply; nil when no row fits.
    public func capability(_ verb: Verb, mode: Mode, channel: Channel?, facet: Facet) -> Capability? {
        capabilities.first { $0.verb == verb && $0.fits(mode, channel, facet) }
    }

    public func action(named name: String) -> ActionDescription? { actions.first { $0.name == name } }

    public func supplyKind(category: String, usage: Usage) -> SupplyKindDescription? {
        supplyKinds.first { $0.category == category && $0.usage == usage }
    }
}
