import GatehouseEngine
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit
import GatehouseReconciliation
import GatehouseTesting
import Testing

@Suite("Two records that are one person are one for everything that reads them")
struct MergingTests {
    private func plan(_ bed: EngineBed, _ request: InviteRequest) throws -> Plan {
        try bed.ledger.read { try Planner(world: bed.world).plan(request, actor: "t", in: $0) }
    }

    @Test(
        "GH-8: who was invited as the one is not invited again as the other, by any of the addresses",
        arguments: TestDatabase.all)
    func inviting(_ database: TestDatabase) throws {
        try database.withEngine { bed in
            try bed.supply(units: 5)
            let kept = try bed.person("Ane Holm", "ane@example.org")
            let other = try bed.person("A. Holm", "holm@example.org")
            let id = try bed.invite([other.id], from: "spring")[0]
            try bed.settle()
            let merge = try bed.merge(kept.id, other.id)
            for persons in [[kept.id], [other.id], [kept.id, other.id]] {
                var request = InviteRequest(supplies: ["spring"])
                request.persons = persons
                let skipped = try plan(bed, request).skipped
                #expect(skipped.map(\.code) == ["already_invited"] && skipped[0].reason.contains(id.text))
            }
            var request = InviteRequest(supplies: ["spring"])
            request.people = [PersonDraft(address: "HOLM@example.org"), PersonDraft(address: "ane@example.org")]
            #expect(try plan(bed, request).skipped.map(\.code) == ["already_invited"])
            let allocator = Allocator(world: bed.world, ledger: bed.ledger)
            for person in [kept.id, other.id] {
                var single = InviteRequest(supplies: ["spring"])
                single.persons = [person]
                #expect(throws: EngineError.self) { try allocator.allocate(single, actor: "t") }
            }
            try bed.takeBack(merge)
            request.people = [PersonDraft(address: "ane@example.org")]
            #expect(try plan(bed, request).items == 1)
        }
    }

    @Test(
        "GH-8: the matrix, the lists and a search show one person, whichever record an invitation was made for",
        arguments: TestDatabase.all)
    func lists(_ database: TestDatabase) throws {
        try database.withEngine { bed in
            try bed.supply(units: 5)
            let kept = try bed.person("Ane Holm", "ane@example.org", tags: ["x"])
            let other = try bed.person("A. Holm", "holm@example.org", tags: ["y"])
            let programme = Programme(id: ProgrammeID(unique: "p"), name: "North")
            try bed.ledger.write { writer in
                try writer.save(programme)
                try writer.add([other.id], to: programme.id)
            }
            let id = try bed.invite([other.id], from: "spring")[0]
            try bed.merge(kept.id, other.id)
            try bed.ledger.read { reader in
                #expect(try reader.people(matching: PeopleSearch(), after: nil, limit: 9).map(\.id) == [kept.id])
                #expect(try reader.person(other.id)?.id == kept.id)
                var people = PeopleSearch()
                for change: (inout PeopleSearch) -> Void in [
                    { $0.words = ["holm@"] }, { $0.tags = ["y"] }, { $0.programme = programme.id },
                ] {
                    people = PeopleSearch()
                    change(&people)
                    #expect(try reader.people(matching: people, after: nil, limit: 9).map(\.id) == [kept.id])
                    var search = InvitationSearch()
                    search.people = people
                    #expect(try reader.rows(matching: search, after: nil, limit: 9).map(\.invitation.id) == [id])
                }
                let invited = try reader.invitedPeople(matching: InvitationSearch(), after: nil, limit: 9)
                #expect(invited == [kept.id])
                let row = try #require(try reader.row(id))
                #expect(row.personName == "Ane Holm" && row.address == "ane@example.org")
                #expect(row.invitation.person == kept.id)
            }
        }
    }

