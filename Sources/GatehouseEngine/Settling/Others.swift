import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit

/// What a vendor gives that is somebody else's already: an id that another living invitation bears, or a link in which the code
/// of another one stands. Two people would be taken for one, or be led to one page.
struct Others {
    private let holders: [String: [Invitation]]

    init(_ changes: [Settlement.Change], of batch: Batch, in reader: any LedgerReader) throws {
        // Whoever uses a shared code may bear its id.
        let ids = changes.compactMap { change -> String? in
            guard case .done(_, let outcome) = change, batch.supply.usage != .multi else { return nil }
            return outcome.vendorID
        }
        holders = Dictionary(
            grouping: try reader.invitations(vendorIDs: ids, of: batch.connection.id), by: { $0.vendorID ?? "" })
    }

    /// Why what was done for this invitation is another one's; nil where it is its own.
    func claim(on outcome: Settlement.Outcome, for invitation: Invitation, in reader: any LedgerReader) throws
        -> String?
    {
        if let id = outcome.vendorID, let other = holders[id]?.first(where: { !$0.isOfOnePerson(with: invitation) }) {
            return "the vendor gave the id \(id.prefix(60)), which \(other.id.text) has"
        }
        guard let credential = outcome.credential, credential.kind != .multiUseCode,
            let other = try Others.holder(of: credential, besides: invitation.id, in: reader)
        else { return nil }
        return "the vendor gave a link in which the code of \(other.text) stands"
    }

    /// The living invitation, another than this one, whose code stands in the credential's link.
    static func holder(
        of credential: NewCredential, besides own: InvitationID, in reader: any LedgerReader
    ) throws -> InvitationID? {
        guard let link = credential.link else { return nil }
        let ownWords = Set(([credential.secret] + credential.aliases).map { LinkWords.folded($0.reveal()) })
        for word in LinkWords(link).words where !ownWords.contains(LinkWords.folded(word)) {
            guard let known = try reader.credential(withKey: reader.credentialKey(of: Secret(word))),
                let holder = try reader.holder(of: known.id), holder != own,
                try reader.invitation(holder)?.standing.end == nil
            else { continue }
            return holder
        }
        return nil
    }
}

extension Invitation {
    /// One person may have several invitations under one id, where it names his account.
    fileprivate func isOfOnePerson(with other: Invitation) -> Bool {
        id == other.id || (person != nil && person == other.person)
    }
}
