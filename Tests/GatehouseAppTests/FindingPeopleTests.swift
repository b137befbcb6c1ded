import Foundation
import GatehouseForms
import GatehouseTesting
import Testing

@Suite("Finding people on the command line")
struct FindingPeopleTests {
    @Test("An address with an umlaut in its domain is found as it is written and as it is kept")
    func umlaut() throws {
        try CommandLineRun.withCodes { gatehouse in
            let invited = try gatehouse(
                "invite", "ada@exämple.org", "--from", "spring", "--channel", "link", "--yes")
            try #require(invited.status == 0, "\(invited)")
            for written in ["ada@exämple.org", "ADA@EXÄMPLE.ORG", "ada@xn--exmple-cua.org"] {
                #expect(try gatehouse("person", "show", written).status == 0)
                #expect(try gatehouse("status", "--filter", written, "-o", "jsonl").lines.count == 1)
                #expect(try gatehouse("person", "list", written, "-o", "jsonl").lines.count == 1)
            }
        }
    }

    @Test("Who is invited by a filter is whom it finds: what it says of invitations and programmes narrows people too")
    func narrowed() throws {
        try CommandLineRun.withCodes { gatehouse in
            for name in ["ann", "bob", "cem"] {
                try #require(try gatehouse("person", "add", "\(name)@example.org").status == 0)
            }
            try #require(try gatehouse("programme", "create", "North").status == 0)
            let invited = try gatehouse(
                "invite", "ann@example.org", "--from", "spring", "--channel", "link", "--programme", "North", "--yes")
            try #require(invited.status == 0, "\(invited)")
            func found(_ words: String) throws -> [String] {
                try gatehouse("person", "list", words, "-o", "jsonl").lines.compactMap {
                    $0["addresses"]?.array?.first?.string
                }
            }
            for words in ["programme:North", "supply:spring", "is:living", "vendor:code-bundles ann", "channel:link"] {
                #expect(try found(words) == ["ann@example.org"], "\(words)")
            }
            #expect(try found("stage:completed").isEmpty && found("example.org").count == 3)
            let plan = try gatehouse(
                "invite", "--filter", "programme:North", "--from", "spring", "--again", "a test", "--dry-run", "-o",
                "json")
            let items = plan.json?["parts"]?.array?.first?["items"]?.array ?? []
            #expect(items.compactMap { $0["address"]?.string } == ["ann@example.org"], "\(plan)")
            for command in [["invite", "--filter", " ", "--from", "spring"], ["retract", "--filter", ""]] {
                let blank = try gatehouse.start(command + ["--yes", "--data", gatehouse.data], namingData: false)
                    .finish()
                #expect(blank.status == 64 && blank.words.contains("--filter"), "\(blank)")
            }
        }
    }

    @Test("A list that goes on says so, whatever its format")
    func more() throws {
        try CommandLineRun.with { gatehouse in
            for name in ["ann", "bob", "cem"] {
                try #require(try gatehouse("person", "add", "\(name)@example.org").status == 0)
            }
            for format in ["table", "csv", "jsonl"] {
                let some = try gatehouse("person", "list", "--limit", "2", "-o", format)
                #expect(some.words.contains("More: --cursor per_"), "\(some)")
                #expect(try !gatehouse("person", "list", "--limit", "3", "-o", format).words.contains("More:"))
            }
        }
    }

    @Test("Inviting once more wants a reason that says something")
    func reason() throws {
        try CommandLineRun.withCodes { gatehouse in
            try #require(
                try gatehouse("invite", "ann@example.org", "--from", "spring", "--channel", "link", "--yes").status == 0
            )
            for blank in ["", "   "] {
                let again = try gatehouse(
                    "invite", "ann@example.org", "--from", "spring", "--channel", "link", "--again", blank, "--yes")
                #expect(again.status == 64 && again.words.contains("--again: say why"), "\(again)")
            }
            #expect(try gatehouse("status", "-o", "jsonl").lines.count == 1)
        }
    }

    @Test("A plan of mails is stale once their text or their sender is another")
    func otherText() throws {
        try CommandLineRun.withCodes { gatehouse in
            let plan = gatehouse.path("plan.json")
            let saved = try gatehouse(
                "invite", "ann@example.org", "--from", "spring", "--channel", "our-mail", "--out", plan)
            try #require(saved.status == 0, "\(saved)")
            let renamed = try gatehouse(
                "apply", plan, "--yes", environment: ["GATEHOUSE_ORGANISATION": "Sorella"])
            #expect(renamed.status == 5, "\(renamed)")
            let text = try gatehouse.write("Subject: Hello\n\nBegin: {{redeem_link}}\n", to: "text.txt")
            let edited = try gatehouse("template", "edit", "code-bundles", "invitation", "en", "--file", text)
            try #require(edited.status == 0, "\(edited)")
            let applied = try gatehouse("apply", plan, "--yes")
            #expect(applied.status == 5 && applied.words.contains("stale"), "\(applied)")
            #expect(try gatehouse("status", "-o", "jsonl").lines.isEmpty)
        }
    }
}
