import GatehouseEngine
import GatehouseLedger
import GatehouseModel
import GatehouseTesting
import Synchronization
import Testing

@Suite("Work that is stopped, and what is given up before it began")
struct StoppingTests {
    @Test(
        "Stopped between two mails nothing is in doubt: what left is done, the rest goes on later, each once",
        arguments: TestDatabase.all)
    func betweenMails(_ database: TestDatabase) throws {
        try database.withEngine { bed in
            try bed.supply(units: 6)
            try bed.invite(bed.request(5, from: "spring", channel: .ourMail))
            var world = bed.world
            let mail = bed.mail
            world.isStopping = { mail.sent.count >= 2 }
            try Worker(name: "stopped", world: world).runUntilIdle(bed.ledger)
            #expect(bed.mail.sent.count == 2)
            #expect(try bed.acts() == [.done: 7, .ready: 3])
            #expect(try bed.ledger.read { try Deciding.waiting(in: $0, limit: 10) }.isEmpty)
            try bed.settle()
            #expect(Set(bed.mail.sent.map(\.to.address)).count == 5 && bed.mail.sent.count == 5)
        }
    }

    @Test("A mail that nobody has begun can be given up; its code can be taken back then", arguments: TestDatabase.all)
    func givenUp(_ database: TestDatabase) throws {
        try database.withEngine { bed in
            try bed.supply(units: 3)
            bed.mail.answer("person1@example.org", .retry(MailReply(code: 451, text: "later", step: .recipient)))
            let ids = try bed.invite(bed.request(1, from: "spring", channel: .ourMail)).invitations
            try bed.worker().runUntilIdle(bed.ledger)
            let unsent = try bed.ledger.read { try Deciding.unsent(in: $0, limit: 10) }
            #expect(unsent.map(\.verb) == ["distribute"] && unsent[0].state == .ready)
            #expect(throws: EngineError.self) {
                try Deciding(world: bed.world).decide(
                    unsent[0].id, .happened, reason: "?", actor: "tester", in: bed.ledger)
            }
            let dropped = try Deciding(world: bed.world).decide(
                unsent[0].id, .dropped, reason: "the wrong list", actor: "tester", in: bed.ledger)
            #expect(dropped.state == .rejected)
            _ = try bed.follow("retract", ids)
            try bed.settle()
            #expect(bed.mail.sent.isEmpty)
            #expect(try bed.invitation(ids[0])?.standing.end == .retracted && bed.counts()[.handedOut] == 0)
        }
    }
}
