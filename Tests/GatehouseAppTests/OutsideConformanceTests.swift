import Foundation
import GatehouseForms
import GatehouseTesting
import ProviderConformance
import Testing

@Suite("A provider that is only an address meets the suite", .needsPython)
struct OutsideConformanceTests {
    /// What `provider test ADDRESS -o json` makes of a provider in Python.
    private func judged(
        _ lantern: PythonProvider, by gatehouse: CommandLineRun, _ more: String...
    ) throws -> CommandLineRun.Result {
        try gatehouse.start(
            [
                "provider", "test", lantern.address, "--secret", "token=\(lantern.files.token)", "--secret",
                "webhook_key=\(lantern.files.webhookKey)",
            ] + more + ["-o", "json"], namingData: false
        ).finish()
    }

    private func ids(_ result: String? = nil, in report: JSONValue?) -> [String] {
        let cases = report?["cases"]?.array ?? []
        let chosen = cases.filter { item in result == nil || item["result"]?.string == result }
        return chosen.compactMap { $0["id"]?.string }
    }

    @Test("The example in Python passes every case that can be judged, with its faults, its people and its mails")
    func lanternPasses() throws {
        try CommandLineRun.with(isSetUp: false) { gatehouse in
            try PythonProvider.with(gatehouse) { lantern in
                let result = try judged(
                    lantern, by: gatehouse, "--golden", PythonProvider.example.appending(path: "descriptor.json").path)
                let report = result.json
                for item in report?["cases"]?.array ?? [] where item["result"]?.string == "failed" {
                    Issue.record("\(item.canonicalText)")
                }
                #expect(result.status == 0, "\(result.words)")
                #expect(report?["provider"]?.string == lantern.address)
                #expect(report?["level"]?.string == "full")
                #expect(ids(in: report) == Conformance.cases.map(\.id))
                let passed = Set(ids("passed", in: report))
                #expect(
                    passed.isSuperset(of: [
                        "descriptor.golden", "contract.describe", "issue.lost-answer", "issue.out-of-stock",
                        "issue.archived", "vendor.cut-after", "vendor.partial-page", "snapshot.stale", "status.truth",
                        "transfer.same-key", "trouble.token-hidden",
                    ]))
                #expect(passed.count > 130)
                let unexplained = (report?["cases"]?.array ?? []).filter { item in
                    item["result"]?.string == "skipped" && item["reason"]?.string == ""
                }
                #expect(unexplained.isEmpty)
            }
        }
    }

    @Test(
        "A copy of it with one mistake fails, and the report names the case",
        arguments: [
            ("store.py", "asked = json.dumps(", "key += secrets.token_hex(4); asked = json.dumps(", "issue.same-key"),
            ("lantern.py", "if row[\"state\"] not in (\"aside\", \"sent\"):", "if False:", "retract.used"),
            ("server.py", "\"totals\": {\"records\": total}", "\"totals\": {\"records\": 0}", "contract.totals"),
            ("contract.py", "if len(items) > MOST_ITEMS:", "if False:", "contract.too-many"),
        ])
    func brokenFails(file: String, honest: String, broken: String, fails: String) throws {
        try CommandLineRun.with(isSetUp: false) { gatehouse in
            let folder = gatehouse.folder.appending(path: "broken")
            try FileManager.default.copyItem(at: PythonProvider.example, to: folder)
            let place = folder.appending(path: file)
            let text = try String(contentsOf: place, encoding: .utf8)
            try #require(text.contains(honest))
            try text.replacing(honest, with: broken).write(to: place, atomically: true, encoding: .utf8)
            try PythonProvider.with(gatehouse, from: folder) { lantern in
                let group = fails.split(separator: ".")[0] + "."
                let result = try judged(lantern, by: gatehouse, "--only", String(group))
                #expect(result.status == 1)
                #expect(ids("failed", in: result.json).contains(fails), "\(result.output)")
            }
        }
    }

    @Test("Without control pages it says what it would take of which supply, and takes nothing without a yes")
    func asks() throws {
        try CommandLineRun.with { gatehouse in
            try PythonProvider.with(gatehouse) { _ in }
            try PythonProvider.with(gatehouse, hasControl: false) { lantern in
                let refused = try judged(lantern, by: gatehouse)
                #expect(refused.status == 1 && refused.output.isEmpty)
                #expect(refused.words.contains("units of North (deck_1), which has 2000"), "\(refused.words)")
                #expect(refused.words.contains("add --yes"))
                let looked = try judged(lantern, by: gatehouse, "--dry-run", "--supply", "deck_2")
                #expect(looked.status == 0 && looked.words.contains("Nothing was done"))
                #expect(looked.words.contains("South (deck_2)") && !looked.words.contains("North"))
                let facts = try judged(lantern, by: gatehouse, "--only", "descriptor.")
                #expect(facts.status == 0, "what takes no unit is not asked about: \(facts.words)")
                let agreed = try judged(lantern, by: gatehouse, "--yes")
                #expect(agreed.status == 0 && agreed.json?["level"]?.string == "core", "\(agreed.output)")
                let cases = agreed.json?["cases"]?.array ?? []
                let cut = cases.first { $0["id"]?.string == "vendor.cut-after" }
                #expect(cut?["result"]?.string == "skipped")
                #expect(cut?["reason"]?.string?.contains("control pages") == true)
                // Everything that it took is back, also where its answer was lost.
                try #require(try lantern.connect(gatehouse, "--set", "allow_private=true").status == 0)
                let left = try ["North", "South", "Rest"].map { name in
                    try gatehouse("supply", "show", name, "-o", "json").json?["counts"]?["available"]?.integer
                }
                #expect(left == [2000, 2000, 3])
            }
        }
    }

    @Test("A description that cannot be used is a failed case with what is wrong, and the rest is skipped")
    func undescribed() throws {
        try CommandLineRun.with(isSetUp: false) { gatehouse in
            try PythonProvider.with(gatehouse, named: "bad", hostile: true) { bad in
                try bad.control("redescribe", ["modes": ["telepathy"]])
                let result = try judged(bad, by: gatehouse)
                #expect(result.status == 1)
                #expect(ids("failed", in: result.json) == ["contract.describe"])
                #expect(ids("passed", in: result.json).isEmpty)
                #expect(result.output.contains("/descriptor/modes"), "\(result.output.prefix(2000))")
            }
        }
    }

    @Test("A token that is not known, or a secret that nobody asks for, ends it before anything is judged")
    func secrets() throws {
        try CommandLineRun.with(isSetUp: false) { gatehouse in
            try PythonProvider.with(gatehouse) { lantern in
                let wrong = try gatehouse.write("not-the-token", to: "wrong")
                let stranger = try gatehouse(
                    "provider", "test", lantern.address, "--secret", "token=\(wrong)", namingData: false)
                #expect(stranger.status == 4 && !stranger.words.contains("not-the-token"), "\(stranger.words)")
                let odd = try judged(lantern, by: gatehouse, "--secret", "webhook_keys=\(wrong)")
                #expect(odd.status == 1 && odd.words.contains("did you mean webhook_key?"), "\(odd.words)")
            }
        }
    }
}

