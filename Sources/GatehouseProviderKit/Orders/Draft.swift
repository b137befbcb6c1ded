public import GatehouseForms
public import GatehouseModel

/// What is about to be done, for the vendor's own rules to look at; nothing has been written.
public struct Draft: Sendable {
    public let verb: Verb
    public let mode: Mode
    public let channel: Channel
    public let supply: SupplyFacts
    public let settings: [String: JSONValue]
    public let options: [String: JSONValue]
    public let people: [DraftPerson]
    /// How many are wanted without a name.
    public let namelessSlots: Int
    /// When it is planned; nil where nobody says.
    public let now: Instant?

    public init(
        verb: Verb, mode: Mode, channel: Channel, supply: SupplyFacts, settings: [String: JSONValue],
        options: [String: JSONValue] = [:], people: [DraftPerson], namelessSlots: Int = 0,
        now: Instant? = nil
    ) {
        self.verb = verb
        self.mode = mode
        self.channel = channel
        self.supply = supply
        self.settings = settings
        self.options = options
        self.people = people
        self.namelessSlots = namelessSlots
        self.now = now
    }
}

public struct DraftPerson: Hashable, Sendable {
    public let recipient: Recipient
    /// Assessments this person is known to have completed, by our own results and observations.
    public let completed: Set<String>
    /// How the person was chosen: from the vendor's existing accounts, typed, or from a file (CB-6).
    public let origin: Origin
    /// Holds an earlier invitation of this connection, or gets one by the same plan: this one waits behind it or is added to it,
    /// and nothing of it is sent now (LI-5).
    public let hasEarlier: Bool

    public enum Origin: String, Hashable, Sendable, Codable { case account, typed, file }

    public init(recipient: Recipient, completed: Set<String> = [], origin: Origin = .file, hasEarlier: Bool = false) {
        self.recipient = recipient
        self.completed = completed
        self.origin = origin
        self.hasEarlier = hasEarlier
    }
}

/// One thing that the vendor's rules say about a draft.
public struct Finding: Hashable, Sendable {
    public enum Severity: String, Hashable, Sendable, Codable {
        /// Nothing of the draft can be done.
        case refusesAll = "refuses-all"
        /// This person is left out; the others go on.
        case refusesPerson = "refuses-person"
        /// Said before the send; stops nothing.
        case warning
        case note
    }

    public let severity: Severity
    /// Stable, such as `template_language_missing`.
    public let code: String
    public let rule: String
    /// With the remedy.
    public let message: String
    /// The indices of the people it is about; empty for the whole.
    public let people: [Int]

    public init(_ severity: Severity, code: String, rule: String, _ message: String, people: [Int] = []) {
        self.severity = severity
        self.code = code
        self.rule = rule
        self.message = message
        self.people = people
    }
}
