package import GatehouseModel

/// One credential as the ledger keeps it; the secret itself is read by its own method.
package struct Credential: Hashable, Sendable {
    package let id: CredentialID
    package let supply: SupplyID
    package var kind: CredentialKind
    package var state: UnitState
    /// `••••7K2Q`.
    package var masked: String
    package var expires: CalendarDate?

    package init(
        id: CredentialID, supply: SupplyID, kind: CredentialKind, state: UnitState, masked: String,
        expires: CalendarDate?
    ) {
        self.id = id
        self.supply = supply
        self.kind = kind
        self.state = state
        self.masked = masked
        self.expires = expires
    }
}

/// A credential that comes into the ledger with its secret.
package struct NewCredential: Sendable {
    package let secret: Secret
    package let link: Secret?
    package let aliases: [Secret]
    package let kind: CredentialKind
    package let expires: CalendarDate?

    package init(
        secret: Secret, link: Secret? = nil, aliases: [Secret] = [], kind: CredentialKind, expires: CalendarDate? = nil
    ) {
        self.secret = secret
        self.link = link
        self.aliases = aliases
        self.kind = kind
        self.expires = expires
    }
}

/// What a person needs in order to begin.
package struct RevealedCredential: Hashable, Sendable {
    package let secret: Secret?
    package let link: Secret?
    /// The last day on which it is good.
    package let expires: CalendarDate?
    package init(secret: Secret?, link: Secret?, expires: CalendarDate? = nil) {
        (self.secret, self.link, self.expires) = (secret, link, expires)
    }
}
