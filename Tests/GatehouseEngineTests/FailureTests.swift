import GatehouseEngine
import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit
import GatehouseTesting
import Testing

@Suite("What may never happen, with everything failing")
struct FailureTests {
    @Test(
        "A lost answer is looked up: nobody gets a second code", arguments: TestDatabase.all,
        [VendorTraits.Idempotency.byKey, .byReference])
    func lostAnswer(_ database: TestDatabase, _ idempotency: VendorTraits.Idempotency) throws {
        try database.withEngine(vendor: ScriptedVendor(idempotency: idempotency)) { bed in
            try bed.supply(units: 5)
            bed.vendor.fail(.replyLost)
            try bed.invite(bed.request(3, from: "spring", channel: .ourMail))
            try bed.worker().runUntilIdle(bed.ledger)
            #expect(try bed.acts()[.unknown] == 3)
            #expect(try bed.counts()[.quarantined] == 3)
            #expect(try bed.counts().isConserved)
            try bed.settle()
            #expect(try bed.acts() == [.done: 6])
            #expect(bed.vendor.codesMade == 3 && bed.mail.sent.count == 3)
            let links = (1001...1003).map { Secret("https://vendor.example.org/r/CODE-\($0)") }
            #expect(Set(bed.mail.sent.compactMap(\.secrets.last)) == Set(links), "the links that the vendor gave")
        }
    }

