import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseStorage
import GatehouseTesting
import Testing

@Suite struct RoadTests {
    @Test(
        "A command reserves codes, writes invitations and acts, is audited, claimed and settled",
        arguments: TestDatabase.all)
    func wholeRoad(_ database: TestDatabase) throws {
        try database.withLedger { bed in
            let supply = try bed.pool(5)
            let people = try bed.people(3)
            let command = bed.command()
            let invitations = people.map { bed.invitation(supply, for: $0.id) }
            let credentials = try bed.ledger.write { writer in
                #expect(try writer.begin(command) == nil)
                let credentials = try writer.addInvitations(invitations, fromPool: supply.id, as: .reserved)
                let issued = invitations.map { bed.intent($0, command, verb: "issue", state: .done, batch: "a") }
                let sent = invitations.map { bed.intent($0, command, batch: "b", options: ["template": "x"]) }
                try writer.add(issued + sent)
                try writer.audit([bed.note("invite.recorded", supply.id.text)])
                try writer.publish([OutboxEvent(type: "command.recorded", object: command.id.text, at: bed.now)])
                return credentials
            }
            #expect(credentials.count == 3)
            #expect(try bed.counts(supply).states == [.available: 2, .reserved: 3])
            #expect(try bed.counts(supply).isConserved)
            let revealed = try bed.ledger.read { try $0.reveal(credentials) }
            #expect(credentials.compactMap { revealed[$0]?.secret } == (1...3).map { LedgerBed.code($0) })
            #expect(try bed.ledger.read { try $0.intentCounts() } == [.done: 3, .ready: 3])

            var acts = try bed.ledger.write { try $0.claim(worker: "w", now: bed.now, lease: .seconds(60), limit: 10) }
            #expect(acts.map(\.invitation) == invitations.map(\.id))
            #expect(acts.allSatisfy { $0.state == .ready && $0.claim?.fence == 1 && $0.options == ["template": "x"] })
            #expect(try bed.ledger.read { try $0.claimingWorkers() } == ["w"])
            #expect(
                try bed.ledger.write { try $0.claim(worker: "v", now: bed.now, lease: .seconds(60), limit: 10) } == [])
            for index in acts.indices { acts[index].state = .done }
            try bed.ledger.write { [acts] writer in
                try writer.settle(acts)
                try writer.moveUnits(of: invitations.map(\.id), to: .handedOut)
            }
            #expect(try bed.counts(supply).states == [.available: 2, .handedOut: 3])
            #expect(try bed.ledger.read { try $0.intentCounts() } == [.done: 6])
            let audit = try bed.ledger.read { try $0.audit(after: 0, limit: 10) }
            #expect(audit.count == 2 && audit[0].follows(nil) && audit[1].follows(audit[0]))
        }
    }
}
