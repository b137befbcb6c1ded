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
        "A list as csv or jsonl is whole; where a limit is asked for, and as json, it says where it goes on",
        .needsPython)
    func wholeLists() async throws {
        try await House.open(on: .sqlite, codes: 1100) { house in
            let people = (1...1050).map { "person\($0)@example.org" }
            try await house.done(
                "invite", try house.people(people), "--from", "Spring", "--channel", "our-mail", "--yes", "--quiet")
            for list in [["status"], ["status", "--matrix"], ["person", "list"], ["mail", "outbox"]] {
                let lines = try await house.start(list + ["-o", "jsonl"]).ended().out.split(separator: "\n")
                #expect(lines.count == people.count && Set(lines).count == people.count, "\(list)")
                let csv = try await house.start(list + ["-o", "csv"]).ended()
                #expect(csv.out.split(whereSeparator: \.isNewline).count == 1 + people.count, "\(list)")
                let few = try await house.start(list + ["-o", "csv", "--limit", "7"]).ended()
                #expect(few.out.split(whereSeparator: \.isNewline).count == 8, "\(list): \(few)")
                #expect(few.err.contains("--cursor"), "\(list): \(few)")
                let json = try await house.start(list + ["-o", "json"]).ended().json()
                #expect(json["items"]?.array?.count == 100 && json["next_cursor"]?.string != nil, "\(list)")
            }
            let seen = try await house.done("status", "--limit", "1", "-o", "csv").out
            #expect(seen.contains(#/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/#), "\(seen)")
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