    @Test("GH-8: a file that names the other's address finds the one who was kept", arguments: TestDatabase.all)
    func importing(_ database: TestDatabase) throws {
        try database.withEngine { bed in
            let kept = try bed.person("Ane Holm", "ane@example.org")
            let other = try bed.person(nil, "holm@example.org")
            try bed.merge(kept.id, other.id)
            let found = try bed.ledger.read { try $0.people(atAddresses: ["Holm@example.org"]) }
            #expect(found.values.map(\.id) == [kept.id])
            #expect(throws: LedgerError.self) { try bed.person(nil, "HOLM@example.org") }
            // What somebody read before the merge can be written for nobody.
            let supply = try bed.supply(units: 3)
            let stray = bed.invitation(supply, for: other.id, in: nil)
            #expect(throws: LedgerError.self) {
                try bed.ledger.write { try $0.addInvitations([stray], fromVendor: supply.id) }
            }
            // Neither of them goes by undoing an import while the merge stands.
            for person in [kept.id, other.id] {
                #expect(throws: LedgerError.self) { try bed.ledger.write { try $0.remove([person]) } }
            }
        }
    }

    @Test(
        "GH-8: the vendor's file finds them by either address, and each its own where both were invited from one supply",
        arguments: TestDatabase.all)
    func matching(_ database: TestDatabase) throws {
        var (sieved, scanned) = (SievingOptions(), SievingOptions())
        (sieved.sieveFrom, scanned.sieveFrom, scanned.scanFrom) = (-1, -1, -1)
        for options in [SievingOptions(), sieved, scanned] {
            try database.withEngine(mode: .portal) { try matching($0, options) }
        }
    }

    private func matching(_ bed: EngineBed, _ options: SievingOptions) throws {
        try bed.supply(units: 5)
        let kept = try bed.person("Ane Holm", "ane@example.org")
        let other = try bed.person("A. Holm", "holm@example.org")
        let third = try bed.person("Bo", "bo@example.org")
        let ids = try bed.invite([kept.id, other.id, third.id], from: "spring", channel: .vendorMail)
        try bed.settle()
        let fourth = try bed.person(nil, "bo.berg@example.org")
        try bed.merge(kept.id, other.id)
        try bed.merge(fourth.id, third.id)
        let seen = try bed.observe(
            ",,ane@example.org,spring,Sent", ",,holm@example.org,spring,Begun", ",,bo.berg@example.org,spring,Sent",
            options: options)
        #expect(try bed.invitation(ids[0])?.vendorWord == "Sent" && bed.invitation(ids[1])?.vendorWord == "Begun")
        #expect(try bed.invitation(ids[2])?.vendorWord == "Sent", "\(seen.result.discrepancies)")
        #expect(try bed.open("ambiguous_match").isEmpty)
        // Two living invitations of one person for one assessment: a person decides.
        let told = try bed.open("already_invited_elsewhere")
        #expect(told.count == 1 && told[0].policy == "case")
    }

    @Test(
        "GH-8: the plan says what moves, what stays, and where both are invited; what changed since is refused",
        arguments: TestDatabase.all)
    func planning(_ database: TestDatabase) throws {
        try database.withEngine { bed in
            try bed.supply(units: 5)
            let kept = try bed.person("Ane Holm", "ane@example.org", language: "da")
            let other = try bed.person("A. Holm", "holm@example.org", language: "en")
            let ids = try bed.invite([kept.id, other.id], from: "spring")
            let merging = Merging(world: bed.world)
            let plan = try bed.ledger.read { try merging.plan(kept.id, other.id, in: $0) }
            #expect(plan.invitations == 1 && plan.living == 1)
            #expect(plan.doubles.map { [$0.kept, $0.other] } == [ids])
            #expect(plan.differences.map(\.field) == [.name, .language])
            var changed = other
            changed.tags = ["new"]
            try bed.ledger.write { [changed] in try $0.save(changed) }
            let refused = #expect(throws: EngineError.self) {
                try merging.merge(plan, reason: nil, actor: "t", in: bed.ledger)
            }
            #expect(refused?.code == .conflict)
            #expect(try bed.ledger.read { try $0.people([kept.id, other.id]) }.values.count { $0.id == other.id } == 1)
        }
    }

    @Test(
        "GH-8: who was said not to be one person is neither proposed nor merged, until that is taken back",
        arguments: TestDatabase.all)
    func apart(_ database: TestDatabase) throws {
        try database.withEngine { bed in
            let one = try bed.person("Ane Holm", "ane@example.org")
            let two = try bed.person("Ane Holm", "ane+work@example.org")
            let merging = Merging(world: bed.world)
            func proposed() throws -> Int { try bed.ledger.read { try FindingDuplicates().all(in: $0) }.count }
            #expect(try proposed() == 1)
            try merging.keepApart(two, one, reason: "sisters", actor: "t", in: bed.ledger)
            try merging.keepApart(one, two, reason: "again", actor: "t", in: bed.ledger)
            #expect(try proposed() == 0)
            let refused = #expect(throws: EngineError.self) { try bed.merge(one.id, two.id) }
            #expect(refused?.code == .conflict && refused?.message.contains("sisters") == true)
            // It holds for the record that one of them was merged into.
            let third = try bed.person("A. Holm", "holm@example.org")
            let merge = try bed.merge(third.id, two.id)
            #expect(try proposed() == 0)
            #expect(throws: EngineError.self) { try bed.merge(third.id, one.id) }
            try bed.takeBack(merge)
            try merging.stopKeepingApart(one, two, actor: "t", in: bed.ledger)
            #expect(try proposed() == 1)
            try bed.merge(one.id, two.id)
            #expect(try proposed() == 0)
        }
    }

    @Test(
        "GH-8: what reconciliation finds speaks for a merge: one key at the vendor for two, or the other's address on it",
        arguments: TestDatabase.all)
    func fromVendors(_ database: TestDatabase) throws {
        try database.withEngine { bed in
            try bed.supply(units: 5)
            let one = try bed.person("Ane", "ane@example.org")
            let two = try bed.person("Holm", "holm@example.net")
            let three = try bed.person("Bo", "bo@example.com")
            let ids = try bed.invite([one.id, two.id, three.id], from: "spring")
            try bed.settle()
            var both = try ids.prefix(2).map { try #require(try bed.invitation($0)) }
            for index in both.indices { both[index].vendorID = "account-7" }
            try bed.ledger.write { [both] in try $0.save(both) }
            bed.clock.advance(by: .seconds(60))
            try bed.observe(ids[2], "Sent", address: "ane@example.org")
            let found = try bed.ledger.read { try FindingDuplicates().all(in: $0) }
            #expect(found.count == 2)
            #expect([found[0].first, found[0].second] == [one.id, two.id].sorted() && found[0].strength == .strong)
            #expect([found[1].first, found[1].second] == [one.id, three.id].sorted())
            #expect(found[1].evidence.map(\.kind) == [.account])
        }
    }
}
