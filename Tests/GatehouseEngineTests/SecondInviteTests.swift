import Campaigns
import GatehouseEngine
import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit
import GatehouseTesting
import Testing

@Suite("A second invite says what keeps it, and how that goes on")
struct SecondInviteTests {
    private func reasons(_ bed: EngineBed, _ request: InviteRequest) throws -> [String] {
        try bed.ledger.read { try Planner(world: bed.world).plan(request, actor: "t", in: $0) }.skipped.map(\.reason)
    }

    @Test("GH-1: who is invited already and whose act is still open is left out with where it goes on")
    func openActs() throws {
        // Nothing was performed yet.
        try TestDatabase.sqlite.withEngine { bed in
            try bed.supply(units: 3)
            let request = bed.request(1, from: "spring", channel: .vendorMail)
            try bed.invite(request)
            let waiting = try reasons(bed, request)
            #expect(waiting.count == 1 && waiting[0].hasPrefix("holds a living invitation for top-5 (inv_"))
            #expect(waiting[0].hasSuffix("; an act of it is still open: gatehouse serve --until-idle goes on with it"))
            try bed.settle()
            #expect(try reasons(bed, request)[0].hasSuffix("; not repeated"))
        }
        // A person has to do it in the portal.
        try TestDatabase.sqlite.withEngine(mode: .portal) { bed in
            try bed.supply(units: 3)
            let request = bed.request(1, from: "spring", channel: .vendorMail)
            try bed.invite(request)
            try bed.settle()
            #expect(try reasons(bed, request)[0].hasSuffix("; it waits in the work list: gatehouse task list"))
        }
        // The answer was about somebody else.
        try TestDatabase.sqlite.withEngine { bed in
            try bed.supply(units: 3)
            bed.vendor.fail(.wrongAddress)
            let request = bed.request(1, from: "spring", channel: .vendorMail)
            try bed.invite(request)
            try bed.worker().runUntilIdle(bed.ledger)
            #expect(try reasons(bed, request)[0].hasSuffix("; it waits for a decision: gatehouse task decisions"))
        }
    }

    @Test("CA-12: inviting from an archived campaign is refused with that reason, by every channel and by none")
    func archived() throws {
        try VendorBed.portal(Campaigns(), on: .sqlite) { vendor in
            try vendor.keep(
                SupplyReport(
                    vendorID: "drivers", name: "drivers", usage: .personal, category: "campaign",
                    assessments: ["core-drivers"], purchased: nil, counters: [:]))
            try vendor.bed.invite(vendor.bed.request(1, from: "drivers", channel: .vendorMail))
            try vendor.bed.settle()
            try vendor.tick(try #require(try vendor.workList.first), [:])
            try vendor.act("archive", on: "drivers")
            try vendor.tick(try #require(try vendor.workList.first), [:])
            let reason =
                "The campaign is archived: it takes no more invitations and sends no more reminders. Create a new campaign."
            for channel in [nil, Channel.vendorMail, .ourMail, .link] {
                var request = InviteRequest(supplies: ["drivers"])
                request.people = [PersonDraft(address: "next@example.org")]
                request.channel = channel
                let plan = try vendor.bed.ledger.read {
                    try Planner(world: vendor.bed.world).plan(request, actor: "t", in: $0)
                }
                #expect(plan.isRefused && plan.items == 0)
                #expect(
                    plan.findings.contains { $0.message.contains(reason) && $0.rule == "CA-12" }, "\(plan.findings)")
            }
            let view = try #require(
                try vendor.bed.ledger.read {
                    try Planner(world: vendor.bed.world).views(matching: .init(), after: nil, limit: 9, in: $0)
                }.first)
            #expect(view.mayDo.isEmpty && view.mayNot[.remind] == reason)
            #expect(view.mayNot[.retract]?.contains("Archive the campaign instead") == true)
        }
    }
}
