package import GatehouseLedger
package import GatehouseModel

extension LedgerReader {
    /// People whom a search finds, in the order of their ids. What it says of invitations narrows them as well: who has one that
    /// matches. A programme alone is everybody in it, invited or not.
    package func people(found search: InvitationSearch, after cursor: PersonID?, limit: Int) throws -> [Person] {
        guard search.isOfPeopleAlone else {
            let ids = try invitedPeople(matching: search, after: cursor, limit: limit)
            let found = try people(ids)
            return ids.compactMap { found[$0] }
        }
        var people = search.people
        people.programme = people.programme ?? search.programme
        return try self.people(matching: people, after: cursor, limit: limit)
    }
}
