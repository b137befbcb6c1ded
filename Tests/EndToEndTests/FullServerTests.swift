import Foundation
import GatehouseForms
import GatehouseTesting
import Testing

@Suite("A PostgreSQL that finds no room: it is said, nothing is half done, and with room again everything goes on")
struct FullServerTests {
    @Test(
        "A full disk under its tables (1): a file of codes comes in whole or not at all, and invitations are finished later",
        .needsPython)
    func tables() async throws {
        try await CrampedServer.lend(ownDisk: true) { server in
            try await House.open(on: .postgres, address: server.address) { house in
                try await house.done("connection", "add", "portal", "--provider", "code-bundles", "--mode", "portal")
                try await house.done(
                    "supply", "add", "Winter", "--connection", "portal", "--category", "strengths", "--usage", "single",
                    "--assessments", "all-34")
                let codes = (1...30_000).map { "WIN-\(100_000 + $0)" }
                let file = try house.file("codes.csv", "code\n" + codes.joined(separator: "\n") + "\n")
                let command = ["supply", "import", file, "--supply", "Winter"]
                func free() async throws -> Int64? {
                    let shown = try await house.done("supply", "show", "Winter", "-o", "json").json()
                    return shown["counts"]?["available"]?.integer
                }

                try await server.fill()
                let refused = try await house.start(command).ended()
                try await server.empty()
                #expect(refused.code == 1 && FullServerTests.names(house, refused), "\(refused)")
                #expect(try await free() == 0)
                let taken = try await house.start(command).ended()
                #expect(taken.code == 0 && taken.out.contains("accepted 30000"), "\(taken)")
                #expect(try await free() == 30_000)

                var everybody: [String] = []
                var failures = 0
                for round in 1...2 {
                    let people = (1...40).map { "t\(round).\($0)@example.org" }
                    try await server.fill()
                    let attempt = try await house.start(FullServerTests.invite(house, people)).ended()
                    try await server.empty()
                    if attempt.code != 0 {
                        failures += 1
                        #expect(attempt.code == 1 && FullServerTests.names(house, attempt), "\(round): \(attempt)")
                    }
                    try await FullServerTests.goOn(house, people, "\(round)")
                    everybody += people
                }
                #expect(failures > 0)
                try await house.judge(everybody, from: ["Spring"], unknownMails: failures)
            }
        }
    }

    @Test(
        "No room for its log at one moment after another: the server ends by itself, which is said (1 or 6); once it runs again nothing is lost",
        .needsPython)
    func log() async throws {
        try await CrampedServer.lend(ownDisk: false) { server in
            try await House.open(on: .postgres, codes: 300, address: server.address) { house in
                let first = (1...20).map { "first.\($0)@example.org" }
                let before = try await server.logged()
                let whole = try await house.start(FullServerTests.invite(house, first)).ended()
                #expect(whole.code == 0, "\(whole)")
                let needed = try await server.logged() - before
                var (everybody, failures) = (first, [Int]())
                for quarter in 0...3 {
                    let people = (1...20).map { "l\(quarter).\($0)@example.org" }
                    try await server.crampLog(leaving: needed * quarter / 4)
                    // The server does not come back by itself: an answer in hand is soon given up.
                    let attempt = try await house.start(
                        FullServerTests.invite(house, people), extra: ["GATEHOUSE_DATABASE_HOLD_OUT": "1s"]
                    ).ended()
                    try await server.restart()
                    let rows = try await FullServerTests.goOn(house, people, "\(quarter)")
                    if attempt.code != 0 {
                        failures.append(rows)
                        #expect([1, 6].contains(attempt.code), "\(quarter): \(attempt)")
                        #expect(attempt.err.contains(house.databaseName), "\(quarter): \(attempt)")
                        #expect(
                            ["no room left", "a full disk", "must be looked up"].contains(where: attempt.err.contains),
                            "\(quarter): \(attempt)")
                    }
                    everybody += people
                }
                #expect(failures.contains(0) && failures.contains(20), "before and after recording: \(failures)")
                try await house.judge(everybody, from: ["Spring"], unknownMails: failures.count)
            }
        }
    }

    private static func invite(_ house: House, _ people: [String]) throws -> [String] {
        ["invite", try house.people(people), "--from", "Spring", "--channel", "our-mail", "--yes"]
    }

    private static func names(_ house: House, _ finished: Finished) -> Bool {
        finished.err.contains(house.databaseName) && finished.err.contains("no room left")
            && finished.err.contains("Free some space")
    }

    /// Finishes what was recorded, which is everybody or nobody, and invites those who were not.
    /// - Returns: how many had been recorded.
    @discardableResult
    private static func goOn(_ house: House, _ people: [String], _ round: String) async throws -> Int {
        try await house.settle()
        let rows = try await house.status().filter { people.contains($0["person"]?["email"]?.string ?? "") }
        #expect([0, people.count].contains(rows.count), "\(round): \(rows.count)")
        if rows.isEmpty {
            let again = try await house.start(invite(house, people)).ended()
            #expect(again.code == 0, "\(round): \(again)")
        }
        return rows.count
    }
}
