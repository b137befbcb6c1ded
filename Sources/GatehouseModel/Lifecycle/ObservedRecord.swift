/// What a vendor says of one credential or person at one time, before it is matched with anything of ours.
public struct ObservedRecord: Hashable, Sendable {
    /// Our own reference, echoed by the vendor.
    public var reference: String?
    public var vendorID: String?
    /// The code, key or link.
    public var credential: Secret?
    /// The address that the person opens, where it is shown beside a code or by itself.
    public var link: Secret?
    public var address: String?
    /// Nil also where the vendor hides it.
    public var name: String?
    /// The vendor's id or name of the supply, where the record says it.
    public var supply: String?
    /// The vendor's own word, as written.
    public var word: String
    /// When the vendor says this was so; the snapshot's time when the record has none of its own.
    public var asOf: Instant
    /// The state of each assigned assessment in the vendor's words, by assessment.
    public var assessments: [String: String]
    /// Anything else that was said, by the vendor's own name for it.
    public var attributes: [String: String]
    public var source: Source

    /// Where an observation came from, so that a person can look it up.
    public enum Source: Hashable, Sendable, CustomStringConvertible {
        case file(name: String, line: Int)
        case request(id: String)
        case person(note: String)

        public var description: String {
            switch self {
            case .file(let name, let line): "\(name), line \(line)"
            case .request(let id): "request \(id)"
            case .person(let note): note
            }
        }
    }

    public init(
        reference: String? = nil, vendorID: String? = nil, credential: Secret? = nil, link: Secret? = nil,
        address: String? = nil, name: String? = nil, supply: String? = nil, word: String, asOf: Instant,
        assessments: [String: String] = [:],
        attributes: [String: String] = [:], source: Source
    ) {
        self.reference = reference
        self.vendorID = vendorID
        self.credential = credential
        self.link = link
        self.address = address
        self.name = name
        self.supply = supply
        self.word = word
        self.asOf = asOf
        self.assessments = assessments
        self.attributes = attributes
        self.source = source
    }
}

/// What a set of observations may be used for.
public struct SnapshotFacts: Hashable, Sendable {
    /// Everything the vendor has is in it; only then does absence mean anything.
    public var isComplete: Bool
    public var asOf: Instant
    /// How long after a change the vendor may still show the old state.
    public var lag: Duration
    /// The vendor's own counters by the supply's vendor id, then by the vendor's word for the counter.
    public var counters: [String: [String: Int64]]

    public init(isComplete: Bool, asOf: Instant, lag: Duration = .zero, counters: [String: [String: Int64]] = [:]) {
        self.isComplete = isComplete
        self.asOf = asOf
        self.lag = lag
        self.counters = counters
    }
}
