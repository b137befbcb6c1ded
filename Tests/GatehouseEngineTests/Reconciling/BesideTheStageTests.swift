import GatehouseEngine
import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit
import GatehouseReconciliation
import GatehouseTesting
import Testing

@Suite("Differences that the ledger's own data show")
struct BesideTheStageTests {
    private func invited(_ bed: EngineBed, _ count: Int = 1, channel: Channel = .vendorMail) throws -> [InvitationID] {
        try bed.supply(units: 5)
        let ids = try bed.invite(bed.request(count, from: "spring", channel: channel)).invitations
        try bed.settle()
        bed.clock.advance(by: .seconds(60))
        return ids
    }

    @Test(
        "already_invited_elsewhere: a second living invitation that came in from the vendor is a case; one that was wanted is none",
        arguments: TestDatabase.all)
    func doubles(_ database: TestDatabase) throws {
        try database.withEngine { bed in
            let id = try invited(bed)[0]
            try bed.supply("autumn", units: 5)
            let seen = "\(id.text),,,spring,Sent"
            try bed.observe(seen, ",NEW-7,person1@example.org,autumn,Sent", tick: .all)
            try #require(try bed.invitations().count == 2)
            try bed.observe(seen, ",NEW-7,person1@example.org,autumn,Sent")
            let found = try #require(try bed.open("already_invited_elsewhere").first)
            #expect(found.policy == "case" && found.ours.contains(id.text) && found.ours.contains("vendor"))
            let second = try #require(try bed.invitations().map(\.id).first { $0 != id })
            #expect(found.invitation == second)
            _ = try bed.follow("retract", [second])
            try bed.settle()
            bed.clock.advance(by: .seconds(60))
            let after = try bed.observe(seen, isComplete: true)
            #expect(!after.result.discrepancies.contains { $0.kind == .alreadyInvitedElsewhere })

            var wanted = bed.request(1, from: "autumn", channel: .ourMail)
            wanted.overrideReason = "the first one got lost"
            _ = try bed.invite(wanted)
            try bed.settle()
            #expect(try bed.open("already_invited_elsewhere").isEmpty)
            #expect(!(try bed.observe(seen).result.discrepancies.contains { $0.kind == .alreadyInvitedElsewhere }))
        }
    }

