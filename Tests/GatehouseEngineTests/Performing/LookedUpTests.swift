import GatehouseEngine
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit
import GatehouseReconciliation
import GatehouseTesting
import Testing

@Suite("What a vendor shows of a lost issue")
struct LookedUpTests {
    /// Records one invitation by our own mail whose answer gets lost; the vendor shows `records` of it beside its own.
    private func lost(
        _ bed: EngineBed, showing records: (_ reference: String) -> [ObservedRecord]
    ) throws -> (invitation: InvitationID, issue: Intent) {
        try bed.supply(units: 5)
        bed.vendor.fail(.replyLost)
        let invitation = try bed.invite(bed.request(1, from: "spring", channel: .ourMail)).invitations[0]
        let lies = records(invitation.text)
        bed.vendor.lie { $0.records = lies }
        try bed.settle()
        let acts = try bed.ledger.read { try $0.intents(of: invitation) }
        return (invitation, try #require(acts.first { $0.verb == "issue" }))
    }

    private func record(
        _ reference: String, _ id: String, _ code: String, _ word: String, supply: String = "v-spring", _ bed: EngineBed
    ) -> ObservedRecord {
        ObservedRecord(
            reference: reference, vendorID: id, credential: Secret(code), supply: supply, word: word,
            asOf: bed.clock.now, source: .request(id: "r"))
    }

    @Test(
        "A lost issue of which the vendor shows two living records is mailed to nobody: a person is told both",
        arguments: TestDatabase.all)
    func two(_ database: TestDatabase) throws {
        try database.withEngine { bed in
            let (invitation, issue) = try lost(bed) { [record($0, "v-CODE-9999", "CODE-9999", "Reserved", bed)] }
            #expect(issue.state == .needsPerson && bed.mail.sent.isEmpty, "\(issue)")
            let told = try #require(try bed.open("echo_mismatch").first)
            #expect(told.invitation == invitation)
            #expect(told.theirs.contains("v-CODE-1001") && told.theirs.contains("v-CODE-9999"), "\(told.theirs)")
            let counts = try bed.counts()
            #expect(counts[.quarantined] == 1 && counts.isConserved, "\(counts)")
            // Once the second one has been taken back there, the next look settles it.
            bed.vendor.lie { $0.records = [record(invitation.text, "v-CODE-9999", "CODE-9999", "Taken back", bed)] }
            let seen = try Observations.pull(bed.connection, world: bed.world)
            _ = try Reconciling(world: bed.world).run(seen, tick: .all, actor: "tester", in: bed.ledger)
            try bed.settle()
            #expect(bed.mail.sent.count == 1 && bed.vendor.codesMade == 1)
            #expect(try bed.code(of: invitation) == "CODE-1001")
        }
    }

    @Test(
        "An ended record beside the living one, and one that is listed again, are no doubt",
        arguments: TestDatabase.all)
    func one(_ database: TestDatabase) throws {
        try database.withEngine { bed in
            let (invitation, issue) = try lost(bed) { reference in
                [
                    record(reference, "v-CODE-9999", "CODE-9999", "Taken back", bed),
                    record(reference, "v-CODE-9999", "CODE-9999", "Taken back", bed),
                ]
            }
            #expect(issue.state == .done && bed.mail.sent.count == 1, "\(issue)")
            #expect(try bed.code(of: invitation) == "CODE-1001")
        }
    }

    @Test(
        "A lost issue that the vendor shows of another supply is not believed, by the look-up or by the next snapshot",
        arguments: TestDatabase.all, ["v-autumn", "v-nobody-knows"])
    func otherSupply(_ database: TestDatabase, _ supply: String) throws {
        try database.withEngine { bed in
            try bed.supply("autumn", units: 5)
            bed.vendor.lie { $0.shownSupply = supply }
            let (_, issue) = try lost(bed) { _ in [] }
            #expect(issue.state == .needsPerson && bed.mail.sent.isEmpty, "\(issue)")
            let told = try #require(try bed.open("echo_mismatch").first)
            #expect(told.theirs.contains("spring") && told.theirs.contains(supply), "\(told.theirs)")
            for _ in 0..<2 {
                let seen = try Observations.pull(bed.connection, world: bed.world)
                _ = try Reconciling(world: bed.world).run(seen, tick: .all, actor: "tester", in: bed.ledger)
                try bed.settle()
                #expect(bed.mail.sent.isEmpty)
                #expect(try bed.open("echo_mismatch").count == 1)
            }
            #expect(try bed.counts()[.quarantined] == 1)
        }
    }
}
