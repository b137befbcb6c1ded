import Foundation
import GatehouseForms
import GatehouseTesting
import Testing

@Suite("A saved plan whose mails or calls would be others than were seen")
struct StalePlanTests {
    /// A plan of mails to somebody who is known, over three codes.
    private func planned(_ body: (CommandLineRun, String) throws -> Void) throws {
        try CommandLineRun.withCodes { gatehouse in
            try #require(try gatehouse("person", "add", "ann@example.org", "--name", "Ann").status == 0)
            let plan = gatehouse.path("plan.json")
            let saved = try gatehouse(
                "invite", "ann@example.org", "--from", "spring", "--channel", "our-mail", "--out", plan)
            try #require(saved.status == 0, "\(saved)")
            try body(gatehouse, plan)
        }
    }

    /// What is done behind the plan's back, and what is then said of it.
    struct Change: CustomTestStringConvertible, Sendable {
        let command: [String]
        var environment: [String: String] = [:]
        let said: String
        var testDescription: String { said }
    }

    static let changes = [
        Change(
            command: ["connection", "rotate", "desk", "--set", "redeem_base_url=https://codes.example.org/ac/"],
            said: "→ https://codes.example.org/ac/"),
        Change(
            command: ["connection", "rotate", "desk", "--set", "mail_sender=vendor@example.org"],
            said: "→ vendor@example.org"),
        Change(
            command: ["connection", "rotate", "desk", "--set", "edition=older"],
            said: "edition of desk: current → older"
        ),
        Change(
            command: ["supply", "edit", "spring", "--assessments", "all-34", "--yes"],
            said: "assessments of spring: top-5 → all-34"),
        Change(
            command: ["supply", "edit", "spring", "--name", "summer", "--yes"], said: "spring is called summer now"),
        Change(
            command: ["person", "edit", "ann@example.org", "--name", "Anna"], said: "ann@example.org: name: Ann → Anna"),
        Change(
            command: ["config", "show"], environment: ["GATEHOUSE_MAIL_FROM": "Somebody <else@example.org>"],
            said: "→ Somebody <else@example.org>"),
        Change(
            command: ["config", "show"], environment: ["GATEHOUSE_MAIL_HELP_ADDRESS": "help@example.org"],
            said: "→ help@example.org"),
        Change(
            command: ["invite", "ann@example.org", "--from", "spring", "--channel", "link", "--yes"],
            said: "ann@example.org is left out of spring now: holds a living invitation for top-5"),
    ]

    @Test(
        "CB-12: what mails and calls are made of was changed since: apply and its dry run refuse (5), and say what",
        arguments: changes)
    func stale(_ change: Change) throws {
        try planned { gatehouse, plan in
            let done = try gatehouse.start(change.command + ["--data", gatehouse.data], namingData: false).finish()
            try #require(done.status == 0, "\(done)")
            let held = try gatehouse("status", "-o", "jsonl").lines.count
            for mode in ["--dry-run", "--yes"] {
                let applied = try gatehouse("apply", plan, mode, environment: change.environment)
                #expect(applied.status == 5 && applied.words.contains("is stale; nothing was done"), "\(applied)")
                #expect(applied.words.contains(change.said), "\(applied)")
                #expect(applied.output.isEmpty)
            }
            #expect(try gatehouse("status", "-o", "jsonl").lines.count == held)
        }
    }

    @Test("A text of the organisation's own makes a plan stale where it would be sent, and only there")
    func texts() throws {
        try planned { gatehouse, plan in
            let text = try gatehouse.write("Subject: Hello\n\nBegin: {{redeem_link}}\n", to: "text.txt")
            func edit(_ kind: String, _ language: String) throws {
                let edited = try gatehouse("template", "edit", "code-bundles", kind, language, "--file", text)
                try #require(edited.status == 0, "\(edited)")
            }
            try edit("invitation", "pl")
            try edit("announcement", "en")
            let stands = try gatehouse("apply", plan, "--dry-run")
            #expect(stands.status == 0 && stands.words.contains("It stands"), "\(stands)")
            #expect(stands.output.contains("sender     Gatehouse <gatehouse@example.org>"), "\(stands)")
            try edit("invitation", "en")
            let stale = try gatehouse("apply", plan, "--dry-run", "-o", "json")
            #expect(stale.status == 5 && stale.output.isEmpty, "\(stale)")
            let problem = try JSONValue(text: stale.words)
            #expect(problem["code"] == "conflict")
            #expect(problem["detail"]?.string?.contains("text of the invitation in en is new") == true, "\(stale)")
        }
    }

    @Test("A dry run of what was applied before says so, and that nothing would be written twice; it sends nothing")
    func applied() throws {
        try planned { gatehouse, plan in
            #expect(try gatehouse("apply", plan, "--out", gatehouse.path("other.json")).status == 64)
            #expect(try gatehouse("apply", plan, "--dry-run").status == 0)
            #expect(try gatehouse("status", "-o", "jsonl").lines.isEmpty)
            #expect(try gatehouse("apply", plan, "--yes").status == 0)
            let again = try gatehouse("apply", plan, "--dry-run", "-o", "json")
            #expect(again.status == 0 && again.words.contains("applied before"), "\(again)")
            #expect(again.json?["repeated"] == true && again.json?["acts"]?["done"] == 2, "\(again)")
            #expect(try gatehouse("status", "-o", "jsonl").lines.count == 1)
        }
    }

    @Test("A plan of another workspace is refused with the way to its own")
    func otherWorkspace() throws {
        try planned { gatehouse, plan in
            let other = ["GATEHOUSE_WORKSPACE": "other"]
            try #require(try gatehouse("init", environment: other).status == 0)
            let applied = try gatehouse("apply", plan, "--yes", environment: other)
            #expect(applied.status == 5 && applied.words.contains("GATEHOUSE_WORKSPACE"), "\(applied)")
            #expect(try gatehouse("apply", plan, "--yes").status == 0)
        }
    }
}
