import Campaigns
import GatehouseEngine
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit
import GatehouseReconciliation
import GatehouseTesting
import Testing

@Suite("Who was given up here and is invited at the vendor")
struct GivenUpButInvitedTests {
    @Test(
        "GH-1: whom the vendor shows as invited is not invited a second time because the act was given up here, before that is settled",
        arguments: TestDatabase.all)
    func notTwice(_ database: TestDatabase) throws {
        try VendorBed.portal(Campaigns(), on: database) { vendor in
            let bed = vendor.bed
            try vendor.keep(
                SupplyReport(
                    vendorID: "spring", name: "spring", usage: .personal, category: "campaign",
                    assessments: ["core-drivers"], purchased: nil, counters: [:]))
            let request = bed.request(1, from: "spring", channel: .vendorMail)
            let id = try bed.invite(request).invitations[0]
            try bed.settle()
            let item = try #require(try vendor.workList.first)
            _ = try Ticking(world: bed.world).cancel(
                item.id, reason: "the page refuses", actor: "tester", in: bed.ledger)
            #expect(try bed.invitation(id)?.standing.isWithdrawn == true)
            _ = try vendor.observe(file: "Email,Status\nperson1@example.org,Unused\n", isComplete: true)
            let run = try vendor.observe(file: "Email,Status\nperson1@example.org,Unused\n", isComplete: true)
            let told = try #require(run.result.discrepancies.first { $0.kind == .reopenedAtVendor }, "\(run.result)")
            #expect(told.ours == "not invited" && told.proposal.contains("given up here"))
            func plan(again reason: String? = nil) throws -> Plan {
                var request = request
                request.overrideReason = reason
                return try bed.ledger.read { try Planner(world: bed.world).plan(request, actor: "t", in: $0) }
            }
            let left = try plan().skipped
            #expect(left.map(\.code) == ["lives_at_vendor"] && left[0].reason.contains("dis_"), "\(left)")
            #expect(try plan(again: "agreed with her").items == 1)
            let open = try #require(
                try bed.ledger.read { try $0.discrepancies(of: bed.connection.id, state: .open) }.first)
            _ = try Resolving(world: bed.world).resolve(
                open.id.text, .settle, reason: "taken back in the page", actor: "tester", in: bed.ledger)
            #expect(try plan().items == 1)
        }
    }

    @Test(
        "What was given up as not done, and bears our reference among the vendor's free units, is a unit held for nobody: a case",
        arguments: TestDatabase.all)
    func setAside(_ database: TestDatabase) throws {
        try database.withEngine { bed in
            let supply = try bed.supply(units: 5)
            bed.vendor.fail(.wrongAddress)
            let id = try bed.invite(bed.request(1, from: "spring", channel: .vendorMail)).invitations[0]
            try bed.settle()
            let issue = try #require(try bed.ledger.read { try $0.intents(of: id) }.first { $0.verb == "issue" })
            #expect(issue.state == .needsPerson)
            _ = try Deciding(world: bed.world).decide(
                issue.id, .dropped, reason: "the page shows nothing", actor: "tester", in: bed.ledger)
            #expect(try bed.invitation(id)?.standing.isWithdrawn == true)
            let strange = try bed.observe(",CODE-1001,,v-spring,Free", of: supply)
            #expect(strange.result.discrepancies.isEmpty, "a free unit of nobody's: \(strange.result.discrepancies)")
            let run = try bed.observe("\(id.text),CODE-1001,,v-spring,Free", of: supply)
            let told = try #require(run.result.discrepancies.first, "\(run.result)")
            #expect(told.kind == .reopenedAtVendor && told.ours == "not invited" && told.policy == .case)
            #expect(told.proposal.contains("set aside"), "\(told)")
        }
    }
}
