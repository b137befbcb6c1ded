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
}
