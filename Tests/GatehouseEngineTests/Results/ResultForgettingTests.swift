import GatehouseEngine
import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit
import GatehouseTesting
import Synchronization
import Testing

@Suite("Results are kept as long as was said, and no longer")
struct ResultForgettingTests {
    @Test("How long is said in months, years or days, and counts by the calendar")
    func lengths() throws {
        let now = try #require(CalendarDate("2026-03-31")).start.advanced(by: .seconds(40_000))
        func cutoff(_ text: String) -> String? {
            ResultRetention(text)?.cutoff(now).map { CalendarDate(containing: $0).description }
        }
        #expect(cutoff("24mo") == "2024-03-31" && cutoff("1mo") == "2026-02-28" && cutoff("25mo") == "2024-02-29")
        #expect(cutoff("2y") == "2024-03-31" && cutoff("30d") == "2026-03-01")
        #expect(ResultRetention("forever") == .forever && cutoff("forever") == nil)
        #expect(
            ["", "24", "mo", "0mo", "-1d", "24 mo", "never", "99999999d"].allSatisfy { ResultRetention($0) == nil })
    }

    @Test(
        "GH-9: what is older goes with all its versions and with a line in the audit trail, and does not come back",
        arguments: TestDatabase.all)
    func forgetting(_ database: TestDatabase) throws {
        try database.withEngine { bed in
            try bed.supply(units: 2)
            let ids = try bed.invite(bed.request(2, from: "spring", channel: .vendorMail)).invitations.sorted()
            try bed.settle()
            let start = bed.clock.now
            func tell(_ id: InvitationID, _ word: String, _ completed: Instant?) throws -> ResultIntake {
                bed.vendor.state.withLock {
                    $0.results = [
                        [
                            AssessmentResult(
                                reference: id.text, vendorID: nil, address: nil, supply: "v-spring",
                                assessment: "top-5", completedAt: completed, scores: ["first": .string(word)],
                                reportLink: nil)
                        ]
                    ]
                }
                return try ResultTaking(world: bed.keeping(.months(24)), connection: bed.connection, actor: "tester")
                    .pull(in: bed.ledger)
            }
            _ = try tell(ids[0], "Learner", start)
            #expect(try tell(ids[0], "Focus", start).revised == 1)
            // Of this one it was never told when it was completed.
            bed.clock.advance(by: .seconds(400 * 86_400))
            #expect(try tell(ids[1], "Input", nil).added == 1)

            bed.clock.advance(by: .seconds(400 * 86_400))
            let forgetting = ResultForgetting(world: bed.keeping(.months(24)))
            #expect(try bed.ledger.read { try forgetting.due(in: $0) } == 1)
            #expect(try ResultForgetting(world: bed.world).step(actor: "t", in: bed.ledger) == 0, "kept for good")
            #expect(try forgetting.step(actor: "retention", in: bed.ledger) == 1)
            #expect(try forgetting.step(actor: "retention", in: bed.ledger) == 0)
            #expect(try bed.ledger.read { try $0.results(of: ids) }.map(\.place.invitation) == [ids[1]])
            let notes = try bed.ledger.read { try $0.audit(after: 0, limit: 1000) }.filter {
                $0.act == "results.forgotten"
            }
            #expect(notes.count == 1 && notes[0].actor == "retention")
            #expect(notes.allSatisfy { !"\($0.details)".contains("Focus") && $0.object == bed.connection.id.text })

            // The vendor shows it still: it is too old to be taken in again.
            let again = try tell(ids[0], "Focus", start)
            #expect(again.outdated == 1 && again.added == 0 && again.told == 1)
            #expect(try bed.verifyAudit())
        }
    }
}
