import GatehouseEngine
import GatehouseLedger
import GatehouseModel
import GatehouseTesting
import Testing

@Suite("What a list says of people who are known")
struct KnownPeopleTests {
    private func known(_ bed: EngineBed, name: String? = nil, language: String? = nil) throws {
        let address = try EmailAddress(parsing: "ann@example.org", domains: bed.world.domains)
        let person = Person(id: PersonID(unique: "ann"), name: name, addresses: [address], language: language)
        try bed.ledger.write { try $0.add([person]) }
    }

    private func request(_ draft: PersonDraft) -> InviteRequest {
        var request = InviteRequest(supplies: ["spring"])
        request.people = [draft]
        request.channel = .vendorMail
        return request
    }

    private func plan(_ bed: EngineBed, _ draft: PersonDraft) throws -> Plan {
        try bed.ledger.read { try Planner(world: bed.world).plan(request(draft), actor: "t", in: $0) }
    }

    private let listed = PersonDraft(address: "Ann@example.org", name: "Ann One", language: "de", externalID: "77")

    @Test(
        "CB-6: an invitation by a list fills in what was not known of somebody, as its import does",
        arguments: TestDatabase.all)
    func filled(_ database: TestDatabase) throws {
        try database.withEngine { bed in
            try bed.supply(units: 3)
            try known(bed)
            let plan = try plan(bed, listed)
            #expect(plan.parts[0].languages == ["de": 1] && !plan.findings.contains { $0.code == "known_otherwise" })
            try bed.invite(request(listed))
            let person = try #require(try bed.ledger.read { try $0.person(PersonID(unique: "ann")) })
            #expect(person.name == "Ann One" && person.language == "de" && person.externalID == "77")
        }
    }

    @Test("What a list says otherwise is not taken, and the plan names it before anything leaves")
    func otherwise() throws {
        try TestDatabase.sqlite.withEngine { bed in
            try bed.supply(units: 3)
            try known(bed, name: "Ann", language: "fr")
            let plan = try plan(bed, listed)
            let said = plan.findings.filter { $0.code == "known_otherwise" }
            #expect(said.map(\.people) == [["Ann@example.org"], ["Ann@example.org"]], "\(plan.findings)")
            #expect(said.first?.message.contains("“de” for “fr”") == true, "\(said)")
            #expect(plan.parts[0].languages == ["fr": 1])
            try bed.invite(request(listed))
            let person = try #require(try bed.ledger.read { try $0.person(PersonID(unique: "ann")) })
            #expect(person.name == "Ann" && person.language == "fr" && person.externalID == "77")
        }
    }
}
