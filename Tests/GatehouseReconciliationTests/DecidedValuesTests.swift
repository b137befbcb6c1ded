import GatehouseReconciliation
import Testing

@Suite("What a decision about a difference holds for")
struct DecidedValuesTests {
    typealias Said = (ours: String, theirs: String)

    @Test(
        "A decision about people or money holds for the values it was made on, and for fewer",
        arguments: [
            (
                DiscrepancyClass.recipientMismatch, ("a@x.org", "b@x.org, Sent (invited…registered)"),
                [("a@x.org", "b@x.org, Used (completed)")], [("a@x.org", "c@x.org, Sent (invited…registered)")]
            ),
            (
                .coachAccessDrift, ("bob", "bob, eve"), [("bob", "bob"), ("bob, carl", "bob, carl, eve")],
                [("bob", "bob, eve, mallory"), ("carl", "bob, eve"), ("bob, carl", "bob, eve")]
            ),
            (
                .alreadyInvitedElsewhere, ("inv_1 at noon, inv_2 at noon", "a second living one for top-5"),
                [("inv_2 at noon", "a second living one for top-5, drive")],
                [("inv_1 at noon, inv_3 at noon", "a second living one for top-5")]
            ),
            (.countSurplus, ("10", "Top 5 left 14"), [("9", "Top 5 left 13")], [("10", "Top 5 left 15")]),
            (.countShortfall, ("10", "Left 8"), [("11", "Left 9")], [("10", "Left 7")]),
            (
                .multiUseOverrun, ("given to 3 people", "5 uses"), [("given to 4 people", "5 uses")],
                [("given to 3 people", "6 uses")]
            ),
            (.vendorBehind, ("completed", "Sent"), [("reported", "Begun")], []),
        ] as [(DiscrepancyClass, Said, [Said], [Said])])
    func covers(kind: DiscrepancyClass, decided: Said, same: [Said], other: [Said]) {
        let values = DecidedValues(ours: decided.ours, theirs: decided.theirs)
        #expect(values.cover(values, of: kind))
        for later in same {
            #expect(values.cover(DecidedValues(ours: later.ours, theirs: later.theirs), of: kind), "\(later)")
        }
        for later in other {
            #expect(!values.cover(DecidedValues(ours: later.ours, theirs: later.theirs), of: kind), "\(later)")
        }
    }
}
