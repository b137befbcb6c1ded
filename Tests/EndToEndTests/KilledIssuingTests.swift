import Foundation
import GatehouseForms
import GatehouseTesting
import Testing

@Suite("Killed while it takes codes out or back: the next start goes on, and the vendor's own ledger agrees")
struct KilledIssuingTests {
    @Test(
        "kill -9 while issuing: one code each, none with two people, nothing lost", .needsPython,
        arguments: TestDatabase.all)
    func issuing(_ database: TestDatabase) async throws {
        try await House.open(on: database) { house in
            var everybody: [String] = []
            var number = 0
            for moment in House.Moment.allCases {
                for nth in 1...3 {
                    number += 1
                    let people = (1...2).map { "p\(number).\($0)@example.org" }
                    everybody += people
                    let command = try KilledIssuingTests.invite(people, house)
                    // The command itself dies, or the server that performs what was recorded.
                    let isServer = number % 2 == 0
                    if isServer { try await house.recordOnly(command) }
                    let done = try await house.sandbox.ledger().actCount + 2 * nth
                    try await house.killing(
                        isServer ? ["serve", "--until-idle"] : command, at: moment, ofNth: nth, "issue"
                    ) { try await house.sandbox.ledger().actCount == done }
                    let next = try await house.settle()
                    #expect(next.code == 0, "\(moment) \(nth): \(next)")
                }
            }
            everybody += try await KilledIssuingTests.killLookUp(house)
            everybody += try await KilledIssuingTests.killRecording(house)
            try await house.judge(everybody, from: ["Spring", "Autumn", "Drivers"], isMailed: false)
        }
    }

    /// Links, so that nothing but issuing is under way.
    private static func invite(_ people: [String], _ house: House) throws -> [String] {
        ["invite", try house.people(people), "--from", House.everySupply, "--channel", "link", "--yes"]
    }

    /// Dies once more while it looks up what the first death left unknown.
    private static func killLookUp(_ house: House) async throws -> [String] {
        let people = ["lookup.1@example.org", "lookup.2@example.org"]
        try await house.killing(try invite(people, house), at: .doneAndNotAnswered, "issue") {
            try await house.sandbox.ledger().codes.contains { $0.holder == people[1] }
        }
        try await house.killing(["serve", "--until-idle"], at: .notYetDone, "status") { true }
        let next = try await house.settle()
        #expect(next.code == 0, "\(next)")
        return people
    }

    /// Dies before anything was promised: nothing of it is there, and the same command can be given again.
    private static func killRecording(_ house: House) async throws -> [String] {
        let people = ["record.1@example.org", "record.2@example.org"]
        let before = try await house.sandbox.ledger().actCount
        let command = try invite(people, house)
        try await house.holdingWrites {
            let victim = try house.start(command)
            try await until("the plan") { victim.said.contains("Plan ") || !victim.isRunning }
            try await house.somebodyWaits(or: victim)
            try await victim.kill()
        }
        try await house.settle()
        #expect(try await house.sandbox.ledger().actCount == before)
        let again = try await house.start(command).ended()
        #expect(again.code == 0, "\(again)")
        return people
    }

    @Test(
        "kill -9 while settling: what the vendor took back is taken back once, and written down by the next start",
        .needsPython, arguments: TestDatabase.all)
    func retracting(_ database: TestDatabase) async throws {
        try await House.open(on: database) { house in
            let people = (1...6).map { "r\($0)@example.org" }
            try await house.done(
                "invite", try house.people(people), "--from", "Spring", "--channel", "our-mail", "--yes")
            for (index, row) in try await house.status().enumerated() {
                let id = try #require(row["id"]?.string)
                let moment = House.Moment.allCases[index % 3]
                try await house.killing(["retract", id, "--yes"], at: moment, "retract") {
                    try await house.sandbox.ledger().codes.contains { $0.reference == id && $0.phase != "handed-out" }
                }
                let next = try await house.settle()
                #expect(next.code == 0, "\(moment): \(next)")
                let after = try await house.done("status", "--limit", "100", "-o", "json").items
                    .first { $0["id"]?.string == id }
                #expect(after?["end"]?.string == "retracted", "\(moment): \(after?.canonicalText ?? "gone")")
            }
            let vendor = try await house.sandbox.ledger()
            let phases = Set(vendor.codes.map(\.phase))
            #expect(vendor.codes.count == 6 && phases.isSubset(of: ["retracting", "returned"]), "\(phases)")
            #expect(vendor.isConserved)
            try await house.judgeBooks(["Spring"])
        }
    }
}
