import GatehouseEngine
import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit
import GatehouseTesting
import Testing

@Suite("One supply at a time")
struct FurtherSupplyTests {
    /// Two supplies of a vendor that invites a person into one at a time, until the earlier invitation was begun.
    private func withTwo(_ database: TestDatabase, batchLimit: Int? = nil, _ body: (EngineBed) throws -> Void) throws {
        let vendor = ScriptedVendor(batchLimit: batchLimit, furtherSupplyFrom: .started)
        try database.withEngine(vendor: vendor) { bed in
            try bed.supply("spring", units: 20)
            try bed.supply("autumn", units: 20)
            try body(bed)
        }
    }

    private func both(_ count: Int, _ bed: EngineBed) -> InviteRequest {
        var request = bed.request(count, from: "spring", "autumn", channel: .vendorMail)
        request.overrideReason = "two groups"
        return request
    }

    private func observe(_ bed: EngineBed) throws {
        let observations = try Observations.pull(bed.connection, world: bed.world)
        _ = try Reconciling(world: bed.world).run(observations, actor: "tester", in: bed.ledger)
    }

    private func invitations(_ bed: EngineBed, of supply: String) throws -> [Invitation] {
        try bed.invitations().filter { $0.supply == SupplyID(unique: supply) }
    }

    @Test(
        "LI-5: an invitation from two supplies sends the first, and the second is added once the first is accepted",
        arguments: TestDatabase.all)
    func queued(_ database: TestDatabase) throws {
        try withTwo(database) { bed in
            let plan = try bed.ledger.read { try Planner(world: bed.world).plan(both(2, bed), actor: "t", in: $0) }
            #expect(plan.parts[0].items.allSatisfy { !$0.isAdded } && plan.parts[1].items.allSatisfy(\.waits))
            let note = try #require(plan.findings.first { $0.code == "queued" })
            #expect(note.severity == "note" && note.rule == "LI-5" && note.message.contains("into spring goes first"))
            _ = try Recorder(world: bed.world).record(plan, by: "tester", in: bed.ledger)
            try bed.settle()
            #expect(try bed.acts() == [.done: 4, .waiting: 4])
            let first = try invitations(bed, of: "spring")
            bed.vendor.setWord("Begun", of: first[0].id.text)
            try observe(bed)
            try bed.settle()
            #expect(try bed.acts() == [.done: 6, .waiting: 2])
            let second = try #require(try invitations(bed, of: "autumn").first { $0.person == first[0].person })
            #expect(bed.vendor.earlier(than: second.id.text)?.reference == first[0].id.text)
            #expect(bed.vendor.earlier(than: second.id.text)?.vendorID == first[0].vendorID)
            #expect(try bed.verifyAudit())
        }
    }

    @Test(
        "LI-5: a second group that shares one training with the first is queued for the rest, in one plan or later; one that brings nothing new is left out",
        arguments: TestDatabase.all)
    func shared(_ database: TestDatabase) throws {
        try withTwo(database) { bed in
            try bed.supply("winter", units: 20)
            for (name, trainings) in [
                ("spring", ["onboarding", "safety"]), ("autumn", ["onboarding", "sales"]),
                ("winter", ["safety", "sales"]),
            ] {
                var supply = try #require(try bed.ledger.read { try $0.supply(named: name) })
                supply.assessments = trainings
                let changed = supply
                try bed.ledger.write { try $0.save(changed) }
            }
            func plan(_ supplies: String...) throws -> Plan {
                var request = bed.request(1, from: supplies[0], channel: .vendorMail)
                request.supplies = supplies
                return try bed.ledger.read { try Planner(world: bed.world).plan(request, actor: "t", in: $0) }
            }
            let both = try plan("spring", "autumn", "winter")
            #expect(both.parts.map(\.items.count) == [1, 1, 0] && both.skipped.map(\.supplyName) == ["winter"])
            #expect(both.parts[1].items.map(\.assessments) == [["sales"]] && both.parts[1].items.allSatisfy(\.waits))
            #expect(try #require(both.findings.first { $0.code == "doubled" }).message.contains("Onboarding"))
            _ = try Recorder(world: bed.world).record(try plan("spring"), by: "tester", in: bed.ledger)
            try bed.settle()
            let later = try plan("autumn")
            #expect(later.parts[0].items.map(\.assessments) == [["sales"]] && later.parts[0].items.allSatisfy(\.waits))
            _ = try Recorder(world: bed.world).record(later, by: "tester", in: bed.ledger)
            #expect(try invitations(bed, of: "autumn").map(\.assessments) == [["sales"]])
            #expect(try plan("winter").skipped.map(\.code) == ["already_invited"])
            #expect(try bed.counts("autumn").isConserved)
        }
    }

