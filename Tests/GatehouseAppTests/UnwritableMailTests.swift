import GatehouseForms
import Testing

@Suite("Mails of ours that cannot be written")
struct UnwritableMailTests {
    /// Beside `spring`, a pool that was entered without its assessments.
    private func withBare(_ body: (CommandLineRun) throws -> Void) throws {
        try CommandLineRun.withCodes { gatehouse in
            let added = try gatehouse(
                "supply", "add", "bare", "--connection", "desk", "--category", "strengths", "--usage", "single")
            try #require(added.status == 0, "\(added.words)")
            let codes = try gatehouse.write("code\nBARE-10001\nBARE-10002\n", to: "bare.csv")
            try #require(try gatehouse("supply", "import", codes, "--supply", "bare").status == 0)
            try body(gatehouse)
        }
    }

    @Test(
        "CB-12: what a template speaks of and nobody knows is said by the plan, before a code is taken or a mail leaves"
    )
    func told() throws {
        try withBare { gatehouse in
            let refused = try gatehouse(
                "invite", "Ann Holm <ann@example.org>", "--from", "bare", "--channel", "our-mail", "--yes")
            #expect(refused.status != 0 && (refused.output + refused.words).contains("{{assessment}}"), "\(refused)")
            #expect((refused.output + refused.words).contains("gatehouse supply edit bare --assessments"))
            let people = try gatehouse("status", "-o", "json").json?["items"]?.array
            #expect(people?.isEmpty == true)
            let sent = try gatehouse(
                "invite", "Ann Holm <ann@example.org>", "--from", "spring", "--channel", "our-mail", "--yes")
            #expect(sent.status == 0, "\(sent.words)")
        }
    }

    @Test("CB-12: a text with which nobody could begin is named in the plan, with its language and how many get it")
    func leadsNowhere() throws {
        try CommandLineRun.withCodes { gatehouse in
            let text = try gatehouse.write(
                "Subject: Hi\n\nHello {{person_first_name}}, please begin.\n", to: "text.txt")
            let edited = try gatehouse("template", "edit", "code-bundles", "invitation", "en", "--file", text)
            try #require(edited.status == 0, "\(edited)")
            func findings(_ channel: String) throws -> [String] {
                let plan = try gatehouse(
                    "invite", "Ann <ann@example.org>", "--from", "spring", "--channel", channel, "--dry-run", "-o",
                    "json")
                return plan.json?["findings"]?.array?.filter { $0["code"] == "mail_leads_nowhere" }
                    .compactMap { $0["message"]?.string } ?? []
            }
            let said = try findings("our-mail")
            #expect(said.count == 1 && said[0].contains("invitation in en") && said[0].contains("1 person"), "\(said)")
            #expect(try findings("link").isEmpty)
        }
    }

    @Test("CB-12: a distribution of what was issued says so for each, and goes on once the supply has its assessments")
    func distributed() throws {
        try withBare { gatehouse in
            let issued = try gatehouse("issue", "Ann Holm <ann@example.org>", "--from", "bare", "--yes", "-o", "json")
            let id = try #require(issued.json?["invitations"]?.array?.first?.string, "\(issued)")
            let plan = try gatehouse("distribute", id, "--channel", "our-mail", "--dry-run", "-o", "json")
            let skipped = try #require(plan.json?["skipped"]?.array?.first, "\(plan)")
            #expect(skipped["code"] == "mail_cannot_be_written" && skipped["who"] == "ann@example.org")
            #expect(skipped["reason"]?.string?.contains("{{assessment}}") == true, "\(skipped)")
            let nothing = try gatehouse("distribute", id, "--channel", "our-mail", "--yes")
            #expect(nothing.status == 3 && nothing.output.contains("no mail can be written"), "\(nothing)")
            #expect(try gatehouse("mail", "outbox", "-o", "jsonl").lines.isEmpty)
            let edited = try gatehouse(
                "supply", "edit", "bare", "--assessments", "top-5", "--apply-to", "everyone", "--yes")
            #expect(edited.status == 0, "\(edited)")
            let sent = try gatehouse("distribute", id, "--channel", "our-mail", "--yes")
            #expect(sent.status == 0, "\(sent)")
            let mail = try gatehouse("mail", "outbox", "-o", "jsonl").lines
            #expect(mail.count == 1 && mail[0]["subject"]?.string?.contains("Top 5") == true, "\(mail)")
        }
    }

    @Test("CB-12: of reminders those that cannot be written are left out with their reason, the others go")
    func reminded() throws {
        try CommandLineRun.withCodes { gatehouse in
            for person in ["Ann Holm <ann@example.org>", "cleo@example.org"] {
                let sent = try gatehouse("invite", person, "--from", "spring", "--channel", "our-mail", "--yes")
                try #require(sent.status == 0, "\(sent)")
            }
            let text = try gatehouse.write(
                "Subject: Still waiting\n\nDear {{person_first_name}}, {{code}} {{redeem_link}}\n", to: "own.txt")
            try #require(
                try gatehouse("template", "edit", "code-bundles", "invitation", "en", "--file", text).status == 0)
            let said = try gatehouse("remind", "--filter", "supply:spring", "--yes", "-o", "json")
            #expect(said.status == 3, "\(said)")
            let skipped = said.json?["skipped"]?.array
            #expect(skipped?.count == 1 && skipped?.first?["who"] == "cleo@example.org", "\(said)")
            #expect(skipped?.first?["reason"]?.string?.contains("{{person_first_name}}") == true)
            #expect(said.json?["acts"] == ["done": 1])
        }
    }
}
