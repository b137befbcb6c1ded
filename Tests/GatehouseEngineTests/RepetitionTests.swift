import GatehouseEngine
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit
import GatehouseReconciliation
import GatehouseTesting
import Testing

/// The vendor of these tests refuses a key that comes with another body than it came with first.
@Suite("What is sent again")
struct RepetitionTests {
    private func pull(_ bed: EngineBed) throws -> Reconciling.Outcome {
        bed.clock.advance(by: .seconds(60))
        return try Reconciling(world: bed.world).run(
            try Observations.pull(bed.connection, world: bed.world), actor: "tester", in: bed.ledger)
    }

    @Test(
        "An issue whose answer was lost, whose look-up was too early and whose repetition was put off is closed by the snapshot that shows it; the person is mailed once",
        arguments: TestDatabase.all)
    func seenBeforeRepeated(_ database: TestDatabase) throws {
        try database.withEngine(vendor: ScriptedVendor(idempotency: .byKey)) { bed in
            try bed.supply(units: 5)
            bed.vendor.lie { $0.isBehind = true }
            bed.vendor.fail(.replyLost, .throttled(.seconds(3600)))
            let id = try bed.invite(bed.request(1, from: "spring", channel: .ourMail)).invitations[0]
            try bed.settle(within: .seconds(900))
            #expect(try bed.acts() == [.ready: 1, .waiting: 1])
            #expect(try pull(bed).applied.count == 1)
            #expect(try bed.acts() == [.done: 1, .ready: 1])
            try bed.settle()
            #expect(try bed.acts() == [.done: 2])
            #expect(bed.mail.sent.count == 1 && bed.vendor.codesMade == 1)
            #expect(bed.vendor.calls.count { $0.hasPrefix("issue") } == 2)
            #expect(try bed.invitation(id)?.standing.end == nil && bed.counts()[.handedOut] == 1)
            #expect(try bed.counts().isConserved && bed.verifyAudit())
            let next = try pull(bed)
            #expect(next.applied.isEmpty && next.stale == 0)
        }
    }

    @Test(
        "A repetition bears what was sent first, whatever the ledger has learnt since of person, code and id",
        arguments: TestDatabase.all)
    func sameBody(_ database: TestDatabase) throws {
        try database.withEngine(vendor: ScriptedVendor(idempotency: .byKey)) { bed in
            try bed.supply(units: 5)
            bed.vendor.fail(.doneAndToBeRetried)
            let id = try bed.invite(bed.request(1, from: "spring", channel: .vendorMail)).invitations[0]
            try bed.worker().runUntilIdle(bed.ledger)
            #expect(try bed.acts() == [.ready: 1, .waiting: 1])
            try learn(bed, of: id, "Somebody Else", vendorID: "v-other")
            bed.vendor.fail(.doneAndToBeRetried)
            bed.clock.advance(by: .seconds(60))
            try bed.worker().runUntilIdle(bed.ledger)
            #expect(try bed.acts() == [.ready: 1, .waiting: 1])
            try learn(bed, of: id, "Somebody Third", vendorID: "v-third")
            try bed.settle()
            #expect(try bed.acts() == [.done: 2])
            #expect(bed.vendor.codesMade == 1 && bed.vendor.calls.count { $0.hasPrefix("issue") } == 3)
            let left = try bed.ledger.read { try $0.intents(of: id) }
            #expect(left.allSatisfy { $0.sent == nil }, "what was sent is not kept once an act is final")
        }
    }

    @Test("A distribute that is repeated bears the id and the name that it bore first", arguments: TestDatabase.all)
    func sameDistribution(_ database: TestDatabase) throws {
        try database.withEngine(vendor: ScriptedVendor(idempotency: .byKey)) { bed in
            try bed.supply(units: 5)
            var request = bed.request(1, from: "spring", channel: .vendorMail)
            request.issueOnly = true
            let id = try bed.invite(request).invitations[0]
            try bed.settle()
            bed.vendor.fail(.throttled(.seconds(60)))
            _ = try bed.follow("distribute", [id])
            try bed.worker().runUntilIdle(bed.ledger)
            try learn(bed, of: id, "Somebody Else", vendorID: "v-other")
            try bed.settle()
            #expect(try bed.acts() == [.done: 2])
        }
    }

