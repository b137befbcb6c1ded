public import GatehouseForms
public import GatehouseModel

/// What became of each item of an order, in its order.
public struct Answer<Value: Sendable>: Sendable {
    public let items: [ItemOutcome<Value>]
    /// What a person has to do in the vendor's portal; items that wait for it answer `.manual`.
    public let tasks: [ManualTask]
    /// What follows for the ledger beside the items, as soon as one of them is done: with the answer, or when a task is
    /// ticked off. Applying them twice is the same as once.
    public let effects: [LedgerEffect]

    public init(_ items: [ItemOutcome<Value>], tasks: [ManualTask] = [], effects: [LedgerEffect] = []) {
        self.items = items
        self.tasks = tasks
        self.effects = effects
    }
}

public enum ItemOutcome<Value: Sendable>: Sendable {
    case done(Value)
    /// Surely not done, and asking again would not help.
    case rejected(Refusal)
    /// Surely not done; worth asking again, not before the time given.
    case retry(Refusal, after: Duration?)
    /// It may have been done: look it up, never repeat it blindly.
    case unknown(String)
    /// It waits for a person: the index of the task in the answer.
    case manual(task: Int)
}

/// Why something was not done, said by the vendor or by its rules.
public struct Refusal: Hashable, Sendable, CustomStringConvertible {
    /// Stable, such as `not_eligible`.
    public let code: String
    /// For the person, with the remedy; never holds a secret.
    public let message: String
    /// The rule it comes from, where known.
    public let rule: String?

    public init(code: String, message: String, rule: String? = nil) {
        self.code = code
        self.message = message
        self.rule = rule
    }

    public var description: String { rule.map { "\(message) (\($0))" } ?? message }
}

public struct IssuedCredential: Hashable, Sendable {
    public let kind: CredentialKind
    /// The code, key or invite token; nil where the vendor keeps it to itself.
    public let secret: Secret?
    /// The address that the person opens.
    public let link: Secret?
    /// Other codes for the same unit (CB-18).
    public let aliases: [Secret]
    public let vendorID: String?
    public let expires: CalendarDate?
    /// The vendor's word for it now, where it says one.
    public let word: String?
    /// What the vendor understood; a difference from what was asked stops the batch.
    public let echo: Echo

    public init(
        kind: CredentialKind, secret: Secret?, link: Secret?, aliases: [Secret] = [], vendorID: String? = nil,
        expires: CalendarDate? = nil, word: String? = nil, echo: Echo = Echo()
    ) {
        self.kind = kind
        self.secret = secret
        self.link = link
        self.aliases = aliases
        self.vendorID = vendorID
        self.expires = expires
        self.word = word
        self.echo = echo
    }
}

/// What the vendor's answer repeats of the order; nil where it repeats nothing.
public struct Echo: Hashable, Sendable {
    public let reference: String?
    public let address: String?
    public init(reference: String? = nil, address: String? = nil) {
        self.reference = reference
        self.address = address
    }
}

public struct Distributed: Hashable, Sendable {
    public let word: String?
    public let echo: Echo
    public init(word: String? = nil, echo: Echo = Echo()) {
        self.word = word
        self.echo = echo
    }
}

public struct Retracted: Hashable, Sendable {
    /// The vendor shows the unit as free again; until then it is not given to anyone (CB-15).
    public let isAvailableAgain: Bool
    public let word: String?
    public init(isAvailableAgain: Bool, word: String? = nil) {
        self.isAvailableAgain = isAvailableAgain
        self.word = word
    }
}

public struct Reminded: Hashable, Sendable {
    public let word: String?
    public init(word: String? = nil) { self.word = word }
}
