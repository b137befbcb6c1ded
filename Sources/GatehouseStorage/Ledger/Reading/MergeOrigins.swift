import GatehouseLedger
import GatehouseModel

/// Which of a merged person's addresses an invitation goes by, where both records were invited from one supply: the vendor
/// shows each under its own address, and either address would otherwise mean either invitation (GH-8).
struct MergeOrigins {
    private var records: [InvitationID: PersonID] = [:]
    private var owners: [String: PersonID] = [:]
    /// Invitations that go by their own record's addresses alone.
    private var divided: Set<InvitationID> = []

    /// Of the merges that stand, in their order: an invitation or address is of the record that brought it first.
    init(_ merges: [PersonMerge], _ invitations: [(id: InvitationID, person: PersonID, supply: SupplyID)]) {
        for merge in merges {
            for id in merge.belongings.invitations where records[id] == nil { records[id] = merge.other.id }
            for address in merge.other.addresses where owners[address.address] == nil {
                owners[address.address] = merge.other.id
            }
        }
        for (_, group) in Dictionary(grouping: invitations, by: { [$0.person.text, $0.supply.text] })
        where Set(group.map { records[$0.id] ?? $0.person }).count > 1 {
            divided.formUnion(group.map(\.id))
        }
    }

    func addresses(of invitation: Invitation, among all: [EmailAddress]) -> [EmailAddress] {
        guard divided.contains(invitation.id), let person = invitation.person else { return all }
        let record = records[invitation.id] ?? person
        let own = all.filter { owners[$0.address] ?? person == record }
        return own.isEmpty ? all : own
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
