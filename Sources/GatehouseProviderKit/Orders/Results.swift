public import GatehouseForms
public import GatehouseModel

public struct ResultsQuery: Sendable {
    /// The vendor's id of one supply; nil for all.
    public let supply: String?
    /// Where the page before ended; nil for the first.
    public let cursor: String?

    public init(supply: String? = nil, cursor: String? = nil) {
        self.supply = supply
        self.cursor = cursor
    }
}

/// Scores and report of one completed assessment of one person.
public struct AssessmentResult: Hashable, Sendable {
    /// Our own reference, echoed by the vendor; nil where it has none.
    public let reference: String?
    public let vendorID: String?
    public let address: String?
    public let supply: String?
    public let assessment: String
    public let completedAt: Instant?
    /// Texts and numbers by the vendor's own names.
    public let scores: [String: JSONValue]
    /// Opens the report to whoever has it.
    public let reportLink: Secret?

    public init(
        reference: String? = nil, vendorID: String? = nil, address: String? = nil, supply: String? = nil,
        assessment: String,
        completedAt: Instant? = nil, scores: [String: JSONValue] = [:], reportLink: Secret? = nil
    ) {
        self.reference = reference
        self.vendorID = vendorID
        self.address = address
        self.supply = supply
        self.assessment = assessment
        self.completedAt = completedAt
        self.scores = scores
        self.reportLink = reportLink
    }
}

/// Scores are private: no description or dump shows one.
extension AssessmentResult: CustomStringConvertible, CustomReflectable {
    public var description: String { "a result of \(assessment): \(scores.count) scores" }
    public var customMirror: Mirror { Mirror(self, children: ["masked": description]) }
}

public struct ResultsPage: Sendable {
    public let results: [AssessmentResult]
    /// Nil on the last page.
    public let nextCursor: String?

    public init(results: [AssessmentResult], nextCursor: String?) {
        self.results = results
        self.nextCursor = nextCursor
    }
}