    @Test(
        "CB-14: a code that was looked up without its link is not mailed with one that leads to another site, until somebody says where it is redeemed",
        arguments: TestDatabase.all)
    func leadsAway(_ database: TestDatabase) throws {
        let vendor = ScriptedVendor(linkBase: "https://my.vendor.example/ac/")
        try database.withEngine(vendor: vendor) { bed in
            try bed.supply(units: 5)
            var connection = bed.connection
            connection.settings["base_url"] = "http://127.0.0.1:8090/v1"
            let reached = connection
            try bed.ledger.write { try $0.save(reached) }
            vendor.lie { $0.hidesLink = true }
            vendor.fail(.replyLost)
            let receipt = try bed.invite(bed.request(1, from: "spring", channel: .ourMail))
            try bed.settle()
            #expect(bed.mail.sent.isEmpty)
            #expect(try bed.acts() == [.done: 1, .rejected: 1])
            let words = try bed.ledger.read { try $0.intents(of: receipt.invitations[0]).compactMap(\.detail).joined() }
            #expect(
                words.contains("my.vendor.example") && words.contains("127.0.0.1") && words.contains("--set redeem="))
        }
    }

    @Test("What never arrived is tried again; what is refused gives its unit back", arguments: TestDatabase.all)
    func unreachableAndRefused(_ database: TestDatabase) throws {
        try database.withEngine { bed in
            try bed.supply(units: 5)
            bed.vendor.fail(.unreachable, .throttled(.seconds(90)))
            let receipt = try bed.invite(bed.request(2, from: "spring", channel: .ourMail))
            bed.vendor.fail(.refuse(reference: receipt.invitations[1].text))
            try bed.settle()
            #expect(try bed.acts() == [.done: 2, .rejected: 1, .cancelled: 1])
            #expect(bed.mail.sent.count == 1)
            let counts = try bed.counts()
            #expect(counts.isConserved && counts[.available] == 4 && counts[.handedOut] == 1)
        }
    }

    @Test("An answer about somebody else stops the batch and becomes a case", arguments: TestDatabase.all)
    func echo(_ database: TestDatabase) throws {
        try database.withEngine { bed in
            try bed.supply(units: 5)
            bed.vendor.fail(.wrongAddress)
            try bed.invite(bed.request(1, from: "spring", channel: .ourMail))
            try bed.settle()
            #expect(try bed.acts() == [.needsPerson: 1, .waiting: 1])
            #expect(bed.mail.sent.isEmpty)
            let open = try bed.ledger.read { try $0.discrepancies(of: nil, state: .open) }
            #expect(open.map(\.kind) == ["echo_mismatch"])
            #expect(!open.contains { $0.theirs.contains("CODE-") })
        }
    }

    @Test(
        "An answer about somebody else: nothing more of its command is asked of that vendor until it is decided, then the rest goes on",
        arguments: TestDatabase.all)
    func echoOfOneOfMany(_ database: TestDatabase) throws {
        try database.withEngine { bed in
            try bed.supply()
            var second = try bed.supply("autumn")
            second.assessments = ["all-34"]
            let autumn = second
            try bed.ledger.write { try $0.save(autumn) }
            bed.vendor.fail(.wrongAddress)
            let receipt = try bed.invite(bed.request(2, from: "spring", "autumn", channel: .ourMail))
            try bed.settle()
            #expect(bed.vendor.codesMade == 2 && bed.mail.sent.isEmpty)
            #expect(try bed.acts() == [.needsPerson: 2, .ready: 2, .waiting: 4])
            let acts = try bed.ledger.read { try $0.intents(of: receipt.command) }
            let putOff = acts.filter { $0.state == .ready }
            #expect(putOff.allSatisfy { $0.attempts == 0 && $0.detail?.contains("'gatehouse task decisions'") == true })
            bed.clock.advance(by: .seconds(86_400))
            try bed.worker().runUntilIdle(bed.ledger)
            #expect(try bed.ledger.read { try $0.intents(of: receipt.command) } == acts, "nobody asks again and again")
            // What another command asks is not held back by it.
            var other = bed.request(3, from: "spring", channel: .ourMail)
            other.people.removeFirst(2)
            try bed.invite(other)
            try bed.worker().runUntilIdle(bed.ledger)
            #expect(bed.mail.sent.map(\.to.address) == ["person3@example.org"])
            for (number, act) in acts.filter({ $0.state == .needsPerson }).enumerated() {
                try bed.worker().runUntilIdle(bed.ledger)
                #expect(bed.vendor.codesMade == 3, "before decision \(number)")
                _ = try Deciding(world: bed.world).decide(
                    act.id, .dropped, reason: "the vendor lied", actor: "tester", in: bed.ledger)
            }
            try bed.worker().runUntilIdle(bed.ledger)
            #expect(bed.vendor.codesMade == 5 && bed.mail.sent.count == 3)
            #expect(try bed.acts() == [.done: 6, .rejected: 2, .cancelled: 2])
            #expect(try bed.counts().isConserved && bed.open("echo_mismatch").isEmpty)
        }
    }

    @Test("An answer of the wrong length is not believed, but looked up", arguments: TestDatabase.all)
    func wrongCount(_ database: TestDatabase) throws {
        try database.withEngine { bed in
            try bed.supply(units: 5)
            bed.vendor.fail(.oneAnswerTooFew)
            try bed.invite(bed.request(3, from: "spring", channel: .ourMail))
            try bed.settle()
            #expect(try bed.acts() == [.done: 6])
            #expect(bed.vendor.codesMade == 3)
        }
    }

    @Test(
        "A mail refused for good leaves the code with its person; one put off is sent once; a lost verdict is for a person",
        arguments: TestDatabase.all)
    func mail(_ database: TestDatabase) throws {
        try database.withEngine { bed in
            try bed.supply(units: 5)
            bed.mail.answer(
                "person1@example.org", .rejected(MailReply(code: 550, text: "no such user", step: .recipient)))
            bed.mail.answer("person2@example.org", .retry(MailReply(code: 451, text: "later", step: .recipient)))
            bed.mail.answer(
                "person3@example.org",
                .unknown(MailTrouble(code: "mail.lost", message: "the reply was lost.", step: .verdict)))
            try bed.invite(bed.request(4, from: "spring", channel: .ourMail))
            try bed.settle()
            #expect(try bed.acts() == [.done: 6, .rejected: 1, .needsPerson: 1])
            #expect(
                bed.mail.sent.map(\.to.address).sorted() == [
                    "person2@example.org", "person3@example.org", "person4@example.org",
                ])
            let states = try bed.ledger.read {
                try $0.deliveries(in: DeliveryState.allCases, after: nil, limit: 10).map(\.state)
            }
            #expect(Set(states) == [.refused, .accepted, .unknown])
            let lost = try bed.ledger.read { reader in
                try reader.rows(matching: InvitationSearch(), after: nil, limit: 9)
                    .flatMap { try reader.intents(of: $0.invitation.id) }.filter { $0.state == .needsPerson }
            }
            #expect(lost.map(\.detail) == ["delivery unknown: the reply was lost; not sent again by itself"])
        }
    }

    @Test(
        "A transaction that the database gives up and that runs again counts once in everything",
        arguments: TestDatabase.all)
    func repeated(_ database: TestDatabase) throws {
        try database.withEngine { bed in
            try bed.supply(units: 5)
            try bed.invite(bed.request(3, from: "spring", channel: .ourMail))
            let ledger = RepeatingLedger(bed.ledger)
            var steps: [Worker.Step] = []
            try bed.worker().runUntilIdle(ledger) { steps.append($0) }
            #expect(steps.map(\.verb) == ["issue", "distribute"])
            #expect(steps.map(\.acts) == [3, 3] && steps.map(\.states) == [[.done: 3], [.done: 3]])
            #expect(try bed.acts() == [.done: 6])
            #expect(bed.mail.sent.count == 3 && bed.vendor.codesMade == 3)
            #expect(try bed.counts()[.handedOut] == 3 && bed.counts().isConserved && bed.verifyAudit())
        }
    }

    /// Ends the process at the first write, then the second, … until the scenario passes untouched; after each end a new
    /// process goes on, and the outside must show exactly one code and at most one mail for everybody.
    @Test(
        "Killed at any step, a new process goes on: one code each, no mail twice, nothing lost",
        arguments: TestDatabase.all)
    func sweep(_ database: TestDatabase) throws {
        var writes = 0
        var isUntouched = false
        while !isUntouched {
            try database.withEngine { bed in
                try bed.supply(units: 5)
                let dying = DyingLedger(bed.ledger, writes: writes)
                do {
                    _ = try Recorder(world: bed.world).record(
                        .invite(bed.request(3, from: "spring", channel: .ourMail)), actor: "t", key: "k", in: dying)
                    try bed.worker().runUntilIdle(dying)
                    isUntouched = true
                } catch is DyingLedger.Death {}
                try goOn(bed)
                #expect(bed.vendor.codesMade == 3, "died at write \(writes)")
                let recipients = bed.mail.sent.map(\.to.address)
                #expect(Set(recipients).count == recipients.count, "died at write \(writes)")
                let acts = try bed.acts()
                let unknown = Int(acts[.needsPerson] ?? 0)
                #expect(recipients.count >= 3 - unknown && unknown <= 1, "died at write \(writes): \(acts)")
                #expect(acts.keys.allSatisfy { $0.isFinal || $0 == .needsPerson }, "died at write \(writes): \(acts)")
                #expect(try bed.counts().isConserved && bed.verifyAudit())
            }
            writes += 1
        }
        #expect(writes > 6)
    }

    /// What the next start does: repeats the command, frees the claims of the dead, and works.
    private func goOn(_ bed: EngineBed) throws {
        _ = try bed.invite(bed.request(3, from: "spring", channel: .ourMail), key: "k")
        let dead = try bed.ledger.read { try $0.claimingWorkers() }
        if !dead.isEmpty { try bed.ledger.write { try $0.abandonClaims(ofWorkers: dead) } }
        try bed.settle()
    }
}
