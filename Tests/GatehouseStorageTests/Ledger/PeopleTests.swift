import GatehouseLedger
import GatehouseModel
import GatehouseStorage
import GatehouseTesting
import Testing

@Suite struct PeopleTests {
    private func person(_ bed: LedgerBed, _ addresses: String...) -> Person {
        Person(
            id: bed.id(), name: "N",
            addresses: addresses.map { EmailAddress(stored: $0, address: $0, folded: $0.lowercased()) })
    }

    @Test("An address belongs to one person, whatever its case", arguments: TestDatabase.all)
    func addresses(_ database: TestDatabase) throws {
        try database.withLedger { bed in
            let ada = person(bed, "Ada@example.org", "ada@example.com", "ADA@example.com")
            try bed.ledger.write { try $0.add([ada]) }
            #expect(
                try bed.ledger.read { try $0.person(ada.id)?.addresses.map(\.address) } == [
                    "Ada@example.org", "ada@example.com",
                ])
            for taken in ["ada@EXAMPLE.org", "ada@example.com"] {
                #expect(refusal { try bed.ledger.write { try $0.add([person(bed, taken)]) } } == .taken)
                #expect(refusal { try bed.ledger.write { try $0.save(person(bed, taken)) } } == .taken)
            }
            #expect(
                refusal {
                    try bed.ledger.write { try $0.add([person(bed, "b@example.org"), person(bed, "B@example.org")]) }
                } == .taken)
            let zoe = person(bed, "zo\u{E9}@example.org")
            try bed.ledger.write { try $0.add([zoe]) }
            #expect(refusal { try bed.ledger.write { try $0.add([person(bed, "ZOE\u{301}@example.org")]) } } == .taken)
            let found = try bed.ledger.read {
                try $0.people(atAddresses: ["ADA@example.ORG", "Zo\u{E9}@example.org", "nobody@example.org"])
            }
            #expect(found.mapValues(\.id) == ["ADA@example.ORG": ada.id, "Zo\u{E9}@example.org": zoe.id])

            // A person keeps and changes what is theirs; what they gave up is free.
            var changed = ada
            changed.addresses = [
                ada.addresses[1],
                EmailAddress(stored: "new@example.org", address: "new@example.org", folded: "new@example.org"),
            ]
            changed.tags = ["vip"]
            try bed.ledger.write { [changed] in try $0.save(changed) }
            #expect(try bed.ledger.read { try $0.person(ada.id) } == changed)
            try bed.ledger.write { try $0.add([person(bed, "ada@example.org")]) }
        }
    }

    @Test("Removing people frees their addresses; one who was invited stays", arguments: TestDatabase.all)
    func removing(_ database: TestDatabase) throws {
        try database.withLedger { bed in
            let people = try bed.people(3)
            let programme = Programme(id: bed.id(), name: "p")
            let supply = try bed.supply(.unmetered, of: bed.connection())
            try bed.ledger.write { writer in
                try writer.save(programme)
                try writer.add(people.map(\.id), to: programme.id)
                try writer.add(people.map(\.id), to: programme.id)
                try writer.addInvitations([bed.invitation(supply, for: people[2].id)], fromVendor: supply.id)
            }
            try bed.ledger.write { try $0.remove([people[0].id, people[1].id, PersonID(unique: "nobody")]) }
            #expect(refusal { try bed.ledger.write { try $0.remove([people[2].id]) } } == .conflict)
            #expect(try bed.ledger.read { try $0.people(people.map(\.id)) }.count == 1)
            try bed.ledger.write { try $0.add([people[0]]) }
        }
    }

    @Test("A search finds just those whom a simple reading of it finds, page by page", arguments: TestDatabase.all)
    func searching(_ database: TestDatabase) throws {
        try database.withLedger { bed in
            var generator = SeededGenerator(seed: 7)
            let names = ["Ångström", "straße", "100%", "a_b", "back\\slash", "O'Neil", "ИВАН", "Élise", "plain"]
            let tags = ["vip", "VIP", "test", "d%", "x"]
            let clients = (0..<2).map { Client(id: bed.id(), name: "c\($0)") }
            let programme = Programme(id: bed.id(), name: "p")
            var people: [Person] = []
            for index in 0..<120 {
                let name = generator.list(of: 1...2) { $0.element(of: names) }.joined(separator: " ")
                people.append(
                    Person(
                        id: bed.id(), name: generator.once(in: 6) ? nil : name,
                        addresses: [
                            EmailAddress(
                                stored: "P\(index)@example.org", address: "P\(index)@example.org",
                                folded: "p\(index)@example.org")
                        ],
                        language: generator.element(of: [nil, "de", "en"]),
                        client: generator.element(of: [nil, clients[0].id, clients[1].id]),
                        tags: Array(Set(generator.list(of: 0...3) { $0.element(of: tags) }))))
            }
            let members = Set(people.filter { _ in generator.once(in: 3) }.map(\.id))
            try bed.ledger.write { [people] writer in
                for client in clients { try writer.save(client) }
                try writer.save(programme)
                try writer.add(people)
                try writer.add(members.sorted(), to: programme.id)
            }
            forAll(cases: 60) { generator in
                var search = PeopleSearch()
                search.words = generator.list(of: 0...2) {
                    $0.element(of: ["ÅNG", "STRASSE", "%", "_", "\\", "'", "иван", "ÉL", "p1", "EXAMPLE", "zz"])
                }
                search.tags = generator.list(of: 0...1) { $0.element(of: tags) }
                search.withoutTags = generator.list(of: 0...1) { $0.element(of: tags) }
                search.language = generator.element(of: [nil, nil, "de"])
                search.client = generator.element(of: [nil, nil, clients[0].id])
                search.programme = generator.element(of: [nil, nil, programme.id])
                let expected = people.filter { matches($0, search, members) }.map(\.id)
                var found: [PersonID] = []
                while true {
                    let page = try bed.ledger.read { try $0.people(matching: search, after: found.last, limit: 7) }
                    found += page.map(\.id)
                    if page.count < 7 { break }
                }
                try #require(found == expected)
            }
        }
    }

    private func matches(_ person: Person, _ search: PeopleSearch, _ members: Set<PersonID>) -> Bool {
        let text = ([person.name ?? ""] + person.addresses.map(\.address)).joined(separator: "\n").lowercased()
        return search.words.allSatisfy { text.contains($0.lowercased()) }
            && search.tags.allSatisfy(person.tags.contains)
            && !search.withoutTags.contains(where: person.tags.contains)
            && (search.language == nil || person.language == search.language)
            && (search.client == nil || person.client == search.client)
            && (search.programme == nil || members.contains(person.id))
    }
}
