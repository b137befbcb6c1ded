import GatehouseLedger
import GatehouseModel

extension SQLLedgerReader {
    private static let personColumns = "p.id, p.name, p.language, p.time_zone, p.external_id, p.client, p.tags"

    func person(_ id: PersonID) throws -> Person? { try people([id])[id] }

    func people(_ ids: [PersonID]) throws -> [PersonID: Person] {
        if ids.isEmpty { return [:] }
        var people: [PersonID: Person] = [:]
        people.reserveCapacity(ids.count)
        // Nearly everybody has one address, in place 0. Of the others: the place of the first, and all of those with several.
        var firstPlace: [PersonID: Int64] = [:]
        var several: [PersonID: [(place: Int64, address: EmailAddress)]] = [:]
        try forEachRow(
            """
            SELECT \(Self.personColumns), a.place, a.written, a.address, a.folded FROM people p
            LEFT JOIN person_addresses a ON a.workspace = p.workspace AND a.person = p.id
            WHERE p.workspace = ?1 AND p.id {in list ?2}
            """, [.ids(ids)]
        ) { row in
            let place = try row.optionalInteger(7)
            let address = try place.map { _ in
                EmailAddress(stored: try row.text(8), address: try row.text(9), folded: try row.text(10))
            }
            let id: PersonID = try row.id(0)
            if let place, let address, let first = people[id]?.addresses.first {
                several[id, default: [(firstPlace[id] ?? 0, first)]].append((place, address))
                return
            }
            var person = try Self.readPerson(row)
            if let address { person.addresses = [address] }
            if let place, place != 0 { firstPlace[id] = place }
            people[id] = person
        }
        for (id, all) in several { people[id]?.addresses = all.sorted { $0.place < $1.place }.map(\.address) }
        let absent = Set(ids.lazy.filter { people[$0] == nil })
        if absent.isEmpty || connection is QuestionBook { return people }
        let successors = try successors(of: absent)
        if successors.isEmpty { return people }
        let kept = try self.people(Array(Set(successors.values)))
        for (id, successor) in successors { people[id] = kept[successor] }
        return people
    }

    func people(atAddresses addresses: [String]) throws -> [String: Person] {
        let asked = addresses.filter { !$0.holdsNUL }
        if asked.isEmpty { return [:] }
        let pairs = try rows(
            "SELECT key, person FROM person_addresses WHERE workspace = ?1 AND key {in list ?2}",
            [.list(Set(asked.map(\.withoutCase)))]
        ) { (try $0.text(0), try $0.id(1) as PersonID) }
        let owners = Dictionary(pairs, uniquingKeysWith: { first, _ in first })
        let people = try people(Array(Set(owners.values)))
        var found: [String: Person] = [:]
        for address in asked { found[address] = owners[address.withoutCase].flatMap { people[$0] } }
        return found
    }

    func people(matching search: PeopleSearch, after cursor: PersonID?, limit: Int) throws -> [Person] {
        var filter = Filter()
        filter.people(search, alias: "p")
        if let cursor { filter.add("p.id > \(filter.bind(SQLValue(cursor)))") }
        let found = try rows(
            """
            SELECT \(Self.personColumns) FROM people p WHERE p.workspace = ?1 \(filter.sql)
            ORDER BY p.id LIMIT \(filter.bind(.integer(Int64(max(0, limit)))))
            """, filter.parameters, Self.readPerson)
        return try withAddresses(found)
    }

    private static func readPerson(_ row: borrowing SQLRow) throws -> Person {
        Person(
            id: try row.id(0), name: try row.optionalText(1), language: try row.optionalText(2),
            timeZone: try row.optionalText(3), externalID: try row.optionalText(4), client: try row.optionalID(5),
            tags: try row.words(6))
    }

    private func withAddresses(_ people: [Person]) throws -> [Person] {
        let addresses = try addresses(of: people.map(\.id))
        return people.map { person in
            var person = person
            person.addresses = addresses[person.id] ?? []
            return person
        }
    }

    /// The addresses of some people, each person's in its order.
    func addresses(of people: [PersonID]) throws -> [PersonID: [EmailAddress]] {
        if people.isEmpty { return [:] }
        let all = try rows(
            """
            SELECT person, written, address, folded FROM person_addresses WHERE workspace = ?1 AND person {in list ?2}
            ORDER BY person, place
            """, [.ids(people)]
        ) {
            (
                try $0.id(0) as PersonID,
                EmailAddress(stored: try $0.text(1), address: try $0.text(2), folded: try $0.text(3))
            )
        }
        return Dictionary(grouping: all, by: \.0).mapValues { $0.map(\.1) }
    }
}
