import Foundation
import GatehouseForms
import GatehouseTesting
import Testing

@Suite("Saved plans")
struct PlanFileTests {
    private func saved(_ gatehouse: CommandLineRun, _ people: String..., as name: String = "plan.json") throws -> String
    {
        let path = gatehouse.path(name)
        let run = try gatehouse.start(
            ["invite"] + people + [
                "--from", "drivers", "--channel", "vendor-mail", "--out", path, "--data", gatehouse.data,
            ], namingData: false
        ).finish()
        try #require(run.status == 0)
        #expect(run.words.contains("Nothing was sent. Apply with: gatehouse apply \(path)"))
        return path
    }

    @Test("a saved plan is applied as it stands; a second time it is the same command")
    func roundTrip() throws {
        try CommandLineRun.with { gatehouse in
            try gatehouse.supplyOfInvitations()
            let plan = try saved(gatehouse, "ann@example.org", "bob@example.org")
            #expect(try gatehouse("status", "-o", "jsonl").lines.isEmpty)
            #expect(try gatehouse("apply", plan, "--yes").status == 0)
            #expect(try gatehouse("status", "-o", "jsonl").lines.count == 2)
            let again = try gatehouse("apply", plan, "--yes")
            #expect(again.status == 0)
            #expect(again.words.contains("nothing was written twice"))
            #expect(try gatehouse("status", "-o", "jsonl").lines.count == 2)
            #expect(try gatehouse("task", "list", "-o", "jsonl").lines.count == 1)
        }
    }

    @Test("a plan that would come out differently now is stale: 5, and nothing is done")
    func stale() throws {
        try CommandLineRun.with { gatehouse in
            try gatehouse.supplyOfInvitations()
            let plan = try saved(gatehouse, "ann@example.org", "bob@example.org")
            try #require(
                try gatehouse("invite", "bob@example.org", "--from", "drivers", "--channel", "vendor-mail", "--yes")
                    .status == 0)
            let applied = try gatehouse("apply", plan, "--yes")
            #expect(applied.status == 5)
            #expect(applied.words.contains("stale"))
            #expect(try gatehouse("status", "-o", "jsonl").lines.count == 1)
        }
    }

    @Test(
        "a saved plan is readable by its owner only, and takes the place of a plan that was saved before, of nothing else"
    )
    func place() throws {
        try CommandLineRun.with { gatehouse in
            try gatehouse.supplyOfInvitations()
            let plan = try saved(gatehouse, "ann@example.org")
            let mode = try FileManager.default.attributesOfItem(atPath: plan)[.posixPermissions] as? Int
            #expect(mode == 0o600)
            _ = try saved(gatehouse, "bob@example.org")
            #expect(try String(contentsOfFile: plan, encoding: .utf8).contains("bob@example.org"))
            let list = try gatehouse.write("email\ncy@example.org\n", to: "people.csv")
            try FileManager.default.createSymbolicLink(atPath: gatehouse.path("link.json"), withDestinationPath: plan)
            for other in [list, gatehouse.path("link.json"), gatehouse.path("")] {
                let refused = try gatehouse("invite", list, "--from", "drivers", "--out", other)
                #expect(refused.status == 1 && refused.words.contains("something else than a saved plan"), "\(refused)")
            }
            #expect(try String(contentsOfFile: list, encoding: .utf8) == "email\ncy@example.org\n")
        }
    }

    @Test("a plan that somebody changed by hand is refused")
    func changed() throws {
        try CommandLineRun.with { gatehouse in
            try gatehouse.supplyOfInvitations()
            let plan = try saved(gatehouse, "ann@example.org")
            let text = try String(contentsOfFile: plan, encoding: .utf8).replacing(
                "ann@example.org", with: "eve@example.org")
            try text.write(toFile: plan, atomically: true, encoding: .utf8)
            let applied = try gatehouse("apply", plan, "--yes")
            #expect(applied.status == 1)
            #expect(applied.words.contains("changed after it was saved"))
            for junk in ["", "{}", "[1", "{\"plan\":{},\"digest\":\"x\"}"] {
                #expect(try gatehouse("apply", try gatehouse.write(junk, to: "junk.json"), "--yes").status == 1)
            }
        }
    }

    @Test("CB-7: of a list with mistakes the plan names each with its place, and the marked file comes back beside it")
    func mistakes() throws {
        try CommandLineRun.with { gatehouse in
            try gatehouse.supplyOfInvitations()
            let list = try gatehouse.write(
                "Email;Name;Sprache\nann@example.org;Ann;de\nmette@finans;Mette;da\nbob@example.org;Bob;dansk\nANN@example.org;Ann;de\n",
                to: "people.csv")
            let plan = try gatehouse(
                "invite", list, "--from", "drivers", "--channel", "vendor-mail", "--dry-run", "-o", "json")
            #expect(plan.status == 0)
            let rejected = try #require(plan.json?["rejected"]?.array)
            #expect(rejected.map { $0["row"]?.integer } == [3, 4, 5])
            #expect(rejected.map { $0["column"]?.string } == ["Email", "Sprache", "Email"])
            #expect(rejected.map { $0["value"]?.string } == ["mette@finans", "dansk", "ANN@example.org"])
            #expect(
                rejected.map { $0["reason"]?.string } == ["domain has no dot", "not a language tag", "same as row 2"])
            #expect(rejected[1]["remedy"]?.string == "did you mean \"da\"?")
            let copy = gatehouse.path("people.errors.csv")
            #expect(!FileManager.default.fileExists(atPath: copy) && plan.json?["rejected_file"] == .null)
            #expect(plan.words.contains("would come back") && plan.words.contains(copy))
            _ = try saved(gatehouse, list)
            let marked = try String(contentsOfFile: copy, encoding: .utf8)
            #expect(marked.contains("mette@finans") && marked.contains("domain has no dot"))
            let strict = try gatehouse(
                "invite", list, "--from", "drivers", "--channel", "vendor-mail", "--strict", "--yes")
            #expect(strict.status == 1)
            #expect(try gatehouse("status", "-o", "jsonl").lines.isEmpty)
        }
    }

    @Test("GH-6: what a saved plan does is done by whoever applies it; who made the plan is named beside")
    func whoApplies() throws {
        try CommandLineRun.withCodes { gatehouse in
            let plan = gatehouse.path("plan.json")
            let saved = try gatehouse(
                "invite", "ann@example.org", "--from", "spring", "--channel", "link", "--out", plan,
                environment: ["GATEHOUSE_ACTOR": "maker"])
            try #require(saved.status == 0, "\(saved)")
            let applied = try gatehouse("apply", plan, "--yes", environment: ["GATEHOUSE_ACTOR": "other"])
            try #require(applied.status == 0, "\(applied)")
            let trail = try gatehouse("audit", "list", "-o", "jsonl").lines
            let entry = try #require(trail.first { $0["act"] == "invite.recorded" }, "\(trail)")
            #expect(entry["actor"] == "cli:other" && entry["details"]?["planned_by"] == "cli:maker", "\(entry)")
            #expect(!trail.contains { $0["actor"] == "cli:maker" && $0["act"]?.string?.hasPrefix("invite") == true })
        }
    }
}
