import GatehouseEngine
import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit
import GatehouseReconciliation
import GatehouseTesting
import Testing

@Suite("What a vendor says beyond what it was asked")
struct HostileAnswerTests {
    /// Somebody else's invitation, of another connection of the same workspace.
    private func foreign(_ bed: EngineBed) throws -> Invitation {
        let other = Connection(
            id: ConnectionID(unique: "c2"), name: "other", provider: "scripted", mode: "api", settings: [:])
        let supply = Supply(
            id: SupplyID(unique: "theirs"), connection: other.id, name: "theirs", vendorID: "v-theirs",
            usage: .personal,
            category: "strengths", stock: .unmetered, assessments: ["top-5"])
        let now = bed.clock.now
        let invitation = Invitation(
            id: bed.world.chance.id(at: now), person: nil, connection: other.id, supply: supply.id,
            channel: .vendorMail,
            assessments: ["top-5"], standing: Standing(.stages(.invited, .invited), asOf: now), createdAt: now,
            lastWriteAt: now)
        try bed.ledger.write { writer in
            try writer.save(other)
            try writer.save(supply)
            try writer.addInvitations([invitation], fromVendor: supply.id)
        }
        return invitation
    }

    private func record(
        _ reference: String?, supply: String? = "v-spring", code: String? = nil, word: String = "Done", _ bed: EngineBed
    ) -> ObservedRecord {
        ObservedRecord(
            reference: reference, credential: code.map { Secret($0) }, supply: supply, word: word, asOf: bed.clock.now,
            source: .request(id: "r"))
    }

    private func differences(_ bed: EngineBed, _ kind: String) throws -> [DiscrepancyRecord] {
        try bed.ledger.read { try $0.discrepancies(of: bed.connection.id, state: .open) }.filter { $0.kind == kind }
    }

    private func run(_ bed: EngineBed) throws -> Reconciling.Outcome {
        let seen = try Observations.pull(bed.connection, world: bed.world)
        return try Reconciling(world: bed.world).run(seen, tick: .all, actor: "tester", in: bed.ledger)
    }

