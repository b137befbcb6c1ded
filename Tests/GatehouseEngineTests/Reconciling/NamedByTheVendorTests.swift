import GatehouseEngine
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit
import GatehouseReconciliation
import GatehouseTesting
import Testing

@Suite("Slots without a name, whose people the vendor tells")
struct NamedByTheVendorTests {
    /// So many codes that were handed over without a name; with their invitations.
    private func handedOver(
        _ count: Int, _ database: TestDatabase, _ body: (EngineBed, [InvitationID]) throws -> Void
    ) throws {
        try database.withEngine(mode: .portal) { bed in
            try bed.supply(units: 5)
            var request = InviteRequest(supplies: ["spring"])
            (request.slots, request.channel) = (count, .export)
            let ids = try bed.invite(request).invitations
            try bed.settle()
            for item in try bed.openWork() {
                _ = try Ticking(world: bed.world).tick(item.id, actor: "tester", in: bed.ledger)
            }
            bed.clock.advance(by: .seconds(60))
            try body(bed, ids)
        }
    }

    private func line(_ bed: EngineBed, _ id: InvitationID, _ address: String, _ word: String) throws -> String {
        ",\(try #require(try bed.code(of: id))),\(address),,\(word)"
    }

    private func holder(_ bed: EngineBed, _ id: InvitationID) throws -> String? {
        try bed.ledger.read { reader in
            try reader.invitation(id)?.person.flatMap { try reader.person($0) }?.addresses.first?.address
        }
    }

    @Test(
        "CB-15: an exported code is the person's whom the vendor shows with it; the next who shows up with it is somebody else",
        arguments: TestDatabase.all)
    func named(_ database: TestDatabase) throws {
        try handedOver(1, database) { bed, ids in
            let first = try bed.observe(try line(bed, ids[0], "new@example.org", "Begun"))
            #expect(first.result.discrepancies.map(\.kind).contains(.unattributedUse), "\(first.result)")
            #expect(try holder(bed, ids[0]) == "new@example.org")
            #expect(try bed.invitation(ids[0])?.standing.low == .started && bed.counts()[.used] == 1)
            let trail = try bed.ledger.read { try $0.audit(after: 0, limit: 50) }
            #expect(trail.contains { $0.act == "invitation.attributed" && $0.object == ids[0].text })
            bed.clock.advance(by: .seconds(60))
            #expect(try bed.observe(try line(bed, ids[0], "new@example.org", "Begun")).result.discrepancies.isEmpty)
            bed.clock.advance(by: .seconds(60))
            let other = try bed.observe(try line(bed, ids[0], "other@example.org", "Begun"))
            #expect(other.result.discrepancies.map(\.kind) == [.recipientMismatch], "\(other.result)")
            #expect(try holder(bed, ids[0]) == "new@example.org" && bed.verifyAudit())
        }
    }

    @Test(
        "GH-2: whoever is shown with two codes gets the second beside the first by a person's word, and both are told",
        arguments: TestDatabase.all)
    func twice(_ database: TestDatabase) throws {
        try handedOver(2, database) { bed, ids in
            let lines = try ids.map { try line(bed, $0, "new@example.org", "Begun") }
            let both = try bed.observe(lines[0], lines[1])
            let told = both.result.discrepancies.filter { $0.kind == .unattributedUse }
            #expect(told.map(\.policy) == [.case, .case], "\(both.result.discrepancies)")
            #expect(try holder(bed, ids[0]) == nil && holder(bed, ids[1]) == nil)
            for record in try bed.ledger.read({ try $0.discrepancies(of: bed.connection.id, state: .open) })
            where record.kind == "unattributed_use" {
                let done = try Resolving(world: bed.world).resolve(
                    record.id.text, .confirm, reason: nil, actor: "tester", in: bed.ledger)
                #expect(done == .withNextRun)
            }
            bed.clock.advance(by: .seconds(60))
            try bed.observe(lines[0], lines[1])
            #expect(try holder(bed, ids[0]) == "new@example.org" && holder(bed, ids[1]) == "new@example.org")
            #expect(try bed.counts()[.used] == 2 && bed.verifyAudit())
        }
    }

    @Test(
        "GH-2: of several that are named at once each is its person's, and of two under two addresses of one person the second stands beside the first",
        arguments: TestDatabase.all)
    func several(_ database: TestDatabase) throws {
        try handedOver(4, database) { bed, ids in
            let known = try bed.person("Ana Known", "home@example.org", "work@example.org")
            let addresses = ["new@example.org", "home@example.org", "other@example.org", "Work@Example.org"]
            let lines = try zip(ids, addresses).map { try line(bed, $0, $1, "Begun") }
            try bed.observe(lines[0], lines[1], lines[2], lines[3])
            for record in try bed.ledger.read({ try $0.discrepancies(of: bed.connection.id, state: .open) })
            where record.kind == "unattributed_use" {
                _ = try Resolving(world: bed.world).resolve(
                    record.id.text, .confirm, reason: nil, actor: "tester", in: bed.ledger)
            }
            bed.clock.advance(by: .seconds(60))
            try bed.observe(lines[0], lines[1], lines[2], lines[3])
            let named = try ids.map { try #require(try bed.invitation($0)) }
            #expect(named[1].person == known.id && named[3].person == known.id)
            #expect(try holder(bed, ids[0]) == "new@example.org" && holder(bed, ids[2]) == "other@example.org")
            #expect(named[3].overrideReason?.contains(ids[1].text) == true)
            #expect(named[..<3].allSatisfy { $0.overrideReason == nil })
            #expect(try bed.counts()[.used] == 4 && bed.verifyAudit())
        }
    }

    @Test("A code that only stands free under an address, or has ended, is nobody's by that")
    func neither() throws {
        try handedOver(1, .sqlite) { bed, ids in
            try bed.observe(try line(bed, ids[0], "new@example.org", "Taken back"))
            #expect(try holder(bed, ids[0]) == nil)
        }
    }
}
