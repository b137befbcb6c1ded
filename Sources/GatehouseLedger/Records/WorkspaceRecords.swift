package import GatehouseForms
package import GatehouseModel

/// One consultancy: the tenant. Nothing crosses from one workspace to another.
package struct Workspace: Hashable, Sendable {
    package let id: WorkspaceID
    package var name: String
    package init(id: WorkspaceID, name: String) { (self.id, self.name) = (id, name) }
}

/// A workspace's account at a vendor.
package struct Connection: Hashable, Sendable {
    package let id: ConnectionID
    /// Unique in its workspace; what people type.
    package var name: String
    /// The provider's id.
    package var provider: String
    /// `portal` or `api`.
    package var mode: String
    /// Settings without the secret ones.
    package var settings: [String: JSONValue]
    /// Kept encrypted by the store; read only when a call is made.
    package var secrets: [String: Secret]
    /// Of a provider that stands outside: its descriptor as it was taken when the connection was added, as canonical JSON; nil
    /// for a module of this program.
    package var descriptor: String?
    package var isRemoved: Bool

    package init(
        id: ConnectionID, name: String, provider: String, mode: String, settings: [String: JSONValue],
        secrets: [String: Secret] = [:], descriptor: String? = nil, isRemoved: Bool = false
    ) {
        self.id = id
        self.name = name
        self.provider = provider
        self.mode = mode
        self.settings = settings
        self.secrets = secrets
        self.descriptor = descriptor
        self.isRemoved = isRemoved
    }
}

/// What a vendor lets us hand out from: a bundle, a campaign, a group, a pool.
package struct Supply: Hashable, Sendable {
    package let id: SupplyID
    package let connection: ConnectionID
    /// Unique in its workspace; what people type.
    package var name: String
    /// The vendor's own id of it; unique in its connection.
    package var vendorID: String
    package var usage: Usage
    package var category: String
    package var stock: Stock
    package var assessments: [String]
    package var price: Money?
    package var isArchived: Bool
    package var attributes: [String: JSONValue]
    /// The vendor's counters as last seen, by its own words, and when.
    package var vendorCounters: [String: Int64]
    package var countersAsOf: Instant?
    /// Why nothing may be issued from it for now (a conservation that does not hold); nil when it may.
    package var frozenBecause: String?
    /// The shared credential of a multi-use supply.
    package var sharedCredential: CredentialID?

    package init(
        id: SupplyID, connection: ConnectionID, name: String, vendorID: String, usage: Usage, category: String,
        stock: Stock,
        assessments: [String], price: Money? = nil, isArchived: Bool = false, attributes: [String: JSONValue] = [:],
        vendorCounters: [String: Int64] = [:], countersAsOf: Instant? = nil, frozenBecause: String? = nil,
        sharedCredential: CredentialID? = nil
    ) {
        self.id = id
        self.connection = connection
        self.name = name
        self.vendorID = vendorID
        self.usage = usage
        self.category = category
        self.stock = stock
        self.assessments = assessments
        self.price = price
        self.isArchived = isArchived
        self.attributes = attributes
        self.vendorCounters = vendorCounters
        self.countersAsOf = countersAsOf
        self.frozenBecause = frozenBecause
        self.sharedCredential = sharedCredential
    }

    package var facet: Facet { Facet(usage: usage, category: category) }
}

/// Units that came into a supply or left it: never changed, only added to.
package struct SupplyEntry: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable { case purchase, movedIn = "moved_in", movedOut = "moved_out", lost }

    package let supply: SupplyID
    package let kind: Kind
    package let count: Int64
    package let at: Instant
    /// What it came from: an import, an action, an adjustment.
    package let reason: String

    package init(supply: SupplyID, kind: Kind, count: Int64, at: Instant, reason: String) {
        self.supply = supply
        self.kind = kind
        self.count = count
        self.at = at
        self.reason = reason
    }
}
