import GatehouseEngine
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit
import GatehouseTesting
import Testing

@Suite("A reminder soon after another")
struct ReminderAgainTests {
    @Test("A plan names whom it would remind again within a day, and nobody after that")
    func lately() throws {
        try TestDatabase.sqlite.withEngine(mode: .portal, vendor: ScriptedVendor(remindsByOurMail: true)) { bed in
            try bed.supply(units: 3)
            let ids = try bed.invite(bed.request(2, from: "spring", channel: .ourMail)).invitations
            try bed.settle()
            func said() throws -> [String] {
                let request = FollowUpRequest(verb: "remind", invitations: ids)
                return try bed.ledger.read { try Planner(world: bed.world).plan(request, actor: "t", in: $0) }.findings
                    .filter { $0.code == "reminded_lately" }.map(\.message)
            }
            #expect(try said().isEmpty)
            _ = try bed.follow("remind", [ids[0]])
            try bed.settle(within: .seconds(60))
            let again = try said()
            #expect(again.count == 1 && again[0].hasPrefix("1 person was reminded less than a day ago"), "\(again)")
            bed.clock.advance(by: .seconds(86_401))
            #expect(try said().isEmpty)
        }
    }
}
