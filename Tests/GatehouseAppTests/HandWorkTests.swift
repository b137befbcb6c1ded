import Foundation
import GatehouseForms
import GatehouseTesting
import Testing

@Suite("The work list on the command line")
struct HandWorkTests {
    private func invited(_ channel: String, _ body: (CommandLineRun, CommandLineRun.Result) throws -> Void) throws {
        try CommandLineRun.with { gatehouse in
            try gatehouse.supplyOfInvitations()
            try body(
                gatehouse,
                try gatehouse("invite", "ann@example.org", "--from", "drivers", "--channel", channel, "--yes"))
        }
    }

    @Test("CA-5: an invitation by our mail is done as planned once all of it stands in the work list (0)")
    func planned() throws {
        try invited("our-mail") { gatehouse, said in
            #expect(
                said.status == 0 && said.words.contains("1 in the work list, 1 waiting for the work list"), "\(said)")
            let item = try #require(try gatehouse("task", "list", "-o", "jsonl").lines.first)
            let id = item["id"]?.string ?? ""
            let shown = try gatehouse("task", "show", id)
            #expect(shown.output.contains("gatehouse task done \(id) --set link=…"), "\(shown.output)")
            #expect(shown.output.contains("Invite link (a link, kept secret, needed)"), "\(shown.output)")
            #expect(try gatehouse("task", "show", id, "-o", "json").json?["connection"] == "core")

            for wrong in ["notalink", "javascript:alert(1)"] {
                let refused = try gatehouse("task", "done", id, "--set", "link=\(wrong)")
                #expect(refused.status == 1 && refused.words.contains("is not a link"), "\(refused.words)")
            }
            let done = try gatehouse("task", "done", id, "--set", "link=https://core.example.org/i/1")
            #expect(done.status == 0, "\(done)")
            #expect(done.words.contains("1 act ticked off") && done.words.contains("What follows: Acts: 1 done."))
            #expect(try gatehouse("task", "list", "-o", "jsonl").lines.isEmpty)
        }
    }

    @Test("A link that nobody mails is shown by name only, and that is written into the audit trail")
    func revealed() throws {
        try invited("link") { gatehouse, said in
            #expect(said.status == 0, "\(said)")
            let link = "https://core.example.org/i/77"
            let id = try gatehouse("task", "list", "-o", "jsonl").lines.first?["id"]?.string ?? ""
            let done = try gatehouse("task", "done", id, "--set", "link=\(link)")
            #expect(done.status == 0 && done.words.contains("gatehouse person show ADDRESS --reveal"), "\(done)")
            #expect(try !gatehouse("person", "show", "ann@example.org").output.contains(link))
            #expect(try !gatehouse("audit", "list", "-o", "json").output.contains("credentials.revealed"))
            let shown = try gatehouse("person", "show", "ann@example.org", "--reveal")
            #expect(shown.status == 0 && shown.output.contains("  link \(link)\n"), "\(shown)")
            let document = try gatehouse("person", "show", "ann@example.org", "--reveal", "-o", "json").json
            #expect(document?["credentials"]?.object?.values.first?["link"]?.string == link)
            let trail = try gatehouse("audit", "list", "-o", "json").output
            #expect(trail.contains("credentials.revealed") && !trail.contains(link))
        }
    }

    @Test(
        "CA-5: several people are one item with one text; a file ticks each off with a link of their own, a wrong one stays (3)"
    )
    func several() throws {
        try CommandLineRun.with { gatehouse in
            try gatehouse.supplyOfInvitations()
            let people = try gatehouse.write(
                "email\nann@example.org\nbo@example.org\ncy@example.org\n", to: "people.csv")
            let said = try gatehouse("invite", people, "--from", "drivers", "--yes")
            #expect(said.status == 0, "\(said)")
            let items = try gatehouse("task", "list", "-o", "jsonl").lines
            let id = try #require(items.first?["id"]?.string)
            #expect(items.count == 1)
            let shown = try gatehouse("task", "show", id)
            #expect(shown.output.contains("ann@example.org, bo@example.org, cy@example.org"), "\(shown.output)")
            #expect(shown.output.contains("gatehouse task done \(id) --item ADDRESS --set link=…"))
            let all = try gatehouse("task", "done", id, "--set", "link=https://core.example.org/i/1")
            #expect(all.status == 1 && all.words.contains("one by one"), "\(all.words)")
            let links = try gatehouse.write(
                "email,link\nann@example.org,https://core.example.org/i/1\nbo@example.org,notalink\n", to: "links.csv")
            let each = try gatehouse("task", "done", id, "--each", links)
            #expect(each.status == 3 && each.words.contains("1 act ticked off"), "\(each.words)")
            #expect(each.words.contains("bo@example.org: ") && each.words.contains("2 people still wait for it."))
            let listed = try #require(try gatehouse("task", "list", "-o", "jsonl").lines.first)
            #expect(listed["people"] == ["all": 3, "waiting": 2], "\(listed.canonicalText)")
            #expect(listed["title"]?.string?.contains("2 people") == true, "\(listed.canonicalText)")
            #expect(try gatehouse("task", "list").output.contains("2 of 3"))
            let people2 = try gatehouse("task", "show", id, "-o", "json").json?["people"]?.array ?? []
            #expect(people2.map { $0["state"]?.string } == ["done", "manual", "manual"])
            let bo = try gatehouse(
                "task", "done", id, "--for", "bo@example.org", "--set", "link=https://core.example.org/i/2")
            #expect(bo.status == 0 && bo.words.contains("1 person still waits for it."), "\(bo.words)")
            let spellings = [
                "https://core.example.org/i/2/", "HTTPS://Core.example.org:443/i/2#", "http://core.example.org/i/2",
                "https://core.example.org/i/2#a", "https://core.example.org/i/%32", "https://core.example.org/i/2?t=1",
            ]
            for same in spellings {
                let doubled = try gatehouse("task", "done", id, "--for", "cy@example.org", "--set", "link=\(same)")
                #expect(
                    doubled.status != 0 && doubled.words.contains("bo@example.org has this one already"), "\(doubled)")
            }
            let gone = try gatehouse("task", "cancel", id, "--for", "cy@example.org", "--reason", "left the company")
            #expect(gone.status == 0, "\(gone.words)")
            #expect(try gatehouse("task", "list", "-o", "jsonl").lines.isEmpty)
        }
    }

    @Test("What others recorded is not done by a tick, an export or a decision; it is said that it is left alone")
    func othersActs() throws {
        try CommandLineRun.withCodes { gatehouse in
            try gatehouse.supplyOfInvitations()
            for person in ["xu@example.org", "yo@example.org"] {
                let recorded = try gatehouse(
                    "invite", person, "--from", "spring", "--channel", "our-mail", "--record-only", "--yes")
                try #require(recorded.status == 0, "\(recorded)")
            }
            func states() throws -> [String: Int] {
                let acts = try gatehouse("task", "decisions", "--unsent", "-o", "jsonl").lines
                return Dictionary(acts.map { ($0["state"]?.string ?? "", 1) }, uniquingKeysWith: +)
            }
            let before = try states()
            #expect(before["ready"] == 2, "\(before)")
            func leavesAlone(_ said: CommandLineRun.Result) throws {
                #expect(said.status == 0 && said.words.contains("recorded before are left alone"), "\(said)")
                #expect(try states() == before)
            }
            try #require(try gatehouse("invite", "ann@example.org", "--from", "drivers", "--yes").status == 0)
            let id = try #require(try gatehouse("task", "list", "-o", "jsonl").lines.first?["id"]?.string)
            let done = try gatehouse("task", "done", id, "--set", "link=https://core.example.org/i/1")
            #expect(done.words.contains("What follows: Acts: 1 done."), "\(done)")
            try leavesAlone(done)
            let act = try #require(
                try gatehouse("task", "decisions", "--unsent", "-o", "jsonl").lines
                    .first { $0["state"] == "ready" && $0["address"] == "xu@example.org" }?["id"]?.string)
            let dropped = try gatehouse("task", "decide", act, "--drop", "--reason", "no need")
            #expect(dropped.words.contains("1 act that was recorded before is left alone"), "\(dropped)")
            #expect(try states()["ready"] == 1)
            #expect(try gatehouse("serve", "--until-idle").status == 0)
        }
    }

    @Test(
        "GH-1: a file of people who are invited at once is listed among the imports, and shown with what became of it")
    func listed() throws {
        try CommandLineRun.with { gatehouse in
            try gatehouse.supplyOfInvitations()
            _ = try gatehouse("person", "add", "bo@example.org")
            let people = try gatehouse.write(
                "email,name\nann@example.org,Ann\nbo@example.org,Bo\nnobody,No\n", to: "people.csv")
            let dry = try gatehouse("invite", people, "--from", "drivers", "--dry-run")
            #expect(try dry.status == 0 && gatehouse("import", "list", "-o", "jsonl").lines.isEmpty)
            let said = try gatehouse("invite", people, "--from", "drivers", "--yes")
            #expect(said.status == 3, "\(said)")
            let line = try #require(try gatehouse("import", "list", "-o", "jsonl").lines.first)
            #expect(line["file"] == "people.csv" && line["kind"] == "people" && line["rows"] == 3)
            #expect(line["accepted"] == 2 && line["rejected"] == 1 && line["known_before"] == 1 && line["created"] == 1)
            let undone = try gatehouse("import", "undo", line["id"]?.string ?? "")
            #expect(undone.status == 1 && undone.words.contains("was invited already"), "\(undone.words)")
            let typed = try gatehouse("invite", "dee@example.org", "--from", "drivers", "--yes")
            #expect(try typed.status == 0 && gatehouse("import", "list", "-o", "jsonl").lines.count == 1)
        }
    }

    @Test(
        "CB-14: where an export fails after codes were taken, its error names the task that holds them, and that gives them back"
    )
    func failedExport() throws {
        try CommandLineRun.withCodes { gatehouse in
            // The codes can be written, the sample text cannot: another file has its name.
            _ = try gatehouse.write("mine", to: "out.invitation-en.txt")
            let failed = try gatehouse(
                "supply", "export", "spring", "2", "--to-file", gatehouse.path("out.csv"), "--yes")
            #expect(failed.status == 1 && failed.words.contains("nothing is overwritten"), "\(failed.words)")
            let item = try #require(try gatehouse("task", "list", "-o", "jsonl").lines.first)
            let id = item["id"]?.string ?? ""
            #expect(item["acts"]?.array?.count == 2)
            #expect(failed.words.contains("the codes are held by the task \(id)"), "\(failed.words)")
            #expect(failed.words.contains("'gatehouse task cancel \(id) --reason …' gives them back"))
            #expect(try available(gatehouse) == 1)
            #expect(try gatehouse("task", "cancel", id, "--reason", "the disk was full").status == 0)
            #expect(try available(gatehouse) == 3)
        }
    }

    @Test(
        "CB-14: what an export leaves open once its file could be there says so, and its codes are free for nobody else"
    )
    func brokenExport() throws {
        try CommandLineRun.withCodes { gatehouse in
            // It breaks off between what is written down and the file's name: that leads nowhere, and is not overwritten.
            let file = gatehouse.path("out.csv")
            try FileManager.default.createSymbolicLink(atPath: file, withDestinationPath: gatehouse.path("gone/x"))
            let failed = try gatehouse("supply", "export", "spring", "2", "--to-file", file, "--yes")
            #expect(failed.status == 1 && failed.words.contains("cannot be written"), "\(failed.words)")
            let item = try #require(try gatehouse("task", "list", "-o", "jsonl").lines.first)
            let id = item["id"]?.string ?? ""
            #expect(item["shown_at"]?.string != nil)
            #expect(try gatehouse("task", "list").output.contains("open, shown"))
            #expect(try gatehouse("task", "show", id).output.contains("written to a file"))
            let trail = try gatehouse("audit", "list", "-o", "jsonl").lines.first { $0["act"] == "export.revealed" }
            #expect(trail?["details"]?["tasks"]?.array?.first?.string == id, "\(trail ?? .null)")
            try #require(try gatehouse("task", "cancel", id, "--reason", "no file came of it").status == 0)
            #expect(try available(gatehouse) == 1)
            let left = try FileManager.default.contentsOfDirectory(atPath: gatehouse.folder.path)
            #expect(!left.contains { $0.hasPrefix(".gatehouse-") }, "\(left)")
        }
    }

    @Test(
        "CB-14: a link that is made from a code and handed out is shown by name only, and that is written into the trail"
    )
    func revealedCode() throws {
        try CommandLineRun.withCodes { gatehouse in
            let said = try gatehouse("invite", "ann@example.org", "--from", "spring", "--channel", "link", "--yes")
            #expect(said.status == 0 && said.words.contains("gatehouse person show ADDRESS --reveal"), "\(said)")
            let masked = try gatehouse("person", "show", "ann@example.org")
            #expect(masked.output.contains("code ••••0001") && !masked.output.contains("SPRING-10001"))
            let shown = try gatehouse("person", "show", "ann@example.org", "--reveal", "-o", "json")
            let credential = shown.json?["credentials"]?.object?.values.first
            #expect(credential?["code"] == "SPRING-10001", "\(shown.output)")
            #expect(credential?["link"]?.string?.hasSuffix("/SPRING-10001") == true)
            let trail = try gatehouse("audit", "list", "-o", "json").output
            #expect(trail.contains("credentials.revealed") && !trail.contains("SPRING-10001"))
        }
    }

    @Test(
        "CA-11, CA-12: an action's plan says whom it concerns and what cannot be undone, and a broken rule refuses it (1)"
    )
    func actionPlan() throws {
        try invited("vendor-mail") { gatehouse, _ in
            let archive = try gatehouse("action", "run", "core", "archive", "--on", "drivers", "--dry-run")
            #expect(archive.status == 0 && archive.output.contains("concerns   1 person, 1 invitation"), "\(archive)")
            #expect(archive.output.contains("cannot be undone"))
            let tags = ["--on", "drivers", "--set", "tags=dk", "--set", "apply_to=future", "--dry-run"]
            let future = try gatehouse.start(["action", "run", "core", "change-tags"] + tags).finish()
            #expect(future.output.contains("concerns   nobody who was invited already"), "\(future)")
            #expect(future.output.contains("1 person invited already keeps what they have"))
            #expect(!future.output.contains("cannot be undone"))
            let plan = try gatehouse("action", "run", "core", "archive", "--on", "drivers", "--dry-run", "-o", "json")
            let part = plan.json?["parts"]?.array?.first
            #expect(part?["effect"] == "irreversible" && part?["concerned"] == ["people": 1, "invitations": 1])
            let wrong = try gatehouse("action", "run", "core", "rename", "--on", "drivers", "--set", "name= ", "--yes")
            #expect(wrong.status != 0 && wrong.words.contains("give one that says who it is for"), "\(wrong)")
            #expect(try gatehouse("task", "list", "-o", "jsonl").lines.count == 1)
        }
    }

    @Test("CA-11: without an answer the question names both, with how many each is for, and nothing is done")
    func question() throws {
        try invited("vendor-mail") { gatehouse, _ in
            let asked = try gatehouse(
                "action", "run", "core", "change-tags", "--on", "drivers", "--set", "tags=dk", "--yes")
            #expect(asked.status == 1 && asked.words.contains("For whom?"), "\(asked)")
            #expect(asked.words.contains("apply_to=everyone (") && asked.words.contains(": 1 person, 1 invitation)"))
            #expect(
                asked.words.contains("apply_to=future (") && asked.words.contains(": nobody who was invited already)"))
            #expect(try gatehouse("task", "list", "-o", "jsonl").lines.count == 1)
        }
    }

    private func available(_ gatehouse: CommandLineRun) throws -> JSONValue? {
        try gatehouse("supply", "show", "spring", "-o", "json").json?["counts"]?["available"]
    }
}
