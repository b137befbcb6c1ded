public import GatehouseForms
public import GatehouseModel

/// What a person has to do in the vendor's portal: what to click, and exactly the file or text that the site takes.
public struct ManualTask: Hashable, Sendable {
    public struct Material: Hashable, Sendable {
        /// A file name, or the label of a text to paste.
        public let name: String
        /// `text/csv`, `text/plain` …
        public let mediaType: String
        public let content: [UInt8]
        /// It holds a code or link: kept encrypted, shown on purpose only.
        public let isSecret: Bool

        public init(name: String, mediaType: String, content: [UInt8], isSecret: Bool = false) {
            self.name = name
            self.mediaType = mediaType
            self.content = content
            self.isSecret = isSecret
        }
    }

    public let title: String
    /// One click or entry each, in order.
    public let steps: [String]
    public let materials: [Material]
    /// The references of the items that wait for it.
    public let references: [String]
    /// What ticking it off asks for. Secret fields named `link` and `code` are the credential of one reference: a task of
    /// several that has such a field is ticked off, and asks, reference by reference; every other one once. A flag named `available_again` says of what was taken back whether the vendor shows it as free;
    /// a whole number whose label is one of the vendor's counters is taken over as that counter of the supply.
    public let asks: Form
    public let rule: String?

    public init(
        title: String, steps: [String], materials: [Material] = [], references: [String], asks: Form = .empty,
        rule: String? = nil
    ) {
        self.title = title
        self.steps = steps
        self.materials = materials
        self.references = references
        self.asks = asks
        self.rule = rule
    }
}
