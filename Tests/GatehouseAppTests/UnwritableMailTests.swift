import GatehouseForms
import Testing

@Suite("Mails of ours that cannot be written")
struct UnwritableMailTests {
    @Test(
        "CB-12: what a template speaks of and nobody knows is said by the plan, before a code is taken or a mail leaves"
    )
    func told() throws {
        try CommandLineRun.with { gatehouse in
            try #require(
                try gatehouse(
                    "connection", "add", "desk", "--provider", "code-bundles", "--mode", "portal", "--set",
                    "plan=subscription"
                ).status == 0)
            for (name, more) in [("bare", []), ("named", ["--assessments", "top-5"])] {
                let added = try gatehouse.start(
                    ["supply", "add", name, "--connection", "desk", "--category", "strengths", "--usage", "single"]
                        + more
                ).finish()
                try #require(added.status == 0, "\(added.words)")
                let codes = try gatehouse.write("code\n\(name)-10001\n\(name)-10002\n", to: "\(name).csv")
                try #require(try gatehouse("supply", "import", codes, "--supply", name).status == 0)
            }
            let refused = try gatehouse(
                "invite", "Ann Holm <ann@example.org>", "--from", "bare", "--channel", "our-mail", "--yes")
            #expect(refused.status != 0 && (refused.output + refused.words).contains("{{assessment}}"), "\(refused)")
            #expect((refused.output + refused.words).contains("--assessments"))
            let people = try gatehouse("status", "-o", "json").json?["items"]?.array
            #expect(people?.isEmpty == true)
            let sent = try gatehouse(
                "invite", "Ann Holm <ann@example.org>", "--from", "named", "--channel", "our-mail", "--yes")
            #expect(sent.status == 0, "\(sent.words)")
        }
    }
}
