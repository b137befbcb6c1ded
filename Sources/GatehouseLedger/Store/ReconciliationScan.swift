package import GatehouseModel

/// Takes in a connection's side of a reconciliation column by column, however many rows there are. All bytes are those of the
/// database's own memory: they are gone when the call returns.
///
/// Called in this order: acts, invitations.
package protocol ReconciliationScan: AnyObject {
    /// An act of an invitation that is not final; of several the newest comes last.
    func act(of invitation: UnsafeRawBufferPointer, verb: UnsafeRawBufferPointer, state: IntentState) throws
    func invitation(_ row: ScannedInvitation) throws
}

/// Takes in the credentials of some supplies; of the bytes the same holds. Called first for all credentials, then for aliases.
package protocol CredentialScan: AnyObject {
    /// - Parameters:
    ///   - number: told with an invitation as well, and by `LedgerReader.credentialID(of:)` the credential's id.
    ///   - supply: its place among those that were asked for.
    func credential(_ number: Int64, supply: Int, state: UnitState, key: UnsafeRawBufferPointer) throws
    /// Of a credential of any supply.
    func alias(of number: Int64, key: UnsafeRawBufferPointer) throws
}

/// Takes in the addresses of everybody in the workspace; of the bytes the same holds.
package protocol AddressScan: AnyObject {
    /// - Parameter folded: in the form in which addresses are compared.
    func address(_ folded: UnsafeRawBufferPointer, of person: UnsafeRawBufferPointer) throws
}

/// An invitation as it is stored; nil where there is nothing.
package struct ScannedInvitation {
    package let id: UnsafeRawBufferPointer
    package let person: UnsafeRawBufferPointer?
    package let supply: UnsafeRawBufferPointer
    package let credential: Int64?
    package let unit: UnitState?
    package let vendorID: UnsafeRawBufferPointer?
    package let channel: UnsafeRawBufferPointer
    /// Stages by their order.
    package let low, newestHigh: Int64?
    package let highAsOf: Int64?
    package let end, endAsOf: Int64?
    package let word: UnsafeRawBufferPointer?
    /// What the vendor said of each assessment, as JSON.
    package let assessmentWords: UnsafeRawBufferPointer?
    /// What it is for, as JSON.
    package let assessments: UnsafeRawBufferPointer
    package let language: UnsafeRawBufferPointer?
    package let reminders: Int64
    package let createdAt, lastWriteAt: Int64
    package let retractedAt: Int64?

    package init(
        id: UnsafeRawBufferPointer, person: UnsafeRawBufferPointer?, supply: UnsafeRawBufferPointer,
        credential: Int64?, unit: UnitState?, vendorID: UnsafeRawBufferPointer?, channel: UnsafeRawBufferPointer,
        low: Int64?, newestHigh: Int64?, highAsOf: Int64?, end: Int64?, endAsOf: Int64?,
        word: UnsafeRawBufferPointer?, assessmentWords: UnsafeRawBufferPointer?, assessments: UnsafeRawBufferPointer,
        language: UnsafeRawBufferPointer?, reminders: Int64, createdAt: Int64, lastWriteAt: Int64, retractedAt: Int64?
    ) {
        (self.id, self.person, self.supply, self.credential) = (id, person, supply, credential)
        (self.unit, self.vendorID, self.channel) = (unit, vendorID, channel)
        (self.low, self.newestHigh, self.highAsOf) = (low, newestHigh, highAsOf)
        (self.end, self.endAsOf, self.word, self.assessmentWords) = (end, endAsOf, word, assessmentWords)
        (self.assessments, self.language, self.reminders) = (assessments, language, reminders)
        (self.createdAt, self.lastWriteAt, self.retractedAt) = (createdAt, lastWriteAt, retractedAt)
    }
}

/// The keyed hash by which credentials are compared, of many of them; may be asked by any thread.
package typealias CredentialHashing = @Sendable (UnsafeRawBufferPointer) -> (high: UInt64, low: UInt64)
