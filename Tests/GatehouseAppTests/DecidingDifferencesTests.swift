import GatehouseForms
import GatehouseTesting
import Testing

@Suite("Differences at the command line")
struct DecidingDifferencesTests {
    private func withStranger(_ body: (CommandLineRun, _ file: String, _ id: String) throws -> Void) throws {
        try CommandLineRun.with { gatehouse in
            let added = try gatehouse("connection", "add", "desk", "--provider", "campaigns", "--mode", "portal")
            try #require(added.status == 0, "\(added.words)")
            let supply = try gatehouse(
                "supply", "add", "stock", "--connection", "desk", "--category", "campaign", "--usage", "personal")
            try #require(supply.status == 0, "\(supply.words)")
            let file = try gatehouse.write(
                "Email address,State,Campaign\nane@example.org,In progress,stock\n", to: "status.csv")
            let seen = try gatehouse("observe", file, "--connection", "desk")
            try #require(seen.status == 0, "\(seen.words)")
            let open = try gatehouse("reconcile", "list", "-o", "json").json?["items"]?.array ?? []
            let found = try #require(open.first { $0["class"] == "unknown_at_gateway" }, "\(open)")
            try body(gatehouse, file, try #require(found["id"]?.string))
        }
    }

    @Test(
        "A free code that the vendor shows with somebody: the case says with whom, what is only set apart is not taken over, and what is open is counted"
    )
    func freeCodeWithSomebody() throws {
        try CommandLineRun.with { gatehouse in
            try #require(
                try gatehouse("connection", "add", "codes", "--provider", "code-bundles", "--mode", "portal").status
                    == 0)
            let added = try gatehouse(
                "supply", "add", "s1", "--connection", "codes", "--category", "strengths", "--usage", "single")
            try #require(added.status == 0, "\(added.words)")
            let codes = try gatehouse.write("code\nAAA-0005\nAAA-0006\nAAA-0007\nAAA-0008\n", to: "codes.csv")
            try #require(try gatehouse("supply", "import", codes, "--supply", "s1", "--yes").status == 0)
            let file = try gatehouse.write(
                "code,email,status\nAAA-0005,other@example.org,Used\nAAA-0006,,Used\n", to: "status.csv")
            for isFirst in [true, false] {
                let seen = try gatehouse("observe", file, "--connection", "codes", "--supply", "s1")
                #expect(seen.status == 0 && seen.words.contains("2 differences are open"), "\(seen)")
                #expect(!seen.output.contains("taken over"), "\(seen)")
                #expect(seen.output.contains("2 set apart until the case is decided") == isFirst, "\(seen)")
                let theirs = try open(gatehouse).compactMap { $0["theirs"]?.string }
                #expect(theirs.count == 2 && theirs.contains { $0.hasPrefix("other@example.org, Used") }, "\(theirs)")
            }
            let compared = try gatehouse(
                "reconcile", "run", file, "--connection", "codes", "--supply", "s1", "-o", "json")
            let run = compared.json?["items"]?.array?.first
            #expect(run?["applied"] == 0 && run?["set_apart"] == 0 && run?["waiting"] == 2, "\(compared)")
        }
    }

    private func open(_ gatehouse: CommandLineRun) throws -> [JSONValue] {
        try gatehouse("reconcile", "list", "-o", "json").json?["items"]?.array ?? []
    }

    @Test("What is ignored needs a reason, stays decided over the next run, and is let go again")
    func ignoring() throws {
        try withStranger { gatehouse, file, id in
            #expect(try gatehouse("reconcile", "resolve", id).status == 64)
            #expect(try gatehouse("reconcile", "resolve", id, "--ignore", "--confirm").status == 64)
            let silent = try gatehouse("reconcile", "resolve", id, "--ignore")
            #expect(silent.status != 0 && silent.words.contains("--reason"))
            #expect(try gatehouse("reconcile", "resolve", id, "--ignore", "--reason", "a trial").status == 0)
            #expect(try open(gatehouse).isEmpty)
            let again = try gatehouse("reconcile", "run", file, "--connection", "desk", "--complete", "--exit-code")
            #expect(again.status == 0, "\(again.words)")
            #expect(try open(gatehouse).isEmpty)
            #expect(try gatehouse("reconcile", "resolve", id, "--release").status == 0)
            #expect(try open(gatehouse).count == 1)
            #expect(
                try gatehouse("reconcile", "run", file, "--connection", "desk", "--complete", "--exit-code").status == 2
            )
            #expect(try gatehouse("reconcile", "resolve", id, "--correct", "finished", "--reason", "x").status != 0)
        }
    }

    @Test("What is to be entered waits for the vendor's next file where the vendor cannot be asked")
    func importing() throws {
        try withStranger { gatehouse, file, id in
            let decided = try gatehouse("reconcile", "resolve", id, "--import")
            #expect(decided.status == 0 && decided.words.contains("next file"), "\(decided.words)")
            #expect(try gatehouse("observe", file, "--connection", "desk").status == 0)
            #expect(try open(gatehouse).isEmpty)
            let people = try gatehouse("person", "list", "-o", "json").json?["items"]?.array
            #expect(people?.count == 1)
        }
    }

    @Test("Policies are shown with who wished them; one that may not be loosened is refused by name")
    func policies() throws {
        try withStranger { gatehouse, _, _ in
            let wish = ["GATEHOUSE_RECONCILIATION_POLICIES": "vendor_ahead=plan, desk/idle_unit=hold"]
            let shown = try gatehouse("connection", "show", "desk", "-o", "json", environment: wish)
            let rows = shown.json?["policies"]?.array ?? []
            func row(_ name: String) -> JSONValue? { rows.first { $0["class"]?.string == name } }
            #expect(row("vendor_ahead")?["policy"] == "plan" && row("vendor_ahead")?["source"] == "workspace")
            #expect(row("idle_unit")?["policy"] == "hold" && row("idle_unit")?["source"] == "connection")
            #expect(row("recipient_mismatch")?["policy"] == "case" && row("recipient_mismatch")?["why"] != nil)
            #expect(try gatehouse("connection", "show", "desk").output.contains("vendor_behind"))
            let loose = ["GATEHOUSE_RECONCILIATION_POLICIES": "recipient_mismatch=auto"]
            let refused = try gatehouse("config", "check", environment: loose)
            #expect(
                refused.status != 0 && refused.words.contains("recipient_mismatch cannot be auto"), "\(refused.words)")
        }
    }
}
