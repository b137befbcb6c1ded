package import GatehouseModel

package enum DeliveryState: String, Hashable, Sendable, CaseIterable {
    /// Recorded; no connection was opened for it yet.
    case queued
    /// A worker is about to send or sending it.
    case sending
    /// The mail server took it.
    case accepted
    /// Written into a folder of ours, because no mail server is set: it went to nobody, and can be distributed again.
    case captured
    /// Refused for good.
    case refused
    /// Between the final dot and the reply nobody can know; not sent again by itself.
    case unknown
    case bounced
    /// Withdrawn before it was sent.
    case cancelled
}

/// One message to one person, with what the mail system said of it.
package struct Delivery: Hashable, Sendable {
    package let id: DeliveryID
    package let invitation: InvitationID?
    package let intent: IntentID?
    package let kind: String
    package let address: String
    package let language: String
    package let subject: String
    package let messageID: String
    package var state: DeliveryState
    package var attempts: Int
    /// What the mail server answered, its code first.
    package var reply: String?
    package var at: Instant

    package init(
        id: DeliveryID, invitation: InvitationID?, intent: IntentID?, kind: String, address: String, language: String,
        subject: String, messageID: String, state: DeliveryState, attempts: Int = 0, reply: String? = nil, at: Instant
    ) {
        self.id = id
        self.invitation = invitation
        self.intent = intent
        self.kind = kind
        self.address = address
        self.language = language
        self.subject = subject
        self.messageID = messageID
        self.state = state
        self.attempts = attempts
        self.reply = reply
        self.at = at
    }
}
