import Foundation
import GatehouseForms
import Testing

/// Access keys from the command line: by the interface of the simulated vendor, and by hand.
@Suite("Access keys from the command line")
struct KeyPoolCommandTests {
    @Test("KP-1 to KP-9: a pool is connected, keys are sent, observed, reminded of and taken back")
    func byTheInterface() throws {
        try CommandLineRun.withSandbox { gatehouse, address, vendors in
            func page(_ name: String, _ values: String...) throws {
                let sets = values.flatMap { ["--set", $0] }
                let done = try gatehouse.start(["sandbox", "page", name, "--address", address] + sets).finish()
                try #require(done.status == 0, "\(done.words)")
            }
            let vendor = try #require(vendors.first { $0["provider"] == "key-pool" })
            try page("key-pool/keys", "count=5")
            try page("key-pool/coaches", "name=Ada Coach")
            let added = try gatehouse(
                "connection", "add", "keys", "--provider", "key-pool", "--mode", "api", "--set",
                "base_url=\(vendor["base_url"]?.string ?? "")", "--set", "allow_private=true", "--secret", "token=-",
                input: vendor["token"]?.string ?? "")
            try #require(added.status == 0, "\(added.words)")
            let refused = try gatehouse("invite", "ann@example.org", "--from", "Access keys", "--yes")
            #expect(
                refused.status != 0 && (refused.output + refused.words).contains("set coaches to Ada Coach"))
            let sent = try gatehouse(
                "invite", "ann@example.org", "bob@example.org", "--from", "Access keys", "--set", "coaches=Ada Coach",
                "--set", "assessment=drive", "--set", "message=Welcome!", "--yes")
            #expect(sent.status == 0, "\(sent.words)")
            #expect(sent.output.contains("5 keys are left") && sent.output.contains("KP-2"))
            try page("key-pool/coaches", "name=Ben Coach")
            try #require(try gatehouse("connection", "sync", "keys").status == 0)
            let other = try gatehouse(
                "invite", "cy@example.org", "--from", "Access keys", "--set", "coaches=Ben Coach,Ada Coach",
                "--set", "assessment=drive", "--yes")
            try #require(other.status == 0, "\(other)")
            let (adas, bens) = (
                ["ann@example.org", "bob@example.org", "cy@example.org"], ["cy@example.org"]
            )
            for (coach, people) in [("ada coach", adas), ("Ben Coach", bens)] {
                let rows = try gatehouse("status", "coach:\"\(coach)\"", "-o", "jsonl").lines
                #expect(rows.compactMap { $0["person"]?["email"]?.string }.sorted() == people)
                let matrix = try gatehouse("status", "--matrix", "--filter", "coach:\"\(coach)\"", "-o", "jsonl").lines
                #expect(matrix.compactMap { $0["person"]?.string }.sorted() == people)
                let known = try gatehouse("person", "list", "coach:\"\(coach)\"", "-o", "jsonl").lines
                #expect(known.count == people.count)
            }
            let nobody = try gatehouse("status", "coach:Ade")
            #expect(nobody.status == 1 && nobody.words.contains("no coach is called 'Ade'"), "\(nobody)")
            try #require(try gatehouse("retract", "--filter", "coach:\"Ben Coach\"", "--yes").status == 0)
            try page("key-pool/open", "token=\(try token(of: "ann@example.org", gatehouse))")
            #expect(try gatehouse("observe", "keys").status == 0)
            let rows = try gatehouse("status", "-o", "jsonl").lines
            let (ann, bob) = (row("ann@example.org", rows), row("bob@example.org", rows))
            #expect(ann?["stage"] == ["low": "started", "high": "started"] && ann?["vendor_word"] == "In progress")
            #expect(bob?["stage"]?["low"] == "invited" && bob?["allowed"] == ["remind", "retract"])
            #expect(ann?["not_allowed"]?["retract"]?.string?.contains("opened the key's link") == true)
            let id = try #require(bob?["id"]?.string)
            #expect(try gatehouse("remind", id, "--yes").status == 0)
            #expect(try gatehouse("mail", "outbox", "-o", "jsonl").lines.count == 1)
            #expect(try gatehouse("retract", id, "--yes").status == 0)
            let counts = try gatehouse("supply", "show", "Access keys", "-o", "json").json?["counts"]
            #expect(counts?["available"] == 4 && counts?["used"] == 1)
            let link = try gatehouse("action", "run", "keys", "copy-link", "--on", try #require(ann?["id"]?.string))
            #expect(link.status == 0 && !link.output.contains("/keys/"))
        }
    }

