import Foundation
import GatehouseForms
import GatehouseTesting
import Testing

@Suite("A provider outside that is hostile", .needsPython)
struct HostileProviderTests {
    /// A hostile provider connected as `bad`, an honest one as `good`; `North` is the one's, `North-2` the other's.
    private func withBoth(_ body: (CommandLineRun, PythonProvider) throws -> Void) throws {
        try CommandLineRun.with { gatehouse in
            try PythonProvider.with(gatehouse, named: "bad", hostile: true) { bad in
                try PythonProvider.with(gatehouse, named: "good") { good in
                    try #require(try bad.connect(gatehouse, as: "bad", "--set", "allow_private=true").status == 0)
                    try #require(try good.connect(gatehouse, as: "good", "--set", "allow_private=true").status == 0)
                    try body(gatehouse, bad)
                }
            }
        }
    }

    private func good(_ gatehouse: CommandLineRun) throws {
        let invited = try gatehouse(
            "invite", "good@example.org", "--from", "North-2", "--channel", "vendor-mail", "--yes")
        #expect(invited.status == 0, "\(invited.words)")
        #expect(try gatehouse("audit", "verify").status == 0)
    }

    @Test(
        "Whatever it answers to an issue: nothing of it is used, that is recorded, and the other vendor's work goes on",
        arguments: [
            "hang", "flood", "boast", "redirect", "login-page", "no-json", "fewer", "more", "other-tenant",
            "other-person",
            "other-kind", "no-credential",
        ])
    func issue(deed: String) throws {
        try withBoth { gatehouse, bad in
            _ = try bad.control("deed", ["operation": "issue", "deed": .string(deed)])
            let invited = try gatehouse(
                "invite", "ann@example.org", "--from", "North", "--channel", "vendor-mail", "--yes")
            #expect(invited.status != 0, "\(invited.words)")
            #expect(!(invited.words + invited.output).contains("sign in"))
            let row = try #require(try gatehouse("status", "-o", "jsonl").lines.first)
            #expect(row["stage"]?["high"] == "reserved", "\(row)")
            let counts = try gatehouse("supply", "show", "North", "-o", "json").json?["counts"]
            #expect(counts?["quarantined"] == 1 && counts?["available"] == 1999)
            let trail = try gatehouse("audit", "list", "-o", "jsonl").lines.filter { $0["act"] == "issue.settled" }
            #expect(trail.count == 1, "\(trail)")
            try good(gatehouse)
        }
    }

