import Foundation
import GatehouseForms
import GatehouseTesting
import Testing

/// The binary and the simulated vendors, over real HTTP: somebody completes there, and the ledger shows it because the vendor
/// says that there is news; then the results.
@Suite("Webhooks and results at the command line")
struct HearingTests {
    private static let people = ["ann", "bob", "cy"].map { "\($0)@example.org" }

    /// Three people invited into a campaign by the vendor's mail.
    private func told(_ body: (CommandLineRun, String) throws -> Void) throws {
        try CommandLineRun.withSandbox { gatehouse, address, vendors in
            let vendor = try #require(vendors.first { $0["provider"] == "campaigns" })
            let input: JSONValue = [
                "name": "Drivers", "goal": "development", "assessments": ["core-drivers"], "reports": ["core-drivers"],
            ]
            let file = try gatehouse.write((["input": input] as JSONValue).canonicalText, to: "campaign.json")
            let created = try gatehouse(
                "sandbox", "page", "campaigns/actions/create-campaign", "--input", file, "--address", address)
            try #require(created.status == 0, "\(created.words)")
            let added = try gatehouse(
                "connection", "add", "drivers", "--provider", "campaigns", "--mode", "api", "--set",
                "base_url=\(vendor["base_url"]?.string ?? "")", "--set", "allow_private=true", "--secret", "token=-",
                input: vendor["token"]?.string ?? "")
            try #require(added.status == 0, "\(added.words)")
            let list = try gatehouse.write("Email\n" + Self.people.joined(separator: "\n") + "\n", to: "people.csv")
            let invited = try gatehouse("invite", list, "--from", "Drivers", "--channel", "vendor-mail", "--yes")
            try #require(invited.status == 0, "\(invited.words)")
            try body(gatehouse, address)
        }
    }

    private func stages(_ gatehouse: CommandLineRun) throws -> [String: String] {
        let rows = try gatehouse("status", "-o", "json").json?["items"]?.array ?? []
        return Dictionary(
            rows.map { ($0["person"]?["email"]?.string ?? "", $0["stage"]?["low"]?.string ?? "") },
            uniquingKeysWith: { first, _ in first })
    }

    /// Looks until it is so; the deadline is only there to end a hang.
    private func wait(_ what: String, until isSo: () throws -> Bool) throws {
        let limit = Date().addingTimeInterval(120)
        while try !isSo() {
            try #require(Date() < limit, "\(what) does not come to be")
            Thread.sleep(forTimeInterval: 0.1)
        }
    }

    private func end(_ running: CommandLineRun.Running) {
        running.process.terminate()
        _ = try? running.finish()
    }

    /// What `webhook listen` tells of the first address, once its door is open.
    private func firstHook(of listening: CommandLineRun.Running) throws -> JSONValue {
        var told: JSONValue?
        try wait("the door") {
            told = try? JSONValue(text: listening.outputSoFar)
            return told != nil || !listening.process.isRunning
        }
        return try #require(told?["hooks"]?.array?.first)
    }

    /// `gatehouse serve` beside it, with its address set at the vendor's.
    private func heard(_ body: (CommandLineRun, String) throws -> Void) throws {
        try told { gatehouse, address in
            let serving = try gatehouse.start(["serve"], environment: ["GATEHOUSE_SERVER_BIND": "0"])
            defer { end(serving) }
            var door = ""
            try wait("the door") {
                let line = serving.wordsSoFar.split(separator: "\n").first { $0.contains("listening for webhooks at ") }
                door = line.flatMap { $0.split(separator: " ").last.map(String.init) } ?? ""
                return !door.isEmpty || !serving.process.isRunning
            }
            try #require(door.hasPrefix("http://127.0.0.1:"), "\(serving.wordsSoFar)")
            let masked = try gatehouse("connection", "show", "drivers", "-o", "json").json?["webhook_url"]?.string
            let shown = try gatehouse("connection", "show", "drivers", "--reveal", "-o", "json")
            let url = try #require(shown.json?["webhook_url"]?.string)
            #expect(masked != url && masked?.contains("••••") == true && url.hasPrefix("/hooks/cnn_"))
            let set = try gatehouse(
                "sandbox", "page", "campaigns/webhooks", "--set", "url=\(door + url)", "--address", address)
            try #require(set.status == 0, "\(set.words)")
            try body(gatehouse, address)
        }
    }

