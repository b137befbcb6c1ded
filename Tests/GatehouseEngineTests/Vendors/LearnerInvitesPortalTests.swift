import GatehouseEngine
import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit
import GatehouseReconciliation
import GatehouseTables
import GatehouseTesting
import LearnerInvites
import Testing

/// Everything by hand: the work list, the ticks and the vendor's file.
@Suite("Learner invitations in the portal, through the engine")
struct LearnerInvitesPortalTests {
    private func run(_ database: TestDatabase, _ body: (VendorBed) throws -> Void) throws {
        try VendorBed.portal(LearnerInvites(), on: database) { vendor in
            for (name, training) in [("Team North", "Basics"), ("Team South", "Feedback")] {
                try vendor.act("create-group", ["name": .string(name), "trainings": [.string(training)]])
                try vendor.tick(try #require(try vendor.workList.first))
            }
            try body(vendor)
        }
    }

    private func plan(
        _ vendor: VendorBed, _ count: Int, from groups: [String], _ options: [String: JSONValue] = [:]
    ) throws -> Plan {
        var request = vendor.bed.request(count, from: "")
        request.supplies = groups
        request.options = options
        return try vendor.bed.ledger.read {
            try Planner(world: vendor.bed.world).plan(request, actor: "tester", in: $0)
        }
    }

    private func intervals(_ vendor: VendorBed, of group: String) throws -> [String: StageInterval?] {
        let all = try vendor.bed.ledger.read { try $0.rows(matching: InvitationSearch(), after: nil, limit: 1000) }
        return Dictionary(
            all.filter { $0.supplyName == group }.map { ($0.address ?? "", $0.invitation.standing.interval) },
            uniquingKeysWith: { _, last in last })
    }

    private func text(_ item: WorkItem, _ material: String) -> String? {
        item.materials.first { $0.name == material }.map { String(decoding: $0.content, as: UTF8.self) }
    }

    @Test(
        "LI-4: a row of a group whose name differs in case alone is not of ours, and who is to be invited stays so",
        arguments: TestDatabase.all)
    func exactNames(_ database: TestDatabase) throws {
        try run(database) { vendor in
            try vendor.carryOut(plan(vendor, 2, from: ["Team North"]))
            let item = try #require(try vendor.workList.first)
            let outcome = try vendor.observe(
                file: """
                    Email Address,Full name,Status,Group,How added
                    person1@example.org,,Pending,team north,Spreadsheet
                    person2@example.org,,Pending,Team North ,Spreadsheet

                    """)
            #expect(outcome.result.discrepancies.contains { $0.kind == .unknownAtGateway }, "\(outcome.result)")
            let north = try intervals(vendor, of: "Team North")
            #expect(north["person1@example.org"] == StageInterval(exactly: .reserved), "\(north)")
            #expect(north["person2@example.org"] == StageInterval(exactly: .invited), "\(north)")
            #expect(try vendor.workList.map(\.id) == [item.id])
        }
    }

    @Test(
        "LI-9: a status of which the list tells the day alone is no older than a tick of the same day, and narrows nothing",
        arguments: TestDatabase.all)
    func dayAlone(_ database: TestDatabase) throws {
        try run(database) { vendor in
            try vendor.carryOut(plan(vendor, 1, from: ["Team North"]))
            try vendor.tick(try #require(try vendor.workList.first))
            let ticked = vendor.bed.clock.now
            vendor.bed.clock.advance(by: .seconds(600))
            let day = CalendarDate(containing: ticked)
            try #require(day == CalendarDate(containing: vendor.bed.clock.now))
            let file =
                "Email address,Full name,Status,Group,Status changed\nperson1@example.org,,Active,Team North,\(day)\n"
            _ = try vendor.observe(file: file)
            let standing = try #require(try vendor.invitations()["person1@example.org"]).invitation.standing
            #expect(standing.interval == StageInterval(.registered, .reported), "\(standing)")
            #expect(standing.contradiction == nil, "\(standing)")
        }
    }

    @Test(
        "LI-1, LI-4, LI-9: groups are made, the file uploaded and ticked off, and the vendor's list says the rest",
        arguments: TestDatabase.all)
    func wholeRoad(_ database: TestDatabase) throws {
        try run(database) { vendor in
            try vendor.carryOut(plan(vendor, 3, from: ["Team North"]))
            let item = try #require(try vendor.workList.first)
            #expect(
                text(item, "learners.csv")
                    == "Email,Groups\r\nperson1@example.org,Team North\r\nperson2@example.org,Team North\r\nperson3@example.org,Team North\r\n"
            )
            #expect(
                try intervals(vendor, of: "Team North").values.allSatisfy { $0 == StageInterval(exactly: .reserved) })
            try vendor.tick(item)
            #expect(
                try intervals(vendor, of: "Team North").values.allSatisfy { $0 == StageInterval(exactly: .invited) })
            let outcome = try vendor.observe(
                file: """
                    Email Address,Full name,Status,Group,How added
                    person1@example.org,,Pending,Team North,Spreadsheet
                    person2@example.org,Person Two,Active,Team North,Spreadsheet
                    person3@example.org,,Cancelled,Team North,Spreadsheet
                    new@example.org,Told Name,Pending,Team North,Manually
                    gus@example.org,"Gu\u{308}s   Guest ",Active,Team South,Web page
                    person2@example.org,Person Two,Accepted,Team South,Manually

                    """)
            let kinds = outcome.result.discrepancies.map(\.kind.rawValue).sorted()
            #expect(
                kinds == [
                    "retracted_at_vendor", "unattributed_use", "unknown_at_gateway", "unmapped_status", "vendor_ahead",
                ])
            let north = try intervals(vendor, of: "Team North")
            #expect(north["person1@example.org"] == StageInterval(exactly: .invited))
            #expect(north["person2@example.org"] == StageInterval(.registered, .reported))
            let rows = try vendor.invitations()
            #expect(rows["person3@example.org"]?.invitation.standing.end == .retracted)
            // LI-7: a name that we had stays, and one of somebody who has not accepted is not taken.
            #expect(rows["person2@example.org"]?.personName == "Person 2")
            // On one line and composed, like a name in a list of ours.
            let told = rows["gus@example.org"]?.personName.map { Array($0.unicodeScalars) }
            #expect(told == Array("G\u{FC}s Guest".unicodeScalars))
            #expect(try vendor.bed.verifyAudit())
        }
    }

    @Test(
        "LI-3: typed in, ten at a time; the plan says so, and each ten are ticked off by themselves",
        arguments: TestDatabase.all)
    func typed(_ database: TestDatabase) throws {
        try run(database) { vendor in
            let plan = try plan(vendor, 23, from: ["Team North"], ["recipients": "typed"])
            let step = try #require(plan.parts.first?.steps.first)
            #expect(step.batches == 3 && step.batchLimit == 10 && step.limitReason == "typed in (LI-3)")
            try vendor.carryOut(plan)
            let items = try vendor.workList
            #expect(items.map(\.intents.count).sorted() == [3, 10, 10])
            let ten = try #require(items.first { $0.intents.count == 10 })
            #expect(text(ten, "Addresses")?.split(separator: "\n").count == 10)
            try vendor.tick(ten)
            let invited = try intervals(vendor, of: "Team North").values.count {
                $0 == StageInterval(exactly: .invited)
            }
            #expect(invited == 10)
        }
    }

    @Test(
        "LI-3: a time that has passed is refused in the plan, before anything is recorded", arguments: TestDatabase.all)
    func passed(_ database: TestDatabase) throws {
        try run(database) { vendor in
            let now = vendor.bed.clock.now
            func sending(at time: Instant) throws -> Plan {
                try plan(
                    vendor, 2, from: ["Team North"],
                    ["recipients": "typed", "send_at": .string(time.description)])
            }
            for time in [now, now.advanced(by: .seconds(-86_400))] {
                let refused = try sending(at: time)
                let finding = try #require(refused.findings.first { $0.code == "time_passed" })
                #expect(refused.isRefused && finding.rule == "LI-3" && finding.message.contains("send_at"))
                #expect(!refused.findings.contains { $0.code == "scheduled" })
                #expect(throws: EngineError.self) { try vendor.carryOut(refused) }
            }
            #expect(try vendor.invitations().isEmpty)
            let later = try sending(at: now.advanced(by: .seconds(3600)))
            #expect(!later.isRefused && later.findings.contains { $0.code == "scheduled" })
        }
    }

    @Test(
        "LI-1: a supply is named by its name, its own id or the vendor's, and a strange one is refused",
        arguments: TestDatabase.all)
    func named(_ database: TestDatabase) throws {
        try run(database) { vendor in
            let supplies = try vendor.bed.ledger.read { try $0.supplies(of: nil) }
            let north = try #require(supplies.first { $0.name == "Team North" })
            for name in [north.name, north.id.text, north.vendorID] {
                #expect(try plan(vendor, 1, from: [name]).parts.map(\.supplyName) == ["Team North"])
            }
            #expect(throws: EngineError.self) { try plan(vendor, 1, from: ["Team"]) }
        }
    }

    @Test(
        "A tick later than the vendor's file narrows nothing: what is not told stays not told",
        arguments: TestDatabase.all)
    func tickedLater(_ database: TestDatabase) throws {
        try run(database) { vendor in
            try vendor.carryOut(plan(vendor, 1, from: ["Team North"]))
            vendor.bed.clock.advance(by: .seconds(3_600))
            let saved = vendor.bed.clock.now
            vendor.bed.clock.advance(by: .seconds(3_600))
            try vendor.tick(try #require(try vendor.workList.first))
            #expect(try intervals(vendor, of: "Team North")["person1@example.org"] == StageInterval(exactly: .invited))
            try vendor.observe(
                file: "email,status,group\nperson1@example.org,Active,Team North\n", savedAt: saved)
            #expect(
                try intervals(vendor, of: "Team North")["person1@example.org"] == StageInterval(.registered, .reported))
        }
    }

    @Test(
        "LI-5: two groups: the second becomes a task when a file shows the first as Active", arguments: TestDatabase.all
    )
    func twoGroups(_ database: TestDatabase) throws {
        try run(database) { vendor in
            try vendor.carryOut(plan(vendor, 2, from: ["Team North", "Team South"]))
            try vendor.tick(try #require(try vendor.workList.first))
            #expect(try vendor.workList.isEmpty && vendor.bed.acts()[.waiting] == 2)
            try vendor.observe(
                file:
                    "email,status,group\nperson1@example.org,Active,Team North\nperson2@example.org,Pending,Team North\n"
            )
            let item = try #require(try vendor.workList.first)
            #expect(item.title == "Give 1 person the further group “Team South”")
            #expect(text(item, "People") == "person1@example.org\n")
            try vendor.tick(item)
            let south = try intervals(vendor, of: "Team South")
            #expect(south["person1@example.org"] == StageInterval(exactly: .registered))
            #expect(south["person2@example.org"] == StageInterval(exactly: .reserved))
            try vendor.observe(file: "email,status,group\nperson1@example.org,Active,Team South\n")
            #expect(
                try intervals(vendor, of: "Team South")["person1@example.org"] == StageInterval(.registered, .reported))
        }
    }

    @Test(
        "LI-5: a further group by its action is known here once it is ticked off, and nobody is invited into it again",
        arguments: TestDatabase.all)
    func givenGroup(_ database: TestDatabase) throws {
        try run(database) { vendor in
            try vendor.carryOut(plan(vendor, 1, from: ["Team North"]))
            try vendor.tick(try #require(try vendor.workList.first))
            let file =
                "Email Address,Full name,Status,Group,How added\nperson1@example.org,,Active,Team North,Spreadsheet\n"
            try vendor.observe(file: file)
            let id = try #require(try vendor.bed.invitations().first?.id.text)
            try vendor.act("add-group", on: id, ["group": "Team South"])
            #expect(try intervals(vendor, of: "Team South").isEmpty)
            vendor.bed.clock.advance(by: .seconds(3600))
            try vendor.tick(try #require(try vendor.workList.first))
            #expect(
                try intervals(vendor, of: "Team South") == [
                    "person1@example.org": StageInterval(.registered, .reported)
                ])
            #expect(try plan(vendor, 1, from: ["Team South"]).skipped.map(\.code) == ["already_invited"])
            let seen = try vendor.observe(
                file: file + "person1@example.org,,Active,Team South,By hand\n", isComplete: true)
            #expect(seen.result.discrepancies.isEmpty, "\(seen.result.discrepancies)")
            #expect(try vendor.bed.invitations().count == 2)
        }
    }

    @Test("LI-8: cancelling is a task each; one given up leaves its invitation as it was", arguments: TestDatabase.all)
    func cancel(_ database: TestDatabase) throws {
        try run(database) { vendor in
            try vendor.carryOut(plan(vendor, 2, from: ["Team North"]))
            try vendor.tick(try #require(try vendor.workList.first))
            try vendor.carryOut(vendor.plan("retract", "person1@example.org", "person2@example.org"))
            let items = try vendor.workList.sorted { $0.title < $1.title }
            #expect(items.count == 2)
            try vendor.tick(items[0])
            _ = try Ticking(world: vendor.bed.world).cancel(
                items[1].id, reason: "is Active", actor: "tester", in: vendor.bed.ledger)
            let rows = try vendor.invitations()
            #expect(rows["person1@example.org"]?.invitation.standing.end == .retracted)
            #expect(rows["person2@example.org"]?.invitation.standing.end == nil)
        }
    }

    @Test("LI-2: once the message to the team is ticked off the plan asks for it no more", arguments: TestDatabase.all)
    func onboarding(_ database: TestDatabase) throws {
        try run(database) { vendor in
            #expect(try plan(vendor, 1, from: ["Team North"]).findings.contains { $0.code == "tell_the_team" })
            try vendor.act("onboarding-message", on: "Team North", ["language": "de"])
            let item = try #require(try vendor.workList.first)
            #expect(text(item, "Message to the team")?.contains("Basics") == true)
            try vendor.tick(item)
            #expect(try !plan(vendor, 1, from: ["Team North"]).findings.contains { $0.code == "tell_the_team" })
        }
    }

    @Test(
        "A row's date that cannot be told, the header once more and a last row that breaks off are told by line, and only what can be told is used",
        arguments: TestDatabase.all)
    func badRows(_ database: TestDatabase) throws {
        try run(database) { vendor in
            try vendor.carryOut(plan(vendor, 3, from: ["Team North"]))
            try vendor.tick(try #require(try vendor.workList.first))
            vendor.bed.clock.advance(by: .seconds(40 * 86_400))
            let day = CalendarDate(containing: vendor.bed.clock.now.advanced(by: .seconds(-86_400)))
            let text = "\(day)"
            let points = text.split(separator: "-").reversed().joined(separator: ".")
            let head = "email,updated_at,group,status\n"
            let file =
                head
                + "person1@example.org,\(points) 09:30,Team North,Active\n" + head
                + "person2@example.org,03/04/2026,Team North,Active\n"
            let outcome = try vendor.observe(
                file: file + "person3@example.org,\(text),Team North,Act", isComplete: true)
            #expect(outcome.unread.rows == 2 && outcome.unread.headers == 1 && outcome.run.matched == 1)
            #expect(outcome.unread.setAside.map(\.line) == [3, 4, 5], "\(outcome.unread.setAside)")
            #expect(
                outcome.unread.setAside[1].column == "updated_at" && outcome.unread.setAside[1].value == "03/04/2026")
            #expect(outcome.unread.setAside[1].remedy.contains("2026-03-31"))
            #expect(
                !outcome.result.discrepancies.contains { $0.kind == .unmappedStatus || $0.kind == .missingAtVendor })
            #expect(outcome.agreement == .notKnown && outcome.run.whole == nil)
            let seen = try #require(try vendor.invitations()["person1@example.org"]).invitation.standing
            #expect(seen.asOf == day.start.advanced(by: .seconds(9 * 3600 + 1800)) && seen.low == .registered)
            #expect(try vendor.invitations()["person2@example.org"]?.invitation.standing.low == .invited)
            let again = try vendor.observe(
                file: file.replacing("03/04/2026", with: text) + "person3@example.org,\(text),Team North,Active\n",
                isComplete: true)
            #expect(again.unread.rows == 0 && again.unread.headers == 1 && again.run.matched == 3)
            #expect(again.agreement == .agrees && again.run.whole != nil)
        }
    }
}
