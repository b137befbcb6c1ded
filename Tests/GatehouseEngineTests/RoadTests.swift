import GatehouseEngine
import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit
import GatehouseTesting
import Testing

@Suite("The road: plan, record, perform, settle")
struct RoadTests {
    @Test("People are issued a code each and get it by our mail, in their language", arguments: TestDatabase.all)
    func inviteByOurMail(_ database: TestDatabase) throws {
        try database.withEngine { bed in
            try bed.supply(units: 10)
            try bed.invite(bed.request(4, from: "spring", channel: .ourMail))
            try bed.settle()
            #expect(try bed.acts() == [.done: 8])
            #expect(bed.mail.sent.map(\.to.address) == (1...4).map { "person\($0)@example.org" })
            #expect(bed.mail.sent.map(\.language) == ["en", "da", "en", "da"])
            for (invitation, message) in zip(try bed.invitations(), bed.mail.sent) {
                let code = try #require(bed.vendor.code(of: invitation.id.text))
                #expect(message.text.contains("code=\(code)\n"))
                #expect(invitation.standing.interval == StageInterval(exactly: .invited))
            }
            let counts = try bed.counts()
            #expect(counts.isConserved && counts[.available] == 6 && counts[.handedOut] == 4)
            #expect(try bed.verifyAudit())
        }
    }

    @Test("Out of our own pool every person gets a code of their own", arguments: TestDatabase.all)
    func inviteFromPool(_ database: TestDatabase) throws {
        try database.withEngine(mode: .portal) { bed in
            try bed.supply(units: 5)
            try bed.invite(bed.request(5, from: "spring", channel: .ourMail))
            try bed.settle()
            let codes = bed.mail.sent.compactMap { $0.text.split(separator: "\n").first { $0.hasPrefix("code=") } }
            #expect(Set(codes).count == 5)
            #expect(try bed.counts()[.handedOut] == 5)
        }
    }

