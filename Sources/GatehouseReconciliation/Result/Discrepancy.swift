package import GatehouseModel

/// One difference between the ledger and a vendor, with everything that a person needs in order to decide about it.
package struct Discrepancy: Hashable, Sendable {
    /// The same key in two runs is the same difference.
    package struct Key: Hashable, Sendable {
        package let kind: DiscrepancyClass
        package let subject: String
        package init(kind: DiscrepancyClass, subject: String) {
            self.kind = kind
            self.subject = subject
        }
    }

    package enum Subject: Hashable, Sendable {
        case invitation(InvitationID)
        /// One fact of an invitation beside its stage.
        case field(DriftField, of: InvitationID)
        /// What an act of ours was answered.
        case act(IntentID)
        /// A credential of ours that nobody holds.
        case unit(CredentialID)
        /// A record of the vendor, by the name it has there.
        case record(String)
        /// A key that stands for several rows, such as `address ane@example.org`.
        case key(String)
        /// A supply, by its vendor id.
        case supply(String)
        /// One counter of a supply.
        case counter(String, supply: String)
        case snapshot
    }

    package enum Severity: Int, Comparable, CaseIterable, Hashable, Sendable {
        case info, low, medium, high
        package static func < (a: Severity, b: Severity) -> Bool { a.rawValue < b.rawValue }
        package var word: String { "\(self)" }
    }

    package var kind: DiscrepancyClass
    package var subject: Subject
    /// The supply's id at the vendor, where it is about one.
    package var supply: String?
    /// What the ledger says and what the vendor says; neither holds a credential.
    package var ours: String
    package var theirs: String
    /// File and line, or request, and by which rule it was matched.
    package var evidence: [String]
    package var severity: Severity
    package var policy: Policy
    /// What could be done, in words.
    package var proposal: String
    package var firstSeen: Instant
    package var lastSeen: Instant

    package init(
        kind: DiscrepancyClass, subject: Subject, supply: String?, ours: String, theirs: String, evidence: [String],
        severity: Severity, policy: Policy, proposal: String, firstSeen: Instant, lastSeen: Instant
    ) {
        self.kind = kind
        self.subject = subject
        self.supply = supply
        self.ours = ours
        self.theirs = theirs
        self.evidence = evidence
        self.severity = severity
        self.policy = policy
        self.proposal = proposal
        self.firstSeen = firstSeen
        self.lastSeen = lastSeen
    }

    package var key: Key { Key(kind: kind, subject: subject.text) }
    /// A person, or whoever set the policies, has decided that it is left as it is; or nothing is left to be done about it.
    package var isDecided: Bool {
        (policy == .hold && kind.policy(wasOpen: false) != .hold) || (policy == .auto && !kind.proposesStep)
    }
    package var age: Duration { lastSeen.since(firstSeen) }
}

extension Discrepancy.Subject {
    /// Stable and without a secret.
    package var text: String {
        switch self {
        case .invitation(let id): id.text
        case .field(let field, let id): "\(id.text), \(field.rawValue)"
        case .act(let id): id.text
        case .unit(let id): id.text
        case .record(let name): "record \(name)"
        case .key(let key): key
        case .supply(let supply): "supply \(supply)"
        case .counter(let name, let supply): "supply \(supply), \(name)"
        case .snapshot: "snapshot"
        }
    }
}

extension Discrepancy.Subject {
    /// The invitation that it is about, if it is about one.
    package var invitation: InvitationID? {
        switch self {
        case .invitation(let id), .field(_, let id): id
        default: nil
        }
    }
}

extension LedgerEntry.Subject {
    var discrepancySubject: Discrepancy.Subject {
        switch self {
        case .invitation(let id): .invitation(id)
        case .unit(let id): .unit(id)
        }
    }
}
