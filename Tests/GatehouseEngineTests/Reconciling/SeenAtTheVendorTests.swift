import GatehouseEngine
import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit
import GatehouseReconciliation
import GatehouseTesting
import Synchronization
import Testing

@Suite("Acts that the vendor's own records settle")
struct SeenAtTheVendorTests {
    @Test(
        "A status file that shows the people invited closes the portal's work item, once it shows all of them",
        arguments: TestDatabase.all)
    func portal(_ database: TestDatabase) throws {
        try database.withEngine(mode: .portal) { bed in
            try bed.supply(units: 3)
            let ids = try bed.invite(bed.request(2, from: "spring", channel: .vendorMail)).invitations
            try bed.settle()
            let item = try #require(try bed.openWork().first)
            bed.clock.advance(by: .seconds(60))
            try bed.observe(",,person1@example.org,,Sent")
            #expect(try bed.acts() == [.done: 3, .manual: 1])
            #expect(try bed.openWork().map(\.id) == [item.id])
            try bed.observe(",,person1@example.org,,Sent", ",,Person2+work@example.org,,Begun")
            #expect(try bed.acts() == [.done: 4])
            let closed = try #require(try bed.ledger.read { try $0.workItem(item.id) })
            #expect(closed.state == .done && closed.closedBy == "tester" && closed.closedAt == bed.clock.now)
            #expect(try bed.invitation(ids[0])?.standing.interval == StageInterval(.invited, .registered))
            #expect(try bed.invitation(ids[1])?.standing.low == .started)
            #expect(try bed.counts()[.available] == 1 && bed.counts().isConserved && bed.verifyAudit())
            let second = try bed.observe(",,person1@example.org,,Sent", ",,person2@example.org,,Begun")
            #expect(second.applied.isEmpty && second.waiting.isEmpty)
        }
    }

    @Test(
        "A retract whose answer was lost and that two whole snapshots show no more is done, and not asked for again",
        arguments: TestDatabase.all)
    func absentRetract(_ database: TestDatabase) throws {
        try database.withEngine(vendor: ScriptedVendor(idempotency: .bySnapshot)) { bed in
            try bed.supply(units: 3)
            let ids = try bed.invite(bed.request(2, from: "spring", channel: .vendorMail)).invitations
            try bed.settle()
            bed.vendor.fail(.replyLost)
            _ = try bed.follow("retract", [ids[0]])
            try bed.worker().runUntilIdle(bed.ledger)
            #expect(try bed.acts()[.unknown] == 1)
            for word in ["Sent", "Begun"] {
                bed.clock.advance(by: .seconds(1))
                try bed.observe("\(ids[1].text),,,spring,\(word)", isComplete: true)
            }
            #expect(try bed.acts() == [.done: 5])
            #expect(try bed.invitation(ids[0])?.standing.end == .retracted)
            #expect(try bed.counts()[.quarantined] == 1 && bed.counts().isConserved)
            try bed.settle()
            #expect(bed.vendor.calls.count { $0.hasPrefix("retract") } == 1)
        }
    }

    @Test(
        "A retract that waits in the work list is given up when the person has begun, and its unit counts as used",
        arguments: TestDatabase.all)
    func overtakenRetract(_ database: TestDatabase) throws {
        try database.withEngine(mode: .portal) { bed in
            try bed.supply(units: 3)
            let id = try bed.invite(bed.request(1, from: "spring", channel: .apply)).invitations[0]
            try bed.settle()
            try bed.observe(",NEW-1,person1@example.org,,Sent")
            _ = try bed.follow("retract", [id])
            try bed.settle()
            #expect(try bed.openWork().count == 1)
            try bed.observe(",NEW-1,person1@example.org,,Begun")
            #expect(try bed.openWork().isEmpty && bed.acts() == [.done: 1, .rejected: 1])
            #expect(try bed.counts()[.used] == 1 && bed.counts().isConserved)
            #expect(try bed.observe(",NEW-1,person1@example.org,,Begun").applied.isEmpty)
        }
    }

    @Test(
        "A link whose answer was lost is kept as the straight answer gives it: a link, and no code",
        arguments: TestDatabase.all)
    func lostLink(_ database: TestDatabase) throws {
        for fault in [nil, ScriptedVendor.Fault.replyLost] {
            try database.withEngine(vendor: ScriptedVendor(credential: .inviteLink)) { bed in
                try bed.supply(units: 3)
                if let fault { bed.vendor.fail(fault) }
                let id = try bed.invite(bed.request(1, from: "spring", channel: .ourMail)).invitations[0]
                try bed.settle()
                let link = "https://vendor.example.org/r/\(try #require(bed.vendor.code(of: id.text)))"
                let credential = try #require(try bed.invitation(id)?.credential)
                try bed.ledger.read { reader throws in
                    #expect(try reader.reveal([credential])[credential]?.link == Secret(link))
                    #expect(try reader.credentials([credential])[credential]?.kind == .inviteLink)
                }
                #expect(bed.mail.sent.first?.text.contains("redeem_link=\(link)") == true)
            }
        }
    }

