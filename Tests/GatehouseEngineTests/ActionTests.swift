import GatehouseEngine
import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit
import GatehouseTesting
import Testing

@Suite("Actions: what they bring, and who sees it")
struct ActionTests {
    /// An invitation that was distributed, and the act of copying its link, performed as far as it can be.
    private func copyLink(_ bed: EngineBed) throws -> (invitation: InvitationID, act: Intent) {
        try bed.supply(units: 3)
        let invitation = try bed.invite(bed.request(1, from: "spring", channel: .ourMail)).invitations[0]
        try bed.settle()
        let request = ActionRequest(connection: "vendor", name: "copy-link", subject: invitation.text)
        let receipt = try Recorder(world: bed.world).record(.action(request), actor: "tester", in: bed.ledger).1
        try bed.settle()
        return (invitation, try #require(try bed.ledger.read { try $0.intents(of: receipt.command) }.first))
    }

    /// Everything that lists, logs, trails and events say of a workspace.
    private func said(_ bed: EngineBed) throws -> String {
        try bed.ledger.read { reader in
            let acts = try reader.openIntents(of: nil, in: IntentState.allCases, limit: 100)
            let trail = try reader.audit(after: 0, limit: 1000).map {
                "\($0.act) \($0.object) \($0.details.canonicalText)"
            }
            return acts.map { "\($0)" }.joined(separator: "\n") + trail.joined(separator: "\n")
        }
    }

    @Test(
        "CA-7: a secret result is kept sealed and masked; it is shown on purpose, with a trace",
        arguments: TestDatabase.all)
    func secretResult(_ database: TestDatabase) throws {
        try database.withEngine { bed in
            let (invitation, act) = try copyLink(bed)
            let link = ScriptedVendor.link(of: invitation.text)
            #expect(act.state == .done && act.detail == nil)
            let result = try #require(try bed.ledger.read { try $0.result(of: act.id) })
            #expect(result.open == ["opened": false] && result.secrets == ["link": Secret(link)])
            #expect(result.document(reveals: false) == ["opened": false, "link": .string(Secret(link).masked)])
            #expect(try !said(bed).contains(link))

            let before = try bed.ledger.read { try $0.audit(after: 0, limit: 1000).count }
            let shown = try Revealing(world: bed.world).result(of: act.id, actor: "olga", in: bed.ledger)
            #expect(shown == ["opened": false, "link": .string(link)])
            let trail = try bed.ledger.read { try $0.audit(after: Int64(before), limit: 10) }
            #expect(
                trail.map(\.act) == ["result.revealed"] && trail[0].actor == "olga" && trail[0].object == act.id.text)
            #expect(trail[0].details["invitation"]?.string == invitation.text && trail[0].details["shown"] == ["link"])
            #expect(try !said(bed).contains(link) && bed.verifyAudit())
        }
    }

    @Test(
        "What was typed in when an action was ticked off is kept, its secrets sealed", arguments: TestDatabase.all)
    func tickedOff(_ database: TestDatabase) throws {
        try database.withEngine(mode: .portal) { bed in
            let (_, act) = try copyLink(bed)
            #expect(act.state == .manual)
            let item = try #require(try bed.ledger.read { try $0.workItems(of: nil, state: .open) }.first)
            _ = try Ticking(world: bed.world).tick(
                item.id, values: ["link": "https://vendor.example.org/pasted", "seen_by": "Olga"], actor: "olga",
                in: bed.ledger)
            #expect(try bed.ledger.read { try $0.intents([act.id]) }.first?.state == .done)
            let result = try #require(try bed.ledger.read { try $0.result(of: act.id) })
            #expect(result.open == ["seen_by": "Olga"])
            #expect(result.secrets == ["link": Secret("https://vendor.example.org/pasted")])
            #expect(try !said(bed).contains("pasted"))
        }
    }

    @Test("An answer that should have a secret member and has no members at all is a secret as a whole")
    func shapeless() {
        let act = IntentID(unique: "a")
        let whole = ActResult(intent: act, "https://vendor.example.org/x", hiding: ["link"])
        #expect(whole.open.isNull && whole.secrets == ["result": Secret("https://vendor.example.org/x")])
        #expect(ActResult(intent: act, ["link": nil], hiding: ["link"]).isEmpty)
        #expect(ActResult(intent: act, ["rows": [1]], hiding: ["link"]).open == ["rows": [1]])
        #expect(ActResult(intent: act, "free", hiding: []).document(reveals: false) == "free")
    }
}
