import CodeBundles
import Foundation
import GatehouseEngine
import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit
import GatehouseReconciliation
import GatehouseTesting
import Testing

/// The vendor counts every code as distributed once it was exported to us, whoever holds it here, or nobody.
@Suite("Code bundles in the portal, through the engine")
struct CodeBundlesPortalTests {
    private func run(_ database: TestDatabase, _ body: (VendorBed) throws -> Void) throws {
        try VendorBed.portal(CodeBundles(), on: database) { vendor in
            try vendor.spring(holding: "SP-1", "SP-2", "SP-3")
            try vendor.bed.invite(vendor.bed.request(1, from: "spring", channel: .link))
            try vendor.bed.settle()
            try body(vendor)
        }
    }

    @Test(
        "CB-3, CB-14: an exported code that the vendor shows as distributed, without an address, is where it belongs",
        arguments: TestDatabase.all)
    func exported(_ database: TestDatabase) throws {
        try run(database) { vendor in
            let before = try vendor.counts().states
            for word in ["Distributed", "Pending / In Progress"] {
                let outcome = try vendor.observe(
                    file: "code,email,status\nSP-1,,\(word)\nSP-2,,\(word)\nSP-3,,\(word)\n", isComplete: true,
                    tick: .all)
                #expect(outcome.result.discrepancies.isEmpty && outcome.result.steps.isEmpty)
                #expect(try vendor.counts().states == before && vendor.invitations().count == 1)
            }
            #expect(before == [.available: 2, .handedOut: 1])
        }
    }

