import Campaigns
import GatehouseEngine
import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit
import GatehouseTesting
import Testing

/// Each person's own link is copied from the vendor's page; our mail follows.
@Suite("Campaigns in the portal, through the engine")
struct CampaignsPortalTests {
    private func run(_ database: TestDatabase, _ body: (VendorBed) throws -> Void) throws {
        try VendorBed.portal(Campaigns(), on: database) { vendor in
            try vendor.keep(
                SupplyReport(
                    vendorID: "drivers", name: "drivers", usage: .personal, category: "campaign",
                    assessments: ["core-drivers"], purchased: nil, counters: [:]))
            try vendor.bed.invite(vendor.bed.request(2, from: "drivers", channel: .ourMail))
            try vendor.bed.settle()
            try body(vendor)
        }
    }

    @Test(
        "CA-5: what is no link, or another person's, is refused and leaves the item open; nobody is mailed before",
        arguments: TestDatabase.all)
    func wrongLinks(_ database: TestDatabase) throws {
        try run(database) { vendor in
            let item = try #require(try vendor.workList.first)
            #expect(try vendor.workList.count == 1)
            let (one, two) = try people(vendor)
            for wrong in ["notalink", "javascript:alert(1)", "vendor.example.org/i/1", ""] {
                let error = #expect(throws: EngineError.self) {
                    try tick(vendor, item, one, wrong)
                }
                #expect(error?.code == .invalid && error?.problems.first?.pointer == "/link")
            }
            #expect(try vendor.workList.count == 1)
            try tick(vendor, item, one, "https://campaigns.example.org/i/1")
            #expect(vendor.bed.mail.sent.count == 1)
            let taken = #expect(throws: EngineError.self) {
                try tick(vendor, item, two, "https://campaigns.example.org/i/1")
            }
            #expect(
                taken?.code == .conflict && taken?.message.contains("has this one already") == true,
                "\(String(describing: taken))")
            #expect(try vendor.workList.map(\.id) == [item.id])
            #expect(try vendor.bed.ledger.read { try $0.discrepancies(of: nil, state: .open) }.isEmpty)
            try tick(vendor, item, two, "https://campaigns.example.org/i/2")
            #expect(try vendor.bed.mail.sent.count == 2 && vendor.workList.isEmpty)
            #expect(try vendor.bed.acts() == [.done: 4])
            #expect(try vendor.bed.verifyAudit())
        }
    }

    @Test(
        "CA-5: an item of several people is ticked off person by person, never all with one link; one can be given up",
        arguments: TestDatabase.all)
    func personByPerson(_ database: TestDatabase) throws {
        try run(database) { vendor in
            let item = try #require(try vendor.workList.first)
            let (one, two) = try people(vendor)
            let all = #expect(throws: EngineError.self) {
                try vendor.tick(item, ["link": "https://campaigns.example.org/i/1"])
            }
            #expect(all?.code == .invalid && all?.message.contains("one by one") == true)
            try tick(vendor, item, one, "https://campaigns.example.org/i/1")
            #expect(throws: EngineError.self) { try tick(vendor, item, one, "https://campaigns.example.org/i/9") }
            let ticking = Ticking(world: vendor.bed.world)
            _ = try ticking.cancel(item.id, of: [two], reason: "left", actor: "tester", in: vendor.bed.ledger)
            try vendor.bed.settle()
            let closed = try #require(try vendor.bed.ledger.read { try $0.workItem(item.id) })
            #expect(closed.state == .done && vendor.bed.mail.sent.count == 1)
            #expect(try vendor.bed.acts() == [.done: 2, .rejected: 1, .cancelled: 1])
            let trail = try vendor.bed.ledger.read { try $0.audit(after: 0, limit: 1000).map(\.act) }
            #expect(trail.contains("task.part_done") && trail.contains("task.cancelled"))
            #expect(try vendor.bed.verifyAudit())
        }
    }

    private func people(_ vendor: VendorBed) throws -> (InvitationID, InvitationID) {
        let rows = try vendor.invitations()
        return (
            try #require(rows["person1@example.org"]).invitation.id,
            try #require(rows["person2@example.org"]).invitation.id
        )
    }

    private func tick(_ vendor: VendorBed, _ item: WorkItem, _ person: InvitationID, _ link: String) throws {
        _ = try Ticking(world: vendor.bed.world).tick(
            item.id, of: [person], values: ["link": .string(link)], actor: "tester", in: vendor.bed.ledger)
        try vendor.bed.settle()
    }
}
