import Foundation
import GatehouseForms
import GatehouseTesting
import Testing

@Suite("What commands print")
struct OutputShapeTests {
    @Test("a list in JSON is always items and next_cursor, also when it is empty")
    func lists() throws {
        try CommandLineRun.with { gatehouse in
            let commands = [
                ["status"], ["person", "list"], ["programme", "list"], ["import", "list"], ["supply", "list"],
                ["task", "list"], ["connection", "list"],
                ["provider", "list"], ["template", "list"], ["mail", "outbox"], ["audit", "list"],
                ["reconcile", "list"], ["reconcile", "runs"],
                ["config", "show"], ["doctor"], ["status", "--matrix"], ["status", "--summary"],
            ]
            for command in commands {
                let result = try gatehouse.start(command + ["-o", "json", "--data", gatehouse.data], namingData: false)
                    .finish()
                #expect(result.status == 0, "\(command): \(result.words)")
                let document = try #require(result.json?.object, "\(command)")
                #expect(Set(document.keys) == ["items", "next_cursor"], "\(command)")
                #expect(document["items"]?.array != nil && document["next_cursor"]?.isNull == true, "\(command)")
            }
        }
    }

    @Test("a programme is shown with where its people stand, and changed in part")
    func programme() throws {
        try CommandLineRun.with { gatehouse in
            try gatehouse.supplyOfInvitations()
            try #require(
                try gatehouse("programme", "create", "North", "--tags", "a, b", "--client", "Fjordbank").status == 0)
            let invited = try gatehouse(
                "invite", "ann@example.org", "bob@example.org", "--from", "drivers", "--channel", "vendor-mail",
                "--programme", "North",
                "--yes")
            #expect(invited.status == 0)
            try #require(try gatehouse("programme", "edit", "North", "--name", "North 2").status == 0)
            #expect(try gatehouse("programme", "show", "North").status == 1)
            let shown = try gatehouse("programme", "show", "North 2", "-o", "json")
            #expect(shown.json?["tags"] == ["a", "b"] && shown.json?["client_name"] == "Fjordbank")
            #expect(shown.json?["people"] == 2 && shown.json?["supplies"]?.array?.first?["invited"] == 2)
            #expect(try gatehouse("programme", "edit", "North 2").status == 64)
            #expect(try gatehouse("programme", "create", "North 2").status == 5)
        }
    }

    @Test("an invitation in JSON has the members that programs rely on")
    func invitation() throws {
        try CommandLineRun.with { gatehouse in
            try gatehouse.supplyOfInvitations()
            try gatehouse(
                "invite", "Ann Example <ann@example.org>", "--from", "drivers", "--channel", "vendor-mail", "--yes")
            let task = try #require(try gatehouse("task", "list", "-o", "jsonl").lines.first?["id"]?.string)
            try #require(try gatehouse("task", "done", task).status == 0)
            let file = try gatehouse.write("email,status\nann@example.org,Signed up\n", to: "status.csv")
            try #require(try gatehouse("observe", file).status == 0)
            let invitation = try #require(try gatehouse("status", "-o", "json").json?["items"]?.array?.first)
            #expect(invitation["id"]?.string?.hasPrefix("inv_") == true)
            #expect(invitation["person"]?["id"]?.string?.hasPrefix("per_") == true)
            #expect(invitation["person"]?["email"] == "ann@example.org")
            #expect(invitation["connection"] == "core")
            #expect(invitation["supply"] == "drivers")
            #expect(invitation["stage"] == ["low": "registered", "high": "registered"])
            #expect(invitation["vendor_word"] == "Signed up")
            #expect(invitation["as_of"]?.string?.hasSuffix("Z") == true)
            #expect(invitation["allowed"] == ["remind"])
            #expect(invitation["not_allowed"]?["retract"]?.string?.contains("Archive the campaign") == true)
        }
    }

    @Test("pages go on where the one before ended, and each row comes once")
    func cursors() throws {
        try CommandLineRun.with { gatehouse in
            try gatehouse.supplyOfInvitations()
            let list = try gatehouse.write(
                "Email\n" + (1...7).map { "p\($0)@example.org\n" }.joined(), to: "people.csv")
            try gatehouse("invite", list, "--from", "drivers", "--channel", "vendor-mail", "--yes")
            var seen: [String] = []
            var cursor: String?
            repeat {
                let more = cursor.map { ["--cursor", $0] } ?? []
                let page = try gatehouse.start(
                    ["status", "-o", "json", "--limit", "3", "--data", gatehouse.data] + more, namingData: false
                ).finish().json
                seen += (page?["items"]?.array ?? []).compactMap { $0["id"]?.string }
                cursor = page?["next_cursor"]?.string
            } while cursor != nil
            #expect(seen.count == 7)
            #expect(Set(seen).count == 7)
        }
    }

    @Test("piped output is plain and untruncated; words are on standard error; --quiet says none")
    func plain() throws {
        try CommandLineRun.with { gatehouse in
            let long = String(repeating: "a", count: 60) + "@" + String(repeating: "b", count: 60) + ".example.org"
            try #require(try gatehouse("person", "add", long, "--name", "Ada \u{1B}[31mRed").status == 0)
            let table = try gatehouse("person", "list")
            #expect(table.output.contains(long))
            #expect(!table.output.contains("\u{1B}"))
            #expect(!table.output.contains("…"))
            let empty = try gatehouse("status")
            #expect(empty.output.isEmpty)
            #expect(empty.words.contains("Nobody was invited yet"))
            #expect(try gatehouse("status", "--quiet").words.isEmpty)
            #expect(try gatehouse("status", environment: ["TERM": "xterm-256color"]).words.contains("\u{1B}") == false)
        }
    }

    @Test("check csv and check address answer in the documented shape, whatever they read")
    func checks() throws {
        try CommandLineRun.with(isSetUp: false) { gatehouse in
            let csv = try gatehouse("check", "csv", input: "name;age\nAnn;1\nBob;2\n", namingData: false)
            #expect(csv.status == 0)
            let verdict = try #require(csv.json)
            #expect(
                Set(verdict.object?.keys.map { $0 } ?? []) == [
                    "encoding", "delimiter", "quote", "line_ending", "header", "certain", "rows", "problems",
                ])
            #expect(verdict["delimiter"] == ";" && verdict["rows"] == 2 && verdict["line_ending"] == "lf")
            #expect(try gatehouse("check", "csv", input: "\u{0}\u{1}\u{2}", namingData: false).status == 0)
            let good = try gatehouse("check", "address", input: "Ann@Example.ORG\n", namingData: false)
            #expect(good.json == ["valid": true, "normalized": "Ann@example.org", "reason": nil])
            let bad = try gatehouse("check", "address", input: "mette@finans", namingData: false)
            #expect(bad.status == 0)
            #expect(bad.json?["valid"] == false && bad.json?["normalized"]?.isNull == true)
            #expect(bad.json?["reason"]?.string?.contains("no dot") == true)
            // Standard input is one address: a line break inside of it never makes it two.
            let broken = try gatehouse(
                "check", "address", input: "ann@example.org\nBcc: eve@example.org", namingData: false)
            #expect(broken.json?["valid"] == false)
            let lines = try gatehouse(
                "check", "address", "--lines", input: "ann@example.org\nnone\n", namingData: false)
            #expect(lines.lines.map { $0["valid"] } == [true, false])
        }
    }

    @Test("an action's help shows its form, drawn from the descriptor")
    func actionHelp() throws {
        try CommandLineRun.with { gatehouse in
            try gatehouse.supplyOfInvitations()
            let actions = try #require(try gatehouse("action", "list", "core", "-o", "json").json?["items"]?.array)
            #expect(!actions.isEmpty)
            for action in actions {
                let name = try #require(action["name"]?.string)
                let help = try gatehouse("action", "run", "core", name, "--help")
                #expect(help.status == 0)
                for field in action["input"]?["order"]?.array ?? [] {
                    let word = try #require(field.string)
                    #expect(help.output.contains(word), "\(name)")
                }
            }
            #expect(try gatehouse("action", "run", "core", "nothing", "--yes").words.contains("no action"))
            #expect(try gatehouse("action", "run", "--help", namingData: false).output.contains("USAGE"))
        }
    }

    @Test("GH-6: audit verify walks the chain, and names the first entry that is not what was written")
    func audit() throws {
        try CommandLineRun.with { gatehouse in
            for name in ["a", "b", "c"] { try gatehouse("person", "add", "\(name)@example.org") }
            let walk = try gatehouse("audit", "verify", "-o", "json")
            #expect(walk.status == 0)
            #expect(walk.json?["entries"] == 3 && walk.json?["intact"] == true)
        }
    }

    @Test("GH-6: an entry that was changed in the database is found", .needsPython)
    func tampered() throws {
        try CommandLineRun.with { gatehouse in
            for name in ["a", "b", "c"] { try gatehouse("person", "add", "\(name)@example.org") }
            _ = try ExternalTool.runPython(
                "import sqlite3,sys\nc=sqlite3.connect(sys.stdin.read())\nc.execute(\"update audit set actor='nobody' where sequence=2\")\nc.commit()",
                input: gatehouse.data + "/gatehouse.db")
            let walk = try gatehouse("audit", "verify", "-o", "json")
            #expect(walk.status == 1)
            #expect(walk.json?["first_broken"] == 2)
        }
    }

    @Test("GH-6: newest entries that were removed from the database are missed", .needsPython)
    func cutShort() throws {
        try CommandLineRun.with { gatehouse in
            for name in ["a", "b", "c"] { try gatehouse("person", "add", "\(name)@example.org") }
            for left in [2, 0] {
                _ = try ExternalTool.runPython(
                    "import sqlite3,sys\nc=sqlite3.connect(sys.stdin.read())\nc.execute(\"delete from audit where sequence>\(left)\")\nc.commit()",
                    input: gatehouse.data + "/gatehouse.db")
                let walk = try gatehouse("audit", "verify", "-o", "json")
                #expect(walk.status == 1 && walk.json?["intact"] == false)
                #expect(walk.json?["missing"] == .integer(Int64(3 - left)))
                #expect(try gatehouse("audit", "verify").output.contains("missing at the end"))
            }
        }
    }

    @Test("the doctor names what is wrong with its remedy and ends with 1")
    func doctor() throws {
        try CommandLineRun.with { gatehouse in
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o644], ofItemAtPath: gatehouse.data + "/gatehouse.key")
            let open = try gatehouse("doctor")
            #expect(open.status == 1)
            #expect(open.output.contains("can be read by others"))
            #expect(open.output.contains("chmod 600"))
            try FileManager.default.removeItem(atPath: gatehouse.data + "/gatehouse.key")
            #expect(try gatehouse("doctor").status == 1)
            // A lost key is never replaced by a new one over an old database.
            #expect(try gatehouse("init").status == 1)
            #expect(!FileManager.default.fileExists(atPath: gatehouse.data + "/gatehouse.key"))
        }
    }
}
