import GatehouseLedger
import GatehouseModel
import GatehouseReconciliation

extension ReconciliationResult {
    /// A new address of an account that is somebody else's here: who is who is then a person's to say, and nothing is linked.
    mutating func tellCollisions(_ input: ReconciliationInput, in reader: any LedgerReader) throws {
        let moves = steps.compactMap { step -> (place: Int, subject: LedgerEntry.Subject, address: String)? in
            guard case .addAddress(let subject, let observed) = step.act,
                let address = input.observed[observed].address
            else { return nil }
            return (step.discrepancy, subject, address.address.lowercased())
        }
        guard !moves.isEmpty else { return }
        let owners = try reader.people(atAddresses: moves.map(\.address))
        let ids = moves.compactMap { move -> InvitationID? in
            if case .invitation(let id) = move.subject { id } else { nil }
        }
        let invitations = try reader.invitations(ids)
        for move in moves {
            guard let owner = owners[move.address], case .invitation(let id) = move.subject,
                invitations[id]?.person != owner.id
            else { continue }
            steps.removeAll { $0.discrepancy == move.place }
            discrepancies[move.place].become(.identityCollision, input)
        }
    }
}

extension Discrepancy {
    fileprivate mutating func become(_ kind: DiscrepancyClass, _ input: ReconciliationInput) {
        self.kind = kind
        let known = input.open[key]
        let isPinned = known?.pins(DecidedValues(ours: ours, theirs: theirs), of: kind) ?? false
        policy = isPinned ? .hold : kind.policy(wasOpen: known != nil)
        severity = .high
        firstSeen = known?.firstSeen ?? input.now
        proposal =
            "Another person of the ledger has that address: find out whose it is, or that they are one, before anything else is sent or shown."
    }
}
