import GatehouseEngine
import GatehouseLedger
import GatehouseModel
import GatehouseTesting
import Synchronization
import Testing

@Suite("What a vendor says of what it has just given")
struct UnusableCredentialTests {
    private typealias Lie = @Sendable (inout ScriptedVendor.Lies) -> Void

    private static let today = CalendarDate(containing: EngineBed.start().now)

    private func ours(_ bed: EngineBed, _ number: Int, _ channel: Channel = .ourMail) throws -> InvitationID {
        var request = InviteRequest(supplies: ["spring"])
        request.people = [PersonDraft(address: "p\(number)@example.org", name: nil, language: "en")]
        request.channel = channel
        let id = try bed.invite(request).invitations[0]
        try bed.settle()
        return id
    }

    private func act(_ verb: String, _ invitation: InvitationID, _ bed: EngineBed) throws -> Intent {
        let acts = try bed.ledger.read { try $0.intents(of: invitation) }
        return try #require(acts.first { $0.verb == verb })
    }

    @Test(
        "A code that has ended, whose last day has passed or whose word no table knows is set apart with a case; no mail leaves",
        arguments: TestDatabase.all)
    func issued(_ database: TestDatabase) throws {
        let lies: [(said: String, lie: Lie)] = [
            ("Taken back", { $0.word = "Taken back" }), ("Nonsense", { $0.word = "Nonsense" }),
            ("2020-01-01", { $0.expires = CalendarDate("2020-01-01") }),
            (
                "until \(CalendarDate(daysSince1970: Self.today.daysSince1970 - 1)) only",
                { $0.expires = CalendarDate(daysSince1970: Self.today.daysSince1970 - 1) }
            ),
        ]
        try database.withEngine { bed in
            try bed.supply(units: 10)
            for (number, (said, lie)) in lies.enumerated() {
                bed.vendor.lie(lie)
                let invitation = try ours(bed, number)
                let issue = try act("issue", invitation, bed)
                #expect(issue.state == .needsPerson && issue.detail?.contains(said) == true, "\(issue)")
                #expect(
                    try bed.open("echo_mismatch").contains { $0.invitation == invitation && $0.theirs.contains(said) })
                bed.vendor.lie { $0 = ScriptedVendor.Lies() }
            }
            #expect(bed.mail.sent.isEmpty)
            let counts = try bed.counts()
            #expect(counts.isConserved && counts[.quarantined] == Int64(lies.count), "\(counts)")
            bed.vendor.lie {
                $0.word = " sent "
                $0.expires = Self.today
            }
            _ = try ours(bed, 99)
            #expect(bed.mail.sent.count == 1)
        }
    }

    @Test(
        "What was given after its last day stays set apart, whatever word the vendor shows it under",
        arguments: TestDatabase.all)
    func observed(_ database: TestDatabase) throws {
        try database.withEngine { bed in
            try bed.supply(units: 10)
            bed.vendor.lie { $0.expires = CalendarDate("2020-01-01") }
            let invitation = try ours(bed, 1)
            bed.vendor.lie { $0 = ScriptedVendor.Lies() }
            for _ in 0..<2 {
                bed.vendor.setWord("Sent", of: invitation.text)
                let seen = try Observations.pull(bed.connection, world: bed.world)
                _ = try Reconciling(world: bed.world).run(seen, tick: .all, actor: "tester", in: bed.ledger)
                try bed.settle()
                #expect(try act("issue", invitation, bed).state == .needsPerson)
                let kept = try bed.open("echo_mismatch")
                #expect(kept.count == 1 && kept.allSatisfy { $0.theirs.contains("2020-01-01") }, "\(kept)")
                let counts = try bed.counts()
                #expect(counts[.available] == 9 && counts.isConserved, "\(counts)")
            }
            #expect(bed.mail.sent.isEmpty)
            let issue = try act("issue", invitation, bed)
            _ = try Deciding(world: bed.world).decide(
                issue.id, .dropped, reason: "useless", actor: "tester", in: bed.ledger)
            #expect(try bed.open("echo_mismatch").isEmpty)
        }
    }

    @Test(
        "What the vendor says that it sent under an unknown word is set apart with a case", arguments: TestDatabase.all)
    func distributed(_ database: TestDatabase) throws {
        try database.withEngine { bed in
            try bed.supply(units: 10)
            bed.vendor.lie { $0.sentWord = "Nonsense" }
            let invitation = try ours(bed, 1, .vendorMail)
            let sent = try act("distribute", invitation, bed)
            #expect(sent.state == .needsPerson && sent.detail?.contains("Nonsense") == true, "\(sent)")
            #expect(try bed.open("echo_mismatch").count == 1)
            #expect(try bed.counts()[.quarantined] == 1)
        }
    }

    @Test(
        "A lost answer that is looked up under an unknown word is neither repeated nor mailed",
        arguments: TestDatabase.all)
    func lookedUp(_ database: TestDatabase) throws {
        try database.withEngine { bed in
            try bed.supply(units: 10)
            bed.vendor.fail(.replyLost)
            let vendor = bed.vendor
            vendor.state.withLock { state in
                state.meanwhile = { vendor.state.withLock { $0.words = $0.words.mapValues { _ in "Nonsense" } } }
            }
            let invitation = try ours(bed, 1)
            let issue = try act("issue", invitation, bed)
            #expect(issue.state == .needsPerson && issue.detail?.contains("Nonsense") == true, "\(issue)")
            #expect(bed.vendor.calls.count { $0.hasPrefix("issue") } == 1 && bed.mail.sent.isEmpty)
            #expect(try bed.counts()[.quarantined] == 1)
        }
    }
}