    @Test(
        "idle_unit: with what it is worth; its people are reminded where it is ticked by name, never by ticking everything",
        arguments: TestDatabase.all)
    func idle(_ database: TestDatabase) throws {
        try database.withEngine { bed in
            let ids = try invited(bed, 2)
            try bed.ledger.write { writer in
                var supply = try #require(try writer.supply(named: "spring"))
                supply.price = Money(minorUnits: 4990, currency: "EUR")
                try writer.save(supply)
            }
            let lines = ids.map { "\($0.text),,,spring,Sent" }
            #expect(try bed.observe(lines[0], lines[1]).result.discrepancies.isEmpty)
            bed.clock.advance(by: .seconds(30 * 86_400))
            let all = try bed.observe(lines[0], lines[1], tick: .all)
            #expect(
                all.result.discrepancies.map(\.kind) == [.idleUnit] && all.applied.isEmpty && all.waiting.count == 2)
            #expect(try bed.open("idle_unit").first?.theirs == "99.80 EUR lie idle")
            let ticked = try bed.observe(lines[0], lines[1], tick: .only(["idle_unit"]))
            #expect(ticked.applied.count == 2 && ticked.waiting.isEmpty)
            try bed.settle()
            #expect(try bed.invitation(ids[0])?.remindersSent == 1 && bed.invitation(ids[1])?.remindersSent == 1)
            bed.clock.advance(by: .seconds(60))
            #expect(try bed.observe(lines[0], lines[1]).result.discrepancies.isEmpty)
            #expect(try bed.open("idle_unit").isEmpty)
        }
    }

    @Test("delivery_failed: mail that came back is a case, nobody is reminded there, and a mended address ends it")
    func deliveries() throws {
        try TestDatabase.sqlite.withEngine { bed in
            bed.mail.answer(
                "person1@example.org", .rejected(MailReply(code: 550, text: "no such user", step: .recipient)))
            let id = try invited(bed, channel: .ourMail)[0]
            let deliveries = try bed.ledger.read { try $0.deliveries(of: id) }
            try #require(deliveries.last?.state == .refused)
            let outcome = try bed.observe("\(id.text),,,spring,Reserved")
            #expect(outcome.result.discrepancies.contains { $0.kind == .deliveryFailed && $0.policy == .case })
            #expect(try bed.open("delivery_failed").first?.invitation == id)
            try bed.ledger.write { writer in
                var person = try #require(try writer.people(atAddresses: ["person1@example.org"]).values.first)
                person.addresses.insert(
                    EmailAddress(stored: "new@example.org", address: "new@example.org", folded: "new@example.org"),
                    at: 0)
                try writer.save(person)
            }
            #expect(
                !(try bed.observe("\(id.text),,,spring,Reserved").result.discrepancies.contains {
                    $0.kind == .deliveryFailed
                }))
        }
    }

    @Test("access_lost: a vendor that lets us see nothing is told until it shows something again")
    func access() throws {
        try TestDatabase.sqlite.withEngine { bed in
            let reconciling = Reconciling(world: bed.world)
            let refused = ProviderError(.notAllowed, effect: .none, message: "the token is not valid any more")
            try reconciling.note(refused, of: bed.connection, in: bed.ledger)
            bed.clock.advance(by: .seconds(60))
            try reconciling.note(refused, of: bed.connection, in: bed.ledger)
            let found = try bed.open("access_lost")
            #expect(found.count == 1 && found[0].policy == "hold" && found[0].severity == "high")
            #expect(found[0].lastSeen == bed.clock.now && found[0].firstSeen < bed.clock.now)
            // A vendor that cannot be reached has taken nothing from us.
            try reconciling.note(
                ProviderError(.unreachable, effect: .none, message: "no answer"), of: bed.connection, in: bed.ledger)
            try bed.supply(units: 1)
            try bed.observe(",,person9@example.org,spring,Nonsense")
            #expect(try bed.open("access_lost").isEmpty)
        }
    }

    @Test(
        "Reminders of the vendor's own count against the person's; a language that was ordered goes into the work list once"
    )
    func drifts() throws {
        try TestDatabase.sqlite.withEngine { bed in
            let id = try invited(bed)[0]
            try bed.observe(id, "Sent", ["reminders": "2"])
            #expect(try bed.invitation(id)?.remindersSent == 2)
            #expect(try bed.observe(id, "Sent", ["reminders": "1"]).result.discrepancies.isEmpty)
            let ordered = try #require(try bed.invitation(id)?.language)
            let drift = try bed.observe(id, "Sent", ["language": "fr"], tick: .all)
            #expect(drift.result.discrepancies.map(\.kind) == [.attributeDrift] && drift.applied.count == 1)
            #expect(try bed.openWork().map(\.title) == ["\(id.text): set the language to \(ordered)"])
            let again = try bed.observe(id, "Sent", ["language": "fr"], tick: .all)
            #expect(again.applied.isEmpty && again.waiting.isEmpty)
            #expect(try bed.openWork().count == 1 && bed.open("attribute_drift").count == 1)
            #expect(try bed.observe(id, "Sent", ["language": ordered.uppercased()]).result.discrepancies.isEmpty)
            #expect(try bed.open("attribute_drift").isEmpty)
        }
    }

    @Test("report_missing: a completed one that the vendor says has no report yet is a case after three days")
    func reports() throws {
        try TestDatabase.sqlite.withEngine { bed in
            let id = try invited(bed)[0]
            try bed.observe(id, "Done")
            #expect(try bed.observe(id, "Done", ["report": "Pending"]).result.discrepancies.map(\.policy) == [.wait])
            bed.clock.advance(by: .seconds(3 * 86_400))
            #expect(try bed.observe(id, "Done", ["report": "Pending"]).result.discrepancies.map(\.policy) == [.case])
            #expect(try bed.observe(id, "Done", ["report": "ready"]).result.discrepancies.isEmpty)
        }
    }

    @Test(
        "address_changed: the new address of an account is linked and mail goes where it went; somebody else's is a collision"
    )
    func moves() throws {
        try TestDatabase.sqlite.withEngine { bed in
            let ids = try invited(bed, 2)
            let account = try #require(try bed.invitation(ids[0])?.vendorID)
            try bed.observe(ids[0], "Begun", vendorID: account, address: "person1@example.org")
            bed.clock.advance(by: .seconds(60))
            try bed.observe(ids[0], "Begun", vendorID: account, address: "moved@example.org")
            let person = try #require(
                try bed.ledger.read { try $0.people(atAddresses: ["person1@example.org"]) }.values.first)
            #expect(person.addresses.map(\.address) == ["person1@example.org", "moved@example.org"])
            #expect(
                !(try bed.observe(ids[0], "Begun", vendorID: account, address: "moved@example.org").result.discrepancies
                    .contains { $0.kind == .addressChanged }))
            try bed.observe(ids[0], "Begun", vendorID: account, address: "person2@example.org")
            let found = try #require(try bed.open("identity_collision").first)
            #expect(found.policy == "case" && found.severity == "high")
            let same = try #require(
                try bed.ledger.read { try $0.people(atAddresses: ["person1@example.org"]) }.values.first)
            #expect(same.addresses.count == 2)
        }
    }

    private func report(_ name: String, available: Int64, total: Int64) -> SupplyReport {
        SupplyReport(
            vendorID: "v-\(name)", name: name, usage: .single, category: "strengths", assessments: ["top-5"],
            purchased: total, counters: ["Available": available])
    }

    @Test(
        "A supply whose counters contradict each other is frozen by the run that sees it, and stays so until its case is settled"
    )
    func freezing() throws {
        try TestDatabase.sqlite.withEngine { bed in
            try bed.supply(units: 5)
            try bed.observe(counters: [report("spring", available: 4, total: 5)])
            let found = try #require(try bed.open("conservation_violated").first)
            let refused = #expect(throws: EngineError.self) {
                try bed.invite(bed.request(1, from: "spring", channel: .ourMail))
            }
            #expect(refused?.message.contains("conservation_violated") == true)
            bed.clock.advance(by: .seconds(60))
            try bed.observe(counters: [report("spring", available: 5, total: 5)])
            #expect(try bed.open("conservation_violated").map(\.id) == [found.id])
            #expect(try bed.ledger.read { try $0.supply(named: "spring") }?.frozenBecause != nil)
            _ = try Resolving(world: bed.world).resolve(
                found.id.text, .settle, reason: "counted anew", actor: "ada", in: bed.ledger)
            #expect(try bed.observe(counters: [report("spring", available: 5, total: 5)]).result.discrepancies.isEmpty)
            #expect(try bed.invite(bed.request(1, from: "spring", channel: .ourMail)).invitations.count == 1)
        }
    }

    @Test("transfer_unpaired: what the ledger moved between two supplies and the vendor shows at one of them only")
    func transfers() throws {
        try TestDatabase.sqlite.withEngine { bed in
            let (spring, autumn) = (try bed.supply(units: 5), try bed.supply("autumn", units: 5))
            let now = bed.clock.now
            try bed.ledger.write {
                try $0.moveFreeUnits(2, from: spring.id, to: autumn.id, at: now, reason: "transfer")
            }
            bed.clock.advance(by: .seconds(60))
            let half = [report("spring", available: 3, total: 3), report("autumn", available: 5, total: 5)]
            let first = try bed.observe(counters: half)
            #expect(first.result.discrepancies.map(\.kind) == [.transferUnpaired])
            #expect(first.result.discrepancies[0].subject == .supply("v-autumn"))
            let whole = [report("spring", available: 3, total: 3), report("autumn", available: 7, total: 7)]
            #expect(try bed.observe(counters: whole).result.discrepancies.isEmpty)
            #expect(try bed.open("transfer_unpaired").isEmpty)
        }
    }

    @Test("An unknown outcome is looked up after 30 s, 5 m and 1 h, then daily five times, then a person decides")
    func lookUps() throws {
        try TestDatabase.sqlite.withEngine(vendor: ScriptedVendor(idempotency: .bySnapshot)) { bed in
            try bed.supply(units: 3)
            // What was tried before it was lost does not shorten the waiting.
            bed.vendor.fail(.unreachable, .replyLost)
            let id = try bed.invite(bed.request(1, from: "spring", channel: .vendorMail)).invitations[0]
            try bed.worker().runUntilIdle(bed.ledger)
            let due = try #require(try bed.ledger.read { try $0.nextDue() })
            bed.clock.advance(by: due.since(bed.clock.now))
            try bed.worker().runUntilIdle(bed.ledger)
            var waits: [Duration] = []
            while try bed.acts()[.unknown] == 1 {
                let next = try #require(try bed.ledger.read { try $0.nextDue() })
                waits.append(next.since(bed.clock.now))
                bed.clock.advance(by: next.since(bed.clock.now))
                try bed.worker().runUntilIdle(bed.ledger)
            }
            #expect(
                waits == [.seconds(30), .seconds(300), .seconds(3600)] + Array(repeating: .seconds(86_400), count: 5))
            #expect(try bed.acts()[.needsPerson] == 1 && bed.vendor.codesMade == 1)
            #expect(bed.vendor.calls.count { $0.hasPrefix("issue") } == 2)
            let outcome = try bed.observe(isComplete: true)
            let open = try #require(outcome.result.discrepancies.first { $0.subject == .invitation(id) })
            #expect(open.kind == .outcomeOpen && open.policy == .case && outcome.applied.isEmpty)
            #expect(try bed.counts()[.quarantined] == 1)
        }
    }

    @Test(
        "Policies: a connection's own wish goes before the workspace's, and what may not be loosened is refused by name"
    )
    func policies() throws {
        let book = try PolicyBook(
            parsing: "vendor_ahead=plan, keys/vendor_ahead=case , keys/idle_unit=hold", PolicyTable())
        #expect(book.table(of: "codes").policy(of: .vendorAhead, wasOpen: false) == .plan)
        #expect(book.table(of: "keys").policy(of: .vendorAhead, wasOpen: false) == .case)
        #expect(
            book.source(of: .idleUnit, for: "keys") == "connection"
                && book.source(of: .idleUnit, for: "codes") == "default")
        for wrong in [
            "recipient_mismatch=auto", "count_surplus=auto", "nothing=auto", "vendor_ahead=soon", "vendor_ahead",
        ] {
            #expect(throws: EngineError.self, "\(wrong)") { try PolicyBook(parsing: wrong, PolicyTable()) }
        }
        let refused = #expect(throws: EngineError.self) {
            try PolicyBook(parsing: "recipient_mismatch=auto", PolicyTable())
        }
        #expect(refused?.message.contains("one person's data") == true)
    }
}
