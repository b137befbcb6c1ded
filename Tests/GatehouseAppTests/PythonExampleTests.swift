import Foundation
import GatehouseForms
import GatehouseTesting
import Testing

@Suite("The provider in Python, as a process", .needsPython)
struct PythonExampleTests {
    /// A connected example: `North` and `South` have 2000 keys each.
    private func withLantern(_ body: (CommandLineRun, PythonProvider) throws -> Void) throws {
        try CommandLineRun.with { gatehouse in
            try PythonProvider.with(gatehouse) { lantern in
                let added = try lantern.connect(gatehouse, "--set", "allow_private=true", "--set", "signature=Nordlys")
                try #require(added.status == 0, "\(added.words)")
                try body(gatehouse, lantern)
            }
        }
    }

    @Test(
        "It is added by its address: its description is shown and kept, its supplies are taken over, its secrets are sealed"
    )
    func added() throws {
        try CommandLineRun.with { gatehouse in
            try PythonProvider.with(gatehouse) { lantern in
                let refused = try lantern.connect(gatehouse)
                #expect(refused.status == 4 && refused.words.contains("not encrypted"), "\(refused.words)")
                let added = try lantern.connect(gatehouse, "--set", "allow_private=true", "-o", "json")
                #expect(added.status == 0, "\(added.words)")
                #expect(added.words.contains("Lantern (lantern 1.0.0)") && added.words.contains("key-link"))
                #expect(added.json?["provider"] == "lantern" && added.json?["outside"] == true)
                #expect(added.json?["secrets"] == ["token", "webhook_key"] && added.json?["mode"] == "api")
                #expect(added.json?["supplies"]?.array?.map { $0["name"] } == ["North", "South", "Rest", "Shelf"])
                let key = try String(contentsOfFile: lantern.files.webhookKey, encoding: .utf8)
                #expect(!added.output.contains(key) && !added.words.contains(key))
                let kept = try Data(contentsOf: URL(filePath: gatehouse.data + "/gatehouse.db"))
                #expect(kept.range(of: Data(key.utf8)) == nil)
                let own = try gatehouse("connection", "describe", "lantern", "-o", "json").json
                #expect(
                    own?["settings"]?["order"] == ["base_url", "token", "allow_private", "signature", "webhook_key"])
            }
        }
    }

    @Test("Invite, distribute, status and retract go the whole way through it, by the vendor's mail")
    func wholeWay() throws {
        try withLantern { gatehouse, lantern in
            let list = try gatehouse.write("Email\nann@example.org\nbob@example.org\n", to: "people.csv")
            let invited = try gatehouse(
                "invite", list, "--from", "North", "--channel", "vendor-mail", "--yes")
            try #require(invited.status == 0, "\(invited.words)")
            let mails = try lantern.control("outbox").array ?? []
            #expect(mails.map { $0["to"] } == ["ann@example.org", "bob@example.org"])
            #expect(mails.allSatisfy { $0["text"]?.string?.hasSuffix("Nordlys") == true })
            let ann = try #require(mails.first?["reference"]?.string)
            _ = try lantern.control("move", ["person": .string(ann), "to": "completed"])
            #expect(try gatehouse("status", "--now").status == 0)
            let rows = try gatehouse("status", "-o", "jsonl").lines
            #expect(Set(rows.compactMap { $0["vendor_word"]?.string }) == ["Finished", "Sent"])
            let late = try gatehouse("retract", ann, "--yes")
            #expect(
                late.status != 0 && (late.words + late.output).contains("Nothing can be taken back"),
                "\(late.words)\(late.output)")
            #expect(try gatehouse("retract", "--filter", "bob@example.org", "--yes").status == 0)
            #expect(try gatehouse("reconcile", "lantern", "--exit-code").status == 0)
            let counts = try gatehouse("supply", "show", "North", "-o", "json").json?["counts"]
            #expect(counts?["available"] == 1999 && counts?["used"] == 1)
        }
    }

    @Test(
        "Its actions are drawn from its description; what they move moves in the ledger, and their secrets stay masked")
    func actions() throws {
        try withLantern { gatehouse, _ in
            let moved = try gatehouse(
                "action", "run", "lantern", "transfer", "--on", "North", "--set", "to=South", "--set", "count=7",
                "--yes")
            #expect(moved.status == 0, "\(moved.words)")
            let available = { (name: String) in
                try gatehouse("supply", "show", name, "-o", "json").json?["counts"]?["available"]
            }
            #expect(try available("North") == 1993 && available("South") == 2007)
            let wrong = try gatehouse(
                "action", "run", "lantern", "transfer", "--on", "North", "--set", "to=South", "--set", "count=seven",
                "--yes")
            #expect(wrong.status == 1 && wrong.words.contains("whole number"), "\(wrong.words)")
            #expect(
                try gatehouse("invite", "ann@example.org", "--from", "South", "--channel", "link", "--yes").status == 0)
            let ann = try #require(try gatehouse("status", "-o", "jsonl").lines.first?["id"]?.string)
            let link = try gatehouse("action", "run", "lantern", "key-link", "--on", ann)
            #expect(link.status == 0 && link.output.contains("link:") && !link.output.contains("http://"))
        }
    }

    @Test("A mail of ours to somebody invited by it has the neutral text in the person's language, and their link")
    func ourMail() throws {
        try withLantern { gatehouse, _ in
            let list = try gatehouse.write("Email,Language\nann@example.org,de\n", to: "people.csv")
            let invited = try gatehouse("invite", list, "--from", "North", "--channel", "our-mail", "--yes")
            try #require(invited.status == 0, "\(invited.words)")
            let mails = try Self.captured(below: URL(filePath: gatehouse.data))
            let mail = try #require(mails.first)
            #expect(mails.count == 1 && mail.contains("ann@example.org"))
            #expect(
                mail.contains("Content-Language: de") || mail.contains("lang=3D\"de\"") || mail.contains("lang=\"de\""))
            let listed = try gatehouse("template", "list", "-o", "jsonl").lines
            #expect(listed.count { $0["provider"]?.string == "lantern" } == 5)
        }
    }

    private static func captured(below folder: URL) throws -> [String] {
        let paths = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
        return try paths.filter { $0.hasSuffix(".eml") }.map {
            try String(contentsOf: folder.appending(path: $0), encoding: .utf8)
        }
    }

    @Test("Where a verb is manual, what is to be done comes as a task with its list, and is done when it is ticked off")
    func manual() throws {
        try withLantern { gatehouse, _ in
            #expect(
                try gatehouse("invite", "ann@example.org", "--from", "North", "--channel", "apply", "--yes").status == 0
            )
            let task = try #require(try gatehouse("task", "list", "-o", "jsonl").lines.first)
            #expect(task["title"]?.string?.hasPrefix("Hand 1 cards over") == true, "\(task)")
            #expect(try gatehouse("task", "done", task["id"]?.string ?? "").status == 0)
            let row = try #require(try gatehouse("status", "-o", "jsonl").lines.first)
            #expect(row["stage"]?["low"] == "invited")
        }
    }

    @Test("It may be killed at any moment: it goes on where it was, and a repeated key is answered as the first time")
    func killed() throws {
        try CommandLineRun.with { gatehouse in
            var first: JSONValue?
            for _ in 0..<2 {
                try PythonProvider.with(gatehouse) { lantern in
                    let body: JSONValue = [
                        "supply": "deck_1", "channel": "link",
                        "items": [["reference": "inv_1", "recipient": ["address": "a@example.org"]]],
                    ]
                    let answer = try ask(lantern, body)
                    if let first { #expect(first == answer) }
                    first = answer
                }
            }
        }
    }

    private func ask(_ lantern: PythonProvider, _ body: JSONValue) throws -> JSONValue {
        let token = try String(contentsOfFile: lantern.files.token, encoding: .utf8)
        let answer = try ExternalTool.runPython(
            "import sys, urllib.request\nurl, token, body = sys.stdin.read().split('\\n', 2)\nheaders = {'Authorization': 'Bearer ' + token, 'Idempotency-Key': 'k1', 'Content-Type': 'application/json'}\nprint(urllib.request.urlopen(urllib.request.Request(url, body.encode(), headers), timeout=120).read().decode())",
            input: "\(lantern.address)/issue\n\(token)\n\(body.canonicalText)")
        var json = try JSONValue(text: answer)
        // Another run may stand at another port.
        if case .object(var members) = json, var item = members["items"]?.array?.first?.object,
            var credential = item["credential"]?.object
        {
            credential["link"] = nil
            item["credential"] = .object(credential)
            members["items"] = [.object(item)]
            json = .object(members)
        }
        return json
    }
}