    @Test(
        "KP-4, KP-8: by hand the work list gives the addresses to paste, and the saved list of sent keys says the rest")
    func byHand() throws {
        try CommandLineRun.with { gatehouse in
            let shown = try gatehouse("provider", "show", "key-pool", "-o", "json")
            #expect(shown.json?["id"] == "key-pool")
            #expect(try gatehouse("provider", "list").output.contains("key-pool"))
            #expect(try gatehouse("connection", "add", "keys", "--provider", "key-pool").status == 0)
            let bare = try gatehouse("supply", "add", "pool", "--connection", "keys", "--category", "key-pool")
            #expect(bare.status != 0 && bare.words.contains("--left N"))
            let pool = try gatehouse(
                "supply", "add", "pool", "--connection", "keys", "--category", "key-pool", "--left", "3", "--set",
                "coaches=Ada Coach")
            #expect(pool.status == 0, "\(pool.words)")
            let sent = try gatehouse(
                "invite", "ann@example.org", "bob@example.org", "--from", "pool", "--set", "coaches=Ada Coach", "--yes")
            #expect(sent.status == 0 || sent.status == 6, "\(sent.words)")
            let task = try #require(try gatehouse("task", "list", "-o", "jsonl").lines.first?["id"]?.string)
            #expect(try gatehouse("task", "show", task).output.contains("    ann@example.org, bob@example.org"))
            #expect(try gatehouse("task", "done", task).status == 0)
            let file = try gatehouse.write(
                "Email,Completion Date,Coaches\nann@example.org,,Ada Coach\nbob@example.org,3/4/2024,Ada Coach\n",
                to: "sent.csv")
            let observed = try gatehouse("observe", file, "--connection", "keys")
            #expect(observed.status == 0, "\(observed.words)")
            let rows = try gatehouse("status", "-o", "jsonl").lines
            #expect(row("ann@example.org", rows)?["stage"] == ["low": "invited", "high": "registered"])
            #expect(row("bob@example.org", rows)?["stage"] == ["low": "completed", "high": "reported"])
            #expect(row("ann@example.org", rows)?["not_allowed"]?["remind"]?.string?.contains("copy-link") == true)
        }
    }

    @Test(
        "KP-1: a second pool of one connection is refused with what to do instead; beside one that was put away the list of sent keys is still read"
    )
    func onePool() throws {
        try CommandLineRun.with { gatehouse in
            for name in ["keys", "others"] {
                #expect(try gatehouse("connection", "add", name, "--provider", "key-pool").status == 0)
            }
            func add(_ name: String, _ connection: String) throws -> CommandLineRun.Result {
                try gatehouse(
                    "supply", "add", name, "--connection", connection, "--category", "key-pool", "--left", "5")
            }
            #expect(try add("pool", "keys").status == 0)
            let second = try add("pool 2", "keys")
            #expect(second.status == 5 && second.words.contains("'pool' is it already"), "\(second)")
            #expect(second.words.contains("count-keys") && second.words.contains("add-keys"), "\(second)")
            #expect(try gatehouse("supply", "list", "-o", "jsonl").lines.count == 1)
            #expect(try add("pool 2", "others").status == 0)
            #expect(try gatehouse("supply", "archive", "pool", "--yes").status == 0)
            #expect(try add("pool 3", "keys").status == 0)
            let file = try gatehouse.write("Email,Completion Date,Coaches\nann@example.org,,\n", to: "sent.csv")
            let observed = try gatehouse("observe", file, "--connection", "keys", "-o", "json")
            #expect(!observed.words.contains("which supply"), "\(observed)")
            let told = try gatehouse("reconcile", "list", "-o", "jsonl").lines
            #expect(told.count == 1 && told.first?["class"] == "unknown_at_gateway", "\(told)")
        }
    }

    @Test("One item of several people is ticked off and given up item by item; who was not invited is not taken back")
    func itemByItem() throws {
        try CommandLineRun.with { gatehouse in
            #expect(try gatehouse("connection", "add", "keys", "--provider", "key-pool").status == 0)
            let pool = try gatehouse(
                "supply", "add", "pool", "--connection", "keys", "--category", "key-pool", "--left", "5")
            #expect(pool.status == 0, "\(pool.words)")
            let people = ["ann", "bob", "cy", "dee"].map { "\($0)@example.org" }
            let sent = try gatehouse.start(["invite"] + people + ["--from", "pool", "--yes"]).finish()
            #expect(sent.output.contains("It is not known here whether the organisation has coaches"), "\(sent)")
            let task = try #require(try gatehouse("task", "list", "-o", "jsonl").lines.first?["id"]?.string)
            let shown = try gatehouse("task", "show", task, "-o", "json").json?["people"]?.array ?? []
            let act = try #require(shown.first { $0["who"] == "bob@example.org" }?["act"]?.string)
            let gone = try gatehouse("task", "cancel", task, "--item", act, "--reason", "refused by the page")
            #expect(gone.status == 0 && gone.words.contains("3 people still wait for it."), "\(gone)")
            let two = try gatehouse("task", "done", task, "--except", "dee@example.org")
            #expect(two.status == 0 && two.words.contains("2 acts ticked off"), "\(two)")
            let both = try gatehouse("task", "done", task, "--item", act, "--except", "dee@example.org")
            #expect(both.status != 0 && both.words.contains("not both"), "\(both)")
            let rows = try gatehouse("status", "-o", "jsonl").lines
            #expect(row("bob@example.org", rows)?["end"] == "withdrawn")
            #expect(
                row("bob@example.org", rows)?["not_allowed"]?["remind"]?.string?.contains("was not invited") == true)
            #expect(row("dee@example.org", rows)?["open_act"] == "manual")
            let table = try gatehouse("status").output
            #expect(table.contains("not invited") && !table.contains("retracted"), "\(table)")
            #expect(table.contains("in the work list") && !table.contains("manual"), "\(table)")
            let counts = try gatehouse("supply", "show", "pool", "-o", "json").json?["counts"]
            #expect(counts?["available"] == 2 && counts?["handed_out"] == 2, "\(String(describing: counts))")
        }
    }

    private func row(_ address: String, _ rows: [JSONValue]) -> JSONValue? {
        rows.first { $0["person"]?["email"]?.string == address }
    }

    private func token(of address: String, _ gatehouse: CommandLineRun) throws -> String {
        let sent = try gatehouse("sandbox", "ledger", "-o", "json").json?["key-pool/main"]?["sent"]?.array
        return try #require(sent?.first { $0["address"]?.string == address }?["token"]?.string)
    }
}
