package import GatehouseModel

/// Which record each invitation and each address of merged people came with, of the merges that stand (GH-8): the record that
/// brought it first.
package struct MergedRecords: Sendable {
    private var records: [InvitationID: PersonID] = [:]
    private var owners: [String: PersonID] = [:]

    /// - Parameter merges: in their order.
    package init(_ merges: [PersonMerge]) {
        for merge in merges {
            for id in merge.belongings.invitations where records[id] == nil { records[id] = merge.other.id }
            for address in merge.other.addresses where owners[address.address] == nil {
                owners[address.address] = merge.other.id
            }
        }
    }

    /// - Parameter person: who has it now.
    package func record(of invitation: InvitationID, heldBy person: PersonID) -> PersonID {
        records[invitation] ?? person
    }

    /// Those of the invitation's own record; all where that one has none any more.
    package func addresses(
        of invitation: InvitationID, heldBy person: PersonID, among all: [EmailAddress]
    ) -> [EmailAddress] {
        let record = record(of: invitation, heldBy: person)
        let own = all.filter { owners[$0.address] ?? person == record }
        return own.isEmpty ? all : own
    }

    /// The person as the invitation is sent: its own record's addresses stand first, the first of which is written to.
    package func person(_ person: Person, of invitation: InvitationID) -> Person {
        if records.isEmpty && owners.isEmpty { return person }
        let own = addresses(of: invitation, heldBy: person.id, among: person.addresses)
        var sent = person
        sent.addresses = own + person.addresses.filter { !own.contains($0) }
        return sent
    }
}

extension LedgerReader {
    /// How these people's records were merged, however often; of nobody who was not.
    package func mergedRecords(of people: some Sequence<PersonID>) throws -> MergedRecords {
        var found: [PersonMerge] = []
        var asked = Set(people)
        while !asked.isEmpty {
            let merges = try merges(.into(asked.sorted()))
            found += merges
            asked = Set(merges.map(\.other.id))
        }
        return MergedRecords(found.sorted { $0.number < $1.number })
    }

    /// Whom the invitation is for, as it is sent; nil for a nameless slot.
    package func addressee(of invitation: Invitation) throws -> Person? {
        guard let person = try invitation.person.flatMap({ try self.person($0) }) else { return nil }
        return try mergedRecords(of: [person.id]).person(person, of: invitation.id)
    }
}
