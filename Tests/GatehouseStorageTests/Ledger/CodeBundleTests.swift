import GatehouseLedger
import GatehouseModel
import GatehouseStorage
import GatehouseTesting
import Testing

@Suite struct CodeBundleTests {
    @Test(
        "CB-5: a code that the vendor picks from its portal takes nothing from the pool, and its states move none",
        arguments: TestDatabase.all)
    func vendorPicks(_ database: TestDatabase) throws {
        try database.withLedger { bed in
            let supply = try bed.pool(2)
            let invitations = try bed.people(3).map { bed.invitation(supply, for: $0.id) }
            try bed.ledger.write { try $0.addInvitations(invitations, fromVendor: supply.id) }
            #expect(try bed.counts(supply).states == [.available: 2])
            #expect(
                try bed.ledger.read { try $0.invitations(invitations.map(\.id)) }.values.allSatisfy {
                    $0.credential == nil
                })
            try bed.ledger.write { try $0.moveUnits(of: invitations.map(\.id), to: .handedOut) }
            try bed.ledger.write { try $0.release([invitations[0].id]) }
            #expect(try bed.counts(supply).states == [.available: 2] && bed.counts(supply).isConserved)
        }
    }

    @Test(
        "CB-18: the other code of one unit is opened by its own word, never as a credential of its own",
        arguments: TestDatabase.all)
    func otherCode(_ database: TestDatabase) throws {
        try database.withLedger { bed in
            let supply = try bed.supply(.shared, of: try bed.connection())
            let code = NewCredential(secret: Secret("NORTHSTAR24"), aliases: [Secret("NS-7KQ2M")], kind: .multiUseCode)
            let id = try bed.ledger.write { try $0.attachShared(code, to: supply.id) }
            #expect(try bed.ledger.read { try $0.revealAliases(of: id) }.map { $0.reveal() } == ["NS-7KQ2M"])
            let plain = try bed.pool(1, name: "plain")
            let other = try #require(try bed.ledger.read { try $0.freeCredentials(of: plain.id, limit: 1) }.first)
            #expect(try bed.ledger.read { try $0.revealAliases(of: other.id) }.isEmpty)
        }
    }
}
