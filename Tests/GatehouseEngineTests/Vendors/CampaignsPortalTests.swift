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
            let items = try vendor.workList
            #expect(items.count == 2)
            for wrong in ["notalink", "javascript:alert(1)", "vendor.example.org/i/1", ""] {
                let error = #expect(throws: EngineError.self) {
                    try vendor.tick(items[0], ["link": .string(wrong)])
                }
                #expect(error?.code == .invalid && error?.problems.first?.pointer == "/link")
            }
            #expect(try vendor.workList.count == 2)
            try vendor.tick(items[0], ["link": "https://campaigns.example.org/i/1"])
            #expect(vendor.bed.mail.sent.count == 1)
            let taken = #expect(throws: EngineError.self) {
                try vendor.tick(items[1], ["link": "https://campaigns.example.org/i/1"])
            }
            #expect(taken?.code == .conflict && taken?.message.contains("somebody else's") == true)
            #expect(try vendor.workList.map(\.id) == [items[1].id])
            #expect(try vendor.bed.ledger.read { try $0.discrepancies(of: nil, state: .open) }.isEmpty)
            try vendor.tick(items[1], ["link": "https://campaigns.example.org/i/2"])
            #expect(vendor.bed.mail.sent.count == 2)
            #expect(try vendor.bed.acts() == [.done: 4])
            #expect(try vendor.bed.verifyAudit())
        }
    }
}
