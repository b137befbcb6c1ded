import GatehouseEngine
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit
import GatehouseTesting
import Testing

/// A code is allocated on one day and may be mailed on a later one.
@Suite("Codes whose last day passes between one act and the next")
struct LastDayTests {
    private func invited(
        _ database: TestDatabase, _ channel: Channel = .ourMail, _ body: (EngineBed, InvitationID) throws -> Void
    ) throws {
        try database.withEngine(mode: .portal, vendor: ScriptedVendor(remindsByOurMail: true)) { bed in
            try bed.supply(units: 3, until: CalendarDate(containing: bed.clock.now))
            try body(bed, try bed.invite(bed.request(1, from: "spring", channel: channel)).invitations[0])
        }
    }

    private func pass(_ bed: EngineBed) { bed.clock.advance(by: .seconds(86_400)) }

    @Test(
        "CB-14: a code whose last day passed before its mail left is not mailed; its unit is lost, and its person can be invited again",
        arguments: TestDatabase.all)
    func mailed(_ database: TestDatabase) throws {
        try invited(database) { bed, id in
            pass(bed)
            try bed.settle()
            #expect(bed.mail.sent.isEmpty)
            let act = try #require(try bed.ledger.read { try $0.intents(of: id) }.first { $0.verb == "distribute" })
            #expect(act.state == .cancelled && act.detail?.contains("good until 2025-11-22 only") == true, "\(act)")
            #expect(try bed.invitation(id)?.standing.end == .expired)
            let counts = try bed.counts()
            #expect(counts[.lost] == 1 && counts[.reserved] == 0 && counts.isConserved, "\(counts)")
            try bed.supply("autumn", units: 0)
            let again = try bed.ledger.read {
                try Planner(world: bed.world).plan(bed.request(1, from: "autumn"), actor: "tester", in: $0)
            }
            #expect(!again.skipped.contains { $0.code == "already_invited" }, "\(again.skipped)")
        }
    }

    @Test("CB-16: of a code past its last day nobody is reminded, and no list offers it", arguments: TestDatabase.all)
    func reminded(_ database: TestDatabase) throws {
        try invited(database) { bed, id in
            try bed.settle()
            #expect(bed.mail.sent.count == 1)
            func view() throws -> InvitationView? {
                try bed.ledger.read {
                    try Planner(world: bed.world).views(matching: InvitationSearch(), after: nil, limit: 5, in: $0)
                }.first
            }
            #expect(try view()?.mayDo.contains(.remind) == true)
            _ = try bed.follow("remind", [id])
            pass(bed)
            try bed.settle()
            #expect(bed.mail.sent.count == 1)
            #expect(try view()?.mayNot[.remind]?.contains("good until 2025-11-22 only") == true)
            let plan = try bed.ledger.read {
                try Planner(world: bed.world).plan(
                    FollowUpRequest(verb: "remind", invitations: [id]), actor: "tester", in: $0)
            }
            #expect(plan.items == 0 && plan.skipped.map(\.code) == ["expired"], "\(plan.skipped)")
            // Whoever was shown it may have begun in time: that is the vendor's to say.
            #expect(try bed.invitation(id)?.standing.end == nil)
            #expect(try bed.counts()[.handedOut] == 1)
        }
    }

    @Test("On its last day a code is mailed", arguments: TestDatabase.all)
    func lastDay(_ database: TestDatabase) throws {
        try invited(database) { bed, _ in
            try bed.settle(within: .seconds(3600))
            #expect(bed.mail.sent.count == 1)
        }
    }

    @Test(
        "CB-14: what was handed out in the moment in which it was set aside contradicts nothing",
        arguments: TestDatabase.all)
    func handedOut(_ database: TestDatabase) throws {
        for channel in [Channel.export, .link, .ourMail] {
            try invited(database, channel) { bed, id in
                try bed.settle(within: .zero)
                if let item = try bed.openWork().first {
                    _ = try Ticking(world: bed.world).tick(item.id, actor: "tester", in: bed.ledger)
                }
                let standing = try #require(try bed.invitation(id)?.standing)
                #expect(standing.low == .invited && standing.contradiction == nil, "\(channel) \(standing)")
            }
        }
    }
}