    @Test("LI-5: to whom has accepted already it is added at once, in a batch of its own", arguments: TestDatabase.all)
    func accepted(_ database: TestDatabase) throws {
        try withTwo(database) { bed in
            try bed.invite(bed.request(2, from: "spring", channel: .vendorMail))
            try bed.settle()
            let first = try invitations(bed, of: "spring")
            bed.vendor.setWord("Begun", of: first[0].id.text)
            try observe(bed)
            var request = bed.request(4, from: "autumn", channel: .vendorMail)
            request.overrideReason = "a further group"
            let plan = try bed.ledger.read { try Planner(world: bed.world).plan(request, actor: "t", in: $0) }
            #expect(plan.parts[0].items.map(\.waits) == [false, true, false, false])
            #expect(plan.parts[0].items.map(\.behind) == [first[0].id, first[1].id, nil, nil])
            #expect(Set(plan.findings.map(\.code)) == ["queued", "added_to_accepted"])
            _ = try Recorder(world: bed.world).record(plan, by: "tester", in: bed.ledger)
            try bed.settle()
            let issues = bed.vendor.calls.filter { $0.hasPrefix("issue") }.map { $0.split(separator: " ")[1] }
            #expect(issues == ["2", "1", "2"] || issues == ["2", "2", "1"])
            #expect(try bed.acts()[.waiting] == 2)
        }
    }

    @Test(
        "LI-5: where we take the earlier invitation back before it was accepted, the one that waits is sent for itself",
        arguments: TestDatabase.all)
    func ended(_ database: TestDatabase) throws {
        try withTwo(database) { bed in
            let receipt = try bed.invite(both(1, bed))
            try bed.settle()
            _ = try bed.follow("retract", [receipt.invitations[0]])
            try bed.settle()
            let second = try #require(try invitations(bed, of: "autumn").first)
            #expect(second.standing.isWithdrawn)
            let act = try #require(try bed.ledger.read { try $0.intents(of: second.id) }.first { $0.verb == "issue" })
            #expect(act.state == .rejected && act.outcomeCode == "earlier_not_accepted")
            #expect(bed.vendor.calls.filter { $0.hasPrefix("issue") }.count == 2)
            #expect(try bed.counts("autumn")[.available] == 19)
            #expect(try invitations(bed, of: "autumn").count == 2)
            #expect(try invitations(bed, of: "autumn").last?.standing.interval?.low == .invited)
        }
    }

    @Test("LI-5: what waits can be taken back by us alone, and is not sent later", arguments: TestDatabase.all)
    func takenBack(_ database: TestDatabase) throws {
        try withTwo(database) { bed in
            let receipt = try bed.invite(both(1, bed))
            try bed.settle()
            let calls = bed.vendor.calls.count
            _ = try bed.follow("retract", [receipt.invitations[1]])
            try bed.settle()
            #expect(try invitations(bed, of: "autumn").first?.standing.end == .retracted)
            #expect(bed.vendor.calls.count == calls)
            bed.vendor.setWord("Begun", of: receipt.invitations[0].text)
            try observe(bed)
            try bed.settle()
            #expect(bed.vendor.code(of: receipt.invitations[1].text) == nil)
            #expect(try bed.acts()[.waiting] == nil)
        }
    }

    @Test("Who is invited from a supply already is not queued behind himself", arguments: TestDatabase.all)
    func sameSupply(_ database: TestDatabase) throws {
        try withTwo(database) { bed in
            try bed.invite(bed.request(1, from: "spring", channel: .vendorMail))
            var request = bed.request(2, from: "spring", channel: .vendorMail)
            request.overrideReason = "again"
            let plan = try bed.ledger.read { try Planner(world: bed.world).plan(request, actor: "t", in: $0) }
            #expect(plan.items == 1 && plan.skipped.map(\.code) == ["already_invited"])
        }
    }

    @Test("Vendors without such a rule know nothing of it", arguments: TestDatabase.all)
    func others(_ database: TestDatabase) throws {
        try database.withEngine { bed in
            try bed.supply("spring", units: 5)
            try bed.supply("autumn", units: 5)
            try bed.invite(both(2, bed))
            try bed.settle()
            #expect(try bed.acts() == [.done: 8])
        }
    }
}
