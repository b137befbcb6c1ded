import GatehouseEngine
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit
import GatehouseReconciliation
import GatehouseTesting
import Testing

/// What a vendor shows of a code says nothing about our own mail with it; and what a case stands against is not sent.
@Suite("Our own mail, and what the vendor shows meanwhile")
struct OurMailAndTheVendorTests {
    /// Whose code, and what the vendor's list says of it.
    private func line(_ code: String, _ word: String, _ address: String = "") -> String {
        ",\(code),\(address),spring,\(word)"
    }

    @Test(
        "A mail of which nobody knows is neither taken for sent nor sent again because of what the vendor's lists show",
        arguments: TestDatabase.all, [["Free", "Free"], ["Sent", "Sent"], ["", ""]])
    func lostVerdict(_ database: TestDatabase, words: [String]) throws {
        try database.withEngine(mode: .portal) { bed in
            try bed.supply(units: 5)
            bed.mail.answer(
                "person1@example.org",
                .unknown(MailTrouble(code: "mail.lost", message: "the reply was lost", step: .verdict)))
            let ids = try bed.invite(bed.request(2, from: "spring", channel: .ourMail)).invitations
            try bed.settle()
            #expect(bed.mail.sent.count == 2)
            let codes = try ids.map { try bed.code(of: $0) ?? "" }
            for word in words {
                bed.clock.advance(by: .seconds(86_400))
                let lines = [line(codes[1], "Sent")] + (word.isEmpty ? [] : [line(codes[0], word)])
                _ = try bed.observe(lines[0], lines.last ?? "", isComplete: true)
                try bed.settle()
            }
            #expect(bed.mail.sent.count == 2, "nothing is sent again")
            let waiting = try bed.ledger.read { try Deciding.waiting(in: $0, limit: 10) }
            #expect(waiting.map(\.invitation) == [ids[0]], "a person decides")
            bed.clock.advance(by: .seconds(86_400))
            _ = try bed.observe(line(codes[1], "Sent"), line(codes[0], "Begun"), isComplete: true)
            #expect(try bed.ledger.read { try Deciding.waiting(in: $0, limit: 10) }.isEmpty, "who has begun had it")
        }
    }

    @Test(
        "What was issued and is held back goes out once it is distributed, whatever the vendor calls it",
        arguments: Mode.allCases)
    func issuedThenDistributed(_ mode: Mode) throws {
        try TestDatabase.sqlite.withEngine(mode: mode) { bed in
            try bed.supply(units: 5)
            var request = bed.request(1, from: "spring", channel: .ourMail)
            request.issueOnly = true
            let id = try bed.invite(request).invitations[0]
            try bed.settle()
            bed.clock.advance(by: .seconds(86_400))
            _ = try bed.observe(line(try bed.code(of: id) ?? "", "Sent"), isComplete: true)
            #expect(try bed.invitation(id)?.standing.interval == StageInterval(.reserved, .registered))
            #expect(try bed.counts()[.reserved] == 1 && bed.mail.sent.isEmpty)
            _ = try bed.follow("distribute", [id])
            try bed.settle()
            #expect(bed.mail.sent.map(\.to.address) == ["person1@example.org"])
            #expect(try bed.invitation(id)?.standing.low == .invited)
        }
    }

    @Test(
        "What the vendor shows with somebody else is not mailed, not reminded and not shown before the case is decided",
        arguments: TestDatabase.all)
    func heldBack(_ database: TestDatabase) throws {
        try database.withEngine(mode: .portal) { bed in
            try bed.supply(units: 5)
            bed.mail.answer("person1@example.org", .retry(MailReply(code: 451, text: "later", step: .recipient)))
            let ids = try bed.invite(bed.request(2, from: "spring", channel: .ourMail)).invitations
            try bed.worker().runUntilIdle(bed.ledger)
            let codes = try ids.map { try bed.code(of: $0) ?? "" }
            #expect(bed.mail.sent.map(\.to.address) == ["person2@example.org"])
            _ = try bed.observe(
                line(codes[0], "Sent", "other@example.org"), line(codes[1], "Begun", "other2@example.org"))
            #expect(try bed.open("recipient_mismatch").count == 2)

            try bed.settle()
            #expect(bed.mail.sent.count == 1, "the mail that waited did not leave")
            let waiting = try bed.ledger.read { try Deciding.waiting(in: $0, limit: 10) }
            #expect(waiting.map(\.outcomeCode) == ["held_back"])
            let refused = try bed.ledger.read {
                try Planner(world: bed.world).plan(
                    FollowUpRequest(verb: "remind", invitations: [ids[1]]), actor: "tester", in: $0)
            }
            #expect(refused.items == 0 && refused.skipped.map(\.code) == ["held_back"])
            let view = try bed.ledger.read {
                try Planner(world: bed.world).views(matching: InvitationSearch(), after: nil, limit: 10, in: $0)
            }
            #expect(view.allSatisfy { $0.heldBack != nil && !$0.mayDo.contains(.remind) })
            let person = try #require(try bed.invitation(ids[1])?.person)
            #expect(try Revealing(world: bed.world).credentials(of: person, actor: "tester", in: bed.ledger).isEmpty)

            // A person has looked: it was his all the same.
            for open in try bed.open("recipient_mismatch") {
                _ = try Resolving(world: bed.world).resolve(
                    open.id.text, .ignore, reason: "the same person", actor: "tester", in: bed.ledger)
            }
            _ = try Deciding(world: bed.world).decide(
                waiting[0].id, .again, reason: "it is his", actor: "tester", in: bed.ledger)
            try bed.settle()
            #expect(bed.mail.sent.map(\.to.address) == ["person2@example.org", "person1@example.org"])
            #expect(try Revealing(world: bed.world).credentials(of: person, actor: "tester", in: bed.ledger).count == 1)
        }
    }

    @Test(
        "CB-1: a free code that the vendor shows with somebody else is given to nobody, before anybody ticks anything",
        arguments: TestDatabase.all)
    func usedElsewhere(_ database: TestDatabase) throws {
        try database.withEngine(mode: .portal) { bed in
            try bed.supply(units: 3)
            _ = try bed.observe(
                line("POOL-10001", "Done", "other@example.org"), line("POOL-10002", "Sent", "other2@example.org"))
            #expect(try bed.counts()[.quarantined] == 2 && bed.counts()[.available] == 1)
            #expect(try bed.open("unknown_at_gateway").count == 2)
            let ids = try bed.invite(bed.request(1, from: "spring", channel: .ourMail)).invitations
            #expect(try bed.code(of: ids[0]) == "POOL-10003")
            #expect(throws: EngineError.self) {
                var request = InviteRequest(supplies: ["spring"])
                request.people = [PersonDraft(address: "late@example.org")]
                try bed.invite(request)
            }
            // Ticked, they are entered with the codes that were set apart.
            bed.clock.advance(by: .seconds(60))
            _ = try bed.observe(
                line("POOL-10001", "Done", "other@example.org"), line("POOL-10002", "Sent", "other2@example.org"),
                tick: .all)
            #expect(try bed.counts().states == [.used: 1, .handedOut: 1, .reserved: 1])
        }
    }
}
