import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit

/// The code or link that an action on an invitation brought. Where none was known, as of what a vendor mails from its own
/// portal, it is the invitation's credential from now on.
struct FoundCredential {
    let invitation: InvitationID
    let secret: Secret
    let link: Secret?
    let descriptor: Descriptor

    /// Nil where the act's action brings none.
    init?(_ answer: JSONValue, _ act: Intent, _ descriptor: Descriptor) {
        guard let invitation = act.invitation, let action = descriptor.action(of: act), action.scope == .invitation
        else { return nil }
        func found(_ name: String) -> Secret? {
            action.secretResults.contains(name) ? answer[name]?.string.map { Secret($0) } : nil
        }
        link = found("link")
        guard let secret = found("code") ?? link else { return nil }
        self.invitation = invitation
        self.secret = secret
        self.descriptor = descriptor
    }

    private func credential(_ kind: CredentialKind = .inviteLink) -> NewCredential {
        NewCredential(secret: secret, link: link, kind: kind).namingItsPage
    }

    /// What the ledger has under one of its names.
    private func known(in reader: any LedgerReader) throws -> [Credential] {
        try ([secret] + credential().furtherNames).compactMap {
            try reader.credential(withKey: reader.credentialKey(of: $0))
        }
    }

    /// The ledger has it already, with somebody else.
    func isTaken(in reader: any LedgerReader) throws -> Bool {
        try known(in: reader).contains { known in
            try known.state != .available && reader.invitation(invitation)?.credential != known.id
        }
    }

    /// The living invitation, another than this one, whose code it is or whose code stands in its link.
    func somebodyElse(in reader: any LedgerReader) throws -> InvitationID? {
        for known in try known(in: reader) {
            guard let holder = try reader.holder(of: known.id), holder != invitation,
                try reader.invitation(holder)?.standing.end == nil
            else { continue }
            return holder
        }
        return try Others.holder(of: credential(), besides: invitation, in: reader)
    }

    func keep(in writer: any LedgerWriter) throws {
        guard let held = try writer.invitation(invitation), held.credential == nil, held.standing.end == nil,
            let supply = try writer.supply(held.supply), supply.stock != .pool
        else { return }
        let isBegun = held.standing.low.map { $0 >= .registered } ?? false
        _ = try writer.attach(
            credential(descriptor.credential(of: supply) ?? .inviteLink), to: invitation,
            as: isBegun ? .used : .handedOut)
    }
}
