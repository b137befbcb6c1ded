import Foundation
import GatehouseEngine
import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit
import GatehouseTesting
import Synchronization
import Testing

@Suite("Results: taken in, matched, kept as versions")
struct ResultTakingTests {
    private func withInvited(
        _ count: Int = 3, _ database: TestDatabase = .sqlite, _ body: (EngineBed, [Invitation]) throws -> Void
    )
        throws
    {
        try database.withEngine { bed in
            try bed.supply(units: count)
            try bed.invite(bed.request(count, from: "spring", channel: .vendorMail))
            try bed.settle()
            try body(bed, try bed.invitations().sorted { $0.id < $1.id })
        }
    }

    private func told(
        _ reference: String? = nil, id: String? = nil, address: String? = nil, supply: String? = "v-spring",
        _ scores: [String: JSONValue] = ["first": "Learner"], assessment: String = "top-5"
    ) -> AssessmentResult {
        AssessmentResult(
            reference: reference, vendorID: id, address: address, supply: supply, assessment: assessment,
            completedAt: EngineBed.start().now, scores: scores, reportLink: Secret("https://vendor.example.org/r/1"))
    }

    private func pull(_ bed: EngineBed, _ pages: [AssessmentResult]...) throws -> ResultIntake {
        bed.vendor.state.withLock { $0.results = pages }
        return try ResultTaking(world: bed.world, connection: bed.connection, actor: "tester").pull(in: bed.ledger)
    }

    private func take(_ bed: EngineBed, _ text: String, as name: String = "scores.csv") throws -> (
        ResultIntake, ResultsFile
    ) {
        let place = try Scratch.file(holding: Data(text.utf8))
        defer { Scratch.remove(place) }
        let file = try ResultsFile(path: place.path, name: name, descriptor: bed.vendor.descriptor)
        return (
            try ResultTaking(world: bed.world, connection: bed.connection, actor: "tester").take(file, in: bed.ledger),
            file
        )
    }

    private func address(_ bed: EngineBed, of invitation: Invitation) throws -> String {
        try #require(try bed.ledger.read { try $0.row(invitation.id)?.address })
    }

