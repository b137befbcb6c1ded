import GatehouseEngine
import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit
import GatehouseReconciliation
import GatehouseTesting
import Testing

/// By which way an invitation went out is known once it did: what was only asked for makes no word of the vendor's another one.
@Suite("The channel of a distribution")
struct ChannelOfADistributionTests {
    enum End: CaseIterable { case refused, dropped, dismissed }

    /// Set aside for our own mail, of which the vendor says "Sent" all the same; then the vendor is asked to mail it.
    private func asked(_ bed: EngineBed, _ fault: (String) -> ScriptedVendor.Fault) throws -> InvitationID {
        try bed.supply(units: 3)
        var request = bed.request(1, from: "spring", channel: .ourMail)
        request.issueOnly = true
        let id = try bed.invite(request).invitations[0]
        try bed.settle()
        bed.vendor.fail(fault(id.text))
        try distribute(id, .vendorMail, bed)
        return id
    }

    private func distribute(_ id: InvitationID, _ channel: Channel?, _ bed: EngineBed) throws {
        var request = FollowUpRequest(verb: "distribute", invitations: [id])
        request.channel = channel
        _ = try Recorder(world: bed.world).record(.followUp(request), actor: "tester", in: bed.ledger)
    }

    private func state(_ id: InvitationID, _ bed: EngineBed) throws -> Intent? {
        try bed.ledger.read { try $0.intents(of: id) }.last { $0.verb == "distribute" }
    }

    @Test(
        "A distribution that was refused, dropped or given up was none: the vendor's word does not make it one, and it is done again",
        arguments: TestDatabase.all, End.allCases)
    func notDone(_ database: TestDatabase, end: End) throws {
        try database.withEngine(vendor: ScriptedVendor(idempotency: .bySnapshot)) { bed in
            let id = try asked(bed) { id in
                switch end {
                case .refused: .refuse(reference: id)
                case .dropped: .throttled(.seconds(600))
                case .dismissed: .replyLost
                }
            }
            try bed.worker().runUntilIdle(bed.ledger)
            bed.clock.advance(by: .seconds(60))
            try bed.observe("\(id.text),,,spring,Sent", isComplete: true)
            #expect(try bed.invitation(id)?.standing.low == .reserved)
            if end != .refused {
                let act = try #require(try state(id, bed))
                #expect(act.state == (end == .dropped ? .ready : .unknown))
                _ = try Deciding(world: bed.world).decide(
                    act.id, .dropped, reason: "by hand", actor: "tester", in: bed.ledger)
            }
            #expect(try state(id, bed)?.state == .rejected)
            bed.clock.advance(by: .seconds(60))
            try bed.observe("\(id.text),,,spring,Sent", isComplete: true)
            let known = try #require(try bed.invitation(id))
            #expect(known.standing.low == .reserved && known.channel == .ourMail)

            // The next goes by the way that it was set aside for.
            try distribute(id, nil, bed)
            try bed.settle()
            #expect(bed.mail.sent.map(\.to.address) == ["person1@example.org"])
            #expect(try bed.invitation(id)?.standing.low == .invited)
        }
    }

    @Test("A distribution that is done is by its channel from then on", arguments: TestDatabase.all)
    func done(_ database: TestDatabase) throws {
        try database.withEngine { bed in
            let id = try asked(bed) { _ in .throttled(.seconds(5)) }
            #expect(try bed.invitation(id)?.channel == .ourMail)
            try bed.settle()
            let known = try #require(try bed.invitation(id))
            #expect(known.channel == .vendorMail && known.standing.low == .invited && bed.mail.sent.isEmpty)
            _ = try bed.follow("remind", [id])
            try bed.settle()
            #expect(bed.vendor.calls.last?.hasPrefix("remind") == true && bed.mail.sent.isEmpty)
        }
    }
}
