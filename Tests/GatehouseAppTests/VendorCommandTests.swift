import Foundation
import GatehouseForms
import GatehouseTesting
import Testing

@Suite("Commands that speak with vendors")
struct VendorCommandTests {
    /// Runs with a sandbox beside it, whose first vendor is connected as `codes` with ten codes in `spring`.
    private func withVendor(_ body: (CommandLineRun) throws -> Void) throws {
        try withConnected { gatehouse, _ in try body(gatehouse) }
    }

    private func withConnected(_ body: (CommandLineRun, JSONValue) throws -> Void) throws {
        try CommandLineRun.withSandbox { gatehouse, address, vendors in
            let vendor = try #require(vendors.first { $0["provider"] == "code-bundles" })
            let bought = try gatehouse(
                "sandbox", "page", "code-bundles/bundles", "--address", address, "--set", "name=spring", "--set",
                "count=10", "--set",
                "category=strengths", "--set", "code_type=top-5")
            try #require(bought.status == 0, "\(bought.words)")
            let added = try gatehouse(
                "connection", "add", "codes", "--provider", "code-bundles", "--mode", "api", "--set",
                "base_url=\(vendor["base_url"]?.string ?? "")", "--set", "allow_private=true", "--secret", "token=-",
                input: vendor["token"]?.string ?? "")
            try #require(added.status == 0, "\(added.words)")
            try body(gatehouse, vendor)
        }
    }

    @Test("An account that is connected already is not connected a second time (5), under whatever name")
    func sameAccount() throws {
        try withConnected { gatehouse, vendor in
            let address = vendor["base_url"]?.string ?? ""
            let spellings = [address, address + "/", address.replacing("http://127.0.0.1", with: "HTTP://localhost")]
            for spelling in spellings {
                let again = try gatehouse(
                    "connection", "add", "codes-2", "--provider", "code-bundles", "--mode", "api", "--set",
                    "base_url=\(spelling)", "--set", "allow_private=true", "--secret", "token=-",
                    input: vendor["token"]?.string ?? "")
                #expect(again.status == 5 && again.words.contains("connected already, as codes"), "\(again.words)")
            }
            #expect(try gatehouse("connection", "list", "-o", "json").json?["items"]?.array?.count == 1)
        }
    }

    @Test("A removed connection gives nothing out and takes nothing in; restored, it goes on where it was")
    func removed() throws {
        try CommandLineRun.withCodes { gatehouse in
            func invite(_ who: String, _ more: String...) throws -> CommandLineRun.Result {
                let words = ["invite", "\(who)@example.org", "--from", "spring", "--channel", "link"] + more
                return try gatehouse.start(words + ["--data", gatehouse.data], namingData: false).finish()
            }
            try #require(try invite("ann", "--yes").status == 0)
            let plan = gatehouse.path("plan.json")
            try #require(try invite("bob", "--out", plan).status == 0)
            try #require(try gatehouse("connection", "remove", "desk", "--yes").status == 0)
            let codes = try gatehouse.write("code\nNEW-1\n", to: "more.csv")
            let refused = [
                try invite("cem", "--yes"), try gatehouse("apply", plan, "--yes"),
                try gatehouse("supply", "import", codes, "--supply", "spring", "--yes"),
                try gatehouse("supply", "export", "spring", "1", "--to-file", gatehouse.path("out.csv"), "--yes"),
            ]
            for one in refused {
                #expect(one.status == 1 && one.words.contains("gatehouse connection restore desk"), "\(one)")
            }
            let retract = try gatehouse("retract", "--filter", "ann", "--dry-run")
            #expect(retract.output.contains("desk is removed"), "\(retract)")
            let row = try #require(try gatehouse("status", "-o", "jsonl").lines.first)
            #expect(row["allowed"]?.array?.isEmpty == true, "\(row)")
            #expect(try gatehouse("supply", "list").output.contains("removed"))
            #expect(try gatehouse("connection", "restore", "nobody").words.contains("list --all"))
            try #require(try gatehouse("connection", "restore", "desk").status == 0)
            #expect(try gatehouse("connection", "restore", "desk").status == 5)
            #expect(try invite("cem", "--yes").status == 0)
            #expect(try gatehouse("status", "-o", "jsonl").lines.count == 2)
        }
    }