    @Test(
        "By reference, by the vendor's id and by a unique address; asked twice nothing is new",
        arguments: TestDatabase.all)
    func matching(_ database: TestDatabase) throws {
        try withInvited(3, database) { bed, invited in
            let page = [
                told(invited[0].id.text), told(id: try #require(invited[1].vendorID)),
                told(address: try address(bed, of: invited[2]).uppercased()),
            ]
            let first = try pull(bed, page)
            #expect(first.added == 3 && first.refused == 0, "\(first.refusals)")
            let second = try pull(bed, page)
            #expect(second.same == 3 && second.added == 0)
            let results = try bed.ledger.read { try $0.results(of: invited.map(\.id)) }
            #expect(results.count == 3 && results.allSatisfy { $0.place.assessment == "top-5" && $0.version == 1 })
            #expect(try bed.verifyAudit())
        }
    }

    @Test("A result that bears another id of the vendor's than its invitation is refused, by whatever it was found")
    func anothersID() throws {
        try withInvited(3) { bed, invited in
            let other = try #require(invited[1].vendorID)
            let page = [
                told(invited[0].id.text, id: other), told(invited[0].id.text, id: "v-never-seen"),
                told(id: "v-never-seen", address: try address(bed, of: invited[2])),
            ]
            let intake = try pull(bed, page)
            #expect(intake.added == 0 && intake.refusals.map(\.kind) == [.mismatch, .mismatch, .mismatch])
            #expect(try pull(bed, [told(invited[0].id.text, id: invited[0].vendorID)]).added == 1)
        }
    }

    @Test(
        "A result for an invitation that ended before anything was completed is a case, and shown to nobody before it is settled",
        arguments: TestDatabase.all)
    func afterTheEnd(_ database: TestDatabase) throws {
        try withInvited(2, database) { bed, invited in
            _ = try bed.follow("retract", [invited[0].id])
            try bed.settle()
            #expect(try pull(bed, [told(invited[0].id.text), told(invited[1].id.text)]).added == 2)
            let found = try bed.open(ResultDoubt.kind)
            #expect(found.map(\.invitation) == [invited[0].id] && found[0].policy == "case")
            func shown() throws -> Set<InvitationID> {
                Set(
                    try Revealing(world: bed.world).results(of: invited.map(\.id), actor: "tester", in: bed.ledger)
                        .map(\.record.place.invitation))
            }
            #expect(try shown() == [invited[1].id])
            bed.clock.advance(by: .seconds(60))
            for _ in 1...2 {
                _ = try Reconciling(world: bed.world).run(
                    try Observations.pull(bed.connection, world: bed.world), actor: "tester", in: bed.ledger)
            }
            #expect(try bed.open(ResultDoubt.kind).map(\.id) == [found[0].id])
            _ = try pull(bed, [told(invited[0].id.text)])
            try bed.ledger.write { try $0.close([found[0].id], as: .resolved, resolution: "it is theirs") }
            #expect(try shown().count == 2)
        }
    }

    @Test("A changed result is told as revised, and nothing that is written down holds a score")
    func revised() throws {
        try withInvited(1) { bed, invited in
            _ = try pull(bed, [told(invited[0].id.text)])
            let changed = try pull(bed, [told(invited[0].id.text, ["first": "Achiever"])])
            #expect(changed.revised == 1)
            let trail = try bed.ledger.read { try $0.audit(after: 0, limit: 1000) }.map(\.details.canonicalText)
                .joined()
            #expect(!trail.contains("Learner") && !trail.contains("Achiever") && !trail.contains("/r/1"))
            #expect(!"\(changed)".contains("Achiever"))
            let shown = try Revealing(world: bed.world).results(
                of: [invited[0].id], allVersions: true, actor: "tester", in: bed.ledger)
            #expect(shown.map { $0.content.scores["first"] } == ["Learner", "Achiever"])
            let last = try #require(try bed.ledger.read { try $0.audit(after: 0, limit: 1000) }.last)
            #expect(last.act == "results.revealed" && last.object == invited[0].id.text)
        }
    }

    @Test("What fits nobody, or somebody else, is told and not guessed")
    func refused() throws {
        try withInvited(2) { bed, invited in
            let ours = try address(bed, of: invited[1])
            let intake = try pull(
                bed,
                [
                    // Another tenant's reference is never passed over for the address beside it.
                    told("inv_0000000000of0somebody0else", address: ours), told(address: "nobody@example.org"),
                    told(invited[0].id.text, address: ours), told(invited[0].id.text, supply: "v-other"),
                    told(address: "no address"),
                ])
            #expect(intake.added == 0)
            #expect(intake.refusals.map(\.kind) == [.foreign, .unmatched, .mismatch, .foreign, .unreadable])
            #expect(intake.refusals.allSatisfy { !$0.reason.isEmpty && !$0.remedy.isEmpty })
        }
    }

    @Test("Two results of one person and assessment are told: alike they are one, different none is taken")
    func twice() throws {
        try withInvited(2) { bed, invited in
            let (one, two) = (invited[0].id.text, invited[1].id.text)
            let intake = try pull(bed, [told(one), told(one), told(two), told(two, ["first": "Achiever"])])
            #expect(intake.added == 1 && intake.repeated == 1)
            #expect(intake.refusals.map(\.kind) == [.duplicate, .duplicate])
            // On a later page the first one stays.
            let later = try pull(bed, [told(one)], [told(one, ["first": "Other"])])
            #expect(later.same == 1 && later.refusals.map(\.kind) == [.duplicate] && later.pages == 2)
        }
    }

    @Test("Two invitations of one supply under one address: nobody's, until the vendor says whose")
    func ambiguous() throws {
        try TestDatabase.sqlite.withEngine { bed in
            let supply = try bed.supply(units: 4)
            try bed.invite(bed.request(1, from: "spring", channel: .vendorMail))
            try bed.settle()
            let first = try #require(try bed.invitations().first)
            let twin = Invitation(
                id: InvitationID(unique: "zz"), person: first.person, connection: first.connection, supply: supply.id,
                channel: .vendorMail, assessments: ["top-5"], standing: first.standing, overrideReason: "again",
                createdAt: bed.clock.now, lastWriteAt: bed.clock.now)
            try bed.ledger.write { try $0.addInvitations([twin], fromVendor: supply.id) }
            let intake = try pull(bed, [told(address: "person1@example.org"), told(first.id.text)])
            #expect(intake.added == 1 && intake.refusals.map(\.kind) == [.ambiguous])
        }
    }

    @Test("A page that fails keeps those before it, and the next pull goes on")
    func interrupted() throws {
        try withInvited(2) { bed, invited in
            bed.vendor.state.withLock { state in
                state.results = [[told(invited[0].id.text)], [told(invited[1].id.text)]]
                state.failingPage = 1
            }
            let taking = ResultTaking(world: bed.world, connection: bed.connection, actor: "tester")
            var reached: [Int] = []
            #expect(throws: ProviderError.self) { try taking.pull(in: bed.ledger) { reached.append($0.pages) } }
            #expect(reached == [1])
            #expect(try bed.ledger.read { try $0.results(of: invited.map(\.id)) }.count == 1)
            let again = try taking.pull(in: bed.ledger)
            #expect(again.same == 1 && again.added == 1)
        }
    }

    @Test("CA-8: a file of results has scores in columns of their own names; wrong rows are named by line and column")
    func file() throws {
        try withInvited(3) { bed, invited in
            let (intake, _) = try take(
                bed,
                """
                email,completed,assessment,supply,Drive,Motto
                person1@example.org,2025-11-20,Top 5,spring,71,=SUM(A1)
                person2@example.org,20th of May,top-5,spring,52,
                person3@example.org,2025-11-20,TOP-5,v-spring,,calm
                person4@example.org,2025-11-20,top-5,spring,9,
                ,2025-11-20,top-5,spring,1,

                """)
            #expect(intake.added == 2, "\(intake.refusals)")
            #expect(intake.refusals.map(\.line) == [3, 6, 5])
            #expect(intake.refusals[0].column == "completed" && intake.refusals[0].value == "20th of May")
            #expect(intake.refusals.allSatisfy { $0.file == "scores.csv" && !$0.remedy.isEmpty })
            let shown = try bed.ledger.read { try $0.revealResults(of: invited.map(\.id), allVersions: false) }
            #expect(shown.map(\.content.scores) == [["Drive": 71, "Motto": "=SUM(A1)"], ["Motto": "calm"]])
            #expect(shown.allSatisfy { $0.record.place.assessment == "top-5" && $0.record.source == "scores.csv" })
            let again = try take(
                bed, "email,completed,assessment,supply,Motto\nperson3@example.org,2025-11-20,top-5,spring,calm\n"
            ).0
            #expect(again.same == 1)
        }
    }

    @Test("In portal mode the vendor is not asked, and the remedy names the file")
    func portal() throws {
        try TestDatabase.sqlite.withEngine(mode: .portal) { bed in
            let taking = ResultTaking(world: bed.world, connection: bed.connection, actor: "tester")
            let error = #expect(throws: EngineError.self) { try taking.pull(in: bed.ledger) }
            #expect(error?.code == .refused && error?.message.contains("result take FILE") == true)
        }
    }
}
