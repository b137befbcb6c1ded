import Foundation
import GatehouseForms
import GatehouseTesting
import Testing

@Suite("Codes that somebody may have, on the command line")
struct CodesGivenBackTests {
    private func counts(_ gatehouse: CommandLineRun) throws -> JSONValue? {
        try gatehouse("supply", "show", "spring", "-o", "json").json?["supply"]?["units"]
            ?? gatehouse("supply", "list", "-o", "jsonl").lines.first
    }

    @Test("CB-14: an export that was shown and is given up frees none of its codes; one that nobody saw does")
    func shownExport() throws {
        try CommandLineRun.withCodes { gatehouse in
            for (isShown, left) in [(false, 3), (true, 1)] {
                let invited = try gatehouse(
                    "invite", "--slots", "2", "--from", "spring", "--channel", "export", "--yes")
                try #require(invited.status == 0, "\(invited)")
                let task = try gatehouse("task", "list", "-o", "jsonl").lines.first?["id"]?.string ?? ""
                if isShown { #expect(try gatehouse("task", "show", task).output.contains("SPRING-1000")) }
                let given = try gatehouse("task", "cancel", task, "--reason", "not needed")
                #expect(given.status == 0 && given.words.contains("set apart") == isShown, "\(given)")
                let people = (0..<left).map { "p\($0)\(isShown)@example.org" }
                let more = try gatehouse.start(
                    ["invite"] + people + [
                        "zz@example.org", "--from", "spring", "--dry-run", "--data", gatehouse.data,
                    ],
                    namingData: false
                ).finish()
                #expect(more.status != 0 && more.words.contains("\(left) available"), "\(more)")
            }
        }
    }

    @Test("CB-5: a code that was exported to us is not sent by the vendor, who would take another")
    func otherHalf() throws {
        try CommandLineRun.withCodes { gatehouse in
            try #require(try gatehouse("issue", "ann@example.org", "--from", "spring", "--yes").status == 0)
            for channel in ["vendor-mail", "apply"] {
                let sent = try gatehouse(
                    "distribute", "--filter", "ann@example.org", "--channel", channel, "--yes")
                #expect(
                    sent.status != 0
                        && (sent.output + sent.words).contains("choose --channel our-mail, link or export"),
                    "\(sent)")
            }
            #expect(try gatehouse("task", "list", "-o", "jsonl").lines.isEmpty)
            let link = try gatehouse("distribute", "--filter", "ann@example.org", "--channel", "link", "--yes")
            #expect(link.status == 0, "\(link)")
        }
    }

    @Test(
        "A status file is no export: what the vendor does not show as free does not come in, nor another bundle's code")
    func statusFile() throws {
        try CommandLineRun.withCodes { gatehouse in
            try #require(
                try gatehouse(
                    "supply", "add", "autumn", "--connection", "desk", "--category", "strengths", "--usage", "single",
                    "--assessments", "all-34"
                ).status == 0)
            let file = try gatehouse.write(
                "Access Code,Status,Bundle\nSP-1,Used,spring\nSP-2,Distributed,\nSP-3,Nonsense,\nSP-4,,Autumn\nSP-5,Available,Spring\nSP-6,,\n",
                to: "status.csv")
            let taken = try gatehouse("supply", "import", file, "--supply", "spring", "-o", "json")
            #expect(taken.status == 3, "\(taken)")
            #expect(taken.json?["accepted"] == 2)
            #expect(taken.json?["rejected"] == ["not_free": 3, "other_supply": 1])
            #expect(taken.words.contains("Status \"Used\"  the vendor does not show it as free"), "\(taken.words)")
        }
    }
}
