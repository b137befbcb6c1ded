package import GatehouseForms
package import GatehouseModel

/// What a vendor says that an assessment brought. Nobody sees it by accident: every description is masked.
package struct ResultContent: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
    /// Texts and numbers by the vendor's own names.
    package let scores: [String: JSONValue]
    /// Opens the report to whoever has it.
    package let reportLink: Secret?

    package init(scores: [String: JSONValue], reportLink: Secret?) {
        self.scores = scores
        self.reportLink = reportLink
    }

    package var description: String {
        "\(scores.count) scores, \(reportLink == nil ? "no report link" : "a report link")"
    }
    package var customMirror: Mirror { Mirror(self, children: ["masked": description]) }
}

/// Where a result stands: one assessment of one invitation.
package struct ResultPlace: Hashable, Sendable {
    package let invitation: InvitationID
    package let assessment: String
    package init(invitation: InvitationID, assessment: String) {
        (self.invitation, self.assessment) = (invitation, assessment)
    }
}

/// A result that is to be kept.
package struct NewResult: Sendable {
    package let place: ResultPlace
    package let completedAt: Instant?
    package let content: ResultContent
    /// `api`, or the file's name.
    package let source: String
    package let at: Instant

    package init(place: ResultPlace, completedAt: Instant?, content: ResultContent, source: String, at: Instant) {
        self.place = place
        self.completedAt = completedAt
        self.content = content
        self.source = source
        self.at = at
    }
}

/// One version of a result, without what is secret in it.
package struct ResultRecord: Hashable, Sendable {
    package let place: ResultPlace
    /// Counts from 1; the highest is what counts now.
    package let version: Int
    package let completedAt: Instant?
    package let takenAt: Instant
    package let source: String
    package let scoreCount: Int
    package let hasReportLink: Bool

    package init(
        place: ResultPlace, version: Int, completedAt: Instant?, takenAt: Instant, source: String, scoreCount: Int,
        hasReportLink: Bool
    ) {
        self.place = place
        self.version = version
        self.completedAt = completedAt
        self.takenAt = takenAt
        self.source = source
        self.scoreCount = scoreCount
        self.hasReportLink = hasReportLink
    }
}

/// A result with what a list shows beside it.
package struct ResultRow: Hashable, Sendable {
    package let record: ResultRecord
    package let person: PersonID?
    package let personName: String?
    package let address: String?
    package let connectionName: String
    package let provider: String
    package let supplyName: String

    package init(
        record: ResultRecord, person: PersonID?, personName: String?, address: String?, connectionName: String,
        provider: String, supplyName: String
    ) {
        self.record = record
        self.person = person
        self.personName = personName
        self.address = address
        self.connectionName = connectionName
        self.provider = provider
        self.supplyName = supplyName
    }
}

package struct RevealedResult: Sendable {
    package let record: ResultRecord
    package let content: ResultContent
    package init(record: ResultRecord, content: ResultContent) { (self.record, self.content) = (record, content) }
}

/// What became of a result that was to be kept.
package enum ResultChange: Hashable, Sendable {
    /// The first of its place.
    case added
    /// It differs from the newest one: this is the new version's number, and the one before stays.
    case revised(Int)
    /// It says what is known.
    case same
}
