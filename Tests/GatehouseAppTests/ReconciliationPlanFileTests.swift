import Foundation
import GatehouseForms
import GatehouseTesting
import Testing

@Suite("Ticking at the command line")
struct ReconciliationPlanFileTests {
    private func withDesk(_ body: (CommandLineRun, _ file: String) throws -> Void) throws {
        try CommandLineRun.with { gatehouse in
            try #require(
                try gatehouse("connection", "add", "desk", "--provider", "campaigns", "--mode", "portal").status == 0)
            try #require(
                try gatehouse(
                    "supply", "add", "stock", "--connection", "desk", "--category", "campaign", "--usage", "personal"
                ).status == 0)
            let file = try gatehouse.write(
                "Email address,State,Campaign\nane@example.org,In progress,stock\n", to: "status.csv")
            try body(gatehouse, file)
        }
    }

    private func people(_ gatehouse: CommandLineRun) throws -> Int {
        try gatehouse("person", "list", "-o", "jsonl").lines.count
    }

    private func runs(_ gatehouse: CommandLineRun) throws -> Int {
        try gatehouse("reconcile", "runs", "-o", "jsonl").lines.count
    }

    @Test("--dry-run shows what a run would come to and keeps nothing; it saves no plan")
    func dryRun() throws {
        try withDesk { gatehouse, file in
            let shown = try gatehouse("reconcile", file, "--dry-run")
            #expect(shown.status == 0 && shown.output.contains("unknown_at_gateway"), "\(shown)")
            #expect(shown.words.contains("Nothing was written"))
            #expect(try runs(gatehouse) == 0 && gatehouse("reconcile", "list", "-o", "jsonl").lines.isEmpty)
            #expect(try gatehouse("reconcile", file, "--dry-run", "--out", gatehouse.path("p.json")).status == 64)
        }
    }

    @Test("--apply shows the steps and asks; what the same run has found first waits")
    func asking() throws {
        try withDesk { gatehouse, file in
            let first = try gatehouse("reconcile", file, "--apply", "all", "--yes")
            #expect(first.status == 0 && first.words.contains("1 step waits for a tick"), "\(first)")
            #expect(try people(gatehouse) == 0 && runs(gatehouse) == 1)
            let silent = try gatehouse("reconcile", file, "--apply", "all")
            #expect(silent.status == 1 && silent.words.contains("add --yes"), "\(silent)")
            #expect(silent.output.contains("enter the record"))
            #expect(try people(gatehouse) == 0 && runs(gatehouse) == 1)
            let look = try gatehouse("reconcile", file, "--apply", "all", "--dry-run")
            #expect(look.status == 0 && look.output.contains("enter the record"), "\(look)")
            #expect(try people(gatehouse) == 0 && runs(gatehouse) == 1)
            #expect(try gatehouse("reconcile", file, "--apply", "unknown_at_gateway", "--yes").status == 0)
            #expect(try people(gatehouse) == 1)
        }
    }

    @Test("A saved plan is applied as it stands, once; a second time nothing is written")
    func saved() throws {
        try withDesk { gatehouse, file in
            let plan = gatehouse.path("plan.json")
            let run = try gatehouse("reconcile", file, "--out", plan)
            #expect(run.status == 0 && run.words.contains("Apply with: gatehouse apply \(plan)"), "\(run)")
            #expect(try people(gatehouse) == 0 && runs(gatehouse) == 1)
            let asked = try gatehouse("apply", plan)
            #expect(asked.status == 1 && asked.words.contains("add --yes"), "\(asked)")
            let applied = try gatehouse("apply", plan, "--yes")
            #expect(applied.status == 0 && applied.output.contains("1 taken over"), "\(applied)")
            #expect(try people(gatehouse) == 1)
            let again = try gatehouse("apply", plan, "--yes")
            #expect(again.status == 0 && again.words.contains("nothing was written twice"), "\(again)")
        }
    }

    @Test("A saved plan of differences that were decided since, or of a file that is another by now, is stale: 5")
    func stale() throws {
        try withDesk { gatehouse, file in
            let plan = gatehouse.path("plan.json")
            try #require(try gatehouse("reconcile", file, "--out", plan).status == 0)
            let open = try gatehouse("reconcile", "list", "-o", "jsonl").lines
            let id = try #require(open.first?["id"]?.string)
            try #require(try gatehouse("reconcile", "resolve", id, "--ignore", "--reason", "a trial").status == 0)
            let decided = try gatehouse("apply", plan, "--yes")
            #expect(decided.status == 5 && decided.words.contains("is closed by now"), "\(decided)")
            try #require(try gatehouse("reconcile", "resolve", id, "--release").status == 0)
            _ = try gatehouse.write(
                "Email address,State,Campaign\nane@example.org,Completed,stock\n", to: "status.csv")
            let changed = try gatehouse("apply", plan, "--yes")
            #expect(changed.status == 5 && changed.words.contains("another by now"), "\(changed)")
            #expect(try people(gatehouse) == 0)
        }
    }
}