    @Test(
        "Links that a snapshot crosses between two people are cases of privacy: neither is mailed, and everybody keeps the own one",
        arguments: TestDatabase.all, [false, true])
    func crossedLinks(_ database: TestDatabase, isLinkAlone: Bool) throws {
        try database.withEngine(vendor: ScriptedVendor(credential: .inviteLink)) { bed in
            try bed.supply(units: 10)
            let ids = try bed.invite(bed.request(3, from: "spring", channel: .ourMail)).invitations
            try bed.settle()
            bed.clock.advance(by: .seconds(60))
            #expect(try run(bed).result.discrepancies.isEmpty)
            let links = try ids.map { try bed.code(of: $0) }
            let (first, second) = (ids[0].text, ids[1].text)
            bed.vendor.lie { $0.crossed = [first: second, second: first] }
            if isLinkAlone { bed.vendor.lie { $0.showsLinkAlone = true } }
            _ = try run(bed)
            let found = try differences(bed, "recipient_mismatch")
            #expect(found.count == 2 && Set(found.compactMap(\.invitation)) == Set(ids.prefix(2)))
            #expect(
                found.allSatisfy { $0.severity == "high" && $0.policy == "case" && !"\($0)".contains("vendor.example") }
            )
            #expect(try ids.map { try bed.code(of: $0) } == links)
            let request = FollowUpRequest(verb: "remind", invitations: Array(ids.prefix(2)))
            let plan = try bed.ledger.read {
                try Planner(world: bed.world).plan(request, actor: "tester", in: $0)
            }
            #expect(plan.items == 0 && plan.skipped.allSatisfy { $0.reason.contains("held back") }, "\(plan.skipped)")
            // One link on two records is no less a case for whom it is not.
            bed.vendor.lie { $0.crossed = [first: second] }
            _ = try run(bed)
            #expect(try differences(bed, "recipient_mismatch").contains { $0.invitation == ids[0] })
            // The vendor is right again: nothing is left of it.
            bed.vendor.lie { $0.crossed = [:] }
            _ = try run(bed)
            #expect(try differences(bed, "recipient_mismatch").isEmpty)
        }
    }

    @Test(
        "A snapshot's record of another connection's invitation, another supply or another code is left out and kept as a difference",
        arguments: TestDatabase.all)
    func snapshot(_ database: TestDatabase) throws {
        try database.withEngine { bed in
            try bed.supply(units: 10)
            let mine = try bed.invite(bed.request(1, from: "spring", channel: .ourMail)).invitations[0]
            try bed.settle()
            let theirs = try foreign(bed)
            let before = try #require(try bed.ledger.read { try $0.invitation(theirs.id) })
            let records = [
                record(theirs.id.text, bed), record(mine.text, supply: "v-nobody-knows", bed),
                record(mine.text, code: "NEVER-GIVEN-1", bed),
            ]
            bed.vendor.lie { $0.records = records }
            let outcome = try run(bed)
            #expect(outcome.run.records == 4 && outcome.run.setAside == 2 && outcome.foreign == 2)
            #expect(outcome.agreement != .agrees)
            #expect(try bed.ledger.read { try $0.invitation(theirs.id) } == before)
            let own = try #require(try bed.ledger.read { try $0.invitation(mine) })
            #expect(own.standing.interval == StageInterval(exactly: .invited), "\(own.standing)")
            let kept = try differences(bed, "foreign_record")
            #expect(kept.count == 2, "\(kept)")
            // The right record and one with another code, of one reference: one intent, carried out twice.
            #expect(try differences(bed, "duplicate_at_vendor").count == 1)
            #expect(kept.contains { $0.theirs.contains("another connection") })
            #expect(kept.allSatisfy { !$0.theirs.contains("NEVER-GIVEN-1") && $0.severity == "high" })
            // Nothing is concluded from what such an interface does not show, and once it is honest again they are gone.
            bed.vendor.lie { $0.records = [] }
            _ = try run(bed)
            #expect(try differences(bed, "foreign_record").isEmpty)
        }
    }

    @Test(
        "A reference that this ledger never gave enters nobody and moves no unit, whatever it looks like",
        arguments: TestDatabase.all)
    func neverGiven(_ database: TestDatabase) throws {
        try database.withEngine { bed in
            try bed.supply(units: 10)
            let counts = try bed.counts()
            bed.vendor.lie {
                $0.records = ["inv_foreign", "inv_01hzzzzzzzzzzzzzzzzzzzzzzz", "foreign"].enumerated().map {
                    place, id in
                    ObservedRecord(
                        reference: id, address: "x\(place)@example.org", supply: "v-spring", word: "Done",
                        asOf: bed.clock.now, source: .request(id: "r"))
                }
            }
            let seen = try Observations.pull(bed.connection, world: bed.world)
            let outcome = try Reconciling(world: bed.world).run(seen, actor: "tester", in: bed.ledger)
            #expect(outcome.applied.isEmpty && outcome.waiting.count == 3)
            #expect(try bed.invitations().isEmpty && bed.counts() == counts)
            let kept = try differences(bed, "unknown_at_gateway")
            #expect(kept.count == 3 && kept.allSatisfy { $0.policy == "plan" && $0.proposal.contains("never gave") })
        }
    }

    @Test(
        "A time that has not come yet is held to the time of hearing, told, and outranks nothing that is true later",
        arguments: TestDatabase.all)
    func future(_ database: TestDatabase) throws {
        try database.withEngine { bed in
            try bed.supply(units: 10)
            let mine = try bed.invite(bed.request(1, from: "spring", channel: .ourMail)).invitations[0]
            try bed.settle()
            let code = try #require(bed.vendor.code(of: mine.text))
            func seen(_ word: String, asOf: Instant) throws -> Reconciling.Outcome {
                var seen = try Observations.pull(bed.connection, world: bed.world)
                seen.shown = ShownRecords([
                    ObservedRecord(
                        reference: mine.text, credential: Secret(code), supply: "v-spring", word: word, asOf: asOf,
                        source: .request(id: "r"))
                ])
                seen.facts.asOf = asOf
                return try Reconciling(world: bed.world).run(seen, actor: "tester", in: bed.ledger)
            }
            let far = bed.clock.now.advanced(by: .seconds(86_400 * 365 * 70))
            let first = try seen("Begun", asOf: far)
            #expect(first.future == 2 && first.run.asOf == bed.clock.now)
            let told = try #require(try differences(bed, "future_time").first)
            #expect(told.theirs.contains("\(far)") && told.policy == "case")
            let standing = try #require(try bed.ledger.read { try $0.invitation(mine) }).standing
            #expect(standing.asOf == bed.clock.now && standing.interval == StageInterval(exactly: .started))
            // A clock that is a little ahead is believed.
            bed.clock.advance(by: .seconds(3600))
            let second = try seen("Done", asOf: bed.clock.now.advanced(by: .seconds(200)))
            #expect(second.future == 0)
            let after = try #require(try bed.ledger.read { try $0.invitation(mine) }).standing
            #expect(after.interval == StageInterval(.completed, .reported), "\(after)")
            #expect(try differences(bed, "future_time").isEmpty)
        }
    }

    @Test(
        "An action's answer that speaks of another connection's invitation changes nothing and waits for a person",
        arguments: TestDatabase.all)
    func action(_ database: TestDatabase) throws {
        try database.withEngine { bed in
            try bed.supply(units: 10)
            let mine = try bed.invite(bed.request(1, from: "spring", channel: .ourMail)).invitations[0]
            try bed.settle()
            let theirs = try foreign(bed)
            try bed.supply("autumn", units: 3)
            for effect in [
                LedgerEffect.observed([record(theirs.id.text, bed)]), .note(reference: theirs.id.text, text: "x"),
                .observed([record(mine.text, supply: "v-autumn", bed)]),
            ] {
                bed.vendor.lie { $0.effects = [effect] }
                let act = try copyLink(mine, bed)
                #expect(act.state == .needsPerson && act.outcomeCode == "echo_mismatch", "\(act)")
                #expect(try bed.ledger.read { try $0.result(of: act.id) } == nil)
            }
            #expect(
                try bed.ledger.read { try $0.invitation(theirs.id) }?.standing.interval
                    == StageInterval(exactly: .invited))
            #expect(
                try bed.ledger.read { try $0.invitation(mine) }?.standing.interval == StageInterval(exactly: .invited))
            #expect(try differences(bed, "echo_mismatch").count == 1)
            let trail = try bed.ledger.read { try $0.audit(after: 0, limit: 1000) }
            #expect(!trail.contains { $0.act == "invitation.note" })
            bed.vendor.lie { $0.effects = [.note(reference: mine.text, text: "called back")] }
            #expect(try copyLink(mine, bed).state == .done)
        }
    }

    @Test("An effect that no ledger can keep stops its act and nothing else", arguments: TestDatabase.all)
    func impossible(_ database: TestDatabase) throws {
        try database.withEngine { bed in
            try bed.supply(units: 3)
            try bed.supply("autumn", units: 3)
            let invitations = try bed.invite(bed.request(2, from: "spring", channel: .ourMail)).invitations
            try bed.settle()
            bed.vendor.lie { $0.effects = [.unitsMoved(count: 900, from: "v-spring", to: "v-autumn")] }
            let act = try copyLink(invitations[0], bed)
            #expect(act.state == .needsPerson && act.detail?.contains("cannot be entered") == true, "\(act)")
            #expect(try bed.counts().isConserved && bed.counts("autumn").owned == 3)
            bed.vendor.lie { $0.effects = [] }
            #expect(try copyLink(invitations[1], bed).state == .done)
        }
    }

    @Test(
        "A credential of another kind, or whose code, id or link is somebody's already, is not used; the rest of the day goes on",
        arguments: TestDatabase.all)
    func credential(_ database: TestDatabase) throws {
        try database.withEngine { bed in
            try bed.supply(units: 10)
            bed.vendor.lie { $0.link = "https://vendor.example.org/p/seat-one?t=abcdef" }
            let first = try bed.invite(bed.request(1, from: "spring", channel: .ourMail)).invitations[0]
            try bed.settle()
            bed.vendor.lie { $0 = ScriptedVendor.Lies() }
            let known = try #require(bed.vendor.code(of: first.text))
            for lie in [
                { (lies: inout ScriptedVendor.Lies) in lies.kind = .multiUseCode }, { $0.code = known },
                { $0.alias = known }, { $0.vendorID = "v-" + known },
                { $0.link = "https://vendor.example.org/r/new?for=\(known)" },
                // The page that the first is at, under a code of its own.
                { $0.link = "https://vendor.example.org/p/seat-one?t=abcdef" },
                { $0.link = "http://VENDOR.example.org/p/seat%2Done?t=abcdef&#top" },
            ] as [(inout ScriptedVendor.Lies) -> Void] {
                bed.vendor.lie(lie)
                var request = InviteRequest(supplies: ["spring"])
                let number = try bed.invitations().count
                request.people = [PersonDraft(address: "liar\(number)@example.org", name: nil, language: "en")]
                request.channel = .ourMail
                let invitation = try bed.invite(request).invitations[0]
                try bed.settle()
                let kept = try #require(try bed.ledger.read { try $0.invitation(invitation) })
                #expect(kept.credential == nil && kept.standing.interval?.low ?? .available < .invited)
                bed.vendor.lie { $0 = ScriptedVendor.Lies() }
            }
            #expect(try differences(bed, "echo_mismatch").count == 7)
            #expect(bed.mail.sent.count == 1)
            let counts = try bed.counts()
            #expect(counts.isConserved && counts[.quarantined] == 7 && counts[.handedOut] == 1)
            var request = InviteRequest(supplies: ["spring"])
            request.people = [PersonDraft(address: "last@example.org", name: nil, language: "en")]
            request.channel = .ourMail
            try bed.invite(request)
            try bed.settle()
            #expect(try bed.mail.sent.count == 2 && bed.verifyAudit())
        }
    }

    @Test("An answer that is never usable is not asked for without end", arguments: TestDatabase.all)
    func endless(_ database: TestDatabase) throws {
        try database.withEngine(vendor: ScriptedVendor(idempotency: .byKey)) { bed in
            try bed.supply(units: 3)
            let mine = try bed.invite(bed.request(1, from: "spring", channel: .ourMail)).invitations[0]
            try bed.settle()
            bed.vendor.lie {
                $0.actionFails = ProviderError(.malformedAnswer, effect: .unknown, message: "The answer is no JSON.")
            }
            let act = try copyLink(mine, bed, within: .seconds(60 * 86_400))
            #expect(act.state == .needsPerson, "\(act)")
            let asked = bed.vendor.calls.filter { $0.hasPrefix("copy-link") }
            #expect(asked.count > 1 && asked.count < 20 && Set(asked).count == 1, "\(asked.count)")
        }
    }

    private func copyLink(_ invitation: InvitationID, _ bed: EngineBed, within limit: Duration = .seconds(86_400))
        throws -> Intent
    {
        let request = ActionRequest(connection: "vendor", name: "copy-link", subject: invitation.text)
        let receipt = try Recorder(world: bed.world).record(.action(request), actor: "tester", in: bed.ledger).1
        try bed.settle(within: limit)
        return try #require(try bed.ledger.read { try $0.intents(of: receipt.command) }.first)
    }
}
