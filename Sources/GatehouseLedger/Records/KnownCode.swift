package import GatehouseModel

/// A code of the workspace, found by its key.
package struct KnownCode: Hashable, Sendable {
    package let credential: CredentialID
    package let supply: SupplyID
    package let state: UnitState
    /// Nil where nobody holds it.
    package let holder: InvitationID?

    package init(credential: CredentialID, supply: SupplyID, state: UnitState, holder: InvitationID?) {
        self.credential = credential
        self.supply = supply
        self.state = state
        self.holder = holder
    }
}
