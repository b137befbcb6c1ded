import GatehouseEngine
import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit
import GatehouseReconciliation
import GatehouseTesting
import KeyPool
import Testing
import VendorSandbox

/// The whole road over HTTP: the engine, the provider module and its simulated vendor.
@Suite("Key pool by the interface, through the engine")
struct KeyPoolApiTests {
    private func run(
        _ keys: Int64 = 10, coaches: [String] = ["Ada Coach"], _ body: @escaping @Sendable (VendorBed) throws -> Void
    ) async throws {
        try await VendorBed.run(KeyPool(), at: .keyPool) { vendor in
            try vendor.control("key-pool/keys", ["count": .integer(keys)])
            for coach in coaches { try vendor.control("key-pool/coaches", ["name": .string(coach)]) }
            try vendor.sync()
            try body(vendor)
        }
    }

    private func invite(_ vendor: VendorBed, _ count: Int, _ options: [String: JSONValue] = [:]) throws {
        var request = vendor.bed.request(count, from: "Access", channel: nil)
        request.supplies = [try vendor.supply().name]
        request.options = ["coaches": ["Ada Coach"], "assessment": "drive"].merging(options) { _, new in new }
        try vendor.bed.invite(request)
        try vendor.bed.settle()
    }

    @Test("KP-1 to KP-10: people are sent keys, observed, reminded by our mail, and an unopened key is taken back")
    func wholeRoad() async throws {
        try await run { vendor in
            try invite(vendor, 3, ["message": "Welcome!"])
            let sent = try vendor.invitations()
            #expect(sent.count == 3 && sent.values.allSatisfy { $0.invitation.vendorWord == "Sent" })
            #expect(sent.values.allSatisfy { $0.invitation.standing.low == .invited })
            #expect(sent.values.allSatisfy { $0.invitation.assessments == ["drive"] && $0.credentialMasked != nil })
            #expect(try vendor.counts().states == [.available: 7, .handedOut: 3])
            // KP-5: kept as soon as it was sent.
            #expect(try vendor.supply().attributes["message"] == "Welcome!")
            #expect(try vendor.control("outbox").array?.count == 3 && vendor.bed.mail.sent.isEmpty)

            try vendor.control("move", ["person": "person1@example.org", "to": "started"])
            try vendor.control("complete", ["person": "person2@example.org"])
            try vendor.observe()
            let seen = try vendor.invitations().mapValues(\.invitation.standing.interval)
            #expect(seen["person1@example.org"] == StageInterval(.started, .started))
            #expect(seen["person2@example.org"] == StageInterval(.completed, .reported))
            #expect(seen["person3@example.org"] == StageInterval(.invited, .registered))
            #expect(try vendor.counts().states == [.available: 7, .handedOut: 1, .used: 2])

            let everybody = ["person1@example.org", "person2@example.org", "person3@example.org"]
            let reminder = try vendor.plan("remind", everybody[0], everybody[1], everybody[2])
            #expect(reminder.parts.map(\.channel) == [.ourMail] && reminder.items == 2)
            #expect(reminder.skipped.map(\.rule) == ["KP-7"])
            try vendor.carryOut(reminder)
            #expect(vendor.bed.mail.sent.map(\.to.address).sorted() == [everybody[0], everybody[2]])
            let link = try #require(
                try vendor.bed.ledger.read { reader in
                    try seen[everybody[2]].flatMap { _ in
                        try reader.rows(matching: InvitationSearch(), after: nil, limit: 9)
                    }?
                    .first { $0.address == everybody[2] }?.invitation.credential
                        .flatMap { try reader.reveal([$0])[$0]?.link }
                })
            #expect(vendor.bed.mail.sent.contains { $0.text.contains("redeem_link=\(link.reveal())") })

            let retract = try vendor.plan("retract", everybody[0], everybody[1], everybody[2])
            #expect(retract.items == 1 && retract.skipped.allSatisfy { $0.rule == "KP-9" })
            try vendor.carryOut(retract)
            #expect(try vendor.invitations()[everybody[2]]?.invitation.standing.end == .retracted)
            #expect(try vendor.counts().states == [.available: 8, .used: 2])
            let outcome = try vendor.observe()
            #expect(outcome.result.discrepancies.isEmpty, "\(outcome.result.discrepancies)")
            #expect(try vendor.counts().isConserved)
        }
    }

    @Test("KP-9: a key that we reclaimed stands as taken back after the next look, and nothing beside it")
    func reclaimed() async throws {
        try await run { vendor in
            try invite(vendor, 1)
            try vendor.carryOut(vendor.plan("retract", "person1@example.org"))
            vendor.bed.clock.advance(by: .seconds(3600))
            _ = try vendor.observe()
            let standing = try #require(try vendor.invitations()["person1@example.org"]?.invitation.standing)
            #expect(standing.end == .retracted && standing.contradiction == .available, "\(standing)")
            #expect(standing.toldContradiction == nil)
        }
    }

    @Test("KP-8: a landing-page client is taken in with a key that we did not send; bought keys are taken over")
    func landingPageAndPurchase() async throws {
        try await run { vendor in
            try invite(vendor, 1)
            try vendor.control("key-pool/landing", ["address": "guest@example.org", "name": "Gus Guest"])
            let outcome = try vendor.observe()
            #expect(outcome.applied.count == 1)
            #expect(outcome.result.discrepancies.map(\.kind.rawValue) == ["unattributed_use"])
            let guest = try #require(try vendor.invitations()["guest@example.org"])
            #expect(guest.personName == "Gus Guest" && guest.invitation.channel == .link)
            #expect(guest.invitation.standing.interval == StageInterval(.started, .started))
            #expect(try vendor.counts().states == [.available: 8, .handedOut: 1, .used: 1])
            try vendor.control("key-pool/keys", ["count": 5])
            #expect(try vendor.observe().result.discrepancies.isEmpty)
            #expect(try vendor.counts().states == [.available: 13, .handedOut: 1, .used: 1])
            #expect(try vendor.counts().purchased == 15)
        }
    }

    @Test("A pool that was worked before it was connected: its clients are taken in without a key being counted twice")
    func workedBefore() async throws {
        try await VendorBed.run(KeyPool(), at: .keyPool) { vendor in
            try vendor.control("key-pool/keys", ["count": 10])
            try vendor.control("key-pool/send", ["addresses": "a@example.org, b@example.org, c@example.org"])
            try vendor.control("complete", ["person": "c@example.org"])
            try vendor.control("key-pool/landing", ["address": "guest@example.org"])
            try vendor.sync()
            #expect(try vendor.counts().states == [.available: 6, .handedOut: 2, .used: 2])
            try vendor.control("move", ["person": "b@example.org", "to": "started"])
            let outcome = try vendor.observe(tick: .all)
            #expect(
                Set(outcome.result.discrepancies.map(\.kind.rawValue)) == ["unknown_at_gateway", "unattributed_use"])
            #expect(try vendor.invitations().count == 4)
            #expect(try vendor.counts().states == [.available: 6, .handedOut: 1, .used: 3])
            #expect(try vendor.observe().result.discrepancies.isEmpty)
        }
    }

    @Test("KP-3: a key that was left open is held for both assessments until the client has chosen one")
    func leftOpen() async throws {
        try await run { vendor in
            try invite(vendor, 2, ["assessment": "open"])
            #expect(try vendor.invitations().values.allSatisfy { $0.invitation.assessments == ["drive", "express"] })
            try vendor.control("move", ["person": "person1@example.org", "to": "started"])
            try vendor.observe()
            let first = try #require(try vendor.invitations()["person1@example.org"]?.invitation)
            #expect(first.assessments.count == 1 && first.assessmentWords == [first.assessments[0]: "In progress"])
            #expect(try vendor.invitations()["person2@example.org"]?.invitation.assessments.count == 2)
            // Whoever holds one of them may still be sent the other.
            let other = first.assessments == ["drive"] ? "express" : "drive"
            var request = vendor.bed.request(2, from: try vendor.supply().name)
            request.options = ["coaches": ["Ada Coach"], "assessment": .string(other)]
            let plan = try vendor.bed.ledger.read {
                try Planner(world: vendor.bed.world).plan(request, actor: "t", in: $0)
            }
            #expect(plan.items == 1 && plan.skipped.map(\.code) == ["already_invited"])
        }
    }

    @Test("KP-9: a key that was reclaimed in the vendor's own pages is free here too, and goes out again")
    func behindOurBack() async throws {
        try await run(1) { vendor in
            try invite(vendor, 1)
            try vendor.control("key-pool/reclaim", ["address": "person1@example.org"])
            try vendor.observe()
            #expect(try vendor.invitations()["person1@example.org"]?.invitation.standing.end == .retracted)
            #expect(try vendor.counts().states == [.available: 1])
            try invite(vendor, 1)
            #expect(try vendor.counts().states == [.handedOut: 1])
            #expect(try vendor.observe().result.discrepancies.isEmpty)
        }
    }

    @Test(
        "An answer that was lost is looked up: everybody has one key and the pool lost no more",
        arguments: ["cut-after", "fail-after", "timeout-after"])
    func lostAnswer(kind: String) async throws {
        try await run { vendor in
            try vendor.control("faults", ["operation": "issue", "kind": .string(kind), "seconds": 0.1])
            try invite(vendor, 2)
            let invitations = try vendor.invitations()
            #expect(invitations.values.allSatisfy { $0.invitation.vendorWord == "Sent" && $0.credentialMasked != nil })
            #expect(try vendor.control("ledger")["key-pool/main"]?["sent"]?.array?.count == 2)
            #expect(try vendor.counts().states == [.available: 8, .handedOut: 2])
            // The link is known, so that it can be passed on.
            #expect(try vendor.plan("remind", "person1@example.org").items == 1)
        }
    }

    @Test("KP-10: before completion there is no report to open; after it the link is asked for as the report alone")
    func report() async throws {
        try await run { vendor in
            try invite(vendor, 1)
            let id = try #require(try vendor.invitations()["person1@example.org"]?.invitation.id.text)
            #expect(throws: EngineError.self) { try vendor.act("report-link", on: id) }
            #expect(try vendor.act("copy-link", on: id).map(\.state) == [.done])
            try vendor.control("complete", ["person": "person1@example.org"])
            try vendor.observe()
            let error = #expect(throws: EngineError.self) { try vendor.act("copy-link", on: id) }
            #expect(error?.message.contains("report-link") == true)
            #expect(try vendor.act("report-link", on: id).map(\.state) == [.done])
        }
    }
}
