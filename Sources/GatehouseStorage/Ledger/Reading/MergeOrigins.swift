import GatehouseLedger
import GatehouseModel

/// Which of a merged person's addresses an invitation goes by, where both records were invited from one supply: the vendor
/// shows each under its own address, and either address would otherwise mean either invitation (GH-8).
struct MergeOrigins {
    private let merged: MergedRecords
    /// Invitations that go by their own record's addresses alone.
    private var divided: Set<InvitationID> = []

    init(_ merges: [PersonMerge], _ invitations: [(id: InvitationID, person: PersonID, supply: SupplyID)]) {
        merged = MergedRecords(merges)
        for (_, group) in Dictionary(grouping: invitations, by: { [$0.person.text, $0.supply.text] })
        where Set(group.map { merged.record(of: $0.id, heldBy: $0.person) }).count > 1 {
            divided.formUnion(group.map(\.id))
        }
    }

    func addresses(of invitation: Invitation, among all: [EmailAddress]) -> [EmailAddress] {
        guard divided.contains(invitation.id), let person = invitation.person else { return all }
        return merged.addresses(of: invitation.id, heldBy: person, among: all)
    }
}

extension SQLLedgerReader {
    /// Nil where nobody was merged.
    func mergeOrigins() throws -> MergeOrigins? {
        let merges = try merges(.all)
        if merges.isEmpty { return nil }
        let invitations = try rows(
            """
            SELECT id, person, supply FROM invitations
            WHERE workspace = ?1 AND person {in list ?2} AND person IS NOT NULL ORDER BY id
            """, [.ids(Set(merges.map(\.kept)).sorted())]
        ) { (id: try $0.id(0) as InvitationID, person: try $0.id(1) as PersonID, supply: try $0.id(2) as SupplyID) }
        return MergeOrigins(merges, invitations)
    }
}
