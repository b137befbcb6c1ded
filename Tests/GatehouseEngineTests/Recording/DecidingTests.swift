import GatehouseEngine
import GatehouseLedger
import GatehouseModel
import GatehouseTesting
import Testing

@Suite("What nobody can look up, a person decides")
struct DecidingTests {
    /// One person whose mail may have arrived.
    private func lostMail(_ database: TestDatabase, _ body: (EngineBed, Intent) throws -> Void) throws {
        try database.withEngine { bed in
            try bed.supply(units: 3)
            bed.mail.answer(
                "person1@example.org",
                .unknown(MailTrouble(code: "mail.lost", message: "the reply was lost", step: .verdict)))
            try bed.invite(bed.request(1, from: "spring", channel: .ourMail))
            try bed.settle()
            let waiting = try undecided(bed)
            #expect(waiting.map(\.verb) == ["distribute"] && waiting.map(\.state) == [.needsPerson])
            try body(bed, try #require(waiting.first))
            #expect(try bed.counts().isConserved && bed.verifyAudit())
            #expect(try undecided(bed).isEmpty)
        }
    }

    private func undecided(_ bed: EngineBed) throws -> [Intent] {
        try bed.ledger.read { try Deciding.waiting(in: $0, limit: 10) }
    }

    private func decide(_ act: Intent, _ verdict: Deciding.Verdict, _ bed: EngineBed) throws -> Intent {
        let settled = try Deciding(world: bed.world).decide(
            act.id, verdict, reason: "she said so", actor: "tester", in: bed.ledger)
        try bed.settle()
        return settled
    }

    private func delivery(_ bed: EngineBed) throws -> Delivery? {
        try bed.ledger.read { try $0.deliveries(in: DeliveryState.allCases, after: nil, limit: 10) }.first
    }

    @Test(
        "A mail that arrived after all is done: its person counts as invited, nothing is sent",
        arguments: TestDatabase.all)
    func arrived(_ database: TestDatabase) throws {
        try lostMail(database) { bed, act throws in
            #expect(try bed.invitations().first?.standing.interval == StageInterval(exactly: .reserved))
            #expect(try decide(act, .happened, bed).state == .done)
            #expect(try bed.invitations().first?.standing.interval == StageInterval(exactly: .invited))
            #expect(try delivery(bed)?.state == .accepted && delivery(bed)?.reply == "decided: she said so")
            #expect(try bed.counts()[.handedOut] == 1)
            #expect(bed.mail.sent.count == 1)
        }
    }

    @Test(
        "A mail that never arrived is sent again, under its own Message-ID, with the same code",
        arguments: TestDatabase.all)
    func sentAgain(_ database: TestDatabase) throws {
        try lostMail(database) { bed, act throws in
            bed.mail.answer("person1@example.org", .accepted(MailReply(code: 250, text: "ok", step: .verdict)))
            #expect(try decide(act, .again, bed).state == .ready)
            #expect(try bed.acts() == [.done: 2])
            #expect(bed.mail.sent.count == 2 && Set(bed.mail.sent.map(\.messageID)).count == 1)
            #expect(bed.vendor.codesMade == 1 && Set(bed.mail.sent.map(\.text)).count == 1)
            #expect(try delivery(bed)?.state == .accepted)
        }
    }

    @Test(
        "An issue that was done, as a person knows, brings no code: nothing is sent without it, and the plan says what brings it",
        arguments: TestDatabase.all)
    func withoutItsCode(_ database: TestDatabase) throws {
        try database.withEngine { bed in
            try bed.supply(units: 3)
            bed.vendor.fail(.wrongAddress)
            let id = try bed.invite(bed.request(1, from: "spring", channel: .ourMail)).invitations[0]
            try bed.settle()
            let issue = try #require(try undecided(bed).first)
            let decided = try decide(issue, .happened, bed)
            #expect(decided.state == .done && decided.detail?.contains("reconcile vendor") == true)
            #expect(bed.mail.sent.isEmpty)
            let sending = try bed.ledger.read { try $0.intents(of: id) }.first { $0.verb == "distribute" }
            #expect(sending?.state == .rejected && sending?.detail?.contains("its code is not known yet") == true)
            let plan = try bed.ledger.read {
                try Planner(world: bed.world).plan(
                    FollowUpRequest(verb: "distribute", invitations: [id]), actor: "tester", in: $0)
            }
            #expect(plan.items == 0 && plan.skipped.map(\.code) == ["not_known"])
            // A run brings the code, and then it is sent.
            let code = try #require(bed.vendor.code(of: id.text))
            bed.clock.advance(by: .seconds(60))
            _ = try bed.observe("\(id.text),\(code),,spring,Sent", tick: .all)
            #expect(try bed.code(of: id) == code)
            _ = try bed.follow("distribute", [id])
            try bed.settle()
            #expect(bed.mail.sent.map(\.to.address) == ["person1@example.org"])
        }
    }

    @Test("What is to be done again is due at once, not when a machine would have tried", arguments: TestDatabase.all)
    func dueAtOnce(_ database: TestDatabase) throws {
        try lostMail(database) { bed, act throws in
            bed.mail.answer("person1@example.org", .accepted(MailReply(code: 250, text: "ok", step: .verdict)))
            let settled = try Deciding(world: bed.world).decide(
                act.id, .again, reason: "she said so", actor: "tester", in: bed.ledger)
            #expect(settled.state == .ready && settled.dueAt == bed.clock.now)
            // The clock stands.
            try bed.worker().runUntilIdle(bed.ledger)
            #expect(try bed.acts() == [.done: 2])
        }
    }

    @Test(
        "A mail that is not to be sent any more leaves the code with its person, who can get it another way",
        arguments: TestDatabase.all)
    func dropped(_ database: TestDatabase) throws {
        try lostMail(database) { bed, act throws in
            #expect(try decide(act, .dropped, bed).state == .rejected)
            #expect(try delivery(bed)?.state == .cancelled && bed.counts()[.reserved] == 1)
            #expect(throws: EngineError.self) { try decide(act, .happened, bed) }
            let id = try #require(try bed.invitations().first?.id)
            var request = FollowUpRequest(verb: "distribute", invitations: [id])
            request.channel = .link
            _ = try Recorder(world: bed.world).record(.followUp(request), actor: "tester", in: bed.ledger)
            try bed.settle()
            #expect(try bed.counts()[.handedOut] == 1 && bed.mail.sent.count == 1)
        }
    }

    @Test(
        "An answer about somebody else: dropped, its unit is free and its case closed; nobody was sent anything",
        arguments: TestDatabase.all)
    func lyingVendor(_ database: TestDatabase) throws {
        try database.withEngine { bed in
            try bed.supply(units: 3)
            bed.vendor.fail(.wrongAddress)
            try bed.invite(bed.request(1, from: "spring", channel: .ourMail))
            try bed.settle()
            let act = try #require(try undecided(bed).first)
            #expect(try bed.open("echo_mismatch").count == 1 && bed.counts()[.quarantined] == 1)
            #expect(try decide(act, .dropped, bed).state == .rejected)
            #expect(try bed.open("echo_mismatch").isEmpty && bed.counts()[.available] == 3)
            #expect(try bed.acts() == [.rejected: 1, .cancelled: 1] && bed.mail.sent.isEmpty)
            #expect(try bed.counts().isConserved && bed.verifyAudit())
        }
    }

    @Test("Only what waits for a word can be decided", arguments: TestDatabase.all)
    func nothingToDecide(_ database: TestDatabase) throws {
        try database.withEngine { bed in
            try bed.supply(units: 3)
            let receipt = try bed.invite(bed.request(1, from: "spring", channel: .ourMail))
            try bed.settle()
            let acts = try bed.ledger.read { try $0.intents(of: receipt.command) }
            for verdict in Deciding.Verdict.allCases {
                #expect(throws: EngineError.self) { try decide(acts[0], verdict, bed) }
            }
            #expect(try bed.acts() == [.done: 2] && bed.mail.sent.count == 1)
        }
    }
}
