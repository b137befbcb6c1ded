import GatehouseEngine
import GatehouseLedger
import GatehouseModel
import GatehouseTesting
import Testing

@Suite("A merge of two records is taken back exactly")
struct MergeBackTests {
    /// People with every kind of gap and overlap, invitations for one, two and shared assessments, and programmes.
    private func world(_ bed: EngineBed, _ generator: inout SeededGenerator) throws -> [PersonID] {
        let clients = ["North", "South"].map { Client(id: bed.world.chance.id(at: bed.clock.now), name: $0) }
        let programmes = ["p", "q"].map { Programme(id: bed.world.chance.id(at: bed.clock.now), name: $0) }
        let supplies = [["a"], ["b"], ["a", "b"]].enumerated().map { index, assessments in
            Supply(
                id: bed.world.chance.id(at: bed.clock.now), connection: bed.connection.id, name: "s\(index)",
                vendorID: "v\(index)", usage: .personal, category: "course", stock: .unmetered,
                assessments: assessments)
        }
        var people: [Person] = []
        for index in 0..<7 {
            people.append(
                Person(
                    id: bed.world.chance.id(at: bed.clock.now),
                    name: generator.element(of: [nil, "Ane Holm", "A. Holm"]),
                    addresses: try (0..<generator.number(in: 0...2)).map {
                        try EmailAddress(parsing: "p\(index).\($0)@example.org", domains: PlainDomains())
                    }, language: generator.element(of: [nil, "da", "en"]),
                    externalID: generator.element(of: [nil, "17"]),
                    client: generator.element(of: [nil, clients[0].id, clients[1].id]),
                    tags: Array(Set(generator.list(of: 0...2) { $0.element(of: ["x", "y", "z"]) })).sorted()))
        }
        var invitations: [Invitation] = []
        for person in people {
            var taken: Set<String> = []
            for supply in supplies where generator.bool() {
                var invitation = bed.invitation(
                    supply, for: person.id, in: generator.once(in: 2) ? generator.element(of: programmes).id : nil)
                if generator.once(in: 4) {
                    invitation.standing = invitation.standing.observing(.end(.expired), asOf: bed.clock.now)
                } else if !taken.isDisjoint(with: supply.assessments) {
                    invitation.overrideReason = "asked for"
                }
                if invitation.isLiving { taken.formUnion(supply.assessments) }
                invitations.append(invitation)
            }
        }
        let members = people.flatMap { person in programmes.filter { _ in generator.bool() }.map { (person.id, $0.id) }
        }
        try bed.ledger.write { [people, invitations] writer in
            for client in clients { try writer.save(client) }
            for programme in programmes { try writer.save(programme) }
            for supply in supplies { try writer.save(supply) }
            try writer.add(people)
            for supply in supplies {
                try writer.addInvitations(invitations.filter { $0.supply == supply.id }, fromVendor: supply.id)
            }
            for (person, programme) in members { try writer.add([person], to: programme) }
        }
        return people.map(\.id)
    }

    @Test(
        "GH-8: whatever was merged into whatever, taken back in any order all is as it was", arguments: TestDatabase.all
    )
    func anyOrder(_ database: TestDatabase) throws {
        for seed in UInt64(1)...4 {
            try database.withEngine { bed in
                var generator = SeededGenerator(seed: seed)
                let people = try world(bed, &generator)
                let before = try bed.whoIsWho()
                forAll(seed: seed, cases: 12) { generator in
                    var merges: [PersonMerge] = []
                    for _ in 0..<generator.number(in: 1...5) {
                        let all = try bed.ledger.read { try $0.people(people) }
                        let (one, other) = (generator.element(of: people), generator.element(of: people))
                        guard let kept = all[one]?.id, let away = all[other]?.id, kept != away else { continue }
                        let standing = try bed.whoIsWho()
                        let merge = try bed.merge(kept, away)
                        if generator.once(in: 3) {
                            try bed.takeBack(merge)
                            let change = try bed.whoIsWho().difference(from: standing)
                            try #require(change == "", "\(change)")
                        } else {
                            merges.append(merge)
                        }
                    }
                    try #require(try bed.whoIsWho().people.count == before.people.count - merges.count)
                    for merge in merges.shuffled(using: &generator) { try bed.takeBack(merge) }
                    let change = try bed.whoIsWho().difference(from: before)
                    try #require(change == "", "\(change)")
                }
                #expect(try bed.ledger.read { try $0.merges(.all) }.isEmpty && bed.verifyAudit())
                // What comparisons add up followed each of them.
                func cells() throws -> [ComparisonCell] {
                    try Comparing(world: bed.world).catchUp(bed.ledger)
                    return try bed.ledger.read { try $0.comparison(at: .programmes, from: nil, to: nil) }
                }
                _ = try bed.merge(people[0], people[1])
                let sums = try cells()
                try Comparing(world: bed.world).rebuild(bed.ledger)
                #expect(try cells() == sums)
            }
        }
    }

