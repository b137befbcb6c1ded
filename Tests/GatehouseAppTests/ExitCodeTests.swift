import Foundation
import GatehouseForms
import GatehouseTesting
import Testing

@Suite("Exit codes and errors")
struct ExitCodeTests {
    @Test("0 where it was done, 64 for wrong usage with the command that was probably meant")
    func usage() throws {
        try CommandLineRun.with { gatehouse in
            #expect(try gatehouse("status").status == 0)
            let mistyped = try gatehouse("statsu", namingData: false)
            #expect(mistyped.status == 64)
            #expect(mistyped.words.contains("Did you mean 'gatehouse status'?"))
            #expect(mistyped.output.isEmpty)
            #expect(
                try gatehouse("person", "lst", namingData: false).words.contains(
                    "Did you mean 'gatehouse person list'?"))
            #expect(try gatehouse("status", "--limti", "3").status == 64)
            #expect(try gatehouse("--version", namingData: false).status == 0)
            #expect(try gatehouse("--help", namingData: false).status == 0)
        }
    }

    @Test("1 for what is wrong; with -o json the problem document is on standard error and nothing on standard output")
    func problems() throws {
        try CommandLineRun.with { gatehouse in
            let plain = try gatehouse("status", "nix:1")
            #expect(plain.status == 1)
            #expect(plain.words.hasPrefix("gatehouse: no search key is called 'nix'"))
            let document = try gatehouse("status", "nix:1", "-o", "json")
            #expect(document.status == 1)
            #expect(document.output.isEmpty)
            let problem = try JSONValue(text: document.words)
            #expect(problem["code"]?.string == "not_found")
            #expect(problem["title"]?.string == "not found")
            #expect(problem["detail"]?.string?.contains("nix") == true)
            let fields = try JSONValue(
                text: try gatehouse("connection", "add", "c", "--provider", "campaigns", "--set", "nix=1", "-o", "json")
                    .words)
            #expect(fields["errors"]?.array?.first?["pointer"]?.string == "/nix")
        }
    }

    @Test("without a database the command says how to make one")
    func noDatabase() throws {
        try CommandLineRun.with(isSetUp: false) { gatehouse in
            let said = try gatehouse("status")
            #expect(said.status == 1)
            #expect(said.words.contains("gatehouse init"))
        }
    }

    @Test("nobody can be asked without a terminal: nothing is done, and the way on is said")
    func nobodyToAsk() throws {
        try CommandLineRun.with { gatehouse in
            try gatehouse.supplyOfInvitations()
            let asked = try gatehouse("invite", "ann@example.org", "--from", "drivers", "--channel", "vendor-mail")
            #expect(asked.status == 1)
            #expect(asked.words.contains("--yes"))
            #expect(try gatehouse("status", "-o", "jsonl").output.isEmpty)
        }
    }

    @Test("2 when a plan has changes and that was asked for, 3 where somebody was left out")
    func plans() throws {
        try CommandLineRun.with { gatehouse in
            try gatehouse.supplyOfInvitations()
            let dry = try gatehouse(
                "invite", "ann@example.org", "--from", "drivers", "--channel", "vendor-mail", "--dry-run", "--exit-code"
            )
            #expect(dry.status == 2)
            #expect(
                try gatehouse("invite", "ann@example.org", "--from", "drivers", "--channel", "vendor-mail", "--yes")
                    .status == 0)
            let second = try gatehouse(
                "invite", "ann@example.org", "bob@example.org", "--from", "drivers", "--channel", "vendor-mail", "--yes"
            )
            #expect(second.status == 3)
            #expect(second.output.contains("already invited"))
        }
    }

    @Test("the same key with the same request answers with the first receipt; with another it is a conflict (5)")
    func sameKey() throws {
        try CommandLineRun.with { gatehouse in
            try gatehouse.supplyOfInvitations()
            func invite(_ who: String) throws -> CommandLineRun.Result {
                try gatehouse(
                    "invite", who, "--from", "drivers", "--channel", "vendor-mail", "--yes", "--key", "k1", "-o", "json"
                )
            }
            let first = try invite("ann@example.org")
            let again = try invite("ann@example.org")
            #expect(first.status == 0 && again.status == 0, "\(again)")
            #expect(again.json?["command"] == first.json?["command"] && again.json?["repeated"] == true)
            #expect(again.json?["invitations"] == first.json?["invitations"])
            #expect(try invite("bob@example.org").status == 5)
            #expect(try gatehouse("status", "-o", "jsonl").lines.count == 1)
        }
    }

    @Test("64 for a cursor that no list gave and a limit that shows nothing; the matrix keeps to its limit")
    func paging() throws {
        try CommandLineRun.with { gatehouse in
            try gatehouse.supplyOfInvitations()
            let invited = try gatehouse(
                "invite", "ann@example.org", "bob@example.org", "cy@example.org", "--from", "drivers", "--channel",
                "vendor-mail", "--yes")
            try #require(invited.status == 0)
            for wrong in [["--cursor", "zzz"], ["--limit", "0"], ["--matrix", "--cursor", "zzz"]] {
                let said = try gatehouse.start(["status"] + wrong).finish()
                #expect(said.status == 64, "\(wrong): \(said)")
            }
            #expect(try gatehouse("person", "list", "--cursor", "zzz").status == 64)
            let matrix = try gatehouse("status", "--matrix", "--limit", "2")
            #expect(matrix.status == 0 && matrix.words.contains("More: --cursor per_"), "\(matrix)")
            #expect(matrix.output.split(separator: "\n").count == 3, "\(matrix)")
            #expect(try gatehouse("status", "--matrix").output.split(separator: "\n").count == 4)
        }
    }

    @Test("a remedy names what there is: an address to give, a programme to make, a folder that can be made")
    func remedies() throws {
        try CommandLineRun.with { gatehouse in
            let api = try gatehouse("connection", "add", "x", "--provider", "campaigns", "--mode", "api")
            #expect(api.status == 1 && api.words.contains("--set base_url="), "\(api.words)")
            #expect(!api.words.contains("rotate") && !api.words.contains("[not_allowed]"))
            let file = try gatehouse.write("email\nann@example.org\n", to: "people.csv")
            let run = try gatehouse("import", "run", file, "--programme", "P1")
            #expect(run.status == 1 && run.words.contains("gatehouse programme create P1"), "\(run.words)")
            #expect(try gatehouse("import", "run", file).output.hasPrefix("people.csv: 1 row, 1 good"))
            let nowhere = try gatehouse("init", "--data", "/proc/x", namingData: false)
            #expect(nowhere.status == 1 && nowhere.words.contains("--data"), "\(nowhere.words)")
            #expect(nowhere.words.contains("/proc/x cannot be made") && !nowhere.words.contains("Domain"))
        }
    }

    @Test("what is not known is an empty cell for programs, and our own list comes back in")
    func emptyCells() throws {
        try CommandLineRun.with { gatehouse in
            try #require(try gatehouse("person", "add", "ann@example.org").status == 0)
            let list = try gatehouse("person", "list", "-o", "csv").output
            #expect(!list.contains("–"), "\(list)")
            let file = try gatehouse.write(list, to: "out.csv")
            let checked = try gatehouse("import", "check", file)
            #expect(checked.status == 0 && checked.output.contains("1 good, 0 rejected"), "\(checked)")
        }
    }

    @Test("a list of people taken into another data folder says the same there")
    func everythingComesBack() throws {
        let row = "email,name,id,language,time_zone,tags\nv@example.org,Vera,1042,de-AT,Europe/Vienna,\"a,b\"\n"
        func list(_ content: String) throws -> String {
            var list = ""
            try CommandLineRun.with { gatehouse in
                let taken = try gatehouse("import", "run", try gatehouse.write(content, to: "list.csv"), "--yes")
                #expect(taken.status == 0 && !taken.words.contains("not known and"), "\(taken)")
                list = try gatehouse("person", "list", "-o", "csv").output
            }
            return list
        }
        func known(_ list: String) -> [Substring] {
            // Its own id is another one in each.
            list.split(whereSeparator: \.isNewline).map { $0.prefix { $0 != "_" } }
        }
        let first = try list(row)
        #expect(first.contains("1042") && first.contains("Europe/Vienna"), "\(first)")
        #expect(known(try list(first)) == known(first))
    }

    @Test("6 where a vendor cannot be reached, and nothing was kept of it")
    func unavailable() throws {
        try CommandLineRun.with { gatehouse in
            let secret = try gatehouse.write("a-token-of-some-length\n", to: "token")
            // Port 1 of this machine: nobody answers there.
            let added = try gatehouse(
                "connection", "add", "away", "--provider", "campaigns", "--mode", "api", "--set",
                "base_url=http://127.0.0.1:1/v1", "--set",
                "allow_private=true", "--secret", "token=\(secret)")
            #expect(added.status == 6)
            #expect(!added.words.contains("a-token"))
            #expect(try gatehouse("connection", "list", "-o", "json").json?["items"]?.array?.isEmpty == true)
        }
    }

    @Test("a secret is taken from a file or standard input, never from the command line, and never shown")
    func secrets() throws {
        try CommandLineRun.with { gatehouse in
            let open = try gatehouse(
                "connection", "add", "c", "--provider", "campaigns", "--set", "token=visible-to-all")
            #expect(open.status == 1)
            #expect(open.words.contains("--secret token=FILE"))
            #expect(!open.words.contains("visible-to-all"))
            let kept = try gatehouse(
                "connection", "add", "c", "--provider", "campaigns", "--secret", "token=-", input: "hush-hush-1234\n")
            #expect(kept.status == 0)
            for result in [
                kept, try gatehouse("connection", "list", "-o", "json"), try gatehouse("audit", "list", "-o", "json"),
            ] {
                #expect(!(result.output + result.words).contains("hush-hush"))
            }
            #expect(
                try gatehouse("connection", "list", "-o", "json").json?["items"]?.array?.first?["secrets"] == ["token"])
        }
    }
}

extension CommandLineRun {
    /// A campaign in portal mode, where nothing leaves this machine.
    func supplyOfInvitations() throws {
        try #require(try self("connection", "add", "core", "--provider", "campaigns").status == 0)
        let added = try self(
            "supply", "add", "drivers", "--connection", "core", "--category", "campaign", "--assessments",
            "core-drivers")
        try #require(added.status == 0)
    }
}
