public import GatehouseForms
import GatehouseModel

/// An action that is about to be done, for the vendor's own rules to look at; nothing has been written.
public struct ActionDraft: Sendable {
    /// As it would be performed; its key is empty.
    public let order: ActionOrder
    public let mode: Mode
    public let settings: [String: JSONValue]
    /// Who was invited from the supply that it is done on; all zero where it is done on none.
    public let invited: InvitedCount

    public init(
        order: ActionOrder, mode: Mode, settings: [String: JSONValue], invited: InvitedCount = InvitedCount()
    ) {
        self.order = order
        self.mode = mode
        self.settings = settings
        self.invited = invited
    }
}

/// How many were invited from one supply and are not taken back, expired or declined.
public struct InvitedCount: Hashable, Sendable {
    /// Each person once, however often invited.
    public let people: Int64
    /// With those that have no name yet.
    public let invitations: Int64
    /// Of the invitations: surely completed, all of it.
    public let completed: Int64

    public init(people: Int64 = 0, invitations: Int64 = 0, completed: Int64 = 0) {
        self.people = people
        self.invitations = invitations
        self.completed = completed
    }
}

/// What a provider says of an action before it is recorded.
public struct ActionReview: Hashable, Sendable {
    /// The first that refuses ends it: nothing is recorded.
    public let findings: [Finding]
    /// Whom and what it changes something for; nil where the provider cannot tell.
    public let concerned: Concerned?

    public init(_ findings: [Finding] = [], concerned: Concerned? = nil) {
        self.findings = findings
        self.concerned = concerned
    }

    /// - Parameters:
    ///   - refusal: the rule that the action breaks; nil when it may be done.
    ///   - rule: where the refusal names none.
    public init(_ refusal: Refusal?, rule: String, notes: [Finding] = [], concerned: Concerned? = nil) {
        if let refusal {
            self.init([Finding(.refusesAll, code: refusal.code, rule: refusal.rule ?? rule, refusal.message)])
        } else {
            self.init(notes, concerned: concerned)
        }
    }

    /// What the order lacks is told like a broken rule.
    public init(_ error: ProviderError, rule: String) {
        self.init([Finding(.refusesAll, code: error.code.rawValue, rule: rule, error.message)])
    }
}

/// How much an action changes something for; nil where that does not apply or cannot be told.
public struct Concerned: Hashable, Sendable {
    public let people: Int64?
    public let invitations: Int64?
    /// Codes, keys or uses.
    public let units: Int64?

    public init(people: Int64? = nil, invitations: Int64? = nil, units: Int64? = nil) {
        self.people = people
        self.invitations = invitations
        self.units = units
    }

    /// Everybody who was invited.
    public init(_ invited: InvitedCount, units: Int64? = nil) {
        self.init(people: invited.people, invitations: invited.invitations, units: units)
    }

    /// The one invitation that an action is done on.
    public static let one = Concerned(people: 1, invitations: 1)
}