    @Test("CB-4: a bundle with too few codes refuses the whole and takes none", arguments: TestDatabase.all)
    func tooFew(_ database: TestDatabase) throws {
        try database.withEngine(mode: .portal) { bed in
            try bed.supply(units: 3)
            let error = #expect(throws: EngineError.self) {
                try bed.invite(bed.request(4, from: "spring", channel: .ourMail))
            }
            #expect(error?.code == .refused)
            #expect(error?.message.contains("3 available and 4 are needed") == true)
            #expect(try bed.counts()[.available] == 3)
            #expect(try bed.invitations().isEmpty)
        }
    }

    @Test("GH-1: who holds a living invitation is listed and not invited again", arguments: TestDatabase.all)
    func alreadyInvited(_ database: TestDatabase) throws {
        try database.withEngine { bed in
            try bed.supply(units: 10)
            try bed.invite(bed.request(2, from: "spring", channel: .ourMail))
            let plan = try bed.ledger.read {
                try Planner(world: bed.world).plan(
                    bed.request(3, from: "spring", channel: .ourMail), actor: "t", in: $0)
            }
            #expect(plan.items == 1)
            #expect(plan.skipped.map(\.code) == ["already_invited", "already_invited"])
            #expect(bed.vendor.reviewed.map(\.count) == [2, 1], "the vendor's rules speak of those who get something")
            _ = try bed.ledger.read {
                try Planner(world: bed.world).plan(
                    bed.request(2, from: "spring", channel: .ourMail), actor: "t", in: $0)
            }
            #expect(bed.vendor.reviewed.count == 2, "and where nobody is left, not at all")
        }
    }

    @Test("GH-1: two supplies of one plan give nobody the same assessment twice", arguments: TestDatabase.all)
    func sameAssessment(_ database: TestDatabase) throws {
        try database.withEngine { bed in
            try bed.supply("spring", units: 10)
            try bed.supply("autumn", units: 10)
            let request = bed.request(2, from: "spring", "autumn", channel: .ourMail)
            let plan = try bed.ledger.read { try Planner(world: bed.world).plan(request, actor: "t", in: $0) }
            #expect(plan.items == 2 && plan.skipped.map(\.code) == ["already_planned", "already_planned"])
            _ = try Recorder(world: bed.world).record(plan, by: "tester", in: bed.ledger)
            try bed.settle()
            #expect(bed.mail.sent.count == 2)
        }
    }

    @Test("The same key with the same request is one command; with another it is refused", arguments: TestDatabase.all)
    func idempotentCommand(_ database: TestDatabase) throws {
        try database.withEngine { bed in
            try bed.supply(units: 10)
            let first = try bed.invite(bed.request(2, from: "spring", channel: .ourMail), key: "k1")
            try bed.settle()
            let second = try bed.invite(bed.request(2, from: "spring", channel: .ourMail), key: "k1")
            #expect(second.isRepeat && second.invitations == first.invitations)
            #expect(throws: EngineError.self) {
                try bed.invite(bed.request(3, from: "spring", channel: .ourMail), key: "k1")
            }
            #expect(bed.vendor.codesMade == 2 && bed.mail.sent.count == 2)
        }
    }

    @Test("A saved plan is stale once the ledger has changed", arguments: TestDatabase.all)
    func stalePlan(_ database: TestDatabase) throws {
        try database.withEngine { bed in
            try bed.supply(units: 10)
            let plan = try bed.ledger.read {
                try Planner(world: bed.world).plan(bed.request(2, from: "spring"), actor: "t", in: $0)
            }
            let saved = try PlanCoding.plan(from: PlanCoding.text(of: .verb(plan)), named: "plan.json")
            #expect(saved.contentDigest == plan.contentDigest)
            var other = InviteRequest(supplies: ["spring"])
            other.people = [EngineBed.drafts(1)[0]]
            try bed.invite(other)
            let error = #expect(throws: EngineError.self) {
                try Recorder(world: bed.world).record(saved, by: "tester", in: bed.ledger)
            }
            #expect(error?.code == .conflict)
            bed.clock.advance(by: .seconds(3600))
            #expect(throws: EngineError.self) {
                try Recorder(world: bed.world).record(plan, by: "tester", in: bed.ledger)
            }
        }
    }

    @Test(
        "What others take of the same supply makes no plan stale, down to the last unit; then it says what is left",
        arguments: TestDatabase.all)
    func takenMeanwhile(_ database: TestDatabase) throws {
        try database.withEngine { bed in
            try bed.supply(units: 3)
            let plans = try (1...4).map { number -> Plan in
                var request = InviteRequest(supplies: ["spring"])
                request.people = [PersonDraft(address: "guest\(number)@example.org")]
                return try bed.ledger.read { try Planner(world: bed.world).plan(request, actor: "t", in: $0) }
            }
            for plan in plans.prefix(3) {
                _ = try Recorder(world: bed.world).record(plan, by: "tester", in: bed.ledger)
            }
            let error = #expect(throws: EngineError.self) {
                try Recorder(world: bed.world).record(plans[3], by: "tester", in: bed.ledger)
            }
            #expect(error?.code == .refused && error?.message.contains("0 available") == true)
        }
    }

    @Test("A vendor's limit splits the batch", arguments: TestDatabase.all)
    func batches(_ database: TestDatabase) throws {
        try database.withEngine(vendor: ScriptedVendor(batchLimit: 3)) { bed in
            try bed.supply(units: 10)
            try bed.invite(bed.request(7, from: "spring", channel: .vendorMail))
            try bed.settle()
            #expect(
                bed.vendor.calls.map { $0.split(separator: " ").prefix(2).joined(separator: " ") } == [
                    "issue 3", "issue 3", "issue 1", "distribute 3", "distribute 3", "distribute 1",
                ])
        }
    }

    @Test(
        "CB-15: a retracted code is free again once the vendor says so, and goes to somebody else",
        arguments: TestDatabase.all)
    func retract(_ database: TestDatabase) throws {
        try database.withEngine { bed in
            try bed.supply(units: 2)
            let receipt = try bed.invite(bed.request(2, from: "spring", channel: .vendorMail))
            try bed.settle()
            _ = try bed.follow("retract", [receipt.invitations[0]])
            try bed.settle()
            #expect(try bed.counts()[.available] == 1)
            let first = try #require(try bed.ledger.read { try $0.invitation(receipt.invitations[0]) })
            #expect(first.standing.end == .retracted)
            let again = try bed.follow("retract", [first.id])
            #expect(again.invitations.isEmpty)
            var other = InviteRequest(supplies: ["spring"])
            other.people = [PersonDraft(address: "next@example.org")]
            try bed.invite(other)
            try bed.settle()
            #expect(try bed.counts()[.handedOut] == 2)
        }
    }

    @Test("In a portal nothing counts as done before its tick", arguments: TestDatabase.all)
    func workList(_ database: TestDatabase) throws {
        try database.withEngine(mode: .portal) { bed in
            try bed.supply(units: 3)
            try bed.invite(bed.request(2, from: "spring", channel: .vendorMail))
            try bed.settle()
            #expect(try bed.acts() == [.done: 2, .manual: 2])
            #expect(try bed.invitations().allSatisfy { $0.standing.interval == StageInterval(exactly: .reserved) })
            let item = try #require(try bed.ledger.read { try $0.workItems(of: nil, state: .open) }.first)
            #expect(item.intents.count == 2)
            _ = try Ticking(world: bed.world).tick(item.id, actor: "tester", in: bed.ledger)
            #expect(try bed.invitations().allSatisfy { $0.standing.interval == StageInterval(exactly: .invited) })
            #expect(try bed.counts()[.handedOut] == 2)
            #expect(throws: EngineError.self) {
                try Ticking(world: bed.world).tick(item.id, actor: "tester", in: bed.ledger)
            }
        }
    }
}
