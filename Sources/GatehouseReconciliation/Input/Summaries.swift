package import GatehouseModel

/// What is decided from the whole of a connection and not from one row.
package struct ReconciliationSummaries: Sendable {
    /// Living invitations of this connection that stand beside an earlier one of the same person for the same assessment.
    package var doubles: [DoubleInvitation]
    /// Living invitations whose mail came back, and which nobody has begun.
    package var failedDeliveries: [FailedDelivery]
    /// Records that were left out before anything was compared, because they cannot be this connection's.
    package var foreign: [ForeignRecord]
    /// Results that came in a new version since the run before.
    package var revisions: [RevisedResult]
    /// Answers about no invitation, such as an action's, that were not believed.
    package var disbelieved: [DisbelievedAnswer]
    /// Moves between two supplies of the connection that the ledger has entered on both sides.
    package var transfers: [Transfer]
    /// Why not everything could be asked for: the credentials, what they may see, or a quota; nil where it could.
    package var lostAccess: String?
    /// What one unit costs, by the supply's vendor id.
    package var prices: [String: Money]
    /// What people were given to do at the vendor and have not ticked off yet, by its title.
    package var openWork: Set<String>
    /// Codes of the workspace against which something was shown beside the records of this connection.
    package var doubted: [DoubtedCode]

    package init(
        doubles: [DoubleInvitation] = [], failedDeliveries: [FailedDelivery] = [], foreign: [ForeignRecord] = [],
        revisions: [RevisedResult] = [], disbelieved: [DisbelievedAnswer] = [], transfers: [Transfer] = [],
        lostAccess: String? = nil,
        prices: [String: Money] = [:], openWork: Set<String> = [], doubted: [DoubtedCode] = []
    ) {
        self.doubles = doubles
        self.failedDeliveries = failedDeliveries
        self.foreign = foreign
        self.revisions = revisions
        self.disbelieved = disbelieved
        self.transfers = transfers
        self.lostAccess = lostAccess
        self.prices = prices
        self.openWork = openWork
        self.doubted = doubted
    }
}

/// A second living invitation of one person for one assessment.
package struct DoubleInvitation: Hashable, Sendable {
    package let invitation: InvitationID
    package let supply: String
    package let assessment: String
    /// The one that the person had before, and where it is from.
    package let earlier: InvitationID
    package let earlierAt: String
    /// Why somebody here gave a second one on purpose; nil where it came to be without anybody's asking.
    package let reason: String?

    package init(
        invitation: InvitationID, supply: String, assessment: String, earlier: InvitationID, earlierAt: String,
        reason: String?
    ) {
        self.invitation = invitation
        self.supply = supply
        self.assessment = assessment
        self.earlier = earlier
        self.earlierAt = earlierAt
        self.reason = reason
    }
}

package struct FailedDelivery: Hashable, Sendable {
    package let invitation: InvitationID
    package let supply: String
    package let address: String
    /// What the mail system said.
    package let reply: String
    package let at: Instant

    package init(invitation: InvitationID, supply: String, address: String, reply: String, at: Instant) {
        self.invitation = invitation
        self.supply = supply
        self.address = address
        self.reply = reply
        self.at = at
    }
}

package struct ForeignRecord: Hashable, Sendable {
    /// By what it is found again at the vendor.
    package let name: String
    package let word: String
    package let reason: String
    package let source: String

    package init(name: String, word: String, reason: String, source: String) {
        self.name = name
        self.word = word
        self.reason = reason
        self.source = source
    }
}

/// A result whose scores the vendor changed; both versions are kept.
package struct RevisedResult: Hashable, Sendable {
    package let invitation: InvitationID
    package let supply: String
    package let assessment: String
    /// The number of the new version.
    package let version: Int
    package let source: String
    package let at: Instant

    package init(
        invitation: InvitationID, supply: String, assessment: String, version: Int, source: String, at: Instant
    ) {
        self.invitation = invitation
        self.supply = supply
        self.assessment = assessment
        self.version = version
        self.source = source
        self.at = at
    }
}

package struct DisbelievedAnswer: Hashable, Sendable {
    package let act: IntentID
    package let verb: String
    package let reason: String

    package init(act: IntentID, verb: String, reason: String) {
        self.act = act
        self.verb = verb
        self.reason = reason
    }
}

/// Units that were moved from one supply to another, as the ledger entered it on both sides.
package struct Transfer: Hashable, Sendable {
    package let count: Int64
    package let from: String
    package let to: String
    package let at: Instant

    package init(count: Int64, from: String, to: String, at: Instant) {
        self.count = count
        self.from = from
        self.to = to
        self.at = at
    }
}
