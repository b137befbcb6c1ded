import GatehouseLedger
import GatehouseModel

extension SQLLedgerWriter {
    func add(_ people: [Person]) throws {
        if people.isEmpty { return }
        let addresses = people.flatMap { placed($0) }
        try refuseTaken(addresses)
        try insert(
            into: "people", ["id", "name", "language", "time_zone", "external_id", "client", "tags", "sought"],
            count: people.count, unique: LedgerError(.taken, "A person with this identifier is there already.")
        ) { index, row in
            let person = people[index]
            row.add(person.id)
            row.add(optional: person.name)
            row.add(optional: person.language)
            row.add(optional: person.timeZone)
            row.add(optional: person.externalID)
            row.add(person.client)
            row.add(person.tags.storedText)
            row.add(Self.sought(person))
        }
        try insert(addresses)
        try insertTags(of: people)
    }

    func save(_ person: Person) throws {
        let addresses = placed(person)
        try refuseTaken(addresses)
        let values: [SQLValue] = [
            SQLValue(person.id), SQLValue(person.name), SQLValue(person.language), SQLValue(person.timeZone),
            SQLValue(person.externalID), SQLValue(person.client), .words(person.tags), .text(Self.sought(person)),
        ]
        try run(
            """
            INSERT INTO people (workspace, id, name, language, time_zone, external_id, client, tags, sought)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
            ON CONFLICT (workspace, id) DO UPDATE SET name = excluded.name, language = excluded.language,
                time_zone = excluded.time_zone, external_id = excluded.external_id, client = excluded.client,
                tags = excluded.tags, sought = excluded.sought
            """, values)
        try run("DELETE FROM person_addresses WHERE workspace = ?1 AND person = ?2", [SQLValue(person.id)])
        try run("DELETE FROM person_tags WHERE workspace = ?1 AND person = ?2", [SQLValue(person.id)])
        try insert(addresses)
        try insertTags(of: [person])
        comparisonChanges.people.append(person.id)
    }

    func remove(_ people: [PersonID]) throws {
        if people.isEmpty { return }
        let invited = try first(
            "SELECT person FROM invitations WHERE workspace = ?1 AND person {in list ?2} AND person IS NOT NULL LIMIT 1",
            [.ids(people)]
        ) { try $0.text(0) }
        if let invited {
            throw LedgerError(
                .conflict, "\(invited) has invitations and cannot be removed: retract and keep the person.")
        }
        let merged = try merges(.into(people)) + merges(.of(people))
        if let merge = merged.first {
            throw LedgerError(
                .conflict,
                "\(merge.other.id) was merged into \(merge.kept): take that back first with 'gatehouse person unmerge \(merge.id)'."
            )
        }
        try run("DELETE FROM people WHERE workspace = ?1 AND id {in list ?2}", [.ids(people)])
    }

    func add(_ people: [PersonID], to programme: ProgrammeID) throws {
        try require([programme], in: "programmes", "programme")
        try require(people, in: "people", "person")
        try runEach(
            """
            INSERT INTO programme_people (workspace, programme, person) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING
            """, people
        ) { [SQLValue(programme), SQLValue($0)] }
    }

    // MARK: - Addresses and tags

    private struct PlacedAddress {
        let person: PersonID
        let place: Int
        let key: String
        let address: EmailAddress
    }

    /// A person's addresses with their keys; the same one a second time is left out.
    private func placed(_ person: Person) -> [PlacedAddress] {
        var seen = Set<String>()
        return person.addresses.enumerated().compactMap { place, address in
            let key = address.address.withoutCase
            guard seen.insert(key).inserted else { return nil }
            return PlacedAddress(person: person.id, place: place, key: key, address: address)
        }
    }

    /// Names the address that is in the way; the key of the table forbids it in any case.
    private func refuseTaken(_ addresses: [PlacedAddress]) throws {
        if addresses.isEmpty { return }
        var owners: [String: PersonID] = [:]
        for address in addresses {
            if let other = owners.updateValue(address.person, forKey: address.key), other != address.person {
                throw Self.taken(address.address)
            }
        }
        let keys = owners.keys.filter { !$0.holdsNUL }
        let known = try rows(
            "SELECT key, person FROM person_addresses WHERE workspace = ?1 AND key {in list ?2}", [.list(keys)]
        ) { (try $0.text(0), try $0.id(1) as PersonID) }
        for (key, owner) in known where owners[key] != owner {
            if let address = addresses.first(where: { $0.key == key }) { throw Self.taken(address.address) }
        }
    }

    private static func taken(_ address: EmailAddress) -> LedgerError {
        LedgerError(.taken, "The address \(address.address) belongs to another person already.")
    }

    private func insert(_ addresses: [PlacedAddress]) throws {
        try insert(
            into: "person_addresses", ["key", "person", "place", "written", "address", "folded"],
            count: addresses.count,
            unique: LedgerError(
                .taken, "One of these addresses was entered by another command in this very moment: run this one again."
            )
        ) { index, row in
            let placed = addresses[index]
            row.add(try key(placed.key, "address"))
            row.add(placed.person)
            row.add(Int64(placed.place))
            row.add(placed.address.written)
            row.add(placed.address.address)
            row.add(placed.address.folded)
        }
    }

    private func insertTags(of people: [Person]) throws {
        var seen = Set<[UInt8]>()
        let pairs = people.flatMap { person -> [(PersonID, String)] in
            seen.removeAll(keepingCapacity: true)
            // By bytes: to the database two spellings of one letter are two tags.
            return person.tags.filter { seen.insert(Array($0.utf8)).inserted }.map { (person.id, $0) }
        }
        try insert(into: "person_tags", ["tag", "person"], count: pairs.count) { index, row in
            row.add(try key(pairs[index].1, "tag"))
            row.add(pairs[index].0)
        }
    }

    /// Name and addresses without case, one to a line.
    private static func sought(_ person: Person) -> String {
        let parts = [person.name].compactMap { $0 } + person.addresses.flatMap { [$0.address, $0.written] }
        return parts.joined(separator: "\n").withoutCase
    }
}
