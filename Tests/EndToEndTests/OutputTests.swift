import Foundation
import GatehouseForms
import GatehouseTesting
import Testing

@Suite("What is printed where")
struct OutputTests {
    @Test("The demonstration tells the same story for the same seed, but for ports, paths and durations")
    func sameStory() async throws {
        try await Turnstile.shared.through {
            let home = try Scratch.folder()
            defer { Scratch.remove(home) }
            var stories: [[Substring]] = []
            for name in ["one", "two"] {
                let folder = home.appending(path: name).path
                let told = try await Program(
                    Program.gatehouse, ["demo", "--seed", "24", "--data", folder],
                    environment: House.plainEnvironment(home: home), folder: home
                ).ended()
                #expect(told.code == 0, "\(told)")
                let plain = told.out.replacing(folder, with: "FOLDER").replacing(#/127\.0\.0\.1:\d+/#, with: "PORT")
                    .replacing(#/\d+(\.\d+)? ?(s|ms)\b/#, with: "DURATION")
                stories.append(plain.split(separator: "\n", omittingEmptySubsequences: false))
            }
            #expect(stories[0].count > 60)
            #expect(stories[0] == stories[1])
        }
    }

    @Test("Piped output is plain and whole: data on stdout, words on stderr", .needsPython)
    func piped() async throws {
        try await House.open(on: .sqlite) { house in
            let long =
                "a.rather.long.name.of.somebody.\(String(repeating: "x", count: 30))@department.of.long.names.example.org"
            try await house.done(
                "invite", try house.people([long]), "--from", "Spring,Drivers", "--channel", "our-mail", "--yes")
            let table = try await house.done("status")
            #expect(table.out.contains(long) && !table.out.contains("\u{1B}") && !table.out.contains("…@"))
            let json = try await house.done("status", "-o", "json")
            #expect(try json.json().object?.keys.sorted() == ["items", "next_cursor"])
            let csv = try await house.done("status", "-o", "csv")
            #expect(csv.out.contains(long) && csv.err.isEmpty)
            let missing = try await house.run("supply", "show", "Sprng", "-o", "json")
            #expect(missing.code == 1 && missing.out.isEmpty)
            #expect(try JSONValue(text: missing.err)["detail"]?.string?.contains("Spring") == true, "\(missing)")
        }
    }

    @Test(
        "Without a terminal nothing is asked: the plan is shown, nothing is done (1), and the remedy is named",
        .needsPython)
    func noPrompt() async throws {
        try await House.open(on: .sqlite) { house in
            let stopped = try await house.run(
                "invite", try house.people(["n@example.org"]), "--from", "Spring", input: "y\n")
            #expect(stopped.code == 1 && stopped.out.contains("Plan ") && stopped.err.contains("--yes"), "\(stopped)")
            #expect(try await house.status().isEmpty)
            #expect(try await house.sandbox.ledger().actCount == 0)
        }
    }
}
