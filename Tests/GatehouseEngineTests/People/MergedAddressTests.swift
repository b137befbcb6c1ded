import GatehouseEngine
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit
import GatehouseTesting
import Synchronization
import Testing

/// A deliberate second sending carries the same credential to the same person at the same address, whoever was found to be one.
@Suite("Where the reminders of merged people go")
struct MergedAddressTests {
    private func invited(
        _ database: TestDatabase, _ channel: Channel, _ body: (EngineBed, [PersonID], [InvitationID]) throws -> Void
    ) throws {
        try database.withEngine(vendor: ScriptedVendor(remindsByOurMail: true)) { bed in
            try bed.supply(units: 5)
            let people = try (["ane", "holm", "third"] as [String]).map { try bed.person($0, "\($0)@example.org").id }
            let ids = try bed.invite(people, from: "spring", channel: channel)
            try bed.settle()
            bed.mail.state.withLock { $0.sent = [] }
            try body(bed, people, ids)
        }
    }

    private func expectOwn(_ bed: EngineBed, _ ids: [InvitationID], _ addresses: [String]) throws {
        bed.mail.state.withLock { $0.sent = [] }
        let plan = try bed.ledger.read {
            try Planner(world: bed.world).plan(
                FollowUpRequest(verb: "remind", invitations: ids), actor: "tester", in: $0)
        }
        #expect(plan.parts.flatMap(\.items).compactMap(\.address) == addresses)
        _ = try bed.follow("remind", ids)
        try bed.settle()
        #expect(bed.mail.sent.map(\.to.address).sorted() == addresses.sorted())
        for (id, address) in zip(ids, addresses) {
            let code = try #require(try bed.code(of: id))
            let shown = bed.mail.sent.filter { $0.text.contains(code) }.map(\.to.address)
            #expect(shown == [address])
        }
    }

    @Test(
        "GH-8: after a merge each code is mailed again to where it went first, and after its end as before",
        arguments: TestDatabase.all)
    func ours(_ database: TestDatabase) throws {
        try invited(database, .ourMail) { bed, people, ids in
            let addresses = ["ane@example.org", "holm@example.org", "third@example.org"]
            let inner = try bed.merge(people[1], people[2])
            let outer = try bed.merge(people[0], people[1])
            try expectOwn(bed, ids, addresses)
            try bed.takeBack(outer)
            try expectOwn(bed, ids, addresses)
            try bed.takeBack(inner)
            try expectOwn(bed, ids, addresses)
        }
    }

    @Test(
        "GH-8: a reminder that was recorded before the merge, and one by the vendor, go to the invitation's own address",
        arguments: TestDatabase.all)
    func recordedBefore(_ database: TestDatabase) throws {
        try invited(database, .ourMail) { bed, people, ids in
            _ = try bed.follow("remind", [ids[1]])
            try bed.merge(people[0], people[1])
            try bed.settle()
            #expect(bed.mail.sent.map(\.to.address) == ["holm@example.org"])
            let delivered = try bed.ledger.read { try $0.deliveries(of: ids[1]).map(\.address) }
            #expect(delivered == ["holm@example.org", "holm@example.org"])
        }
        try invited(database, .vendorMail) { bed, people, ids in
            try bed.merge(people[0], people[1])
            _ = try bed.follow("remind", [ids[1]])
            try bed.settle()
            let call = try #require(bed.vendor.calls.last { $0.hasPrefix("remind") })
            let key = String(call.split(separator: " ")[2])
            let body = bed.vendor.state.withLock { $0.bodies[key] } ?? ""
            #expect(body.contains("holm@example.org") && !body.contains("ane@example.org"), "\(body)")
        }
    }

    @Test(
        "GH-8: a merge between two mails of a batch changes nobody's address; whose record has none left gets the other's"
    )
    func between() throws {
        try invited(.sqlite, .ourMail) { bed, people, ids in
            _ = try bed.follow("remind", ids)
            nonisolated(unsafe) let bed = bed
            bed.mail.meanwhile { message in
                guard message.to.address == "ane@example.org" else { return }
                do { try bed.merge(people[0], people[1]) } catch { Issue.record(error) }
            }
            try bed.settle()
            let addresses = ["ane@example.org", "holm@example.org", "third@example.org"]
            #expect(bed.mail.sent.map(\.to.address).sorted() == addresses)
            bed.mail.state.withLock { $0.meanwhile = nil }
            var kept = try #require(try bed.ledger.read { try $0.person(people[0]) })
            kept.addresses.removeAll { $0.address == "holm@example.org" }
            let saved = kept
            try bed.ledger.write { try $0.save(saved) }
            bed.mail.state.withLock { $0.sent = [] }
            _ = try bed.follow("remind", [ids[1]])
            try bed.settle()
            #expect(bed.mail.sent.map(\.to.address) == ["ane@example.org"])
        }
    }
}