    @Test("What is due by schedule is asked for by serve itself, once, and connection show says when it is next")
    func scheduled() throws {
        try told { gatehouse, address in
            try #require(try gatehouse("sandbox", "complete", Self.people[0], "--address", address).status == 0)
            // Nothing is asked by itself until somebody wishes it.
            try #require(try gatehouse("serve", "--until-idle", "--patience", "1s").status == 0)
            #expect(try stages(gatehouse)[Self.people[0]] == "invited")
            let set = try gatehouse("connection", "schedule", "drivers", "--every", "6h", "-o", "json")
            #expect(set.json?["every_seconds"] == 21_600 && set.json?["last_at"] == nil, "\(set.words)")
            try #require(try gatehouse("serve", "--until-idle", "--patience", "1s").status == 0)
            #expect(try stages(gatehouse)[Self.people[0]] == "completed")
            let shown = try gatehouse("connection", "show", "drivers", "-o", "json").json?["schedule"]
            #expect(shown?["last_at"] != nil && shown?["failures"] == 0)
            try #require(try gatehouse("serve", "--until-idle", "--patience", "1s").status == 0)
            #expect(try gatehouse("reconcile", "runs", "-o", "json").json?["items"]?.array?.count == 1)
            #expect(try gatehouse("connection", "schedule", "drivers", "--every", "1s").status == 1)
            #expect(try gatehouse("connection", "schedule", "drivers", "--every", "off").output.contains("never"))
            let usual = ["GATEHOUSE_RECONCILIATION_EVERY": "2h"]
            let back = try gatehouse(
                "connection", "schedule", "drivers", "--every", "usual", "-o", "json", environment: usual)
            #expect(back.json?["every_seconds"] == 7200)
            let wrong = ["GATEHOUSE_RECONCILIATION_EVERY": "often"]
            #expect(try gatehouse("config", "check", environment: wrong).words.contains("reconciliation.every"))
            try #require(
                try gatehouse("connection", "add", "desk", "--provider", "campaigns", "--mode", "portal").status == 0)
            // Nobody can be asked there: it is how old the newest file may be.
            let portal = try gatehouse("connection", "schedule", "desk", "--every", "7d", "-o", "json")
            #expect(portal.status == 0 && portal.json?["every_seconds"] == 604_800, "\(portal)")
            let unsaid = try gatehouse("connection", "schedule", "desk", "--every", "usual")
            #expect(unsaid.status == 1 && unsaid.words.contains("worked in the vendor's pages"))
        }
    }

    @Test("Somebody completes at the vendor, its webhook comes, and the ledger shows it: nobody asked for anything")
    func completes() throws {
        try heard { gatehouse, address in
            try #require(try gatehouse("sandbox", "complete", Self.people[0], "--address", address).status == 0)
            try wait("completion in the ledger") { try stages(gatehouse)[Self.people[0]] == "completed" }
            #expect(try stages(gatehouse)[Self.people[1]] == "invited")
            let list = try gatehouse("webhook", "list", "-o", "json").json?["items"]?.array ?? []
            let first = try #require(list.last)
            #expect(first["state"] == "pulled" && first["connection"] == "drivers")
            #expect(first["headers"]?.array?.contains("x-sandbox-signature: ••••") == true)
            let one = try gatehouse("webhook", "show", first["id"]?.string ?? "", "-o", "json")
            #expect(one.json?["run"]?.string?.hasPrefix("run_") == true)
        }
    }

    @Test(
        "A hook lost, doubled, forged, of nobody's and garbage: the ledger only ever shows what the vendor says when asked"
    )
    func faults() throws {
        try heard { gatehouse, address in
            func fault(_ kind: String) throws {
                try #require(
                    try gatehouse("sandbox", "fault", kind, "--at", "hook", "--address", address).status == 0)
            }
            func complete(_ person: String, to stage: String) throws {
                try #require(
                    try gatehouse("sandbox", "complete", person, "--to", stage, "--address", address).status == 0)
            }
            func states() throws -> [String] {
                (try gatehouse("webhook", "list", "-o", "json").json?["items"]?.array ?? []).compactMap {
                    $0["state"]?.string
                }
            }
            try fault("cut-before")
            try complete(Self.people[0], to: "registered")
            try fault("fail-before")
            try complete(Self.people[0], to: "started")
            try wait("the forged one") { try states().contains("refused") }
            #expect(try stages(gatehouse)[Self.people[0]] == "invited")
            try fault("malformed")
            try complete(Self.people[1], to: "registered")
            try wait("the garbage") { try states().filter { $0 == "idle" }.count == 1 }
            try fault("wrong-echo")
            try complete(Self.people[1], to: "started")
            try wait("the one of nobody") { try states().filter { $0 == "idle" }.count == 2 }
            #expect(try stages(gatehouse)[Self.people[1]] == "invited")
            try fault("duplicate")
            try complete(Self.people[2], to: "completed")
            try wait("the doubled one") { try states().filter { $0 == "pulled" }.count == 2 }
            #expect(
                try stages(gatehouse) == [
                    Self.people[0]: "invited", Self.people[1]: "invited", Self.people[2]: "completed",
                ])
        }
    }

    @Test("For trying out: webhook listen tells where, judges and pulls, and one can be redelivered")
    func listen() throws {
        try told { gatehouse, address in
            let listening = try gatehouse.start(["webhook", "listen", "--reveal", "-o", "json"])
            defer { end(listening) }
            let hook = try firstHook(of: listening)
            #expect(hook["connection"] == "drivers")
            let set = try gatehouse(
                "sandbox", "page", "campaigns/webhooks", "--set", "url=\(hook["url"]?.string ?? "")", "--address",
                address)
            try #require(set.status == 0, "\(set.words)")
            try #require(try gatehouse("sandbox", "complete", Self.people[1], "--address", address).status == 0)
            try wait("completion in the ledger") { try stages(gatehouse)[Self.people[1]] == "completed" }
            let first = try #require(try gatehouse("webhook", "list", "-o", "json").json?["items"]?.array?.last)
            let recorded = try gatehouse("remind", "--filter", Self.people[0], "--record-only", "--yes")
            try #require(recorded.status == 0, "\(recorded)")
            let again = try gatehouse("webhook", "redeliver", first["id"]?.string ?? "", "-o", "json")
            #expect(again.words.contains("1 act that was recorded before is left alone"), "\(again)")
            // Asked at once, or when the pause after the pull is over.
            #expect(again.status == 0 && ["pulled", "waiting"].contains(again.json?["state"]?.string ?? ""))
            try wait("the pull because of it") {
                try gatehouse("webhook", "show", first["id"]?.string ?? "", "-o", "json").json?["state"] == "pulled"
            }
            #expect(try gatehouse("webhook", "show", "whk_none").status == 1)
            #expect(try gatehouse("connection", "rotate", "drivers", "--webhook").status == 0)
            let rotated = try gatehouse("connection", "show", "drivers", "--reveal", "-o", "json").json?["webhook_url"]
            #expect(rotated?.string.map { hook["url"]?.string?.hasSuffix($0) == false } == true)
        }
    }

    @Test("A provider outside verifies its own webhooks and gives its results", .needsPython)
    func outside() throws {
        try CommandLineRun.with { gatehouse in
            try PythonProvider.with(gatehouse) { lantern in
                try #require(try lantern.connect(gatehouse, "--set", "allow_private=true").status == 0)
                try #require(
                    try gatehouse("invite", "ann@example.org", "--from", "North", "--channel", "vendor-mail", "--yes")
                        .status == 0)
                let row = try gatehouse("status", "-o", "json").json?["items"]?.array?.first
                let reference = try #require(row?["id"])
                let listening = try gatehouse.start(["webhook", "listen", "--reveal", "-o", "json"])
                defer { end(listening) }
                let hook = try firstHook(of: listening)
                let url = try #require(hook["url"])
                try lantern.control("move", ["person": reference, "to": "completed"])
                let sent = try lantern.control("webhook", ["reference": reference])
                let post = """
                    import base64, json, sys, urllib.request
                    told = json.load(sys.stdin)
                    sent = told["sent"]
                    request = urllib.request.Request(told["url"], base64.b64decode(sent["body_base64"]), sent["headers"])
                    print(urllib.request.urlopen(request, timeout=120).status)
                    """
                let status = try ExternalTool.runPython(
                    post, input: (["url": url, "sent": sent] as JSONValue).canonicalText)
                #expect(status.contains("202"))
                try wait("completion in the ledger") { try stages(gatehouse)["ann@example.org"] == "completed" }
                let pulled = try gatehouse("result", "pull", "lantern", "-o", "json")
                #expect(pulled.status == 0 && pulled.json?["added"] == 1, "\(pulled.output)\(pulled.words)")
            }
        }
    }

    @Test("Results are pulled, listed without scores, shown on purpose, exported safely, and seen at the person")
    func results() throws {
        try told { gatehouse, address in
            for person in Self.people.prefix(2) {
                try #require(try gatehouse("sandbox", "complete", person, "--address", address).status == 0)
            }
            let pulled = try gatehouse("result", "pull", "drivers", "-o", "json")
            #expect(pulled.status == 0 && pulled.json?["added"] == 2, "\(pulled.words)")
            #expect(try gatehouse("result", "pull", "drivers", "-o", "json").json?["same"] == 2)
            let list = try gatehouse("result", "list", "-o", "json").json?["items"]?.array ?? []
            #expect(list.count == 2 && list.allSatisfy { $0["has_report_link"] == true && $0["scores"] == nil })
            let page = try gatehouse("result", "list", "--limit", "1", "-o", "json").json
            let rest = try gatehouse(
                "result", "list", "--cursor", page?["next_cursor"]?.string ?? "", "-o", "json"
            ).json
            #expect(rest?["items"]?.array == Array(list.dropFirst()))

            let id = try #require(list.first?["invitation"]?.string)
            let masked = try gatehouse("result", "show", id)
            let shown = try gatehouse("result", "show", id, "--reveal", "-o", "json").json?["results"]?.array?.first
            let scores = try #require(shown?["scores"]?.object)
            #expect(masked.output.contains("••••") && !masked.output.contains("http") && !scores.isEmpty)
            #expect(try gatehouse("person", "show", Self.people[0]).output.contains("gatehouse result show inv_"))

            let path = gatehouse.path("results.csv")
            #expect(try gatehouse("result", "export", path).status == 1)
            #expect(!FileManager.default.fileExists(atPath: path))
            #expect(try gatehouse("result", "export", path, "connection:drivers", "--reveal").status == 0)
            let text = try String(contentsOfFile: path, encoding: .utf8)
            #expect(text.split(whereSeparator: \.isNewline).count == 3 && scores.keys.allSatisfy(text.contains))
            let trail = try gatehouse("audit", "list", "-o", "json").output
            #expect(trail.contains("results.revealed") && trail.contains("results.exported"))
            #expect(!trail.contains(shown?["report_link"]?.string ?? "report"))
        }
    }

    @Test(
        "GH-9: results are forgotten when their time is over, after a yes, and nothing is when they are kept for good")
    func forgetting() throws {
        try told { gatehouse, address in
            try #require(try gatehouse("sandbox", "complete", Self.people[0], "--address", address).status == 0)
            #expect(try gatehouse("result", "pull", "drivers", "-o", "json").json?["added"] == 1)
            #expect(try gatehouse("result", "forget").output.contains("nothing is forgotten"))
            let wrong = ["GATEHOUSE_PRIVACY_RETAIN_RESULTS": "soon"]
            let refused = try gatehouse("config", "check", environment: wrong)
            #expect(refused.status != 0 && refused.words.contains("privacy.retain_results"))
            let forever = ["GATEHOUSE_PRIVACY_RETAIN_RESULTS": "forever"]
            #expect(try gatehouse("result", "forget", environment: forever).output.contains("kept for good"))
        }
    }

    @Test("CA-8: the vendor's own file says the same as its interface; wrong rows are named with their remedy")
    func file() throws {
        try told { gatehouse, address in
            try #require(try gatehouse("sandbox", "complete", Self.people[0], "--address", address).status == 0)
            let told = try gatehouse(
                "sandbox", "page", "campaigns/results-file", "--set", "campaign=Drivers", "--address", address, "-o",
                "json")
            let csv = try #require(told.json?["file"]?.string, "\(told.output)")
            let good = try gatehouse.write(csv, to: "results.csv")
            let taken = try gatehouse("result", "take", good, "--connection", "drivers", "-o", "json")
            #expect(taken.status == 0 && taken.json?["added"] == 1, "\(taken.output)\(taken.words)")
            // The interface tells a link besides: that is news, and the scores are the same.
            #expect(try gatehouse("result", "pull", "drivers", "-o", "json").json?["revised"] == 1)
            #expect(try gatehouse("result", "take", good, "--connection", "drivers", "-o", "json").json?["same"] == 1)
            let header = csv.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
            let wrong = try gatehouse.write(
                header + "\nnobody@example.org,,2026-01-05,Core Drivers,Drivers\n", to: "wrong.csv")
            let refused = try gatehouse("result", "take", wrong, "--connection", "drivers")
            #expect(refused.status == 3 && refused.output.contains("wrong.csv, line 2"), "\(refused.output)")
        }
    }
}