    @Test(
        "A code of our pool that somebody uses, or that the vendor sent to somebody, leaves the pool",
        arguments: TestDatabase.all)
    func goneBehindOurBack(_ database: TestDatabase) throws {
        try run(database) { vendor in
            let outcome = try vendor.observe(
                file: "code,email,status\nSP-1,,Distributed\nSP-2,guest@example.org,Distributed\nSP-3,,Used\n",
                isComplete: true, tick: .all)
            #expect(outcome.result.discrepancies.map(\.kind) == [.unknownAtGateway, .unknownAtGateway])
            #expect(try vendor.counts().states == [.handedOut: 2, .used: 1] && vendor.counts().isConserved)
            #expect(throws: EngineError.self) {
                try vendor.bed.invite(vendor.bed.request(2, from: "spring", channel: .link))
            }
        }
    }

    @Test(
        "A code of the vendor's own half that it sent to somebody itself is entered once that is ticked, with its unit",
        arguments: TestDatabase.all)
    func sentByTheVendor(_ database: TestDatabase) throws {
        try run(database) { vendor in
            let file = "code,email,status\nVH-90009,guest@example.org,Distributed\nSP-1,,Distributed\n"
            let first = try vendor.observe(file: file)
            #expect(first.waiting.count == 1 && first.agreement == .differs)
            let id = try #require(try vendor.bed.open("unknown_at_gateway").first).id.text
            let second = try vendor.observe(file: file, tick: .only([id]))
            #expect(second.applied.count == 1 && second.stale == 0)
            let guest = try #require(try vendor.invitations()["guest@example.org"])
            #expect(try vendor.bed.code(of: guest.invitation.id) == "VH-90009", "\(guest)")
            #expect(try vendor.counts().states == [.available: 2, .handedOut: 2] && vendor.counts().isConserved)
            #expect(try vendor.observe(file: file).agreement == .notKnown)
            #expect(try vendor.observe(file: file, isComplete: true).agreement == .agrees)
        }
    }

    @Test(
        "CB-16: a code that the vendor shows without an address was exported: it is entered so, reminded by nobody, and says why",
        arguments: TestDatabase.all)
    func shownWithoutAddress(_ database: TestDatabase) throws {
        try run(database) { vendor in
            let file =
                "code,email,status\nVH-90008,,Distributed\nVH-90009,guest@example.org,Distributed\nSP-1,,Distributed\n"
            _ = try vendor.observe(file: file)
            #expect(try vendor.observe(file: file, tick: .all).applied.count == 2)
            let views = try vendor.bed.ledger.read {
                try Planner(world: vendor.bed.world).views(matching: InvitationSearch(), after: nil, limit: 9, in: $0)
            }
            let slot = try #require(views.first { $0.row.invitation.person == nil })
            #expect(slot.row.invitation.channel == .export && slot.mayDo == [.retract])
            #expect(slot.mayNot[.remind]?.contains("an exported code, of which the vendor has no address") == true)
            let guest = try #require(views.first { $0.row.address == "guest@example.org" })
            #expect(guest.row.invitation.channel == .vendorMail && guest.mayDo.contains(.remind))
            let request = FollowUpRequest(verb: "remind", invitations: [slot.row.invitation.id])
            let plan = try vendor.bed.ledger.read {
                try Planner(world: vendor.bed.world).plan(.followUp(request), actor: "t", in: $0)
            }
            #expect(plan.parts.isEmpty && plan.skipped.map(\.code) == ["not_possible"], "\(plan.skipped)")
        }
    }

    @Test(
        "CB-15: an exported code that the vendor shows as Available is the vendor's again: told, and given out no more until an export brings it",
        arguments: TestDatabase.all)
    func backAtTheVendor(_ database: TestDatabase) throws {
        try run(database) { vendor in
            // SP-1 is somebody's, SP-2 and SP-3 are free.
            let file = "code,email,status\nSP-1,,Available\nSP-2,,Available\nSP-3,,Distributed\n"
            let outcome = try vendor.observe(file: file, isComplete: true)
            #expect(outcome.result.discrepancies.map(\.kind) == [.retractedAtVendor, .retractedAtVendor])
            #expect(outcome.applied.count == 2 && outcome.waiting.isEmpty)
            let person = try #require(try vendor.invitations()["person1@example.org"]).invitation
            #expect(person.standing.end == .retracted && person.retractRequestedAt == nil)
            #expect(try vendor.counts().states == [.available: 1, .quarantined: 2] && vendor.counts().isConserved)
            // Nothing more to say of it, and nothing that goes out.
            #expect(try vendor.observe(file: file, isComplete: true).result.discrepancies.isEmpty)
            #expect(throws: EngineError.self) {
                try vendor.bed.invite(vendor.bed.request(2, from: "spring", channel: .link))
            }
            // The first file once more is no evidence, nor is one from before.
            for old in [nil, vendor.bed.clock.now.advanced(by: .seconds(-86_400))] as [Instant?] {
                let again = try export("SP-1", "SP-2", "SP-3", at: old, from: vendor)
                #expect(again.confirmed == 0 && again.accepted == 0 && again.rejected == [.alreadyKnown: 3])
                #expect(again.firstWrong[0].place?.contains("--as-of") == true)
                #expect(try vendor.counts().states == [.available: 1, .quarantined: 2])
            }
            // The vendor's own evidence: a later export with the codes in it.
            vendor.bed.clock.advance(by: .seconds(3600))
            let report = try export("SP-1", "SP-2", at: vendor.bed.clock.now, from: vendor)
            #expect(report.confirmed == 2 && report.accepted == 0)
            #expect(try vendor.counts().states == [.available: 3] && vendor.counts().isConserved)
            #expect(try vendor.bed.verifyAudit())
        }
    }

    @Test(
        "A free code that the vendor shows with somebody is given to nobody until a person decides, whatever file is imported",
        arguments: TestDatabase.all)
    func withSomebodyElse(_ database: TestDatabase) throws {
        try run(database) { vendor in
            let shown =
                "code,email,status\nSP-2,other@example.org,Used\nSP-3,,Distributed\nSP-9,third@example.org,Used\n"
            _ = try vendor.observe(file: shown, isComplete: false)
            let open = try vendor.bed.open("unknown_at_gateway")
            #expect(open.count == 2)
            #expect(try vendor.counts().states[.quarantined] == 1)
            vendor.bed.clock.advance(by: .seconds(3600))
            // SP-9 came in with no file before, SP-4 nobody has.
            let report = try export("SP-2", "SP-4", "SP-9", at: vendor.bed.clock.now, from: vendor)
            #expect(report.accepted == 1 && report.confirmed == 0 && report.rejected == [.alreadyKnown: 2])
            for (row, kind) in zip(report.firstWrong, open) {
                #expect(open.contains { row.place?.contains($0.id.text) == true }, "\(kind.subject): \(row)")
            }
            #expect(try vendor.counts().states[.quarantined] == 1 && vendor.counts().isConserved)
        }
    }

    private func export(_ codes: String..., at time: Instant?, from vendor: VendorBed) throws -> CodesImport.Report {
        try vendor.take(codes, exportedAt: time)
    }

    @Test(
        "A person whose code went back and who was given another at the vendor: the other one stays unknown, run after run",
        arguments: TestDatabase.all)
    func givenAnew(_ database: TestDatabase) throws {
        try run(database) { vendor in
            let file = """
                code,email,status
                SP-1,,Available
                SP-2,,Distributed
                SP-3,,Distributed
                ZZ-3,person1@example.org,Distributed

                """
            let first = try vendor.observe(file: file, isComplete: true)
            #expect(first.result.discrepancies.map(\.kind) == [.retractedAtVendor, .unknownAtGateway])
            let unknown = try #require(try vendor.bed.open("unknown_at_gateway").first)
            for _ in 0..<2 {
                let again = try vendor.observe(file: file, isComplete: true)
                #expect(again.result.discrepancies.map(\.kind) == [.unknownAtGateway] && again.applied.isEmpty)
                #expect(try vendor.bed.open("unknown_at_gateway").map(\.id) == [unknown.id])
            }
            let ticked = try vendor.observe(file: file, isComplete: true, tick: .only([unknown.id.text]))
            #expect(ticked.applied.count == 1)
            #expect(try vendor.observe(file: file, isComplete: true).result.discrepancies.isEmpty)
            #expect(try vendor.counts().isConserved)
        }
    }

    @Test(
        "CB-15: what we took back of the vendor's export is free in the vendor's half once it is shown so, not in ours",
        arguments: TestDatabase.all)
    func takenBackByUs(_ database: TestDatabase) throws {
        try run(database) { vendor in
            try vendor.carryOut(try vendor.plan("retract", "person1@example.org"))
            let item = try #require(try vendor.workList.first)
            try vendor.tick(item, [:])
            #expect(try vendor.counts()[.quarantined] == 1)
            let file = "code,email,status\nSP-1,,Available\nSP-2,,Distributed\nSP-3,,Distributed\n"
            let outcome = try vendor.observe(file: file, isComplete: true)
            #expect(outcome.result.discrepancies.isEmpty)
            #expect(try vendor.counts().states == [.available: 2, .quarantined: 1] && vendor.counts().isConserved)
            #expect(try vendor.observe(file: file, isComplete: true).result.discrepancies.isEmpty)
        }
    }

    @Test(
        "A code that was taken back and that the vendor shows with somebody else is that person's once the import is ticked",
        arguments: TestDatabase.all)
    func takenBackAndUsed(_ database: TestDatabase) throws {
        try run(database) { vendor in
            try vendor.carryOut(try vendor.plan("retract", "person1@example.org"))
            try vendor.tick(try #require(try vendor.workList.first), [:])
            vendor.bed.clock.advance(by: .seconds(600))
            let file = "code,email,status\nSP-1,else@example.org,Used\nSP-2,,Distributed\nSP-3,,Distributed\n"
            #expect(try vendor.observe(file: file, isComplete: true).waiting.count == 1)
            let ticked = try vendor.observe(file: file, isComplete: true, tick: .all)
            #expect(ticked.applied.count == 1 && ticked.stale == 0)
            let stranger = try #require(try vendor.invitations()["else@example.org"]).invitation
            #expect(try vendor.bed.code(of: stranger.id) == "SP-1")
            #expect(try vendor.counts().states == [.available: 2, .used: 1] && vendor.counts().isConserved)
        }
    }

    @Test("CB-15: a file from before the export shows as Available what was not ours yet, and proves nothing")
    func fileFromBefore() throws {
        try run(.sqlite) { vendor in
            let before = try vendor.counts().states
            let early = vendor.bed.clock.now.advanced(by: .seconds(-3600))
            let place = try Scratch.file(holding: Data("code,email,status\nSP-2,,Available\n".utf8))
            defer { Scratch.remove(place) }
            let file = try VendorFile(
                path: place.path, name: "old.csv", descriptor: CodeBundles().descriptor, asOf: early)
            let outcome = try Reconciling(world: vendor.bed.world).run(
                Observations(file, connection: vendor.bed.connection, isComplete: false, asOf: early, lag: .zero),
                actor: "tester", in: vendor.bed.ledger)
            #expect(outcome.applied.isEmpty && outcome.result.discrepancies.map(\.kind) == [.staleSnapshot])
            #expect(try vendor.counts().states == before)
        }
    }
}
