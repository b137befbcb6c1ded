import CodeBundles
import GatehouseEngine
import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit
import GatehouseReconciliation
import GatehouseTesting
import Testing

@Suite("A code of our pool that was only set aside is taken back by us alone, where that is certain")
struct OnlySetAsideTests {
    private static let person = "person1@example.org"

    private func run(_ database: TestDatabase, _ body: (VendorBed) throws -> Void) throws {
        try VendorBed.portal(CodeBundles(), on: database) { vendor in
            try vendor.spring(holding: "SP-1", "SP-2")
            try body(vendor)
        }
    }

    private func issue(_ vendor: VendorBed) throws -> Invitation {
        var request = vendor.bed.request(1, from: "spring", channel: .ourMail)
        request.issueOnly = true
        try vendor.bed.invite(request)
        try vendor.bed.settle()
        #expect(try vendor.counts().states == [.available: 1, .reserved: 1])
        return try #require(try vendor.invitations()[Self.person]).invitation
    }

    private func supports(_ plan: Plan) -> [String] { plan.parts.flatMap(\.steps).map(\.support) }

    @Test(
        "CB-15: what was set aside and never left is free again at once, with nothing to do at the vendor",
        arguments: TestDatabase.all)
    func undone(_ database: TestDatabase) throws {
        try run(database) { vendor in
            let id = try issue(vendor).id
            let plan = try vendor.plan("retract", Self.person)
            #expect(supports(plan) == ["gateway"])
            try vendor.carryOut(plan)
            #expect(try vendor.workList.isEmpty && vendor.counts().states == [.available: 2])
            #expect(try vendor.bed.invitation(id)?.standing.end == .retracted)
            var request = InviteRequest(supplies: ["spring"])
            request.people = ["new1@example.org", "new2@example.org"].map { PersonDraft(address: $0) }
            request.channel = .ourMail
            try vendor.bed.invite(request)
            try vendor.bed.settle()
            #expect(vendor.bed.mail.sent.count == 2 && Set(vendor.bed.mail.sent.map(\.text)).count == 2)
            let file = "code,email,status\nSP-1,,Distributed\nSP-2,,Distributed\n"
            #expect(try vendor.observe(file: file, isComplete: true).result.discrepancies.isEmpty)
        }
    }

    @Test("CB-15: a mail that was given up before it was tried showed nothing to anybody", arguments: TestDatabase.all)
    func neverTried(_ database: TestDatabase) throws {
        try run(database) { vendor in
            try vendor.bed.invite(vendor.bed.request(1, from: "spring", channel: .ourMail))
            let act = try #require(try vendor.bed.ledger.read { try Deciding.unsent(in: $0, limit: 9) }.first)
            _ = try Deciding(world: vendor.bed.world).decide(
                act.id, .dropped, reason: "not now", actor: "tester", in: vendor.bed.ledger)
            let plan = try vendor.plan("retract", Self.person)
            #expect(supports(plan) == ["gateway"])
            try vendor.carryOut(plan)
            #expect(try vendor.workList.isEmpty && vendor.counts().states == [.available: 2])
            #expect(vendor.bed.mail.sent.isEmpty)
        }
    }

    @Test(
        "CB-15: a code that somebody was shown is taken back at the vendor, though it was only set aside",
        arguments: TestDatabase.all)
    func shown(_ database: TestDatabase) throws {
        try run(database) { vendor in
            let person = try #require(try issue(vendor).person)
            let early = try vendor.plan("retract", Self.person)
            let shown = try Revealing(world: vendor.bed.world).credentials(
                of: person, actor: "tester", in: vendor.bed.ledger)
            #expect(shown.count == 1)
            #expect(try supports(vendor.plan("retract", Self.person)) == ["manual"])
            #expect(throws: EngineError.self) { try vendor.carryOut(early) }
            try vendor.carryOut(try vendor.plan("retract", Self.person))
            #expect(try vendor.workList.count == 1 && vendor.counts().states == [.available: 1, .reserved: 1])
            // Given up, it is where it was.
            _ = try Ticking(world: vendor.bed.world).cancel(
                vendor.workList[0].id, reason: "not now", actor: "tester", in: vendor.bed.ledger)
            #expect(try vendor.counts().states == [.available: 1, .reserved: 1])
        }
    }

    @Test(
        "CB-15: shown between the command and its work, it waits for a person and goes to nobody else",
        arguments: TestDatabase.all)
    func shownMeanwhile(_ database: TestDatabase) throws {
        try run(database) { vendor in
            let person = try #require(try issue(vendor).person)
            _ = try Recorder(world: vendor.bed.world).record(
                vendor.plan("retract", Self.person), by: "tester", in: vendor.bed.ledger)
            _ = try Revealing(world: vendor.bed.world).credentials(
                of: person, actor: "tester", in: vendor.bed.ledger)
            try vendor.bed.settle()
            let waiting = try vendor.bed.ledger.read { try Deciding.waiting(in: $0, limit: 9) }
            #expect(waiting.map(\.verb) == ["retract"])
            #expect(try vendor.counts().states == [.available: 1, .reserved: 1])
            _ = try Deciding(world: vendor.bed.world).decide(
                try #require(waiting.first).id, .dropped, reason: "seen", actor: "tester", in: vendor.bed.ledger)
            #expect(try vendor.counts().states == [.available: 1, .reserved: 1])
            #expect(try supports(vendor.plan("retract", Self.person)) == ["manual"])
        }
    }

    enum Doubt: String, CaseIterable { case mailed, export, vendorWord, otherHolder }

    @Test(
        "CB-15: a code that may have left, by mail, by an export that was given up or by the vendor's word, is taken back at the vendor",
        arguments: TestDatabase.all, Doubt.allCases)
    func uncertain(_ database: TestDatabase, _ doubt: Doubt) throws {
        try run(database) { vendor in
            switch doubt {
            case .mailed:
                try vendor.bed.invite(vendor.bed.request(1, from: "spring", channel: .ourMail))
                try vendor.bed.settle()
            case .export:
                try vendor.bed.invite(vendor.bed.request(1, from: "spring", channel: .export))
                try vendor.bed.settle()
                let item = try #require(try vendor.workList.first)
                _ = try Ticking(world: vendor.bed.world).cancel(
                    item.id, reason: "broken off", actor: "tester", in: vendor.bed.ledger)
            case .vendorWord:
                _ = try issue(vendor)
                try vendor.observe(file: "code,email,status\nSP-1,,Pending / In Progress\nSP-2,,Distributed\n")
            case .otherHolder:
                _ = try issue(vendor)
                try vendor.observe(file: "code,email,status\nSP-1,other@example.org,Distributed\n")
                for found in try vendor.bed.open("recipient_mismatch") {
                    _ = try Resolving(world: vendor.bed.world).resolve(
                        found.id.text, .ignore, reason: "known", actor: "tester", in: vendor.bed.ledger)
                }
            }
            let plan = try vendor.plan("retract", Self.person)
            #expect(supports(plan) == ["manual"], "\(plan.skipped)")
        }
    }
}