    @Test(
        "GH-8: what came after the merge stays with the kept record; what came with it goes back",
        arguments: TestDatabase.all)
    func actsSince(_ database: TestDatabase) throws {
        try database.withEngine { bed in
            try bed.supply(units: 5)
            let kept = try bed.person(nil, "ane@example.org", tags: ["x"])
            let other = try bed.person("Ane Holm", "holm@example.org", tags: ["x", "y"], language: "da")
            let theirs = try bed.invite([other.id], from: "spring")[0]
            let merge = try bed.merge(kept.id, other.id)
            let merged = try #require(try bed.ledger.read { try $0.person(kept.id) })
            #expect(merged.name == "Ane Holm" && merged.language == "da" && merged.tags == ["x", "y"])
            #expect(merged.addresses.map(\.address) == ["ane@example.org", "holm@example.org"])
            var edited = merged
            edited.language = "en"
            edited.addresses.append(try EmailAddress(parsing: "new@example.org", domains: PlainDomains()))
            try bed.ledger.write { [edited] in try $0.save(edited) }
            // A second assessment, asked for in the meantime.
            let autumn = Supply(
                id: SupplyID(unique: "autumn"), connection: bed.connection.id, name: "autumn", vendorID: "v-a",
                usage: .personal, category: "course", stock: .unmetered, assessments: ["all-34"])
            let later = bed.invitation(autumn, for: kept.id, in: nil)
            try bed.ledger.write { writer in
                try writer.save(autumn)
                try writer.addInvitations([later], fromVendor: autumn.id)
            }
            let undone = try bed.takeBack(merge)
            #expect(undone.undoneBy == "tester")
            let (one, two) = try bed.ledger.read { (try $0.person(kept.id), try $0.person(other.id)) }
            #expect(two == other)
            #expect(one?.name == nil && one?.language == "en" && one?.tags == ["x"])
            #expect(one?.addresses.map(\.address) == ["ane@example.org", "new@example.org"])
            #expect(try bed.invitation(theirs)?.person == other.id && bed.invitation(later.id)?.person == kept.id)
            // A second time nothing is done.
            #expect(try bed.takeBack(merge) == undone)
        }
    }

    @Test(
        "A merge that meets an act under way, and the settling that meets a merge, both end right",
        arguments: TestDatabase.all)
    func underWay(_ database: TestDatabase) throws {
        try database.withEngine { bed in
            try bed.supply(units: 5)
            let kept = try bed.person("Ane Holm", "ane@example.org")
            let other = try bed.person("A. Holm", "holm@example.org")
            let id = try bed.invite([other.id], from: "spring")[0]
            // Read before the merge, written after it.
            let stale = try #require(try bed.invitation(id))
            let merge = try bed.merge(kept.id, other.id)
            try bed.ledger.write { try $0.save([stale]) }
            #expect(try bed.invitation(id)?.person == kept.id)
            try bed.settle()
            #expect(try bed.acts().keys.allSatisfy(\.isFinal))
            #expect(bed.mail.sent.map(\.to.address) == ["holm@example.org"])
            try bed.takeBack(merge)
            #expect(try bed.invitation(id)?.person == other.id)
        }
    }
}

extension EngineBed {
    func invitation(_ supply: Supply, for person: PersonID, in programme: ProgrammeID?) -> Invitation {
        Invitation(
            id: world.chance.id(at: clock.now), person: person, connection: supply.connection, supply: supply.id,
            programme: programme, channel: .link, assessments: supply.assessments,
            standing: Standing(.stages(.reserved, .reserved), asOf: clock.now), createdAt: clock.now,
            lastWriteAt: clock.now)
    }
}
