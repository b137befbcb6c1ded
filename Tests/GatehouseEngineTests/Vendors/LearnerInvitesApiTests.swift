import GatehouseEngine
import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit
import GatehouseReconciliation
import GatehouseTesting
import LearnerInvites
import Testing
import VendorSandbox

/// The whole road over HTTP: the engine, the provider module and its simulated vendor.
@Suite("Learner invitations by the interface, through the engine")
struct LearnerInvitesApiTests {
    private func run(_ body: @escaping @Sendable (VendorBed) throws -> Void) async throws {
        try await VendorBed.run(LearnerInvites(), at: .learnerInvites) { vendor in
            for (name, training) in [("North", "Basics"), ("South", "Feedback")] {
                try vendor.control("learner-invites/groups", ["name": .string(name), "trainings": [.string(training)]])
            }
            try vendor.sync()
            try body(vendor)
        }
    }

    private func invite(_ vendor: VendorBed, _ count: Int, from groups: String...) throws -> Plan {
        var request = vendor.bed.request(count, from: "")
        request.supplies = groups
        let plan = try vendor.bed.ledger.read {
            try Planner(world: vendor.bed.world).plan(request, actor: "tester", in: $0)
        }
        try vendor.carryOut(plan)
        return plan
    }

    private func rows(_ vendor: VendorBed, of group: String) throws -> [String: Invitation] {
        let all = try vendor.bed.ledger.read { try $0.rows(matching: InvitationSearch(), after: nil, limit: 1000) }
        return Dictionary(
            all.filter { $0.supplyName == group }.map { ($0.address ?? "", $0.invitation) },
            uniquingKeysWith: { _, last in last })
    }

    @Test("LI-1 to LI-9: people are invited, accept, are observed, and what is pending is resent and cancelled")
    func wholeRoad() async throws {
        try await run { vendor in
            let plan = try invite(vendor, 4, from: "North")
            #expect(plan.findings.contains { $0.code == "tell_the_team" } && !plan.isRefused)
            let sent = try vendor.invitations()
            #expect(sent.count == 4 && sent.values.allSatisfy { $0.invitation.vendorWord == "Pending" })
            #expect(sent.values.allSatisfy { $0.invitation.assessments == ["Basics"] && $0.credentialMasked != nil })
            #expect(try vendor.control("outbox").array?.count == 4 && vendor.bed.mail.sent.isEmpty)

            try vendor.control("move", ["person": "person1@example.org", "to": "registered"])
            try vendor.control("complete", ["person": "person2@example.org"])
            try vendor.observe()
            let seen = try vendor.invitations().mapValues(\.invitation.standing.interval)
            #expect(seen["person1@example.org"] == StageInterval(.registered, .reported))
            // The vendor tells no more of who has completed everything.
            #expect(seen["person2@example.org"] == StageInterval(.registered, .reported))
            #expect(seen["person3@example.org"] == StageInterval(exactly: .invited))

            let resend = try vendor.plan("remind", "person1@example.org", "person3@example.org")
            #expect(resend.items == 1 && resend.skipped.map(\.rule) == ["LI-8"])
            try vendor.carryOut(resend)
            #expect(try vendor.control("outbox").array?.filter { $0["kind"] == "reminder" }.count == 1)

            let cancel = try vendor.plan("retract", "person2@example.org", "person3@example.org")
            #expect(cancel.items == 1 && cancel.skipped.first?.reason.contains("accepted") == true)
            try vendor.carryOut(cancel)
            #expect(try vendor.invitations()["person3@example.org"]?.invitation.standing.end == .retracted)
            let outcome = try vendor.observe()
            #expect(outcome.result.discrepancies.isEmpty, "\(outcome.result.discrepancies)")
            #expect(try vendor.bed.verifyAudit())
        }
    }

