package import GatehouseForms
package import GatehouseModel

/// Where one act stands on the road plan → record → perform → settle.
package enum IntentState: String, Hashable, Sendable, CaseIterable {
    /// Waits for the act before it (a distribute for its issue), or for an earlier invitation to be accepted.
    case waiting
    /// May be performed from `dueAt` on.
    case ready
    /// A worker has it; until its lease ends nobody else may.
    case claimed
    /// It may have happened; it is looked up from `dueAt` on, never repeated blindly.
    case unknown
    /// A person has to do it in the vendor's portal and tick it off.
    case manual
    /// Nobody can look it up: a person decides.
    case needsPerson = "needs_person"
    case done
    case rejected
    case cancelled

    package var isFinal: Bool { self == .done || self == .rejected || self == .cancelled }
}

/// One act on one invitation (or one action on a supply), recorded before it is performed.
package struct Intent: Hashable, Sendable {
    package let id: IntentID
    package let command: CommandID
    /// `issue`, `distribute`, `retract`, `remind`, or `action:NAME`.
    package let verb: String
    package let connection: ConnectionID
    package let supply: SupplyID?
    package let invitation: InvitationID?
    package let channel: Channel?
    /// Acts with one batch key go to the vendor in one call.
    package let batch: String
    /// `native`, `gateway` or `manual`, as the planner saw it.
    package let support: String
    /// The act that must be done before; nil for the first.
    package let after: IntentID?
    /// The earlier invitation of the same person to which this one is added once it is accepted (LI-5); never beside `after`,
    /// and stored in the same place.
    package let behind: InvitationID?
    /// What was chosen for the batch, or the action's input.
    package let options: [String: JSONValue]
    package var state: IntentState
    package var attempts: Int
    package var dueAt: Instant
    package var claim: Claim?
    /// Why it is where it is, for a person; never a secret.
    package var detail: String?
    package var outcomeCode: String?
    /// What the vendor was told when it was sent first; nil where it was not sent, and once it is final.
    package var sent: SentItem?

    /// Who has it and until when; `fence` grows with each claim, so that a late worker cannot settle what another took over.
    package struct Claim: Hashable, Sendable {
        package let worker: String
        package let since: Instant
        package let until: Instant
        package let fence: Int64
        package init(worker: String, since: Instant, until: Instant, fence: Int64) {
            self.worker = worker
            self.since = since
            self.until = until
            self.fence = fence
        }
    }

    package init(
        id: IntentID, command: CommandID, verb: String, connection: ConnectionID, supply: SupplyID?,
        invitation: InvitationID?,
        channel: Channel?, batch: String, support: String, after: IntentID? = nil,
        behind: InvitationID? = nil, options: [String: JSONValue] = [:],
        state: IntentState, attempts: Int = 0, dueAt: Instant, claim: Claim? = nil, detail: String? = nil,
        outcomeCode: String? = nil, sent: SentItem? = nil
    ) {
        self.id = id
        self.command = command
        self.verb = verb
        self.connection = connection
        self.supply = supply
        self.invitation = invitation
        self.channel = channel
        self.batch = batch
        self.support = support
        self.after = after
        self.behind = behind
        self.options = options
        self.state = state
        self.attempts = attempts
        self.dueAt = dueAt
        self.claim = claim
        self.detail = detail
        self.outcomeCode = outcomeCode
        self.sent = sent
    }
}

/// One command of a person or program: what was asked, once, and what was answered.
package struct CommandRecord: Hashable, Sendable {
    package let id: CommandID
    /// Unique in its workspace: the same key with the same input is the same command.
    package let idempotencyKey: String
    /// SHA-256 of the canonical input, hexadecimal.
    package let inputHash: String
    package let verb: String
    package let actor: String
    package let at: Instant
    /// What was answered, to be answered again.
    package let answer: JSONValue

    package init(
        id: CommandID, idempotencyKey: String, inputHash: String, verb: String, actor: String, at: Instant,
        answer: JSONValue
    ) {
        self.id = id
        self.idempotencyKey = idempotencyKey
        self.inputHash = inputHash
        self.verb = verb
        self.actor = actor
        self.at = at
        self.answer = answer
    }
}
