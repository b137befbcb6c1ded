public import GatehouseForms
public import GatehouseModel

/// Everything about a provider that is a fact: read by planner, command line, API and pages alike.
public struct Descriptor: Hashable, Sendable {
    /// Lower case with hyphens, such as `code-bundles`; never changes.
    public let id: String
    /// The version of this descriptor, semantic.
    public let version: String
    public let name: String
    /// Whose way of working this models, in one sentence.
    public let summary: String
    public let modes: [Mode]
    /// What a connection is set up with; secret fields are kept encrypted.
    public let settings: Form
    public let capabilities: [Capability]
    public let actions: [ActionDescription]
    public let vocabulary: Vocabulary
    /// What the vendor's own counters of a supply count.
    public let counters: [CounterDescription]
    /// The kinds of supply this vendor has.
    public let supplyKinds: [SupplyKindDescription]
    /// What may be asked per distribution beside people and supply (template, coaches, assessment …).
    public let options: Form
    public let files: [FileFormat]
    public let traits: VendorTraits
    /// What to try when something did not work for a participant.
    public let help: [HelpStep]

    public init(
        id: String, version: String, name: String, summary: String, modes: [Mode], settings: Form,
        capabilities: [Capability],
        actions: [ActionDescription], vocabulary: Vocabulary, counters: [CounterDescription] = [],
        supplyKinds: [SupplyKindDescription], options: Form, files: [FileFormat], traits: VendorTraits,
        help: [HelpStep] = []
    ) {
        self.id = id
        self.version = version
        self.name = name
        self.summary = summary
        self.modes = modes
        self.settings = settings
        self.capabilities = capabilities
        self.actions = actions
        self.vocabulary = vocabulary
        self.counters = counters
        self.supplyKinds = supplyKinds
        self.options = options
        self.files = files
        self.traits = traits
        self.help = help
    }
}

/// One kind of supply: how it is used and where its units are kept in each mode.
public struct SupplyKindDescription: Hashable, Sendable {
    public let category: String
    public let label: String
    public let usage: Usage
    public let credential: CredentialKind
    public let stock: [Mode: Stock]
    /// What a person takes who is given one, such as `top-5`; empty where the supply itself says it.
    public let assessments: [String]
    /// The option of an invitation that names which one of them the person takes; with another value, or with none, it is
    /// left to the person, until the vendor shows which one was chosen (KP-3).
    public let assessmentOption: String?
    /// Units are bought into it as long as it lives: where the vendor's total has grown, so many were bought (KP-1).
    public let isToppedUp: Bool
    /// The vendor has a single one of them for the whole account: a second one would count the same units twice (KP-1).
    public let isOnePerConnection: Bool
    /// What may be said of a supply that somebody enters by hand, for the rules that read its attributes; nil takes anything.
    public let attributes: Form?

    public init(
        category: String, label: String, usage: Usage, credential: CredentialKind, stock: [Mode: Stock],
        assessments: [String], assessmentOption: String? = nil, isToppedUp: Bool = false,
        isOnePerConnection: Bool = false, attributes: Form? = nil
    ) {
        self.category = category
        self.label = label
        self.usage = usage
        self.credential = credential
        self.stock = stock
        self.assessments = assessments
        self.assessmentOption = assessmentOption
        self.isToppedUp = isToppedUp
        self.isOnePerConnection = isOnePerConnection
        self.attributes = attributes
    }
}

/// How this vendor behaves where it matters for doing things exactly once.
public struct VendorTraits: Hashable, Sendable {
    public enum Idempotency: String, Hashable, Sendable, Codable, CaseIterable {
        /// The vendor honours our idempotency key: repeating is safe.
        case byKey = "by-key"
        /// The vendor can be asked for our reference.
        case byReference = "by-reference"
        /// Only a snapshot shows what happened.
        case bySnapshot = "by-snapshot"
        case none
    }

    public let idempotency: [Mode: Idempotency]
    public let snapshotIsComplete: Bool
    public let snapshotShowsDeleted: Bool
    /// How long the vendor may still show the old state after a change.
    public let lag: Duration
    public let callsPerMinute: Int?
    /// The longest that one call may take.
    public let deadline: Duration
    /// Hosts besides the connection's own address that may be called.
    public let outboundHosts: [String]
    /// The address that the vendor's mails come from, for "allow this sender" (CB-20); a setting may override it.
    public let mailSender: String?
    /// The setting to whose value a code is added to make the address that a person opens, where the vendor gives only the
    /// code (CB-14).
    public let linkBaseSetting: String?
    /// Which records are of people who came by a page of the vendor's own and whom nobody here invited (KP-8).
    public let selfArrival: SelfArrival?
    /// It can be asked for the results of completed assessments.
    public let givesResults: Bool
    /// It tells of changes by itself; what it sends is translated into hints, never believed.
    public let sendsWebhooks: Bool
    /// A record's name is taken over only from this stage on (LI-7); nil takes it always.
    public let namesFrom: Stage?
    /// The vendor invites a person into one supply at a time: a further one of the same connection waits until the person's
    /// earlier invitation is at this stage, and is then added to it (LI-5). Nil where supplies do not concern each other.
    public let furtherSupplyFrom: Stage?
    /// Taking a code out of the vendor's stock into our pool is a handing out to the vendor: of a pool's code that nobody holds
    /// it says the same as of one that is out (CB-14). False where such a code stays available there until it is used.
    public let poolCountsAsHandedOut: Bool
    /// Names of supplies match exactly, case and blanks included (LI-4): two that differ in nothing else are two.
    public let supplyNamesAreExact: Bool
    /// What its records tell beside their word; nil where they tell nothing of it.
    public let tells: RecordFacts?

    /// An attribute of a record, and the values by which it says so; compared like the words of the vocabulary.
    public struct SelfArrival: Hashable, Sendable {
        public let attribute: String
        public let values: [String]

        public init(attribute: String, values: [String]) {
            self.attribute = attribute
            self.values = values
        }

        public func fits(_ record: ObservedRecord) -> Bool {
            guard let said = record.attributes[attribute].map(Vocabulary.folded) else { return false }
            return values.contains { Vocabulary.folded($0) == said }
        }
    }

    public init(
        idempotency: [Mode: Idempotency], snapshotIsComplete: Bool, snapshotShowsDeleted: Bool, lag: Duration,
        callsPerMinute: Int? = nil, deadline: Duration = .seconds(30), outboundHosts: [String] = [],
        mailSender: String? = nil, linkBaseSetting: String? = nil, selfArrival: SelfArrival? = nil,
        givesResults: Bool = false, sendsWebhooks: Bool = false, namesFrom: Stage? = nil,
        furtherSupplyFrom: Stage? = nil, poolCountsAsHandedOut: Bool = false,
        supplyNamesAreExact: Bool = false, tells: RecordFacts? = nil
    ) {
        self.idempotency = idempotency
        self.snapshotIsComplete = snapshotIsComplete
        self.snapshotShowsDeleted = snapshotShowsDeleted
        self.lag = lag
        self.callsPerMinute = callsPerMinute
        self.deadline = deadline
        self.outboundHosts = outboundHosts
        self.mailSender = mailSender
        self.linkBaseSetting = linkBaseSetting
        self.givesResults = givesResults
        self.sendsWebhooks = sendsWebhooks
        self.selfArrival = selfArrival
        self.namesFrom = namesFrom
        self.furtherSupplyFrom = furtherSupplyFrom
        self.poolCountsAsHandedOut = poolCountsAsHandedOut
        self.supplyNamesAreExact = supplyNamesAreExact
        self.tells = tells
    }
}
