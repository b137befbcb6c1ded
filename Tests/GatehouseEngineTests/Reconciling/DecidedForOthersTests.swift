import GatehouseEngine
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit
import GatehouseReconciliation
import GatehouseTesting
import Testing

/// What was decided about one stranger says nothing about another.
@Suite("A decision that was made for other values")
struct DecidedForOthersTests {
    private func ignore(_ found: DiscrepancyRecord, _ reason: String, _ bed: EngineBed) throws {
        _ = try Resolving(world: bed.world).resolve(
            found.id.text, .ignore, reason: reason, actor: "ada", in: bed.ledger)
    }

    private func remindable(_ id: InvitationID, _ bed: EngineBed) throws -> Int {
        try bed.ledger.read {
            try Planner(world: bed.world).plan(
                FollowUpRequest(verb: "remind", invitations: [id]), actor: "tester", in: $0)
        }.items
    }

    @Test(
        "recipient_mismatch: another stranger opens it anew and is told of the decision; a further word of the same does not",
        arguments: TestDatabase.all, [false, true])
    func stranger(_ database: TestDatabase, isComplete: Bool) throws {
        try database.withEngine(vendor: ScriptedVendor(remindsByOurMail: true)) { bed in
            try bed.supply(units: 3)
            let id = try bed.invite(bed.request(1, from: "spring", channel: .ourMail)).invitations[0]
            try bed.settle()
            func show(_ address: String, _ word: String) throws -> Reconciling.Outcome {
                bed.clock.advance(by: .seconds(60))
                return try bed.observe("\(id.text),,\(address),spring,\(word)", isComplete: isComplete)
            }
            _ = try show("assistant@example.org", "Sent")
            let found = try #require(try bed.open("recipient_mismatch").first)
            #expect(try remindable(id, bed) == 0)
            try ignore(found, "her assistant", bed)
            #expect(try remindable(id, bed) == 1)
            #expect(try show("assistant@example.org", "Begun").isSettled)
            #expect(try bed.open("recipient_mismatch").isEmpty)

            for _ in 1...2 {
                let seen = try show("mallory@example.org", "Begun")
                #expect(!seen.isSettled && seen.result.discrepancies.map(\.policy) == [.case])
                let open = try #require(try bed.open("recipient_mismatch").first)
                #expect(open.id == found.id && open.theirs.hasPrefix("mallory@example.org"))
                #expect(
                    open.proposal.hasPrefix(
                        "It was decided before, for assistant@example.org: “her assistant”. Somebody else"),
                    "\(open.proposal)")
                #expect(try remindable(id, bed) == 0)
            }
            let trail = try bed.ledger.read { try $0.audit(after: 0, limit: 1000) }
            #expect(trail.count { $0.act == "discrepancy.reopened" } == 1)
            #expect(try bed.verifyAudit())

            try ignore(try #require(try bed.open("recipient_mismatch").first), "her husband", bed)
            #expect(try show("mallory@example.org", "Done").isSettled && remindable(id, bed) == 1)
        }
    }
}
