import Foundation
import GatehouseForms
import GatehouseTesting
import Testing

@Suite("A vendor that dies, fails or lies")
struct VendorTroubleTests {
    @Test(
        "The vendor dies in the middle of an invite and comes back: each person has one code, and both ledgers agree",
        .needsPython, arguments: TestDatabase.all)
    func vendorDies(_ database: TestDatabase) async throws {
        try await House.open(on: database) { house in
            let people = (1...10).map { "v\($0)@example.org" }
            let file = try house.people(people)
            // It dies with the first bundle's codes made and not answered for, the other supplies not yet asked.
            try await house.sandbox.fault("timeout-after", at: "issue", seconds: 300)
            let inviting = try house.start([
                "invite", file, "--from", "Spring,Autumn,Drivers", "--channel", "our-mail", "--yes",
            ])
            try await until("the codes") { try await house.sandbox.ledger().codes.count == 10 }
            try await house.sandbox.kill()
            let left = try await inviting.ended()
            #expect([3, 6].contains(left.code), "\(left)")
            try await house.sandbox.restart()
            let settled = try await house.settle(patience: "2m")
            #expect(settled.code == 0, "\(settled)")
            try await house.judge(people, from: ["Spring", "Autumn", "Drivers"])
            let reconciled = try await house.done("reconcile", "--exit-code", "-o", "json")
            #expect(try reconciled.items.allSatisfy { $0["in_agreement"]?.bool == true }, "\(reconciled)")
        }
    }

    /// What may go wrong with the answer to an issue, and whether reconciling has to find out what was done.
    private static let faults: [(kind: String, becomesCase: Bool)] = [
        ("timeout-after", false), ("cut-after", false), ("fail-after", false), ("malformed", false),
        ("wrong-count", true), ("wrong-echo", true), ("duplicate", false), ("cut-before", false),
        ("fail-before", false), ("throttle", false), ("unavailable", false),
    ]

    @Test(
        "Whatever the vendor does to an issue, it ends done or as a visible case that reconciling closes; nobody is shown two codes",
        .needsPython, arguments: TestDatabase.all)
    func issueFaults(_ database: TestDatabase) async throws {
        try await House.open(on: database) { house in
            var people: [String] = []
            var cases: [String] = []
            for (kind, becomesCase) in VendorTroubleTests.faults {
                let two = [1, 2].map { "\(kind).\($0)@example.org" }
                people += two
                cases += becomesCase ? two : []
                try await house.sandbox.fault(kind, at: "issue", seconds: 1)
                let invited = try await house.run(
                    "invite", try house.people(two), "--from", "Spring", "--channel", "our-mail", "--yes")
                #expect(invited.code == (kind == "duplicate" ? 0 : becomesCase ? 1 : 6), "\(kind): \(invited)")
                #expect(try await house.sandbox.strikes() == 1, "\(kind) struck")
            }
            try await house.sandbox.control("faults/clear")
            try await house.settle(patience: "2m")
            let open = try await house.status().filter { $0["open_act"] != nil }
            #expect(open.allSatisfy { $0["open_act"]?.string == "needs_person" }, "\(open.map(\.canonicalText))")
            #expect(open.compactMap { $0["person"]?["email"]?.string }.sorted() == cases.sorted())
            try await VendorTroubleTests.expectShown(house, people.filter { !cases.contains($0) })
            try await house.judgeBooks(["Spring"])
            _ = try await house.run("reconcile")
            #expect(try await house.settle().code == 0)
            try await VendorTroubleTests.expectShown(house, people)
            try await VendorTroubleTests.expectQuiet(house)
        }
    }

    /// These and nobody else were mailed, each once, with a code of their own that the vendor made for their invitation.
    private static func expectShown(_ house: House, _ people: [String]) async throws {
        let rows = try await house.status()
        let messages = try await house.mail.messages()
        let vendor = try await house.sandbox.ledger()
        #expect(messages.map { $0.recipients.joined() }.sorted() == people.sorted())
        for person in people {
            let own = rows.filter { $0["person"]?["email"]?.string == person }
            let shown = vendor.codes.filter { code in messages.contains { $0.body.contains(code.code) } }
                .filter { $0.holder == person }
            #expect(own.count == 1 && shown.count == 1, "\(person): \(own.map(\.canonicalText))")
            #expect(shown.first?.reference == own.first?["id"]?.string)
            // What a doubling vendor made in excess was made for the same person, and shown to nobody.
            #expect(vendor.codes.count { $0.holder == person } == (person.hasPrefix("duplicate") ? 2 : 1), "\(person)")
        }
    }

    /// Two rounds bring everything to light; a third finds nothing new and does nothing.
    private static func expectQuiet(_ house: House) async throws {
        for _ in 1...2 { _ = try await house.run("reconcile") }
        let known = try await house.done("reconcile", "list", "-o", "json").items.compactMap { $0["class"]?.string }
        #expect(!known.isEmpty, "the codes in excess are told")
        let before = try await house.status().map { $0["stage"]?.canonicalText }
        let again = try await house.done("reconcile", "-o", "json")
        #expect(try again.items.allSatisfy { $0["applied"]?.integer == 0 }, "\(again)")
        #expect(try await house.status().map { $0["stage"]?.canonicalText } == before)
        try await house.judgeBooks(["Spring"])
    }

    @Test(
        "A partial, stale, torn or short snapshot proves nothing: nobody is declared missing, and a second reconcile does nothing",
        .needsPython, arguments: TestDatabase.all)
    func snapshotFaults(_ database: TestDatabase) async throws {
        try await House.open(on: database) { house in
            let people = (1...6).map { "r\($0)@example.org" }
            try await house.sandbox.fault("stale-snapshot", at: "snapshot")
            // The stale snapshot was taken now, before anybody was invited.
            try await house.done(
                "invite", try house.people(people), "--from", "Spring,Drivers", "--channel", "our-mail", "--yes")
            let stale = try await house.run("reconcile", "-o", "json")
            #expect([0, 3, 6].contains(stale.code), "\(stale)")
            try await VendorTroubleTests.expectAllLiving(house, people)
            for kind in ["partial-page", "malformed", "cut-before", "fail-after", "unavailable", "throttle"] {
                try await house.sandbox.fault(kind, at: "snapshot", seconds: 1)
                let run = try await house.run("reconcile", "-o", "json")
                #expect([0, 3, 6].contains(run.code), "\(kind): \(run)")
                #expect(try await house.sandbox.strikes() == 1, "\(kind) struck")
                try await VendorTroubleTests.expectAllLiving(house, people)
            }
            try await house.sandbox.control("faults/clear")
            try await house.done("reconcile", "-o", "json")
            let last = try await house.done("reconcile", "--exit-code", "-o", "json")
            #expect(
                try last.items.allSatisfy { $0["in_agreement"]?.bool == true && $0["applied"]?.integer == 0 }, "\(last)"
            )
            try await house.judge(people, from: ["Spring", "Drivers"])
        }
    }

    private static func expectAllLiving(_ house: House, _ people: [String]) async throws {
        let rows = try await house.status()
        #expect(rows.count { $0["end"]?.string == nil } == 2 * people.count)
    }
}
