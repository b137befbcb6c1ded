import Foundation
import GatehouseForms
import GatehouseTesting
import Testing

@Suite("Killed while it asks a vendor by itself: another process takes it over, and it is done once")
struct KilledPullingTests {
    @Test(
        "kill -9 in the middle of a scheduled pull: others leave it alone until the claim has run out, then one does it whole",
        .needsPython, arguments: TestDatabase.all)
    func pulling(_ database: TestDatabase) async throws {
        try await House.open(on: database, codes: 12) { house in
            let people = (1...6).map { "q\($0)@example.org" }
            try await house.done(
                "invite", try house.people(people), "--from", "Spring", "--channel", "our-mail", "--yes")
            try await house.done("connection", "schedule", "code-bundles", "--every", "1d")
            let before = try await KilledPullingTests.runs(house)
            // Before the vendor shows its supplies; before it shows what became of them, and when it has and we do not know.
            for (operation, moment) in [
                ("supplies", House.Moment.notYetDone), ("snapshot", .notYetDone), ("snapshot", .doneAndNotAnswered),
            ] {
                try await house.killing(["serve"], at: moment, operation) { true }
                #expect(try await house.moveClaims(byDays: 1) == 1, "\(operation): the claim of the one who died")
                try await house.settle()
                #expect(try await KilledPullingTests.runs(house) == before, "\(operation): taken from a living claim")
                #expect(try await house.moveClaims(byDays: -2) == 1)
            }
            let taken = try await house.settle()
            let after = try await KilledPullingTests.runs(house)
            #expect(after.count == before.count + 1 && taken.err.contains("code-bundles"), "\(taken)")
            #expect(after.last?["source"] == "api" && after.last?["complete"] == true, "\(after)")
            #expect(try await house.moveClaims(byDays: 0) == 0, "let go")
            // Nothing is due any more, and nothing of the three that died is left.
            try await house.settle()
            #expect(try await KilledPullingTests.runs(house) == after)
            try await house.judge(people, from: ["Spring"])
            try await house.done("audit", "verify")
        }
    }

    /// The oldest first.
    private static func runs(_ house: House) async throws -> [JSONValue] {
        try await house.done("reconcile", "runs", "-o", "json").items.reversed()
    }
}
