import GatehouseEngine
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit
import GatehouseReconciliation
import GatehouseStorage
import GatehouseTesting
import Testing

@Suite("How old the knowledge is")
struct SightingTests {
    private func seen(_ bed: EngineBed, _ ids: [InvitationID]) throws -> [Instant?] {
        let views = try bed.ledger.read {
            try Planner(world: bed.world).views(matching: InvitationSearch(), after: nil, limit: 100, in: $0)
        }
        return ids.map { id in views.first { $0.row.invitation.id == id }?.seenAsOf }
    }

    @Test(
        "GH-2: a snapshot that shows everything as it was makes the knowledge as new as itself, though it writes nothing",
        arguments: TestDatabase.all)
    func pulls(_ database: TestDatabase) throws {
        try database.withAddress { address in
            let bed = try EngineBed(address: address)
            try bed.supply(units: 8)
            let ids = try bed.invite(bed.request(3, from: "spring", channel: .vendorMail)).invitations
            try bed.settle()
            func look() throws -> Instant {
                bed.clock.advance(by: .seconds(86_400))
                let outcome = try Reconciling(world: bed.world).run(
                    try Observations.pull(bed.connection, world: bed.world), actor: "tester", in: bed.ledger)
                return outcome.run.asOf
            }
            let first = try look()
            for _ in 0..<2 {
                let asOf = try look()
                #expect(try seen(bed, ids) == [asOf, asOf, asOf])
            }
            bed.vendor.setWord("Paused", of: ids[1].text)
            let newest = try look()
            // Of whom the vendor says what no table knows nothing newer is known.
            #expect(try seen(bed, ids) == [newest, first, newest])
            try bed.house.close()
        }
    }

    @Test(
        "GH-2: a whole file of one supply tells of that supply alone; of whom it lacks, and a part of one, nothing",
        arguments: TestDatabase.all)
    func files(_ database: TestDatabase) throws {
        try database.withAddress { address in
            let bed = try EngineBed(address: address, mode: .portal)
            let spring = try bed.supply(units: 4)
            let autumn = try bed.supply("autumn", units: 6)
            var other = bed.request(3, from: "autumn", channel: .ourMail)
            other.people.removeFirst(2)
            let ids =
                try bed.invite(bed.request(2, from: "spring", channel: .ourMail)).invitations
                + bed.invite(other).invitations
            try bed.settle()
            func line(_ place: Int, _ supply: String) -> String { "\(ids[place].text),,,\(supply),Sent" }
            func look(_ lines: [String], of supply: Supply?, isComplete: Bool = true) throws -> Instant {
                bed.clock.advance(by: .seconds(86_400))
                return try bed.observe(lines.joined(separator: "\n"), of: supply, isComplete: isComplete).run.asOf
            }
            let first = try look([line(0, "spring"), line(1, "spring"), line(2, "autumn")], of: nil)
            #expect(try seen(bed, ids) == [first, first, first])
            let second = try look([line(0, "spring"), line(1, "spring")], of: spring)
            #expect(try seen(bed, ids) == [second, second, first])
            let third = try look([line(0, "spring")], of: spring)
            #expect(try seen(bed, ids) == [third, first, first])
            let fourth = try look([line(0, "spring"), line(1, "spring"), line(2, "autumn")], of: nil)
            #expect(try seen(bed, ids) == [fourth, fourth, fourth])
            let part = try look([line(2, "autumn")], of: autumn, isComplete: false)
            #expect(try seen(bed, ids) == [fourth, fourth, part])
            try bed.house.close()
        }
    }
}
