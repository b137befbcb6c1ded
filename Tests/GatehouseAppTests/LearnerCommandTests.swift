import Foundation
import GatehouseForms
import Testing

/// Learner invitations from the command line: by the interface of the simulated vendor, and by hand.
@Suite("Learner invitations from the command line")
struct LearnerCommandTests {
    private func row(_ address: String, in supply: String, _ rows: [JSONValue]) -> JSONValue? {
        rows.first { $0["person"]?["email"]?.string == address && $0["supply"]?.string == supply }
    }

    @Test(
        "LI-4: the upload file and its steps name the group as the vendor does, letter by letter, whatever it goes by here"
    )
    func vendorsName() throws {
        try CommandLineRun.with { gatehouse in
            try #require(
                try gatehouse(
                    "connection", "add", "learn", "--provider", "learner-invites", "--mode", "portal", "--set",
                    "plan=subscription"
                ).status == 0)
            func add(_ name: String, _ more: String...) throws {
                let added = try gatehouse.start(
                    ["supply", "add", name, "--connection", "learn", "--category", "group"] + more
                ).finish()
                try #require(added.status == 0, "\(added.words)")
            }
            try add("team-a", "--vendor-id", "Team A")
            try add("team-b", "--vendor-name", "Team  B ", "--vendor-id", "g-2")
            try add("Team C")
            var seen: Set<String> = []
            for (name, shown) in [("team-a", "Team A"), ("team-b", "Team  B "), ("Team C", "Team C")] {
                let address = "bo\(seen.count)@example.org"
                let invited = try gatehouse("invite", address, "--from", name, "--yes")
                #expect(invited.status == 0, "\(invited.output) \(invited.words)")
                let ids = try gatehouse("task", "list", "-o", "jsonl").lines.compactMap { $0["id"]?.string }
                let id = try #require(ids.first { !seen.contains($0) })
                seen.formUnion(ids)
                let folder = gatehouse.path("out")
                let task = try gatehouse("task", "show", id, "--save", folder)
                #expect(task.output.contains("“\(shown)”"), "\(name): \(task.output) \(task.words)")
                if name != shown { #expect(!task.output.contains(name)) }
                let file = try #require(
                    try FileManager.default.contentsOfDirectory(atPath: folder).first { $0.hasSuffix(".csv") })
                let rows = try String(contentsOfFile: folder + "/" + file, encoding: .utf8).split(
                    whereSeparator: \.isNewline)
                #expect(rows.dropFirst() == ["\(address),\(shown)"])
            }
            let refused = try gatehouse("supply", "add", " Team D", "--connection", "learn", "--category", "group")
            #expect(refused.status == 1 && refused.words.contains("--vendor-name"), "\(refused.words)")
        }
    }

    @Test("LI-1 to LI-9: groups are set up by actions, people invited into two, observed, added, resent and cancelled")
    func byTheInterface() throws {
        try CommandLineRun.withSandbox { gatehouse, address, vendors in
            let vendor = try #require(vendors.first { $0["provider"] == "learner-invites" })
            let added = try gatehouse(
                "connection", "add", "learn", "--provider", "learner-invites", "--mode", "api", "--set",
                "base_url=\(vendor["base_url"]?.string ?? "")", "--set", "allow_private=true", "--secret", "token=-",
                input: vendor["token"]?.string ?? "")
            try #require(added.status == 0, "\(added.words)")
            func act(_ values: String...) throws {
                let done = try gatehouse.start(["action", "run", "learn"] + values + ["--yes"]).finish()
                try #require(done.status == 0, "\(done.output) \(done.words)")
            }
            for (group, training) in [("North", "Basics"), ("South", "Feedback")] {
                try act("create-training", "--set", "training=\(training)")
                try act("create-group", "--set", "name=\(group)", "--set", "trainings=\(training)")
            }
            let invited = try gatehouse(
                "invite", "ann@example.org", "bob@example.org", "--from", "North,South", "--yes")
            #expect(invited.status == 0, "\(invited.output) \(invited.words)")
            #expect(invited.output.contains("tell the team") || invited.output.contains("Tell the team"))
            #expect(invited.output.contains("is added once it is accepted"))
            #expect(invited.words.contains("2 waiting until an earlier invitation is accepted"))
            let moved = try gatehouse.start([
                "sandbox", "page", "move", "--address", address, "--set", "person=ann@example.org", "--set",
                "to=registered",
            ]).finish()
            try #require(moved.status == 0, "\(moved.words)")
            #expect(try gatehouse("observe", "learn").status == 0)
            let rows = try gatehouse("status", "-o", "jsonl").lines
            #expect(row("ann@example.org", in: "North", rows)?["stage"] == ["low": "registered", "high": "reported"])
            #expect(row("ann@example.org", in: "South", rows)?["vendor_word"] == "Active")
            let waiting = row("bob@example.org", in: "South", rows)
            #expect(waiting?["open_act"] == "waiting" && waiting?["allowed"] == ["retract"])
            let pending = try #require(row("bob@example.org", in: "North", rows))
            #expect(pending["vendor_word"] == "Pending" && pending["allowed"] == ["remind", "retract"])
            let id = try #require(pending["id"]?.string)
            #expect(try gatehouse("remind", id, "--yes").status == 0)
            #expect(try gatehouse("retract", id, "--yes").status == 0)
            let after = try gatehouse("status", "-o", "jsonl").lines
            #expect(row("bob@example.org", in: "North", after)?["end"] == "retracted")
            // Into the second group he was never invited.
            #expect(row("bob@example.org", in: "South", after)?["end"] == "withdrawn")
        }
    }

    @Test("LI-3, LI-4: a group whose name has a comma stands in quotes; a time that has passed is refused (1)")
    func named() throws {
        try CommandLineRun.withSandbox { gatehouse, _, vendors in
            let vendor = try #require(vendors.first { $0["provider"] == "learner-invites" })
            let connected = try gatehouse(
                "connection", "add", "learn", "--provider", "learner-invites", "--mode", "api", "--set",
                "base_url=\(vendor["base_url"]?.string ?? "")", "--set", "allow_private=true", "--secret", "token=-",
                input: vendor["token"]?.string ?? "")
            try #require(connected.status == 0, "\(connected.words)")
            let training = try gatehouse(
                "action", "run", "learn", "create-training", "--set", "training=Basics", "--yes")
            try #require(training.status == 0, "\(training)")
            for name in ["North, East", "West"] {
                let made = try gatehouse(
                    "action", "run", "learn", "create-group", "--set", "name=\(name)", "--set", "trainings=Basics",
                    "--yes")
                try #require(made.status == 0, "\(made)")
            }
            let both = try gatehouse("invite", "ann@example.org", "--from", "\"North, East\",West", "--dry-run")
            #expect(both.status == 0 && both.output.contains("North, East") && both.output.contains("West"), "\(both)")
            let open = try gatehouse("invite", "ann@example.org", "--from", "\"North, East", "--dry-run")
            #expect(open.status == 1 && open.words.contains("never closed"), "\(open)")
            let past = try gatehouse(
                "invite", "ann@example.org", "--from", "West", "--set", "recipients=typed", "--set",
                "send_at=2026-01-01T00:00:00Z", "--dry-run")
            #expect((past.output + past.words).contains("send_at: 2026-01-01T00:00:00Z has passed already"), "\(past)")
            let sent = try gatehouse(
                "invite", "ann@example.org", "--from", "West", "--set", "recipients=typed", "--set",
                "send_at=2026-01-01T00:00:00Z", "--yes")
            #expect(try sent.status == 1 && gatehouse("status", "-o", "jsonl").lines.isEmpty, "\(sent)")
        }
    }

    @Test("LI-1: the work list is in the order of doing, of one connection where asked; people are counted, not acts")
    func workList() throws {
        try CommandLineRun.with { gatehouse in
            for name in ["learn", "other"] {
                let added = try gatehouse("connection", "add", name, "--provider", "learner-invites")
                let next = "gatehouse supply add NAME --connection \(name) --category group"
                #expect(added.status == 0 && added.words.contains(next), "\(added)")
            }
            for (action, value) in [("create-group", "name=North"), ("create-training", "training=Basics")] {
                let extra = action == "create-group" ? ["--set", "trainings=Basics"] : []
                let asked = try gatehouse.start(
                    ["action", "run", "learn", action, "--set", value] + extra + ["--yes"]
                ).finish()
                #expect(asked.status == 0, "\(asked)")
            }
            _ = try gatehouse("action", "run", "other", "create-training", "--set", "training=Else", "--yes")
            let all = try gatehouse("task", "list", "-o", "jsonl").lines
            #expect(all.count == 3)
            let titles = try gatehouse("task", "list", "--connection", "learn", "-o", "jsonl").lines.map {
                $0["title"]?.string ?? ""
            }
            #expect(titles.count == 2 && titles[0].contains("training") && titles[1].contains("group"), "\(titles)")
            let table = try gatehouse("task", "list").output
            #expect(table.contains("–"), "\(table)")
        }
    }

    @Test("LI-3, LI-4: by hand the plan splits as the vendor's pages do, and the work list gives the exact file")
    func byHand() throws {
        try CommandLineRun.with { gatehouse in
            #expect(try gatehouse("provider", "show", "learner-invites", "-o", "json").json?["id"] == "learner-invites")
            #expect(try gatehouse("provider", "list").output.contains("learner-invites"))
            #expect(try gatehouse("connection", "add", "learn", "--provider", "learner-invites").status == 0)
            let added = try gatehouse(
                "supply", "add", "north", "--connection", "learn", "--category", "group", "--set", "name=Team North ",
                "--assessments", "Basics")
            try #require(added.status == 0, "\(added.words)")
            let people = try gatehouse.write(
                "email\n" + (1...23).map { "p\($0)@example.org\n" }.joined(), to: "people.csv")
            let typed = try gatehouse(
                "invite", people, "--from", "north", "--set", "recipients=typed", "--dry-run")
            #expect(typed.output.contains("in 3 batches of at most 10: typed in (LI-3)"), "\(typed.output)")
            #expect(try gatehouse("invite", people, "--from", "north", "--yes").status == 0)
            let task = try #require(try gatehouse("task", "list", "-o", "jsonl").lines.first?["id"]?.string)
            let folder = gatehouse.path("files")
            #expect(try gatehouse("task", "show", task, "--save", folder).status == 0)
            let file = try String(contentsOfFile: folder + "/learners.csv", encoding: .utf8)
            #expect(file.hasPrefix("Email,Groups\r\np1@example.org,Team North \r\n"))
            #expect(file.split(separator: "\r\n").count == 24)
            #expect(try gatehouse("task", "done", task).status == 0)
            let list = try gatehouse.write(
                "Email,Name,Status,Group\np1@example.org,,Pending,Team North \np2@example.org,Pia Fiktiv,Active,Team North \n",
                to: "learners.csv")
            let observed = try gatehouse("observe", list, "--connection", "learn")
            #expect(observed.status == 0, "\(observed.words)")
            let rows = try gatehouse("status", "-o", "jsonl").lines
            #expect(row("p2@example.org", in: "north", rows)?["stage"] == ["low": "registered", "high": "reported"])
            #expect(row("p3@example.org", in: "north", rows)?["stage"] == ["low": "invited", "high": "invited"])
        }
    }
}
