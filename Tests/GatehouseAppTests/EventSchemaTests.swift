import Foundation
import GatehouseEngine
import GatehouseForms
import GatehouseTesting
import Testing

@Suite("contracts/events")
struct EventSchemaTests {
    @Test("Every kind of event that the engine knows has its schema, and there are no others")
    func everyKind() {
        let schemas = Checkout.files(under: ["contracts/events"], ending: ".json").map {
            String($0.split(separator: "/").last?.dropLast(5) ?? "")
        }
        #expect(schemas == EngineEvent.allCases.map(\.rawValue).sorted())
    }

    @Test("The engine makes events of these kinds alone")
    func oneMaker() throws {
        let makers = try Checkout.files(under: ["Sources"], ending: ".swift").filter {
            try Checkout.text(of: $0).contains("OutboxEvent(type:")
        }
        #expect(makers == ["Sources/GatehouseEngine/World/EngineEvent.swift"])
    }

    @Test(
        "Every event that a whole story writes fits its schema, and holds no code, link, name or address", .needsPython)
    func story() throws {
        try CommandLineRun.with { gatehouse in
            try PythonProvider.with(gatehouse) { lantern in
                try #require(try lantern.connect(gatehouse, "--set", "allow_private=true").status == 0)
                try tell(gatehouse, lantern)
            }
            let events = try outbox(gatehouse)
            let judged = try ExternalTool.run(
                ExternalTool.python, [Checkout.folder.appending(path: ".ci/events.py").path, "--judge"],
                input: events.map(\.canonicalText).joined(separator: "\n") + "\n")
            #expect(judged.contains("\(events.count) events fit them"), "\(judged)")
            let kinds = Set(events.compactMap { $0["type"]?.string })
            let untold = Set(EngineEvent.allCases.map(\.rawValue)).subtracting(kinds)
            #expect(
                untold == [
                    "invitation.declined", "invitation.expired", "person.merge_taken_back", "person.merged",
                    "result.revised", "result.taken",
                ])
            let all = events.map(\.canonicalText).joined()
            #expect(!all.contains("@") && !all.contains("LN-") && !all.contains("http"))
        }
    }

    /// Invited, reminded, moved on, refused, taken back; and two things behind our back.
    private func tell(_ gatehouse: CommandLineRun, _ lantern: PythonProvider) throws {
        let list = try gatehouse.write(
            "Email\nann@example.org\nbob@example.org\ncy@example.org\ndi@example.org\n", to: "people.csv")
        try #require(
            try gatehouse("invite", list, "--from", "North", "--channel", "vendor-mail", "--yes").status == 0)
        let references = Dictionary(
            (try lantern.control("outbox").array ?? []).map { ($0["to"]?.string ?? "", $0["reference"]?.string ?? "") }
        ) { first, _ in first }
        func reference(_ name: String) -> String { references["\(name)@example.org"] ?? "" }
        try #require(try gatehouse("remind", reference("bob"), "--yes").status == 0)
        // Begun, and not known here: the vendor refuses to take it back.
        try lantern.control("move", ["person": .string(reference("ann")), "to": "started"])
        #expect(try gatehouse("retract", reference("ann"), "--yes").status != 0)
        try #require(try gatehouse("retract", reference("bob"), "--yes").status == 0)
        try ask(lantern, "issue", ["reference": "by-hand", "recipient": ["address": "eve@example.org"]])
        try ask(lantern, "retract", ["reference": .string(reference("cy"))])
        // By its id: it bears a reference that this ledger never gave.
        try #require(try gatehouse("reconcile", "lantern").status == 0)
        let open = try gatehouse("reconcile", "list", "--class", "unknown_at_gateway", "-o", "jsonl").lines
        let stranger = try #require(open.first?["id"]?.string)
        try #require(try gatehouse("reconcile", "lantern", "--apply", stranger, "--yes").status == 0)
    }

    /// A call of the contract past Gatehouse.
    private func ask(_ lantern: PythonProvider, _ verb: String, _ item: JSONValue) throws {
        let token = try String(contentsOfFile: lantern.files.token, encoding: .utf8)
        let body: JSONValue = ["supply": "deck_1", "channel": "vendor-mail", "items": [item]]
        _ = try ExternalTool.runPython(
            "import sys, urllib.request\nurl, token, key, body = sys.stdin.read().split('\\n', 3)\nheaders = {'Authorization': 'Bearer ' + token, 'Idempotency-Key': key, 'Content-Type': 'application/json'}\nprint(urllib.request.urlopen(urllib.request.Request(url, body.encode(), headers), timeout=120).read().decode())",
            input: "\(lantern.address)/\(verb)\n\(token)\nby-hand-\(verb)\n\(body.canonicalText)")
    }

    /// As they lie in the ledger, in their order.
    private func outbox(_ gatehouse: CommandLineRun) throws -> [JSONValue] {
        let text = try ExternalTool.runPython(
            """
            import datetime, json, sqlite3, sys
            rows = sqlite3.connect(sys.stdin.read().strip()).execute("SELECT type, object, at, data FROM outbox ORDER BY sequence")
            for type, object, at, data in rows:
                time = datetime.datetime.fromtimestamp(at / 1000, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
                print(json.dumps({"type": type, "object": object, "at": time, "data": json.loads(data)}))
            """, input: gatehouse.data + "/gatehouse.db")
        return try text.split(separator: "\n").map { try JSONValue(text: String($0)) }
    }
}