    @Test(
        "Whatever it answers to a question: nothing is taken over, and the other vendor is asked all the same",
        arguments: [
            ("snapshot", "login-page"), ("snapshot", "no-json"), ("snapshot", "flood"), ("snapshot", "redirect"),
            ("supplies", "impossible-counts"), ("supplies", "login-page"),
        ])
    func question(operation: String, deed: String) throws {
        try withBoth { gatehouse, bad in
            #expect(
                try gatehouse("invite", "ann@example.org", "--from", "North", "--channel", "vendor-mail", "--yes")
                    .status == 0)
            try good(gatehouse)
            _ = try bad.control("deed", ["operation": .string(operation), "deed": .string(deed)])
            let asked = try gatehouse("status", "--now")
            #expect(asked.status == 3, "\(asked.words)")
            #expect(
                asked.words.contains("bad: ") && asked.words.contains("good: 1 records, complete"), "\(asked.words)")
            let observed = try gatehouse("observe", "bad")
            #expect(observed.status != 0, "\(observed.words)")
            let rows = try gatehouse("status", "-o", "jsonl").lines
            #expect(rows.count == 2 && rows.allSatisfy { $0["stage"]?["low"] == "invited" })
        }
    }

    @Test(
        "A snapshot of another tenant's ids, or of codes that were never given, is left out and kept as a difference",
        arguments: ["tenants-records", "unknown-codes"])
    func foreignRecords(deed: String) throws {
        try withBoth { gatehouse, bad in
            #expect(
                try gatehouse("invite", "ann@example.org", "--from", "North", "--channel", "vendor-mail", "--yes")
                    .status == 0)
            let before = try #require(try gatehouse("status", "-o", "jsonl").lines.first)
            _ = try bad.control("move", ["person": before["id"] ?? .null, "to": "completed"])
            _ = try bad.control("deed", ["operation": "snapshot", "deed": .string(deed)])
            for _ in 1...2 { _ = try gatehouse("reconcile", "bad", "--apply", "all", "--yes") }
            let after = try gatehouse("status", "-o", "jsonl").lines
            #expect(after.count == 1 && after[0]["stage"] == before["stage"], "\(after)")
            _ = try bad.control("deed", ["operation": "snapshot"])
            #expect(try gatehouse("observe", "bad").status == 0)
            #expect(try gatehouse("status", "-o", "jsonl").lines.first?["vendor_word"] == "Finished")
            try good(gatehouse)
        }
    }

    @Test(
        "An action that tells of other units or of somebody else's supply moves nothing",
        arguments: ["other-units", "other-supply"])
    func action(deed: String) throws {
        try withBoth { gatehouse, bad in
            _ = try bad.control("deed", ["operation": "actions/transfer", "deed": .string(deed)])
            let moved = try gatehouse(
                "action", "run", "bad", "transfer", "--on", "North", "--set", "to=South", "--set", "count=7", "--yes")
            #expect(moved.status != 0, "\(moved.words)")
            for supply in ["North", "South"] {
                #expect(try gatehouse("supply", "show", supply, "-o", "json").json?["counts"]?["available"] == 2000)
            }
            try good(gatehouse)
        }
    }

    @Test("CB-19: a transfer that somebody says was done moves no unit here, and says so, with what brings the counts")
    func decided() throws {
        try withBoth { gatehouse, bad in
            _ = try bad.control("deed", ["operation": "actions/transfer", "deed": "other-units"])
            _ = try gatehouse(
                "action", "run", "bad", "transfer", "--on", "North", "--set", "to=South", "--set", "count=7", "--yes")
            let waiting = try #require(try gatehouse("task", "decisions", "-o", "jsonl").lines.first)
            let act = try #require(waiting["id"]?.string)
            let decided = try gatehouse("task", "decide", act, "--happened", "--reason", "the vendor's page shows it")
            #expect(decided.status == 0 && decided.words.contains("action:transfer is done"), "\(decided)")
            for part in ["no unit was moved here", "gatehouse reconcile bad", "gatehouse connection sync bad"] {
                #expect(decided.words.contains(part), "\(part): \(decided)")
            }
            for supply in ["North", "South"] {
                #expect(try gatehouse("supply", "show", supply, "-o", "json").json?["counts"]?["available"] == 2000)
            }
        }
    }

    @Test("A person with a reference that was never given here waits for a tick, and no unit moves")
    func stranger() throws {
        try withBoth { gatehouse, bad in
            _ = try bad.control("deed", ["operation": "snapshot", "deed": "stranger"])
            let observed = try gatehouse("observe", "bad")
            #expect(!observed.words.contains("taken over") && !observed.output.contains("taken over"))
            #expect(try gatehouse("status", "-o", "jsonl").lines.isEmpty)
            let counts = try gatehouse("supply", "show", "North", "-o", "json").json?["counts"]
            #expect(counts?["available"] == 2000 && counts?["used"] == 0, "\(String(describing: counts))")
            let open = try gatehouse("reconcile", "list", "-o", "jsonl").lines
            let difference = try #require(open.first { $0["class"] == "unknown_at_gateway" }, "\(open)")
            #expect(difference["proposal"]?.string?.contains("never gave") == true, "\(difference)")
        }
    }

    @Test("Times that have not come yet are told, and what is true afterwards is taken")
    func future() throws {
        try withBoth { gatehouse, bad in
            try #require(
                try gatehouse("invite", "ann@example.org", "--from", "North", "--channel", "vendor-mail", "--yes")
                    .status == 0)
            _ = try bad.control("deed", ["operation": "snapshot", "deed": "far"])
            #expect(try gatehouse("observe", "bad").status == 0)
            let open = try gatehouse("reconcile", "list", "-o", "jsonl").lines
            #expect(open.contains { $0["class"] == "future_time" }, "\(open)")
            _ = try bad.control("deed", ["operation": "snapshot"])
            let row = try #require(try gatehouse("status", "-o", "jsonl").lines.first)
            #expect(row["as_of"]?.string?.hasPrefix("2099") == false, "\(row)")
            _ = try bad.control("move", ["person": row["id"] ?? .null, "to": "completed"])
            _ = try gatehouse("observe", "bad")
            let after = try #require(try gatehouse("status", "-o", "jsonl").lines.first)
            #expect(after["stage"]?["low"] == "completed" && after["stage"]?["high"] == "reported", "\(after)")
        }
    }

    @Test("A purchase that brings another number of units than was asked for is not taken over")
    func otherPurchase() throws {
        try withBoth { gatehouse, bad in
            _ = try bad.control("deed", ["operation": "actions/new-deck", "deed": "other-purchase"])
            let bought = try gatehouse(
                "action", "run", "bad", "new-deck", "--set", "name=Autumn", "--set", "count=7", "--yes")
            #expect(bought.status != 0, "\(bought.words) \(bought.output)")
            #expect(try gatehouse("supply", "show", "Autumn").status != 0)
            let open = try gatehouse("reconcile", "list", "-o", "jsonl").lines
            #expect(open.contains { $0["class"] == "echo_mismatch" }, "\(open)")
            // What the vendor has is taken over once somebody asks for it.
            #expect(try gatehouse("connection", "sync", "bad").status == 0)
            #expect(try gatehouse("supply", "show", "Autumn", "-o", "json").json?["counts"]?["available"] == 7)
            try good(gatehouse)
        }
    }

    @Test("A sync that shows another number of units than the ledger has says so, and keeps the difference")
    func syncTells() throws {
        try withBoth { gatehouse, bad in
            _ = try bad.control("deed", ["operation": "supplies", "deed": "short"])
            let synced = try gatehouse("connection", "sync", "bad")
            #expect(synced.status == 0 && synced.output.contains("North: the vendor has 1993 units, the ledger 2000"))
            let open = try gatehouse("reconcile", "list", "-o", "jsonl").lines
            #expect(open.contains { $0["class"] == "count_shortfall" && $0["subject"] == "supply deck_1" }, "\(open)")
            #expect(try gatehouse("supply", "show", "North", "-o", "json").json?["counts"]?["available"] == 2000)
        }
    }

    @Test(
        "A description that would pass for a module of this program, can do nothing or names private hosts is refused, without being shown",
        arguments: [
            (["id": "key-pool"], "calls itself key-pool"), (["capabilities": []], "/capabilities"),
            (
                [
                    "traits": [
                        "idempotency": ["api": "by-key", "portal": "none"],
                        "outbound_hosts": ["localhost", "10.0.0.1"],
                    ]
                ], "/traits/outbound_hosts/1"
            ),
        ] as [(JSONValue, String)])
    func unusableDescription(change: JSONValue, words: String) throws {
        try CommandLineRun.with { gatehouse in
            try PythonProvider.with(gatehouse, named: "bad", hostile: true) { bad in
                _ = try bad.control("redescribe", change)
                let added = try bad.connect(gatehouse, as: "bad", "--set", "allow_private=true")
                #expect(added.status != 0 && added.words.contains(words), "\(added.words)")
                #expect(!added.words.contains("key-link"), "the description was shown before the error")
                #expect(try gatehouse("connection", "list", "-o", "jsonl").lines.isEmpty)
            }
        }
    }

    @Test(
        "Whoever answers nothing usable to describe is not added at all",
        arguments: ["flood", "boast", "redirect", "login-page", "no-json", "hang"])
    func describe(deed: String) throws {
        // A question that hangs is waited for half a minute; the others are told at once.
        try CommandLineRun.with { gatehouse in
            try PythonProvider.with(gatehouse, named: "bad", hostile: true) { bad in
                _ = try bad.control("deed", ["operation": "describe", "deed": .string(deed)])
                let added = try bad.connect(gatehouse, as: "bad", "--set", "allow_private=true")
                #expect(added.status == (deed == "hang" ? 6 : 1), "\(added.status) \(added.words)")
                #expect(try gatehouse("connection", "list", "-o", "jsonl").lines.isEmpty)
            }
        }
    }

    @Test("A description that changed is told and not taken; it is taken when somebody says so")
    func changed() throws {
        try withBoth { gatehouse, bad in
            #expect(try gatehouse("connection", "test", "bad").status == 0)
            _ = try bad.control(
                "redescribe", ["version": "1.1.0", "summary": "Now it is another one.", "actions": [], "help": []])
            let test = try gatehouse("connection", "test", "bad", "-o", "json")
            #expect(test.status == 5 && test.json?["description"] == "changed", "\(test.words)")
            #expect(test.json?["changes"]?.array?.contains { $0["at"] == "/version" && $0["after"] == "1.1.0" } == true)
            #expect(try gatehouse("action", "list", "bad", "-o", "jsonl").lines.count == 6)
            #expect(try gatehouse("connection", "rotate", "bad", "--set", "signature=Else").status == 5)
            #expect(try gatehouse("connection", "describe", "bad", "--take", "--dry-run").status == 0)
            #expect(try gatehouse("connection", "test", "bad").status == 5)
            let taken = try gatehouse("connection", "describe", "bad", "--take", "--yes")
            #expect(taken.status == 0, "\(taken.words)")
            #expect(try gatehouse("connection", "test", "bad").status == 0)
            #expect(try gatehouse("action", "list", "bad", "-o", "jsonl").lines.isEmpty)
            _ = try bad.control("redescribe", ["id": "somebody-else"])
            #expect(try gatehouse("connection", "describe", "bad", "--take", "--yes").status == 5)
            try good(gatehouse)
        }
    }
}
