public import GatehouseForms
public import GatehouseModel

/// One verb for some items of one supply by one channel; never more items than the capability's batch limit.
public struct Order: Sendable {
    /// The same key with the same order is the same act, however often it is sent.
    public let idempotencyKey: String
    public let supply: SupplyFacts
    public let channel: Channel
    public let items: [OrderItem]
    /// What was chosen from the descriptor's options, checked against its form.
    public let options: [String: JSONValue]

    public init(
        idempotencyKey: String, supply: SupplyFacts, channel: Channel, items: [OrderItem],
        options: [String: JSONValue] = [:]
    ) {
        self.idempotencyKey = idempotencyKey
        self.supply = supply
        self.channel = channel
        self.items = items
        self.options = options
    }
}

/// One invitation's part of an order.
public struct OrderItem: Sendable {
    /// Our own reference: the invitation's id. The vendor echoes it where it can.
    public let reference: String
    /// Nil for a nameless slot.
    public let recipient: Recipient?
    /// What was issued for it earlier; nil when issuing.
    public let credential: Secret?
    public let link: Secret?
    /// Other codes for the same unit (CB-18).
    public let aliases: [Secret]
    public let vendorID: String?
    /// How it was distributed, for retract and remind.
    public let channel: Channel?
    /// Set when issuing to somebody who has accepted an earlier invitation of a connection that invites into one supply at a
    /// time (`traits.furtherSupplyFrom`): this supply is added to that invitation.
    public let earlier: EarlierInvitation?

    public init(
        reference: String, recipient: Recipient?, credential: Secret? = nil, link: Secret? = nil,
        aliases: [Secret] = [],
        vendorID: String? = nil, channel: Channel? = nil, earlier: EarlierInvitation? = nil
    ) {
        self.reference = reference
        self.recipient = recipient
        self.credential = credential
        self.link = link
        self.aliases = aliases
        self.vendorID = vendorID
        self.channel = channel
        self.earlier = earlier
    }
}

/// An invitation that the same person has accepted before.
public struct EarlierInvitation: Hashable, Sendable {
    public let reference: String
    public let vendorID: String?
    public init(reference: String, vendorID: String?) {
        self.reference = reference
        self.vendorID = vendorID
    }
}

public struct Recipient: Hashable, Sendable {
    /// Local part as written, domain folded.
    public let address: String
    public let name: String?
    /// What the person's organisation calls them (the vendors' "ID").
    public let externalID: String?
    /// BCP 47; nil when not known.
    public let language: String?

    public init(address: String, name: String? = nil, externalID: String? = nil, language: String? = nil) {
        self.address = address
        self.name = name
        self.externalID = externalID
        self.language = language
    }
}

/// What the ledger knows of a supply, for the provider.
public struct SupplyFacts: Hashable, Sendable {
    public let vendorID: String
    public let name: String
    public let usage: Usage
    public let category: String
    public let stock: Stock
    public let isArchived: Bool
    /// Units that can be given now; nil where nothing is counted.
    public let available: Int64?
    /// What a person takes who is given one, as the ledger has it; empty where nobody has said.
    public let assessments: [String]
    /// What the vendor says of the supply beside that: goal, reports, tags, templates, plan …
    public let attributes: [String: JSONValue]

    public init(
        vendorID: String, name: String, usage: Usage, category: String, stock: Stock, isArchived: Bool = false,
        available: Int64?, assessments: [String] = [], attributes: [String: JSONValue] = [:]
    ) {
        self.vendorID = vendorID
        self.name = name
        self.usage = usage
        self.category = category
        self.stock = stock
        self.isArchived = isArchived
        self.available = available
        self.assessments = assessments
        self.attributes = attributes
    }

    public var facet: Facet { Facet(usage: usage, category: category) }
}
