public import GatehouseForms
public import GatehouseModel

/// What only one vendor has, described so that command line, API and pages can offer it without knowing it.
public struct ActionDescription: Hashable, Sendable {
    public enum Scope: String, Hashable, Sendable, Codable, CaseIterable {
        case connection, supply, invitation
    }

    public enum Effect: String, Hashable, Sendable, Codable, CaseIterable {
        case read, write
        /// Cannot be taken back; asked for twice.
        case irreversible
    }

    /// Lower case with hyphens.
    public let name: String
    public let title: String
    /// One line: what it is for.
    public let purpose: String
    public let scope: Scope
    public let effect: Effect
    /// Who may: roles of the workspace.
    public let roles: [String]
    public let input: Form
    /// Native in api mode, manual in portal mode, or no with a reason.
    public let support: [Mode: Support]
    /// Only for supplies of these usages; empty fits any.
    public let usages: [Usage]
    public let conditions: [Condition]
    /// Members of the answer that are secret, such as a link: shown to whoever asked, never logged nor kept in the open.
    public let secretResults: [String]
    /// The rules it comes from.
    public let rules: [String]

    public init(
        name: String, title: String, purpose: String, scope: Scope, effect: Effect,
        roles: [String] = ["owner", "organiser"],
        input: Form = .empty, support: [Mode: Support], usages: [Usage] = [], conditions: [Condition] = [],
        secretResults: [String] = [], rules: [String]
    ) {
        self.name = name
        self.title = title
        self.purpose = purpose
        self.scope = scope
        self.effect = effect
        self.roles = roles
        self.input = input
        self.support = support
        self.usages = usages
        self.conditions = conditions
        self.secretResults = secretResults
        self.rules = rules
    }
}
