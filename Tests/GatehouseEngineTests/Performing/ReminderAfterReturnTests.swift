import GatehouseEngine
import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit
import GatehouseReconciliation
import GatehouseTesting
import Synchronization
import Testing

/// Nobody is reminded of what the vendor has just been seen to have taken back.
@Suite("A reminder, once the vendor has taken back what it is about")
struct ReminderAfterReturnTests {
    private func reminded(
        _ database: TestDatabase, mode: Mode = .api, begun: Bool = false,
        _ body: (EngineBed, InvitationID, (String) throws -> Void) throws -> Void
    ) throws {
        try database.withEngine(mode: mode, vendor: ScriptedVendor(remindsByOurMail: true)) { bed in
            try bed.supply(units: 3)
            let id = try bed.invite(bed.request(1, from: "spring", channel: .ourMail)).invitations[0]
            try bed.settle()
            let code = mode == .portal ? try bed.code(of: id) ?? "" : ""
            func show(_ word: String) throws {
                bed.clock.advance(by: .seconds(60))
                try bed.observe("\(mode == .api ? id.text : ""),\(code),,spring,\(word)")
            }
            if begun { try show("Begun") }
            bed.mail.state.withLock { $0.sent = [] }
            _ = try bed.follow("remind", [id])
            try body(bed, id, show)
        }
    }

    private func act(_ id: InvitationID, _ bed: EngineBed) throws -> Intent? {
        try bed.ledger.read { try $0.intents(of: id) }.last { $0.verb == "remind" }
    }

    @Test("An open reminder keeps nobody from seeing that it was taken back", arguments: TestDatabase.all)
    func ended(_ database: TestDatabase) throws {
        for word in ["Taken back", "Free"] {
            try reminded(database) { bed, id, show in
                try show(word)
                #expect(try bed.invitation(id)?.standing.end == .retracted)
                try bed.settle()
                #expect(try bed.mail.sent.isEmpty && act(id, bed)?.state == .cancelled)
            }
        }
    }

    @Test("Of what the vendor's newest word says is taken back no reminder leaves, and none is planned")
    func word() throws {
        try reminded(.sqlite, begun: true) { bed, id, show in
            // Whoever has begun may not have it taken back: a person asks the vendor.
            try show("Taken back")
            let known = try #require(try bed.invitation(id))
            #expect(known.vendorWord == "Taken back")
            // The case is decided, and the word stands.
            for open in try bed.open("retracted_at_vendor") {
                _ = try Resolving(world: bed.world).resolve(
                    open.id.text, .ignore, reason: "asked", actor: "tester", in: bed.ledger)
            }
            try bed.settle()
            let stopped = try #require(try act(id, bed))
            #expect(bed.mail.sent.isEmpty && stopped.state == .cancelled)
            #expect(stopped.detail?.contains("shows it as “Taken back”") == true, "\(stopped.detail ?? "")")
            let plan = try bed.ledger.read {
                try Planner(world: bed.world).plan(
                    FollowUpRequest(verb: "remind", invitations: [id]), actor: "tester", in: $0)
            }
            #expect(plan.items == 0 && plan.skipped.map(\.code) == ["taken_back"], "\(plan.skipped)")
            try show("Begun")
            _ = try bed.follow("remind", [id])
            try bed.settle()
            #expect(bed.mail.sent.count == 1)
        }
    }

    @Test("A code that only we passed on may rightly be in the vendor's stock")
    func passedOn() throws {
        try reminded(.sqlite, mode: .portal) { bed, id, show in
            try show("Free")
            try bed.settle()
            #expect(try bed.mail.sent.count == 1 && act(id, bed)?.state == .done)
        }
    }
}
