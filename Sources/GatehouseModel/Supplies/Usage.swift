/// How often a credential may be used.
public enum Usage: String, Hashable, Sendable, Codable, CaseIterable {
    /// N different codes or keys, each good once.
    case single
    /// One code, good N times.
    case multi
    /// An invitation that the vendor makes for one person; nothing is taken from a stock.
    case personal
}

/// What a person uses.
public enum CredentialKind: String, Hashable, Sendable, Codable, CaseIterable {
    case singleUseCode = "single-use-code"
    case multiUseCode = "multi-use-code"
    case inviteLink = "invite-link"
    case accessKey = "access-key"

    /// What people call it: `code`, `link` or `key`.
    public var word: String {
        switch self {
        case .singleUseCode, .multiUseCode: "code"
        case .inviteLink: "link"
        case .accessKey: "key"
        }
    }
}

/// Where the units of a supply are while nobody holds them, which decides how issuing works.
public enum Stock: String, Hashable, Sendable, Codable, CaseIterable {
    /// Every unit is a credential in our ledger, imported from the vendor's file; we hand it out.
    case pool
    /// The vendor keeps the units and gives one out when asked; the ledger counts them.
    case vendor
    /// One shared credential with a number of uses; nothing is taken per person.
    case shared
    /// Not counted at all: the vendor makes an invitation for whoever is asked for.
    case unmetered
}
