import Foundation
import GatehouseForms
import GatehouseTesting
import Testing

@Suite("What brings in or settles many at once is seen and asked for before it is done")
struct AskedBeforeTests {
    @Test("--dry-run of an import tells what would come in, and nothing does; without a terminal nobody is asked")
    func dryRun() throws {
        try CommandLineRun.withCodes { gatehouse in
            let people = try gatehouse.write(
                "email,name\nann@example.org,Ann\nbo@example.org,Bo\nno\n", to: "people.csv")
            let looked = try gatehouse("import", "run", people, "--dry-run", "-o", "json")
            #expect(
                looked.status == 3 && looked.json?["accepted"] == 2 && looked.json?["known_before"] == 0, "\(looked)")
            #expect(looked.words.contains("Nobody was taken in") && looked.json?["import"] == nil)
            #expect(try gatehouse("person", "list", "-o", "jsonl").lines.isEmpty)
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: gatehouse.folder.path).count {
                    $0.hasPrefix("people")
                } == 1)
            let codes = try gatehouse.write("code\nSPRING-10001\nSPRING-20001\n", to: "more.csv")
            let listed = gatehouse.path("rejects.csv")
            let trial = try gatehouse(
                "supply", "import", codes, "--supply", "spring", "--rejects", listed, "--dry-run", "-o", "json")
            #expect(trial.status == 3 && trial.json?["accepted"] == 1 && trial.json?["import"] == nil, "\(trial)")
            #expect(!FileManager.default.fileExists(atPath: listed))
            #expect(try available(gatehouse) == 3)
            #expect(try gatehouse("supply", "import", codes, "--supply", "spring").status == 3)
            #expect(try available(gatehouse) == 4)
            let taken = try gatehouse("import", "run", people, "-o", "json")
            let id = try #require(taken.json?["import"]?.string, "\(taken)")
            let undoing = try gatehouse("import", "undo", id, "--dry-run")
            #expect(undoing.status == 0 && undoing.words.contains("2 people whom it made would go"), "\(undoing)")
            #expect(try gatehouse("person", "list", "-o", "jsonl").lines.count == 2)
            #expect(try gatehouse("import", "undo", id).status == 0)
            #expect(try gatehouse("import", "undo", id, "--dry-run").status == 5)
            #expect(try gatehouse("person", "list", "-o", "jsonl").lines.isEmpty)
        }
    }

    @Test("At a terminal it is asked first, and done with a yes only", .needsTool("script"))
    func terminal() throws {
        try CommandLineRun.withCodes { gatehouse in
            let people = try gatehouse.write("email\nann@example.org\nbo@example.org\n", to: "people.csv")
            let no = try answering("n", "import", "run", people, gatehouse: gatehouse)
            #expect(
                no.contains("2 good, 0 rejected, 0 known before") && no.contains("Take 2 people in? [y/N]"), "\(no)")
            #expect(try gatehouse("person", "list", "-o", "jsonl").lines.isEmpty)
            let yes = try answering("y", "import", "run", people, gatehouse: gatehouse)
            #expect(yes.contains("undo with"), "\(yes)")
            #expect(try gatehouse("person", "list", "-o", "jsonl").lines.count == 2)
            let codes = try gatehouse.write("code\nSPRING-20001\n", to: "more.csv")
            let kept = try answering("n", "supply", "import", codes, "--supply", "spring", gatehouse: gatehouse)
            #expect(try kept.contains("Take 1 code into spring?") && available(gatehouse) == 3, "\(kept)")
            for person in ["ann@example.org", "bo@example.org"] {
                try #require(
                    try gatehouse("invite", person, "--from", "spring", "--channel", "link", "--yes").status == 0)
            }
            let reach = try answering(
                "everyone\ny", "supply", "edit", "spring", "--assessments", "all-34", gatehouse: gatehouse)
            #expect(reach.contains("[everyone/future]") && reach.contains("with 2 invitations from before"), "\(reach)")
        }
    }

    @Test("An item of the work list for several people: --dry-run names them and settles nothing")
    func tasks() throws {
        try CommandLineRun.with { gatehouse in
            try gatehouse.supplyOfInvitations()
            let people = try gatehouse.write("email\nann@example.org\nbo@example.org\n", to: "people.csv")
            try #require(
                try gatehouse("invite", people, "--from", "drivers", "--channel", "vendor-mail", "--yes").status == 0)
            let id = try #require(try gatehouse("task", "list", "-o", "jsonl").lines.first?["id"]?.string)
            let done = try gatehouse("task", "done", id, "--dry-run")
            #expect(done.status == 0 && done.words.contains("2 people: ann@example.org, bo@example.org"), "\(done)")
            let links = try gatehouse.write(
                "email,link\nbo@example.org,https://core.example.org/i/1\n", to: "links.csv")
            let each = try gatehouse("task", "done", id, "--each", links, "--dry-run")
            #expect(
                each.words.contains("1 person: bo@example.org") && each.words.contains("Nothing was done"), "\(each)")
            #expect(try gatehouse("task", "list", "-o", "jsonl").lines.first?["state"] == "open")
            let part = try gatehouse(
                "task", "cancel", id, "--item", "bo@example.org", "--reason", "left", "--dry-run")
            #expect(
                part.words.contains("1 person: bo@example.org") && part.words.contains("Nothing was done"), "\(part)")
            #expect(try gatehouse("task", "list", "-o", "jsonl").lines.count == 1)
            #expect(try gatehouse("task", "done", id).status == 0)
        }
    }

    private func available(_ gatehouse: CommandLineRun) throws -> JSONValue? {
        try gatehouse("supply", "show", "spring", "-o", "json").json?["counts"]?["available"]
    }

    /// Runs a command at a terminal where these lines are typed; gives all that the terminal shows.
    private func answering(_ lines: String, _ words: String..., gatehouse: CommandLineRun) throws -> String {
        let tool = try #require(ExternalTool.find("script"))
        let command = ([CommandLineRun.binary.path] + words + ["--data", gatehouse.data])
            .map { "'\($0)'" }.joined(separator: " ")
        return try ExternalTool.run(tool, ["-q", "-c", command, "/dev/null"], input: lines + "\n")
    }
}
