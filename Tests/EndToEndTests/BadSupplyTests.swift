import Foundation
import GatehouseForms
import GatehouseTesting
import Testing

@Suite("Codes and words that do not fit: nothing of them is used, and what fits is taken in")
struct BadSupplyTests {
    @Test(
        "CB-4: too few codes refuses the whole plan (1) with how many are missing; nothing is reserved", .needsPython,
        arguments: TestDatabase.all)
    func tooFewCodes(_ database: TestDatabase) async throws {
        try await House.open(on: database, codes: 3) { house in
            let file = try house.people((1...5).map { "few\($0)@example.org" })
            let refused = try await house.run("invite", file, "--from", "Spring,Drivers", "--yes")
            #expect(refused.code == 1, "\(refused)")
            #expect(refused.err.contains("Spring has 3 available and 5 are needed"), "\(refused)")
            #expect(refused.err.contains("2 more"), "\(refused)")
            #expect(try await house.status().isEmpty)
            #expect(try await house.sandbox.ledger().actCount == 0)
            try await house.judgeBooks(["Spring"], handedOut: 0)
        }
    }

    @Test(
        "A code that is somebody's already does not come in a second time: its line is named, the new ones come in (3)",
        .needsPython, arguments: TestDatabase.all)
    func takenCode(_ database: TestDatabase) async throws {
        try await House.open(on: database) { house in
            try await house.done("connection", "add", "portal", "--provider", "code-bundles", "--mode", "portal")
            for (name, type) in [("Winter", "all-34"), ("Summer", "top-5")] {
                try await house.done(
                    "supply", "add", name, "--connection", "portal", "--category", "strengths", "--usage", "single",
                    "--assessments", type)
            }
            try await house.done(
                "supply", "import", try house.file("first.csv", "code\nAAAA-1111\nBBBB-2222\n"), "--supply", "Winter")
            try await house.done("invite", "zoe@example.org", "--from", "Winter", "--channel", "our-mail", "--yes")
            let again = try house.file("again.csv", "code\nCCCC-3333\naaaa-1111\nBBBB-2222\nCCCC-3333\n")
            let strict = try await house.run("supply", "import", again, "--supply", "Winter", "--strict")
            #expect(strict.code == 1 && strict.err.contains("again.csv: 3 rows are wrong"), "\(strict)")
            let rejects = house.folder.appending(path: "rejects.csv")
            // Another pool makes no difference: a code is one person's wherever it lies.
            let taken = try await house.run(
                "supply", "import", again, "--supply", "Summer", "--rejects", rejects.path)
            #expect(taken.code == 3 && taken.out.contains("accepted 1"), "\(taken)")
            let lines = try String(contentsOf: rejects, encoding: .utf8).split(whereSeparator: \.isNewline)
            #expect(
                lines == [
                    "line,reason,code", "3,already_known,aaaa-1111", "4,already_known,BBBB-2222",
                    "5,duplicate_in_file,CCCC-3333",
                ])
            let unlisted = try await house.run("supply", "import", again, "--supply", "Summer")
            #expect(unlisted.code == 3 && unlisted.err.contains("--rejects FILE"), "\(unlisted)")
            #expect(unlisted.err.contains("line 3  code \"••••1111\"  came in earlier"), "\(unlisted)")
            let messages = try await house.mail.messages()
            let holders = messages.filter { $0.body.contains("AAAA-1111") || $0.body.contains("BBBB-2222") }
            #expect(holders.map(\.recipients) == [["zoe@example.org"]])
            try await house.judgeBooks(["Winter"], handedOut: 1)
            try await house.judgeBooks(["Summer"], handedOut: 0)
        }
    }

    @Test("A file that is taken in sends nothing that was recorded before, and says what is left", .needsPython)
    func leavesOthersAlone() async throws {
        try await House.open(on: .sqlite) { house in
            let people = (1...2).map { "o\($0)@example.org" }
            try await house.done(
                "invite", try house.people(people), "--from", "Spring", "--channel", "our-mail", "--yes")
            try await house.recordOnly(["remind", "--filter", people[0], "--yes"])
            try await house.recordOnly(["remind", "--filter", people[1], "--yes"])
            try await house.sandbox.control("complete", ["person": .string(people[1])])
            let page = try await house.sandbox.control("code-bundles/status-file", ["bundle": "Spring"])
            let file = try house.file("status.csv", page["file"]?.string ?? "")
            let observed = try await house.done(
                "observe", file, "--connection", "code-bundles", "--supply", "Spring")
            #expect(observed.err.contains("2 acts that were recorded before are left alone"), "\(observed)")
            #expect(try await house.mail.messages().count == 2)
            let settled = try await house.settle()
            #expect(settled.code == 0, "\(settled)")
            let reminded = try await house.mail.messages().dropFirst(2).flatMap(\.recipients)
            #expect(reminded == [people[0]], "nobody is reminded of what is done")
        }
    }

    @Test(
        "A vendor's word that no table knows is set aside (3) with file, line and word; the other rows are taken in",
        .needsPython)
    func unknownWord() async throws {
        try await House.open(on: .sqlite) { house in
            let people = (1...3).map { "w\($0)@example.org" }
            try await house.done(
                "invite", try house.people(people), "--from", "Spring", "--channel", "our-mail", "--yes")
            try await house.sandbox.control("complete", ["person": .string(people[2])])
            let page = try await house.sandbox.control("code-bundles/status-file", ["bundle": "Spring"])
            var lines = (page["file"]?.string ?? "").split(whereSeparator: \.isNewline).map(String.init)
            try #require(lines.count == 4)
            #expect(lines[1].contains("Pending/In Progress"))
            lines[1].replace("Pending/In Progress", with: "Evaporated")
            let file = try house.file("status.csv", lines.joined(separator: "\n") + "\n")
            let observed = try await house.run(
                "observe", file, "--connection", "code-bundles", "--supply", "Spring", "-o", "json")
            #expect(observed.code == 3, "\(observed)")
            let aside = try observed.json()["set_aside"]?.array ?? []
            #expect(aside.count == 1, "\(observed)")
            #expect(aside.first?["file"]?.string == "status.csv" && aside.first?["line"]?.integer == 2)
            #expect(aside.first?["value"]?.string == "Evaporated" && aside.first?["reason"]?.string?.isEmpty == false)
            let done = try await house.status().filter { $0["stage"]?["low"]?.string == "completed" }
            #expect(done.map { $0["person"]?["email"]?.string } == [people[2]])
            try await house.judge(people, from: ["Spring"])
        }
    }
}
