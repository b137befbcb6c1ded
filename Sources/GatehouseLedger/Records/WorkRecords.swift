package import GatehouseForms
package import GatehouseModel

/// Something a person has to do in a vendor's portal, until it is ticked off.
package struct WorkItem: Hashable, Sendable {
    package enum State: String, Hashable, Sendable { case open, done, cancelled }

    package struct Material: Hashable, Sendable {
        package let name: String
        package let mediaType: String
        /// Kept encrypted where it holds secrets.
        package let content: [UInt8]
        package let isSecret: Bool
        package init(name: String, mediaType: String, content: [UInt8], isSecret: Bool) {
            (self.name, self.mediaType, self.content, self.isSecret) = (name, mediaType, content, isSecret)
        }
    }

    package let id: TaskID
    package let connection: ConnectionID
    package let title: String
    package let steps: [String]
    package let materials: [Material]
    /// The acts that wait for it.
    package let intents: [IntentID]
    /// The form of what ticking off asks, as JSON Schema; and the ledger effects of a manual action, as the engine wrote them.
    package let asks: JSONValue
    package let effects: JSONValue
    package var state: State
    package let createdAt: Instant
    package var closedAt: Instant?
    package var closedBy: String?
    /// When its secrets were shown for the first time: from then on somebody may have them.
    package var shownAt: Instant?

    package init(
        id: TaskID, connection: ConnectionID, title: String, steps: [String], materials: [Material],
        intents: [IntentID],
        asks: JSONValue, effects: JSONValue, state: State, createdAt: Instant, closedAt: Instant? = nil,
        closedBy: String? = nil, shownAt: Instant? = nil
    ) {
        self.id = id
        self.connection = connection
        self.title = title
        self.steps = steps
        self.materials = materials
        self.intents = intents
        self.asks = asks
        self.effects = effects
        self.state = state
        self.createdAt = createdAt
        self.closedAt = closedAt
        self.closedBy = closedBy
        self.shownAt = shownAt
    }

    package var holdsSecrets: Bool { materials.contains(where: \.isSecret) }
}

/// One taking-in of what a vendor says: from its API or a file.
package struct ReconciliationRun: Hashable, Sendable {
    /// What a whole run showed all of: of that it is known, without being written down, that it was seen as it was.
    package enum Whole: Hashable, Sendable {
        /// But for these supplies, by their vendor's ids.
        case everything(but: [String])
        /// One supply, by its vendor's id.
        case supply(String)
    }

    package let id: RunID
    package let connection: ConnectionID
    /// `api`, or the file's name.
    package let source: String
    package let at: Instant
    package let asOf: Instant
    package let isComplete: Bool
    package var records: Int64
    package var matched: Int64
    /// Invitations that a complete run should have shown and did not: the next run's evidence.
    package var absent: [InvitationID]
    package var setAside: Int64
    /// Nil where it showed nothing whole, and where that was not kept yet.
    package var whole: Whole?
    /// Invitations of which it showed something that is not believed, or not certainly theirs.
    package var doubted: [InvitationID]
    /// SHA-256 of the file that lacks what is absent; nil where nothing is, and of an interface.
    package var content: String?

    package init(
        id: RunID, connection: ConnectionID, source: String, at: Instant, asOf: Instant, isComplete: Bool,
        records: Int64,
        matched: Int64, absent: [InvitationID], setAside: Int64, whole: Whole? = nil, doubted: [InvitationID] = [],
        content: String? = nil
    ) {
        self.id = id
        self.connection = connection
        self.source = source
        self.at = at
        self.asOf = asOf
        self.isComplete = isComplete
        self.records = records
        self.matched = matched
        self.absent = absent
        self.setAside = setAside
        self.whole = whole
        self.doubted = doubted
        self.content = content
    }
}

/// A difference between the ledger and a vendor, open until it is gone or decided.
package struct DiscrepancyRecord: Hashable, Sendable {
    package enum State: String, Hashable, Sendable { case open, applied, resolved, ignored }

    package let id: DiscrepancyID
    package let connection: ConnectionID
    package let kind: String
    /// What it is about; with class and connection the same subject is the same discrepancy.
    package let subject: String
    package let invitation: InvitationID?
    /// The supply's id at the vendor, where it is about one.
    package let supply: String?
    package var ours: String
    package var theirs: String
    package var evidence: String
    package var policy: String
    package var severity: String
    package var proposal: String
    package var state: State
    package let firstSeen: Instant
    package var lastSeen: Instant
    package var resolution: String?
    /// What people decided about it, in their order; runs leave it alone.
    package var decisions: [Decision]

    package init(
        id: DiscrepancyID, connection: ConnectionID, kind: String, subject: String, invitation: InvitationID?,
        supply: String? = nil, ours: String,
        theirs: String, evidence: String, policy: String, severity: String, proposal: String, state: State,
        firstSeen: Instant,
        lastSeen: Instant, resolution: String? = nil, decisions: [Decision] = []
    ) {
        self.id = id
        self.connection = connection
        self.kind = kind
        self.subject = subject
        self.invitation = invitation
        self.supply = supply
        self.ours = ours
        self.theirs = theirs
        self.evidence = evidence
        self.policy = policy
        self.severity = severity
        self.proposal = proposal
        self.state = state
        self.firstSeen = firstSeen
        self.lastSeen = lastSeen
        self.resolution = resolution
        self.decisions = decisions
    }
}

/// An observation that changed something, kept with where it came from.
package struct ObservationRecord: Hashable, Sendable {
    package let id: ObservationID
    package let run: RunID?
    package let connection: ConnectionID
    package let invitation: InvitationID?
    package let word: String
    package let meaning: Meaning?
    package let asOf: Instant
    package let source: String

    package init(
        id: ObservationID, run: RunID?, connection: ConnectionID, invitation: InvitationID?, word: String,
        meaning: Meaning?,
        asOf: Instant, source: String
    ) {
        self.id = id
        self.run = run
        self.connection = connection
        self.invitation = invitation
        self.word = word
        self.meaning = meaning
        self.asOf = asOf
        self.source = source
    }
}

/// One file that people, codes or supplies were taken from, and what became of it.
package struct ImportRecord: Hashable, Sendable {
    package let id: ImportID
    /// `people`, `codes` or `supplies`.
    package let kind: String
    package let file: String
    package let at: Instant
    package let actor: String
    package let rows: Int64
    package let accepted: Int64
    package let rejected: Int64
    package let duplicates: Int64
    /// The people that this import made (not those it only found), for undoing it.
    package let created: [PersonID]
    package var undoneAt: Instant?

    package init(
        id: ImportID, kind: String, file: String, at: Instant, actor: String, rows: Int64, accepted: Int64,
        rejected: Int64,
        duplicates: Int64, created: [PersonID], undoneAt: Instant? = nil
    ) {
        self.id = id
        self.kind = kind
        self.file = file
        self.at = at
        self.actor = actor
        self.rows = rows
        self.accepted = accepted
        self.rejected = rejected
        self.duplicates = duplicates
        self.created = created
        self.undoneAt = undoneAt
    }
}

/// An organisation's own template; the newest version counts.
package struct StoredTemplate: Hashable, Sendable {
    package let provider: String
    package let kind: String
    package let language: String
    package let version: Int
    package let source: String
    package let at: Instant
    package init(provider: String, kind: String, language: String, version: Int, source: String, at: Instant) {
        (self.provider, self.kind, self.language) = (provider, kind, language)
        (self.version, self.source, self.at) = (version, source, at)
    }
}