    @Test("LI-5: invited into two groups, the first is sent, and the second is given once the vendor shows Active")
    func twoGroups() async throws {
        try await run { vendor in
            let plan = try invite(vendor, 2, from: "North", "South")
            #expect(plan.findings.contains { $0.code == "queued" && $0.supplyName == "South" })
            #expect(try rows(vendor, of: "South").values.allSatisfy { $0.vendorWord == nil })
            #expect(try vendor.control("outbox").array?.count == 2)
            try vendor.observe()
            #expect(try vendor.bed.acts()[.waiting] == 2)
            try vendor.control("move", ["person": "person1@example.org", "to": "registered"])
            try vendor.observe()
            let south = try rows(vendor, of: "South")
            #expect(south["person1@example.org"]?.standing.interval == StageInterval(.registered, .reported))
            #expect(south["person2@example.org"]?.standing.interval == StageInterval(exactly: .reserved))
            // No second mail leaves for somebody who is associated.
            #expect(try vendor.control("outbox").array?.count == 2)
            let outcome = try vendor.observe()
            #expect(outcome.result.discrepancies.isEmpty, "\(outcome.result.discrepancies)")
        }
    }

    @Test("LI-5: when the first group is cancelled, what waited behind it is sent for itself; the plan says so before")
    func firstCancelled() async throws {
        try await run { vendor in
            _ = try invite(vendor, 2, from: "North", "South")
            let north = try rows(vendor, of: "North")
            let first = try #require(north["person1@example.org"])
            let plan = try vendor.bed.ledger.read {
                try Planner(world: vendor.bed.world).plan(
                    FollowUpRequest(verb: "retract", invitations: [first.id]), actor: "tester", in: $0)
            }
            #expect(plan.findings.map(\.code) == ["waits_behind"] && plan.findings[0].message.hasPrefix("South waits"))
            try vendor.carryOut(plan)
            let south = try vendor.bed.invitations().filter { invitation in
                invitation.standing.end == nil && invitation.vendorWord == "Pending"
                    && invitation.person == first.person
            }
            #expect(south.count == 1 && south[0].assessments == ["Feedback"])
            #expect(try vendor.control("outbox").array?.count { $0["to"] == "person1@example.org" } == 2)

            // Both taken back at once: nothing is sent for the second.
            let both = try vendor.bed.invitations().filter { $0.person != first.person }.map(\.id)
            let all = try vendor.bed.ledger.read {
                try Planner(world: vendor.bed.world).plan(
                    FollowUpRequest(verb: "retract", invitations: both), actor: "tester", in: $0)
            }
            #expect(all.items == 2 && all.findings.isEmpty, "\(all.findings)")
            try vendor.carryOut(all)
            #expect(try vendor.control("outbox").array?.count { $0["to"] == "person2@example.org" } == 1)
            #expect(
                try vendor.bed.invitations().filter { $0.person != first.person }.allSatisfy { $0.standing.end != nil })
        }
    }

    @Test(
        "LI-4: a vendor without a subscription where the connection says one is a person's matter at once, with the setting that helps"
    )
    func withoutSubscription() async throws {
        try await run { vendor in
            try vendor.control("learner-invites/settings", ["plan": "free"])
            _ = try invite(vendor, 12, from: "North")
            #expect(try vendor.bed.acts() == [.needsPerson: 12])
            let acts = try vendor.bed.ledger.read { try Deciding.waiting(in: $0, limit: 20) }
            #expect(acts.count == 12 && acts.allSatisfy { $0.attempts == 1 }, "\(acts)")
            #expect(
                acts.allSatisfy { $0.detail?.contains("gatehouse connection rotate vendor --set plan=free") == true })
            #expect(try vendor.control("outbox").array?.isEmpty == true)
            // As it says: given up, said so, and invited again in tens.
            for act in acts {
                _ = try Deciding(world: vendor.bed.world).decide(
                    act.id, .dropped, reason: "no subscription", actor: "tester", in: vendor.bed.ledger)
            }
            var connection = vendor.bed.connection
            connection.settings["plan"] = "free"
            let free = connection
            try vendor.bed.ledger.write { try $0.save(free) }
            _ = try invite(vendor, 12, from: "North")
            #expect(try vendor.control("outbox").array?.count == 12)
        }
    }

    @Test("LI-5: a plan that only adds to what was accepted, or queues, says of nothing that it is sent at once")
    func addedOnly() async throws {
        try await run { vendor in
            _ = try invite(vendor, 2, from: "North")
            try vendor.control("move", ["person": "person1@example.org", "to": "registered"])
            try vendor.observe()
            let plan = try invite(vendor, 2, from: "South")
            #expect(Set(plan.findings.map(\.code)) == ["queued", "added_to_accepted"], "\(plan.findings)")
        }
    }

    @Test("LI-5: a lost answer to a further group is looked up by our reference, and it is given once")
    func lostAnswer() async throws {
        try await run { vendor in
            _ = try invite(vendor, 1, from: "North")
            try vendor.control("move", ["person": "person1@example.org", "to": "registered"])
            try vendor.observe()
            try vendor.control("faults", ["operation": "actions/add-group", "kind": "cut-after"])
            _ = try invite(vendor, 1, from: "South")
            #expect(try rows(vendor, of: "South")["person1@example.org"]?.vendorWord == "Active")
            let learners = try vendor.control("ledger")["learner-invites/main"]?["learners"]?.array ?? []
            #expect(learners.compactMap { $0["group"]?.string } == ["grp_1", "grp_2"])
            #expect(try vendor.bed.acts() == [.done: 2])
        }
    }

    @Test("LI-5: a further group by its action, and progress by the help desk, only for who is Active")
    func actions() async throws {
        try await run { vendor in
            _ = try invite(vendor, 2, from: "North")
            let ids = try vendor.invitations().mapValues(\.invitation.id.text)
            try vendor.control("move", ["person": "person1@example.org", "to": "registered"])
            try vendor.observe()
            let error = #expect(throws: EngineError.self) {
                try vendor.act("add-group", on: ids["person2@example.org"], ["group": "South"])
            }
            #expect(error?.message.contains("Wait until the vendor shows the invitation as Active") == true)
            let added = try vendor.act("add-group", on: ids["person1@example.org"], ["group": "South"])
            #expect(added.map(\.state) == [.done])
            // What the answer tells is known at once, and no difference later.
            let given = try #require(try rows(vendor, of: "South")["person1@example.org"])
            #expect(given.standing.interval?.low == .registered && given.vendorWord == "Active")
            #expect(given.person == (try rows(vendor, of: "North")["person1@example.org"]?.person))
            let again = try invite(vendor, 1, from: "South")
            #expect(again.skipped.map(\.code) == ["already_invited"], "\(again.skipped)")
            let outcome = try vendor.observe(tick: .all)
            #expect(outcome.result.discrepancies.isEmpty, "\(outcome.result.discrepancies)")
            #expect(try rows(vendor, of: "South").count == 1)
            let asked = try vendor.act("move-progress", on: ids["person1@example.org"], ["training": "Basics"])
            #expect(asked.map(\.state) == [.manual])
            #expect(try vendor.workList.first?.materials.first?.name == "Request to the help desk")
        }
    }

    @Test(
        "LI-5: whom the vendor refuses because they are in the group already is told so, and taken in as the vendor shows them"
    )
    func inTheGroupAlready() async throws {
        try await run { vendor in
            let bed = vendor.bed
            _ = try invite(vendor, 1, from: "North")
            try vendor.control("move", ["person": "person1@example.org", "to": "registered"])
            try vendor.observe()
            try vendor.act(
                "join-page", ["on": true, "group": "South", "allowed": ["example.org"], "address_part": "south"])
            try vendor.control("learner-invites/join", ["part": "south", "address": "person1@example.org"])
            _ = try invite(vendor, 1, from: "South")
            let refused = try #require(try rows(vendor, of: "South")["person1@example.org"])
            #expect(refused.standing.isWithdrawn)
            for _ in 0..<2 {
                let told = try vendor.observe().result.discrepancies
                #expect(told.map(\.kind.rawValue) == ["reopened_at_vendor"] && told[0].ours == "not invited", "\(told)")
                #expect(told[0].evidence.contains { $0.contains("lrn_") }, "\(told[0].evidence)")
                #expect(told[0].proposal.contains("refused") && told[0].proposal.contains("import it"), "\(told)")
                let kept = try #require(try bed.invitation(refused.id))
                #expect(kept.standing.isWithdrawn && kept.vendorWord == nil && kept.vendorID == nil, "\(kept)")
            }
            let open = try #require(try bed.open("reopened_at_vendor").first)
            let effect = try Resolving(world: bed.world).resolve(
                open.id.text, .importing, reason: nil, actor: "tester", in: bed.ledger)
            #expect(effect == .withNextRun)
            try vendor.observe()
            #expect(try rows(vendor, of: "South").count == 1)
            let living = try bed.invitations().filter { $0.standing.end == nil && $0.id != refused.id }
            #expect(living.count == 2 && living.allSatisfy { $0.vendorWord == "Active" }, "\(living)")
            #expect(try vendor.observe().result.discrepancies.isEmpty)
            #expect(try bed.open("reopened_at_vendor").isEmpty)
        }
    }

    @Test("LI-6: who comes by the join page is an unattributed use, taken in by an address of their own")
    func joinPage() async throws {
        try await run { vendor in
            let page = try vendor.act(
                "join-page", ["on": true, "group": "North", "allowed": ["example.org"], "address_part": "north"])
            #expect(page.map(\.state) == [.done])
            try vendor.control(
                "learner-invites/join", ["part": "north", "address": "gus@example.org", "name": "Gus Guest"])
            let outcome = try vendor.observe()
            #expect(outcome.result.discrepancies.map(\.kind.rawValue) == ["unattributed_use"])
            let row = try #require(try vendor.invitations()["gus@example.org"])
            #expect(row.personName == "Gus Guest" && row.invitation.standing.interval?.low == .registered)
        }
    }

    @Test("LI-7: of who is pending no name is taken, whoever says one; names that are known stay")
    func names() async throws {
        try await run { vendor in
            try vendor.control(
                "learner-invites/invite", ["group": "North", "addresses": "new@example.org", "name": "Told Name"])
            _ = try invite(vendor, 1, from: "North")
            try vendor.observe(tick: .all)
            let rows = try vendor.invitations()
            #expect(rows["new@example.org"] != nil && rows["new@example.org"]?.personName == nil)
            #expect(rows["person1@example.org"]?.personName == "Person 1")
            try vendor.control("move", ["person": "person1@example.org", "to": "registered"])
            try vendor.observe()
            #expect(try vendor.invitations()["person1@example.org"]?.personName == "Person 1")
            try vendor.control("move", ["person": "new@example.org", "to": "registered"])
            try vendor.observe()
            #expect(try vendor.invitations()["new@example.org"]?.personName == "Told Name")
        }
    }

    @Test("LI-8: what was cancelled behind our back ends here too, and gives up what waited behind it")
    func behindOurBack() async throws {
        try await run { vendor in
            _ = try invite(vendor, 1, from: "North", "South")
            try vendor.control("learner-invites/cancel", ["address": "person1@example.org"])
            let outcome = try vendor.observe()
            #expect(outcome.result.discrepancies.map(\.kind.rawValue) == ["retracted_at_vendor"])
            #expect(try rows(vendor, of: "North")["person1@example.org"]?.standing.end == .retracted)
            #expect(try rows(vendor, of: "South")["person1@example.org"]?.standing.end == .retracted)
            #expect(try vendor.bed.acts()[.waiting] == nil)
        }
    }
}
