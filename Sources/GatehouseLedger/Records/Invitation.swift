package import GatehouseForms
package import GatehouseModel

/// One person, or one still nameless slot, and one credential of one supply, with its lifecycle.
package struct Invitation: Hashable, Sendable {
    package let id: InvitationID
    package var person: PersonID?
    package let connection: ConnectionID
    package let supply: SupplyID
    package var programme: ProgrammeID?
    /// Nil until one was issued.
    package var credential: CredentialID?
    package var vendorID: String?
    package var channel: Channel
    /// The language it was sent in.
    package var language: String?
    package var assessments: [String]
    package var standing: Standing
    /// The vendor's own word as last seen, and the words per assessment.
    package var vendorWord: String?
    package var assessmentWords: [String: String]
    /// The invitation that this one replaces.
    package var predecessor: InvitationID?
    /// Why the person holds a second living entitlement for the same assessment; nil where that is not so.
    package var overrideReason: String?
    package let createdAt: Instant
    /// When we last changed it at the vendor: older news is stale.
    package var lastWriteAt: Instant
    package var remindersSent: Int
    package var lastRemindedAt: Instant?
    /// We asked the vendor to take it back at this time.
    package var retractRequestedAt: Instant?

    package init(
        id: InvitationID, person: PersonID?, connection: ConnectionID, supply: SupplyID, programme: ProgrammeID? = nil,
        credential: CredentialID? = nil, vendorID: String? = nil, channel: Channel, language: String? = nil,
        assessments: [String], standing: Standing, vendorWord: String? = nil, assessmentWords: [String: String] = [:],
        predecessor: InvitationID? = nil, overrideReason: String? = nil, createdAt: Instant, lastWriteAt: Instant,
        remindersSent: Int = 0, lastRemindedAt: Instant? = nil, retractRequestedAt: Instant? = nil
    ) {
        self.id = id
        self.person = person
        self.connection = connection
        self.supply = supply
        self.programme = programme
        self.credential = credential
        self.vendorID = vendorID
        self.channel = channel
        self.language = language
        self.assessments = assessments
        self.standing = standing
        self.vendorWord = vendorWord
        self.assessmentWords = assessmentWords
        self.predecessor = predecessor
        self.overrideReason = overrideReason
        self.createdAt = createdAt
        self.lastWriteAt = lastWriteAt
        self.remindersSent = remindersSent
        self.lastRemindedAt = lastRemindedAt
        self.retractRequestedAt = retractRequestedAt
    }

    /// Neither ended nor refused: it holds its credential and its entitlement.
    package var isLiving: Bool { standing.end == nil }
}

/// An invitation with what a list shows beside it.
package struct InvitationRow: Hashable, Sendable {
    package let invitation: Invitation
    package let personName: String?
    package let address: String?
    package let personTags: [String]
    package let connectionName: String
    package let provider: String
    package let supplyName: String
    package let facet: Facet
    package let credentialMasked: String?
    package let programmeName: String?
    package let delivery: DeliveryState?
    /// The state of the newest intent that is not done, such as `waiting for a person`.
    package let openIntent: IntentState?
    /// What that intent is to do: `retract`, `action:copy-link`.
    package let openVerb: String?

    package init(
        invitation: Invitation, personName: String?, address: String?, personTags: [String], connectionName: String,
        provider: String, supplyName: String, facet: Facet, credentialMasked: String?, programmeName: String?,
        delivery: DeliveryState?, openIntent: IntentState?, openVerb: String?
    ) {
        self.invitation = invitation
        self.personName = personName
        self.address = address
        self.personTags = personTags
        self.connectionName = connectionName
        self.provider = provider
        self.supplyName = supplyName
        self.facet = facet
        self.credentialMasked = credentialMasked
        self.programmeName = programmeName
        self.delivery = delivery
        self.openIntent = openIntent
        self.openVerb = openVerb
    }
}
