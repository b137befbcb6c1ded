import Foundation
import GatehouseForms
import Testing

@Suite("What a run of reconciliation found, on the command line")
struct RunShowTests {
    private func desk(_ body: (CommandLineRun) throws -> Void) throws {
        try CommandLineRun.withCodes { gatehouse in
            let invited = try gatehouse("invite", "ann@example.org", "--from", "spring", "--channel", "link", "--yes")
            try #require(invited.status == 0, "\(invited.words)")
            try body(gatehouse)
        }
    }

    private func observed(_ rows: String, _ gatehouse: CommandLineRun) throws -> String {
        let file = try gatehouse.write("code,email,status\n" + rows, to: "status.csv")
        let seen = try gatehouse("observe", file, "--complete", "-o", "json")
        #expect(seen.status == 0, "\(seen.words)")
        return seen.json?["run"]?["id"]?.string ?? ""
    }

    @Test(
        "GH-4: a run is shown with its differences: id, class, both values, and what was done about each, then and since"
    )
    func shown() throws {
        try desk { gatehouse in
            let first = try observed(
                "SPRING-10001,,Activated\nSPRING-10002,guest@example.org,Distributed\nSPRING-10003,,Distributed\n",
                gatehouse)
            let document = try #require(try gatehouse("reconcile", "show", first, "-o", "json").json)
            #expect(document["id"]?.string == first && document["connection"] == "desk" && document["records"] == 3)
            let rows = document["discrepancies"]?.array ?? []
            #expect(Set(rows.map { $0["class"]?.string }) == ["unknown_at_gateway", "vendor_ahead"])
            let ahead = try #require(rows.first { $0["class"] == "vendor_ahead" })
            #expect(
                ahead["who"] == "ann@example.org" && ahead["done"] == "applied by this run" && ahead["seen"] == "new")
            #expect(ahead["ours"]?.string?.isEmpty == false && ahead["theirs"]?.string?.contains("Activated") == true)
            let guest = try #require(rows.first { $0["class"] == "unknown_at_gateway" })
            #expect(guest["id"]?.string?.hasPrefix("dis_") == true && guest["done"] == "waits for a tick")
            let text = try gatehouse("reconcile", "show", first)
            #expect(text.status == 0 && text.output.contains("vendor_ahead") && !text.output.contains("{"))

            let second = try observed(
                "SPRING-10001,,Activated\nSPRING-10002,,Distributed\nSPRING-10003,,Distributed\n", gatehouse)
            let later = try #require(try gatehouse("reconcile", "show", second, "-o", "json").json)
            let gone = try #require(later["discrepancies"]?.array?.first)
            #expect(
                gone["class"] == "unknown_at_gateway" && gone["seen"] == "gone" && gone["done"] == "not seen any more")
            #expect(later["discrepancies"]?.array?.count == 1)
            let missing = try gatehouse("reconcile", "show", "run_nothing")
            #expect(missing.status != 0 && missing.words.contains("gatehouse reconcile runs"))
        }
    }

    @Test("Words, JSON and exit code say the same: that both agree, that they differ, or that it is not known")
    func agreement() throws {
        try desk { gatehouse in
            func run(_ rows: String, _ more: String...) throws -> (words: String, agreement: String?, exit: Int32) {
                let file = try gatehouse.write("code,email,status\n" + rows, to: "status.csv")
                let run = try gatehouse.start(["reconcile", file, "--exit-code", "-o", "json"] + more).finish()
                let item = run.json?["items"]?.array?.first
                #expect(item?["in_agreement"]?.bool == (item?["agreement"] == "agrees"))
                return (run.words, item?["agreement"]?.string, run.status)
            }
            let all = "SPRING-10001,,Distributed\nSPRING-10002,,Distributed\nSPRING-10003,,Distributed\n"
            let part = try run(all)
            #expect(part.agreement == "not_known" && part.exit == 2 && part.words.contains("--complete"))
            #expect(!part.words.contains("Ledger and vendor agree"))
            let old = try run(all.replacing("Distributed", with: "Retracted"), "--complete", "--as-of", "2020-01-01")
            #expect(old.agreement == "not_known" && old.exit == 2 && old.words.contains("take a newer one"))
            #expect(!old.words.contains("Ledger and vendor agree"))
            let same = try run(all, "--complete")
            #expect(same.agreement == "agrees" && same.exit == 0, "\(same)")
            #expect(same.words.contains("Ledger and vendor agree."))
            let more = try run(all + "ZZ-1,guest@example.org,Distributed\n", "--complete")
            #expect(more.agreement == "differs" && more.exit == 2 && !more.words.contains("agree"))
        }
    }

    @Test("A code is told by what its vendor calls it, masked and with its supply; no id and no hash of it is shown")
    func words() throws {
        try desk { gatehouse in
            let run = try observed(
                "SPRING-10001,,Distributed\nSPRING-10003,guest@example.org,Distributed\nGUESTS-90009,,Used\n", gatehouse
            )
            let shown = [
                try gatehouse("reconcile", "show", run).output, try gatehouse("reconcile", "list").output,
                try gatehouse("reconcile", "list", "-o", "wide").output,
            ]
            for text in shown {
                #expect(text.contains("code ••••0003 of spring"), "\(text)")
                #expect(text.contains("code ••••0009"), "\(text)")
                #expect(
                    !text.contains("crd_") && !text.contains("credential") && !text.contains("GUESTS-90009"), "\(text)")
            }
            let list = try gatehouse("reconcile", "list", "-o", "json").json?["items"]?.array ?? []
            #expect(list.contains { $0["who"]?.string?.hasPrefix("code ••••0009") == true }, "\(list)")
            // The subject stays the stable name by which a program ticks.
            #expect(list.allSatisfy { $0["subject"]?.string != $0["who"]?.string })
        }
    }
}