@Suite("Addresses that provider test is given")
struct ProviderAddressTests {
    @Test("Where nobody answers it ends with 6")
    func nobody() throws {
        try CommandLineRun.with(isSetUp: false) { gatehouse in
            let result = try gatehouse(
                "provider", "test", "http://127.0.0.1:1/provider/v1", "-o", "json", namingData: false)
            #expect(result.status == 6 && result.output.isEmpty && result.words.contains("cannot be reached"))
            let vendor = try gatehouse(
                "provider", "test", "campaigns", "--url", "http://127.0.0.1:1/", namingData: false)
            #expect(vendor.status == 6, "\(vendor.words)")
        }
    }

    @Test(
        "What is no address is refused with 64, one that may not be called with 4",
        arguments: [
            ("http://", 64), ("ftp://vendor.example.org/", 64), ("https://me:secret@vendor.example.org/", 64),
            ("https://vendor.example.org/?a=b", 64), ("vendor.example.org/provider", 64), ("https:vendor", 64),
            ("http://vendor.example.org/provider/v1", 4), ("https://10.0.0.1/provider/v1", 4),
        ] as [(String, Int32)])
    func refused(address: String, status: Int32) throws {
        try CommandLineRun.with(isSetUp: false) { gatehouse in
            let result = try gatehouse("provider", "test", address, "--yes", namingData: false)
            #expect(result.status == status && result.output.isEmpty, "\(result.words)")
            #expect(result.words.contains("https") || result.words.contains("--allow-private"))
        }
    }

    @Test("The simulated vendors pass by their addresses alone as well", arguments: 0..<4)
    func sandboxPasses(index: Int) throws {
        try CommandLineRun.withSandbox { gatehouse, _, vendors in
            let vendor = vendors[index]
            let token = try gatehouse.write(vendor["token"]?.string ?? "", to: "token")
            let result = try gatehouse(
                "provider", "test", vendor["base_url"]?.string ?? "", "--secret", "token=\(token)", "-o", "json",
                namingData: false)
            for item in result.json?["cases"]?.array ?? [] where item["result"]?.string == "failed" {
                Issue.record("\(item.canonicalText)")
            }
            #expect(result.status == 0 && result.json?["level"]?.string == "full", "\(result.words)")
        }
    }
}