    @Test(
        "An issue whose answer was lost and whose people the vendor shows as done: units count as used, nobody is invited again",
        arguments: TestDatabase.all)
    func lostAndDone(_ database: TestDatabase) throws {
        try database.withEngine(vendor: ScriptedVendor(idempotency: .bySnapshot)) { bed in
            try bed.supply(units: 3)
            bed.vendor.fail(.replyLost)
            let ids = try bed.invite(bed.request(2, from: "spring", channel: .vendorMail)).invitations
            try bed.worker().runUntilIdle(bed.ledger)
            #expect(try bed.acts() == [.unknown: 2, .waiting: 2])
            bed.clock.advance(by: .seconds(1))
            try bed.observe("\(ids[0].text),,,spring,Done", "\(ids[1].text),,,spring,Sent")
            try bed.settle()
            #expect(try bed.invitation(ids[0])?.standing.low == .completed)
            #expect(try bed.counts()[.used] == 1 && bed.counts()[.handedOut] == 1 && bed.counts().isConserved)
            // Whoever is done is not invited; the other one, of whom nobody knows whether a mail left, is.
            #expect(try bed.acts() == [.done: 3, .cancelled: 1])
            let given = try bed.ledger.read { try $0.intents(of: ids[0]) }.first { $0.verb == "distribute" }
            #expect(given?.state == .cancelled && given?.detail?.contains("has begun already") == true)
            #expect(bed.vendor.calls.count { $0.hasPrefix("distribute 1 ") } == 1)
        }
    }

    @Test("Nobody is sent anything once the invitation has ended", arguments: TestDatabase.all)
    func endedMeanwhile(_ database: TestDatabase) throws {
        try database.withEngine(vendor: ScriptedVendor(idempotency: .bySnapshot)) { bed in
            try bed.supply(units: 3)
            bed.vendor.fail(.replyLost)
            let id = try bed.invite(bed.request(1, from: "spring", channel: .ourMail)).invitations[0]
            try bed.worker().runUntilIdle(bed.ledger)
            let known = try #require(try bed.invitation(id))
            let now = bed.clock.now
            try bed.ledger.write { writer in
                var declined = known
                declined.standing = known.standing.observing(.end(.declined), asOf: now)
                try writer.save([declined])
            }
            bed.clock.advance(by: .seconds(1))
            try bed.observe("\(id.text),,,spring,Sent")
            try bed.settle()
            #expect(try bed.mail.sent.isEmpty && bed.acts() == [.done: 1, .cancelled: 1])
        }
    }

    @Test(
        "CB-15: a code that the vendor took back and gives out again is the next person's", arguments: TestDatabase.all)
    func givenOutAgain(_ database: TestDatabase) throws {
        try database.withEngine { bed in
            try bed.supply(units: 2)
            let first = try bed.invite(bed.request(1, from: "spring", channel: .vendorMail)).invitations[0]
            try bed.settle()
            _ = try bed.follow("retract", [first])
            try bed.settle()
            bed.vendor.state.withLock { $0.nextCode = 1 }
            var next = InviteRequest(supplies: ["spring"])
            next.people = [PersonDraft(address: "next@example.org")]
            next.channel = .vendorMail
            let second = try bed.invite(next).invitations[0]
            try bed.settle()
            #expect(try bed.code(of: second) == "CODE-1001" && bed.code(of: first) == nil)
            #expect(try bed.acts() == [.done: 5])
            #expect(try bed.counts()[.handedOut] == 1 && bed.counts()[.available] == 1 && bed.counts().isConserved)
        }
    }

    @Test(
        "CB-15: a code that somebody had begun with stays apart, also when it was taken back and the vendor shows it as free",
        arguments: TestDatabase.all)
    func begunAndTakenBack(_ database: TestDatabase) throws {
        try database.withEngine(mode: .portal) { bed in
            try bed.supply(units: 2)
            let id = try bed.invite(bed.request(1, from: "spring", channel: .ourMail)).invitations[0]
            try bed.settle()
            let code = try #require(try bed.code(of: id))
            func show(_ word: String) throws {
                bed.clock.advance(by: .seconds(60))
                try bed.observe(",\(code),,,\(word)")
            }
            try show("Begun")
            try show("Taken back")
            let told = try #require(try bed.open("retracted_at_vendor").first)
            _ = try Resolving(world: bed.world).resolve(
                told.id.text, .confirm, reason: nil, actor: "tester", in: bed.ledger)
            try show("Taken back")
            #expect(try bed.counts()[.quarantined] == 1 && bed.counts()[.available] == 1)
            try show("Free")
            try show("Free")
            #expect(try bed.counts()[.quarantined] == 1 && bed.counts()[.available] == 1)
            #expect(try bed.code(of: id) == code && bed.counts().isConserved)
        }
    }

    @Test(
        "A code that one record shows as free again and another with somebody is given to nobody, whichever is right",
        arguments: TestDatabase.all, ["person1@example.org", "other@example.org", ""])
    func freeAndWithSomebody(_ database: TestDatabase, _ address: String) throws {
        try database.withEngine(mode: .portal) { bed in
            try bed.supply(units: 1)
            let id = try bed.invite(bed.request(1, from: "spring", channel: .apply)).invitations[0]
            try bed.settle()
            try bed.observe(",NEW-1,person1@example.org,,Sent")
            let key = try #require(try bed.ledger.read { try $0.invitation(id)?.credential })
            for word in ["Sent", "Begun", "Begun"] {
                bed.clock.advance(by: .seconds(3600))
                try bed.observe("\(id.text),,,,Free", ",NEW-1,\(address),,\(word)")
                #expect(try bed.ledger.read { try $0.credentials([key])[key]?.state } != .available, "\(word)")
                #expect(try bed.counts()[.available] == 1 && bed.counts().isConserved, "\(word)")
            }
            #expect(try bed.invitation(id)?.standing.end == .retracted)
            #expect(try !bed.open("duplicate_at_vendor").isEmpty || !bed.open("unknown_at_gateway").isEmpty)
        }
    }
}
