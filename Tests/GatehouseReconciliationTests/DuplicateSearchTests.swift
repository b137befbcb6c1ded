import GatehouseModel
import GatehouseTesting
import Testing

@testable import GatehouseReconciliation

@Suite("Records that are probably one person")
struct DuplicateSearchTests {
    private struct Domains: DomainFolding {
        func folded(_ domain: String) -> String? { domain.lowercased() }
    }

    private func person(
        _ id: Int, _ name: String?, _ addresses: String..., id externalID: String? = nil, client: String? = nil
    )
        throws -> Person
    {
        Person(
            id: PersonID(unique: "p\(String(1000 + id))"), name: name,
            addresses: try addresses.map { try EmailAddress(parsing: $0, domains: Domains()) }, externalID: externalID,
            client: client.map { ClientID(unique: $0) })
    }

    private func found(
        _ people: [Person], _ rules: MailboxRules = MailboxRules(), programmes: [PersonID: [ProgrammeID]] = [:]
    ) -> [MergeProposal] {
        var search = DuplicateSearch(rules)
        for person in people { search.add(.init(person, programmes: programmes[person.id] ?? [])) }
        return search.proposals()
    }

    @Test(
        "GH-8: a plus-tag, dots where they do not count, and domains that are one make one mailbox; dots elsewhere do not"
    )
    func mailboxes() throws {
        let aliases = MailboxRules([["nordlys.example", "northern-lights.example"]])
        let cases: [(String, String, String?)] = [
            ("ane@example.org", "ane+work@example.org", "but for the plus-tag"),
            ("ane.holm@gmail.com", "aneholm@gmail.com", "but for dots, which this domain does not count"),
            ("ane.holm@gmail.com", "aneholm+x@googlemail.com", "at domains that are one"),
            ("ane@nordlys.example", "Ane@northern-lights.example", "at domains that are one"),
            ("ane.holm@example.org", "aneholm@example.org", nil), ("ane@example.org", "ane@example.com", nil),
        ]
        for (one, other, why) in cases {
            let all = found([try person(1, nil, one), try person(2, nil, other)], aliases)
            #expect(all.count == (why == nil ? 0 : 1), "\(one) \(other)")
            if let why {
                #expect(all.first?.strength == .strong)
                #expect(all.first?.evidence.first?.words.hasSuffix(why) == true, "\(all)")
            }
        }
    }

    @Test("GH-8: one name says something where both belong, less at one organisation, and nothing anywhere else")
    func names() throws {
        let programme = ProgrammeID(unique: "q")
        let (one, two) = (try person(1, "Ane Holm", "ane@example.org"), try person(2, "Holm, Ane", "holm@example.com"))
        #expect(found([one, two]).isEmpty)
        #expect(
            found([one, two], programmes: [one.id: [programme], two.id: [programme]]).map(\.strength) == [.likely])
        #expect(found([one, try person(2, "ane holm", "holm@example.org")]).map(\.strength) == [.possible])
        #expect(found([try person(1, "Ane Holm", "a@gmail.com"), try person(2, "Ane Holm", "b@gmail.com")]).isEmpty)
        #expect(found([try person(1, "Ane", "a@example.org"), try person(2, "Ane", "b@example.org")]).isEmpty)
        // So many cannot all be one.
        let many = try (1...7).map { try person($0, "Ane Holm", "a\($0)@example.org") }
        #expect(found(many).isEmpty && found(Array(many.dropLast())).count == 15)
    }

    @Test("GH-8: the client's own id makes it strong at one client, and says nothing between two")
    func ids() throws {
        func pair(_ one: String?, _ other: String?) throws -> [MergeProposal] {
            found([
                try person(1, nil, "a@example.org", id: "17", client: one),
                try person(2, nil, "b@example.net", id: "17", client: other),
            ])
        }
        #expect(try pair("north", "north").map(\.strength) == [.strong])
        #expect(try pair("north", "south").isEmpty && pair(nil, nil).isEmpty)
    }

    @Test("Proposals do not hang on the order of the records; one who has nothing in common with anybody changes none")
    func properties() {
        forAll(cases: 300) { generator in
            let people = try (0..<generator.number(in: 2...14)).map { index in
                try person(
                    index, generator.element(of: [nil, "Ane Holm", "Bo Berg", "Holm Ane"]),
                    "\(generator.element(of: ["ane", "bo", "a.ne"]))+\(index)@\(generator.element(of: ["example.org", "gmail.com", "googlemail.com"]))",
                    id: generator.element(of: [nil, "1", "2"]), client: generator.element(of: [nil, "north", "south"]))
            }
            let all = found(people)
            try #require(found(people.shuffled(using: &generator)) == all)
            try #require(all.allSatisfy { $0.first < $0.second && !$0.evidence.isEmpty })
            try #require(Set(all.map { [$0.first, $0.second] }).count == all.count)
            let stranger = try person(99, "Nobody Else", "nobody@example.com", id: "99", client: "east")
            try #require(found(people + [stranger]) == all)
            // Apart from two of them, nothing else changes.
            if let one = all.first {
                var search = DuplicateSearch()
                for person in people { search.add(.init(person)) }
                try #require(search.proposals(apart: [[one.first, one.second]]) == Array(all.dropFirst()))
            }
        }
    }

    @Test("A hundred thousand people are looked through by their keys, not each with each")
    func many() throws {
        var search = DuplicateSearch()
        for index in 0..<100_000 {
            search.add(.init(try person(index, "Name \(index)", "p\(index % 99_999)+\(index)@example.org")))
        }
        #expect(search.proposals().map(\.strength) == [.strong])
    }
}