    @Test("a connection takes the vendor's supplies over, and says what it asked by the vendor's own request id")
    func connecting() throws {
        try withVendor { gatehouse in
            let supply = try #require(try gatehouse("supply", "list", "-o", "json").json?["items"]?.array?.first)
            #expect(supply["name"] == "spring" && supply["counts"]?["available"] == 10)
            let test = try gatehouse("connection", "test", "codes", "-o", "json")
            #expect(test.json?["reachable"] == true)
            #expect(test.json?["request_id"]?.string?.isEmpty == false)
            #expect(
                try gatehouse("sandbox", "page", "code-bundles/bundles", "--set", "name=more", "--set", "count=3")
                    .status == 0)
            let synced = try gatehouse("connection", "sync", "codes", "-o", "json")
            #expect(synced.json?["supplies"]?.array?.map { $0["new"] } == [false, true])
        }
    }

    @Test(
        "CB-14: an export is a file of codes and links with a sample text; each code is handed out once, and it is audited"
    )
    func export() throws {
        try withVendor { gatehouse in
            let file = gatehouse.path("codes.csv")
            let exported = try gatehouse(
                "supply", "export", "spring", "3", "--to-file", file, "--recipient", "Olga Organiser", "--yes")
            #expect(exported.status == 0, "\(exported.words)")
            let rows = try String(contentsOfFile: file, encoding: .utf8).split(whereSeparator: \.isNewline).map {
                $0.split(separator: ",")
            }
            #expect(rows.count == 4 && rows[0] == ["Code", "Redeem Link"])
            #expect(Set(rows.dropFirst().map { $0[0] }).count == 3)
            #expect(rows.dropFirst().allSatisfy { $0[1].hasSuffix("/" + $0[0]) })
            let rights = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? NSNumber
            #expect(rights?.intValue == 0o600)
            let sample = try String(contentsOfFile: gatehouse.path("codes.invitation-en.txt"), encoding: .utf8)
            #expect(sample.contains("«Redeem Link»"))
            #expect(try gatehouse("task", "list", "-o", "jsonl").lines.isEmpty)
            let slots = try gatehouse("status", "-o", "jsonl").lines
            #expect(slots.count == 3)
            #expect(
                slots.allSatisfy {
                    $0["channel"] == "export" && $0["stage"]?["low"] == "invited" && $0["person"] == nil
                })
            let trail = try gatehouse("audit", "list", "-o", "jsonl").lines.filter { $0["act"] == "export.revealed" }
            #expect(
                trail.count == 1 && trail[0]["details"]?["recipient"] == "Olga Organiser"
                    && trail[0]["details"]?["codes"] == 3)
            for row in rows.dropFirst() { #expect(!trail[0].canonicalText.contains(row[0])) }
            #expect(try gatehouse("supply", "export", "spring", "1", "--to-file", file, "--yes").status == 5)
            let other = try gatehouse(
                "supply", "export", "spring", "7", "--to-file", gatehouse.path("rest.csv"), "--yes")
            #expect(other.status == 0)
            let more = try String(contentsOfFile: gatehouse.path("rest.csv"), encoding: .utf8).split(
                whereSeparator: \.isNewline
            ).dropFirst()
            #expect(Set(more.map { $0.split(separator: ",")[0] }).isDisjoint(with: rows.map { $0[0] }))
            let none = try gatehouse(
                "supply", "export", "spring", "1", "--to-file", gatehouse.path("none.csv"), "--yes")
            #expect(none.status == 1)
            #expect(!FileManager.default.fileExists(atPath: gatehouse.path("none.csv")))
        }
    }

    @Test("an answer that was lost after sending: 6, it waits to be looked up, and the vendor gave out one code")
    func lostAnswer() throws {
        try withVendor { gatehouse in
            try #require(try gatehouse("sandbox", "fault", "cut-after", "--at", "issue").status == 0)
            let invited = try gatehouse("invite", "ann@example.org", "--from", "spring", "--yes")
            #expect(invited.status == 6)
            #expect(invited.words.contains("to be looked up"))
            #expect(try gatehouse("mail", "outbox", "-o", "jsonl").lines.isEmpty)
            // Inviting again is no way around it: she is not invited twice.
            let again = try gatehouse("invite", "ann@example.org", "--from", "spring", "--yes")
            #expect(again.status == 3)
            #expect(again.output.contains("already invited"))
            let books = try gatehouse("sandbox", "ledger", "-o", "json").json?["code-bundles/main"]?["codes"]?.array
            #expect(books?.count == 1)
            let counts = try gatehouse("supply", "show", "spring", "-o", "json").json?["counts"]
            #expect(counts?["quarantined"] == 1 && counts?["available"] == 9)
        }
    }

    @Test("an action that only reads needs no yes, and prints what it answered")
    func readingAction() throws {
        try withVendor { gatehouse in
            let read = try gatehouse("action", "run", "codes", "templates")
            #expect(read.status == 0)
            #expect(read.output.contains("default:") && !read.output.contains("Plan"))
            #expect(try gatehouse("action", "run", "codes", "archive", "--on", "spring").status == 1)
            #expect(try gatehouse("supply", "archive", "spring", "--yes").status == 0)
            #expect(try gatehouse("supply", "list", "-o", "jsonl").lines.isEmpty)
            #expect(try gatehouse("supply", "list", "--all", "-o", "jsonl").lines.first?["archived"] == true)
        }
    }

    @Test("CA-7: a copied link is masked until somebody asks to see it, and that leaves a trace")
    func copiedLink() throws {
        try CommandLineRun.with { gatehouse in
            try gatehouse.supplyOfInvitations()
            let invited = try gatehouse(
                "invite", "ann@example.org", "--from", "drivers", "--channel", "vendor-mail", "--yes", "-o", "json")
            let invitation = try #require(invited.json?["invitations"]?.array?.first?.string)
            let sent = try #require(try gatehouse("task", "list", "-o", "jsonl").lines.first?["id"]?.string)
            try #require(try gatehouse("task", "done", sent).status == 0)

            let asked = try gatehouse("action", "run", "core", "copy-link", "--on", invitation, "-o", "json")
            try #require(asked.status == 0, "\(asked.words)")
            // What only looks at the vendor's page keeps nobody from anything, and the list says the same as the verb.
            let meanwhile = try gatehouse("status", "-o", "jsonl").lines.first
            #expect(meanwhile?["open_act"]?.string != nil && meanwhile?["allowed"] == ["remind"])
            #expect(try gatehouse("remind", invitation, "--dry-run").status == 0)
            let act = try #require(asked.json?["act"]?.string)
            #expect(asked.json?["result"]?.isNull == true)
            #expect(try gatehouse("action", "result", act).status == 1)
            let link = "https://core.example.org/join/abcdef123456"
            let task = try #require(try gatehouse("task", "list", "-o", "jsonl").lines.first?["id"]?.string)
            let done = try gatehouse("task", "done", task, "--input", "-", input: #"{"link":"\#(link)"}"#)
            #expect(done.status == 0 && done.words.contains("action result \(act)"))

            let masked = try gatehouse("action", "result", act, "-o", "json")
            #expect(masked.json?["result"] == ["link": "••••3456"] && masked.words.contains("--reveal"))
            #expect(try gatehouse("action", "result", act).output == "link: ••••3456\n")
            #expect(try gatehouse("audit", "list", "-o", "jsonl").lines.allSatisfy { $0["act"] != "result.revealed" })
            let shown = try gatehouse("action", "result", act, "--reveal", "-o", "json")
            #expect(shown.json?["result"] == ["link": .string(link)])
            let trail = try gatehouse("audit", "list", "-o", "jsonl")
            #expect(trail.lines.last?["act"] == "result.revealed" && trail.lines.last?["object"]?.string == act)
            #expect(!trail.output.contains(link))
        }
    }

    @Test(
        "GH-2: the matrix shows for each person and connection the interval, the vendor's own word and what can be done next"
    )
    func matrix() throws {
        try withVendor { gatehouse in
            try gatehouse.supplyOfInvitations()
            let both = try gatehouse(
                "invite", "ann@example.org", "--from", "spring,drivers", "--yes", "--channel", "vendor-mail")
            #expect(both.status == 0)
            #expect(try gatehouse("status", "--now").status == 0)
            let row = try #require(try gatehouse("status", "--matrix", "-o", "json").json?["items"]?.array?.first)
            #expect(row["person"] == "ann@example.org")
            let cell = try #require(row["connections"]?["codes"]?.array?.first)
            #expect(cell["stage"] == ["low": "invited", "high": "started"])
            #expect(cell["vendor_word"] == "Pending/In Progress" && cell["as_of"]?.string != nil)
            #expect(cell["allowed"] == ["remind", "retract"])
            #expect(row["connections"]?["core"]?.array?.count == 1)
            let table = try gatehouse("status", "--matrix").output.split(separator: "\n").map(String.init)
            #expect(table.count == 2 && table[1].contains("invited…started \"Pending/In Progress\""))
        }
    }

    @Test("GH-1: one list and one plan for two vendors, with one summary before anything leaves")
    func severalVendors() throws {
        try withVendor { gatehouse in
            try gatehouse.supplyOfInvitations()
            let list = try gatehouse.write("Email,Language\nann@example.org,de\nbob@example.org,en\n", to: "people.csv")
            let plan = try gatehouse(
                "invite", list, "--from", "spring,drivers", "--channel", "vendor-mail", "--dry-run", "-o", "json")
            let parts = try #require(plan.json?["parts"]?.array)
            #expect(parts.map { $0["supplyName"] } == ["spring", "drivers"])
            let mistyped = try gatehouse("invite", list, "--from", "spring,drivers", "--set", "templat=x", "--yes")
            #expect(mistyped.status != 0 && mistyped.words.contains("did you mean template?"), "\(mistyped.words)")
            #expect(parts.map { $0["items"]?.array?.count } == [2, 2])
            #expect(parts[0]["availableBefore"] == 10 && parts[0]["availableAfter"] == 8)
            #expect(parts[0]["languages"] == ["de": 1, "en": 1])
            #expect(try gatehouse("status", "-o", "jsonl").lines.isEmpty)
            #expect(try gatehouse("sandbox", "outbox", "-o", "json").json?.array?.isEmpty == true)
        }
    }
}
