/// A description of input: what an action, a connection or a command takes.
///
/// From it come the flags of the command line, the JSON Schema of the API, the form of a page, and the check of what arrives.
public struct Form: Hashable, Sendable {
    public let fields: [FormField]

    public init(_ fields: [FormField]) { self.fields = fields }
    public static let empty = Form([])

    public subscript(name: String) -> FormField? { fields.first { $0.name == name } }

    /// The names of fields whose values must never be shown again.
    public var secretFields: [String] { fields.filter(\.kind.isSecret).map(\.name) }
}

public struct FormField: Hashable, Sendable {
    public indirect enum Kind: Hashable, Sendable {
        case text(maximumLength: Int)
        /// Text in which line breaks are kept.
        case longText(maximumLength: Int)
        case integer(ClosedRange<Int64>)
        case boolean
        /// One of these; each with what a person reads.
        case choice([Choice])
        case date
        case instant
        case email
        /// A BCP 47 language tag.
        case language
        /// An absolute http or https address.
        case url
        /// A value that is stored encrypted and never shown again.
        case secret
        /// A secret that is an absolute http or https address, such as one person's own link.
        case secretLink
        /// The name or id of a supply of the same connection.
        case supply
        /// An invitation's id.
        case invitation
        case list(of: Kind, atMost: Int)
        /// An object with named members of its own.
        case object(Form)
    }

    public struct Choice: Hashable, Sendable {
        public let value: String
        public let label: String
        public init(_ value: String, _ label: String) {
            self.value = value
            self.label = label
        }
    }

    /// Lower case with underscores: the name in JSON, and with hyphens in a flag.
    public let name: String
    public let label: String
    public let help: String
    public let kind: Kind
    public let isRequired: Bool
    public let fallback: JSONValue?

    public init(
        _ name: String, _ kind: Kind, label: String, help: String = "", required: Bool = false,
        default fallback: JSONValue? = nil
    ) {
        self.name = name
        self.kind = kind
        self.label = label
        self.help = help
        self.isRequired = required
        self.fallback = fallback
    }
}