    @Test(
        "That a repetition is refused proves nothing: no unit is freed and nobody is uninvited before the vendor shows it",
        arguments: TestDatabase.all)
    func refusedRepetition(_ database: TestDatabase) throws {
        try database.withEngine(vendor: ScriptedVendor(idempotency: .byKey)) { bed in
            try bed.supply(units: 5)
            bed.vendor.lie { ($0.isBehind, $0.refusesRepetitions) = (true, true) }
            bed.vendor.fail(.doneAndToBeRetried)
            let id = try bed.invite(bed.request(1, from: "spring", channel: .ourMail)).invitations[0]
            try bed.settle()
            #expect(try bed.acts()[.rejected] == nil && bed.acts()[.waiting] == 1)
            #expect(try bed.invitation(id)?.standing.end == nil)
            #expect(try bed.counts()[.available] == 4 && bed.counts().isConserved)
            _ = try pull(bed)
            try bed.settle()
            #expect(try bed.acts() == [.done: 2])
            #expect(bed.mail.sent.count == 1 && bed.vendor.codesMade == 1)
        }
    }

    @Test(
        "An outcome that shows a code which somebody else has is not confirmed by itself: further runs do nothing",
        arguments: TestDatabase.all, ["Reserved", "Sent"])
    func converges(_ database: TestDatabase, _ word: String) throws {
        try database.withEngine { bed in
            try bed.supply(units: 5)
            bed.vendor.lie { $0.alias = "CODE-1002" }
            try bed.invite(bed.request(1, from: "spring", channel: .ourMail))
            try bed.settle()
            bed.vendor.lie { $0.alias = nil }
            var second = InviteRequest(supplies: ["spring"])
            second.people = [PersonDraft(address: "second@example.org")]
            second.channel = .ourMail
            let id = try bed.invite(second).invitations[0]
            try bed.settle()
            #expect(try bed.acts()[.needsPerson] == 1)
            bed.vendor.setWord(word, of: id.text)
            _ = try pull(bed)
            let first = try bed.ledger.read { try $0.discrepancies(of: bed.connection.id, state: .open) }.map(\.kind)
            #expect(first.contains("duplicate_in_ledger"))
            for _ in 1...2 {
                let outcome = try pull(bed)
                #expect(outcome.applied.isEmpty && outcome.stale == 0)
                #expect(!outcome.result.discrepancies.contains { $0.kind == .outcomeConfirmed })
            }
            #expect(try bed.acts()[.needsPerson] == 1)
            #expect(try bed.open("echo_mismatch").count == 1 && bed.open("duplicate_in_ledger").count == 1)
        }
    }

    @Test(
        "A code of ours whose rows say different things is set apart at once; one that is free in all of them stays",
        arguments: TestDatabase.all)
    func contradicted(_ database: TestDatabase) throws {
        try database.withEngine(mode: .portal) { bed in
            try bed.supply(units: 10)
            bed.clock.advance(by: .seconds(60))
            let lines = [
                ",POOL-10003,,spring,Free", ",POOL-10003,,spring,Begun", ",POOL-10006,k3@example.org,spring,Sent",
                ",POOL-10006,k4@example.org,spring,Sent", ",POOL-10007,,spring,Free", ",POOL-10007,,spring,Free",
            ]
            try bed.observe(lines[0], lines[1], lines[2], lines[3], lines[4], lines[5])
            #expect(try bed.open("duplicate").count == 2)
            #expect(try bed.counts()[.available] == 8 && bed.counts()[.quarantined] == 2)
            let again = try bed.observe(lines[0], lines[1], lines[2], lines[3], lines[4], lines[5])
            #expect(again.applied.isEmpty && again.stale == 0)
            #expect(try bed.counts().isConserved && bed.verifyAudit())
        }
    }

    /// What an edit and an observation would write while an act waits to be sent again.
    private func learn(_ bed: EngineBed, of id: InvitationID, _ name: String, vendorID: String) throws {
        try bed.ledger.write { writer in
            guard var invitation = try writer.invitation(id),
                var person = try invitation.person.flatMap({ try writer.person($0) })
            else { return }
            (person.name, invitation.vendorID) = (name, vendorID)
            try writer.save(person)
            try writer.save([invitation])
        }
    }
}
