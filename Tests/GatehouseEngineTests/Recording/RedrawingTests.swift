import Campaigns
import CodeBundles
import Foundation
import GatehouseEngine
import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit
import GatehouseTesting
import Testing

@Suite("An open work item names whom it is still for, as they are now")
struct RedrawingTests {
    private func bundles(_ database: TestDatabase, _ body: (VendorBed) throws -> Void) throws {
        try VendorBed.portal(CodeBundles(), on: database) { vendor in
            try vendor.spring(holding: "SP-1", "SP-2", "SP-3", purchased: 9, available: 9)
            try body(vendor)
        }
    }

    private func texts(_ item: WorkItem) -> String {
        (item.materials.map { String(decoding: $0.content, as: UTF8.self) } + item.steps).joined(separator: "\n")
    }

    private func show(_ item: WorkItem, of vendor: VendorBed) throws -> WorkItem {
        let shown = try Ticking(world: vendor.bed.world).show(item.id, actor: "tester", in: vendor.bed.ledger)
        #expect(try vendor.bed.ledger.read { try $0.workItem(item.id) } == shown, "what is shown is what is kept")
        return shown
    }

    private func invitation(of address: String, in vendor: VendorBed) throws -> Invitation {
        try #require(try vendor.invitations()[address]).invitation
    }

    @Test(
        "CB-7: a file to be uploaded names nobody who was ticked off or given up, and nobody at an address of before",
        arguments: TestDatabase.all)
    func partly(_ database: TestDatabase) throws {
        try bundles(database) { vendor in
            try vendor.bed.invite(vendor.bed.request(4, from: "spring", channel: .vendorMail))
            try vendor.bed.settle()
            let item = try #require(try vendor.workList.first)
            #expect((1...4).allSatisfy { texts(item).contains("person\($0)@example.org") })
            let ticking = Ticking(world: vendor.bed.world)
            let (one, two) = (
                try invitation(of: "person1@example.org", in: vendor).id,
                try invitation(of: "person2@example.org", in: vendor)
            )
            _ = try ticking.tick(item.id, of: [one], actor: "tester", in: vendor.bed.ledger)
            _ = try ticking.cancel(
                item.id, of: [two.id], reason: "left", actor: "tester", in: vendor.bed.ledger)
            let three = try invitation(of: "person3@example.org", in: vendor)
            try vendor.bed.ledger.write { writer in
                var person = try #require(try three.person.flatMap { try writer.person($0) })
                person.addresses = [
                    EmailAddress(stored: "new3@example.org", address: "new3@example.org", folded: "new3@example.org")
                ]
                try writer.save(person)
            }
            let listed = try vendor.bed.ledger.read { try ticking.listed([item], in: $0) }
            #expect(try vendor.bed.ledger.read { try $0.workItem(item.id) } == item, "a list writes nothing")
            let shown = try show(item, of: vendor)
            #expect(listed.map(\.title) == [shown.title])
            for gone in ["person1@", "person2@", "person3@"] { #expect(!texts(shown).contains(gone)) }
            #expect(texts(shown).contains("new3@example.org") && texts(shown).contains("person4@example.org"))
            #expect(shown.title != item.title && shown.intents == item.intents)
            try vendor.tick(shown)
            #expect(try vendor.workList.isEmpty && vendor.counts().isConserved && vendor.bed.verifyAudit())
        }
    }

    @Test(
        "CB-1, CB-14: an export that was not shown yet holds no code that the vendor meanwhile shows as used",
        arguments: TestDatabase.all)
    func exported(_ database: TestDatabase) throws {
        try bundles(database) { vendor in
            var request = InviteRequest(supplies: ["spring"])
            (request.slots, request.channel) = (3, .export)
            try vendor.bed.invite(request)
            try vendor.bed.settle()
            let item = try #require(try vendor.workList.first)
            vendor.bed.clock.advance(by: .seconds(600))
            _ = try vendor.observe(file: "code,email,status\nSP-1,other@example.org,Used\n", isComplete: false)
            let shown = try show(item, of: vendor)
            #expect(!texts(shown).contains("SP-1") && texts(shown).contains("SP-2") && texts(shown).contains("SP-3"))
        }
    }

    @Test("A reminder in the portal's list is not asked for whom the vendor shows as done", arguments: TestDatabase.all)
    func reminded(_ database: TestDatabase) throws {
        try VendorBed.portal(Campaigns(), on: database) { vendor in
            try vendor.keep(
                SupplyReport(
                    vendorID: "drivers", name: "drivers", usage: .personal, category: "campaign",
                    assessments: ["core-drivers"], purchased: nil, counters: [:],
                    attributes: ["assessments": ["core-drivers"], "reports": ["core-drivers"]]))
            try vendor.bed.invite(vendor.bed.request(2, from: "drivers", channel: .vendorMail))
            try vendor.bed.settle()
            try vendor.tick(try #require(try vendor.workList.first))
            let ids = try [1, 2].map { try invitation(of: "person\($0)@example.org", in: vendor).id }
            _ = try vendor.bed.follow("remind", ids)
            try vendor.bed.settle()
            let item = try #require(try vendor.workList.first)
            vendor.bed.clock.advance(by: .seconds(600))
            _ = try vendor.observe(
                file: "email,status,campaign\nperson1@example.org,Completed,drivers\n", isComplete: false)
            let shown = try show(item, of: vendor)
            #expect(!texts(shown).contains("person1@") && texts(shown).contains("person2@"))
            try vendor.tick(shown)
            #expect(try vendor.bed.ledger.read { try $0.invitation(ids[0])?.remindersSent } == 0)
            #expect(try vendor.bed.ledger.read { try $0.invitation(ids[1])?.remindersSent } == 1)
        }
    }
}
