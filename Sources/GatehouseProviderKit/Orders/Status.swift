public import GatehouseForms
public import GatehouseModel

public struct StatusQuery: Sendable {
    public enum Scope: Sendable {
        case everything
        /// The vendor's id of one supply.
        case supply(String)
        /// Our references; also the look-up of an unknown outcome.
        case references([String])
    }

    public let scope: Scope
    /// Where the page before ended; nil for the first.
    public let cursor: String?

    public init(_ scope: Scope, cursor: String? = nil) {
        self.scope = scope
        self.cursor = cursor
    }
}

public struct StatusPage: Sendable {
    public let records: [ObservedRecord]
    /// Nil on the last page.
    public let nextCursor: String?
    /// Said on the last page only.
    public let facts: SnapshotFacts?

    public init(records: [ObservedRecord], nextCursor: String?, facts: SnapshotFacts?) {
        self.records = records
        self.nextCursor = nextCursor
        self.facts = facts
    }
}

/// A supply as the vendor shows it.
public struct SupplyReport: Hashable, Sendable {
    public let vendorID: String
    public let name: String
    public let usage: Usage
    public let category: String
    public let isArchived: Bool
    /// What a person takes who is given one.
    public let assessments: [String]
    /// Units that it owns, whatever became of them: bought, plus moved in, less moved out, as far as the vendor says; nil
    /// where nothing is counted.
    public let purchased: Int64?
    /// The vendor's own counters, by its own words.
    public let counters: [String: Int64]
    /// The shared code of a multi-use supply and its link, where the vendor shows them.
    public let sharedCredential: IssuedCredential?
    public let attributes: [String: JSONValue]

    public init(
        vendorID: String, name: String, usage: Usage, category: String, isArchived: Bool = false, assessments: [String],
        purchased: Int64?, counters: [String: Int64], sharedCredential: IssuedCredential? = nil,
        attributes: [String: JSONValue] = [:]
    ) {
        self.vendorID = vendorID
        self.name = name
        self.usage = usage
        self.category = category
        self.isArchived = isArchived
        self.assessments = assessments
        self.purchased = purchased
        self.counters = counters
        self.sharedCredential = sharedCredential
        self.attributes = attributes
    }
}
