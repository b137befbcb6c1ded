import Foundation
import GatehouseForms
import GatehouseTesting
import Testing

@Suite("One form for four vendors, on real parts")
struct FourVendorsTests {
    private static let supplies = "Upgrade,Drivers,North,Access keys"

    /// Five hundred and twelve people, one of whom cannot get one of the four, thirty in a language that no text is in, and a
    /// row that is wrong.
    private func list(_ house: House) throws -> (path: String, addresses: [String]) {
        let addresses = ["eva@example.org"] + (2...512).map { "p\($0)@example.org" }
        let rows = addresses.enumerated().map { "\($1),\($0 > 0 && $0 <= 30 ? "is" : "de")" } + ["wrong@example,de"]
        return (try house.file("many.csv", "email,language\n" + rows.joined(separator: "\n") + "\n"), addresses)
    }

    private func furnish(_ house: House) async throws {
        try await house.buyBundle("Whole", codes: 1, codeType: "all-34")
        try await house.buyBundle("Upgrade", codes: 520, codeType: "upgrade-to-34")
        try await house.sandbox.control("learner-invites/groups", ["name": "North", "trainings": ["Basics"]])
        try await house.sandbox.control("key-pool/keys", ["count": 500])
        for vendor in ["code-bundles", "learner-invites", "key-pool"] {
            try await house.done("connection", "sync", vendor)
        }
        try await house.done("invite", "eva@example.org", "--from", "Whole", "--channel", "our-mail", "--yes")
        try await house.sandbox.control("complete", ["person": "eva@example.org"])
        try await house.done("reconcile", "code-bundles")
    }

    @Test(
        "GH-1: one plan over four vendors says splits, who is not eligible, which language is missing and what is short, before anything leaves; then each has one of each",
        .needsPython)
    func byTheInterface() async throws {
        try await House.open(on: .sqlite, codes: 1) { house in
            try await furnish(house)
            let (file, addresses) = try list(house)
            let words = ["invite", file, "--from", FourVendorsTests.supplies, "--set", "assessment=drive"]
            let folder = ["GATEHOUSE_MAIL_TRANSPORT": "capture"]

            let short = try await house.start(words + ["--yes"], extra: folder).ended()
            #expect(short.code == 1, "\(short)")
            #expect(short.err.contains("500 keys are left in “Access keys”, 512 are wanted"), "\(short.err)")
            #expect(try await house.status().count == 1, "nothing is recorded where one of four is short")

            try await house.sandbox.control("key-pool/keys", ["count": 20])
            try await house.done("connection", "sync", "key-pool")
            let before = try await house.sandbox.control("ledger")
            let shown = try await house.start(words + ["--dry-run"], extra: folder).ended()
            #expect(shown.code == 0, "\(shown)")
            for part in [
                "511 invitations by our-mail   Upgrade (code-bundles)", "520 → 9 available",
                "no \"is\" version: 30 people get the default",
                "1 left out from Upgrade", "eva@example.org: 1 person has all 34 already",
                "512 invitations by our-mail   Drivers (campaigns)",
                "512 invitations by vendor-mail   North (learner-invites)", "issue: in 2 batches of at most 500",
                "512 invitations by vendor-mail   Access keys (key-pool)", "520 → 8 available",
                "1 row rejected", "row 514", "wrong@example",
            ] { #expect(shown.out.contains(part), "\(part) in \(shown.out)") }
            #expect(try await house.sandbox.control("ledger") == before)

            let invited = try await house.start(words + ["--yes"], extra: folder).ended()
            #expect(invited.code == 3, "somebody was left out: \(invited.err)")
            try await expectOneOfEach(house, addresses)
        }
    }

    private func expectOneOfEach(_ house: House, _ addresses: [String]) async throws {
        let vendors = try await house.sandbox.control("ledger")
        let learners = vendors["learner-invites/main"]
        #expect(people(learners?["learners"]) == addresses.sorted())
        // LI-4: each batch is an upload of its own.
        let uploads = (learners?["imports"]?.array ?? []).compactMap { $0["rows"]?.integer }
        #expect(uploads.sorted() == [12, 500])
        #expect(people(vendors["key-pool/main"]?["sent"]) == addresses.sorted())
        #expect(people(vendors["campaigns/main"]?["users"]) == addresses.sorted())
        let codes = vendors["code-bundles/main"]?["codes"]?.array ?? []
        let upgraded = codes.filter { code in
            guard let holder = code["holder"]?.string else { return false }
            return holder != "eva@example.org"
        }
        let given = Set(upgraded.compactMap { $0["code"]?.string })
        #expect(given.count == 511)
        let holders = upgraded.compactMap { $0["holder"]?.string }.sorted()
        let eligible = addresses.filter { $0 != "eva@example.org" }.sorted()
        #expect(holders == eligible)
        let rows = try await house.status()
        // Eva's own code from before, and 512 of each but for hers.
        #expect(rows.count == 2048)
        let open = rows.filter { $0["open_act"]?.string != nil }
        #expect(open.isEmpty)
        try await house.judgeBooks(["Upgrade", "Access keys"])
    }

    private func people(_ list: JSONValue?) -> [String] {
        (list?.array ?? []).compactMap { $0["address"]?.string }.sorted()
    }

    @Test(
        "GH-1: by hand one work list over four vendors gives the exact files and texts; nothing counts as done before a tick or a file says so",
        .needsPython)
    func byHand() async throws {
        try await House.open(on: .sqlite, codes: 1) { house in
            try await connectPortals(house)
            let addresses = (1...512).map { "h\($0)@example.org" }
            let invited = try await house.done(
                "invite", try house.people(addresses), "--from", "Bundle,Campaign,Group,Pool", "--channel",
                "vendor-mail", "--yes")
            #expect(
                invited.out.contains(
                    "issue: by hand in the vendor's portal, from the work list, in 2 batches of at most 500"))
            let tasks = try await house.done("task", "list", "-o", "json").items
            // Two each, in the order in which the plan has them.
            #expect(names(tasks) == ["p-codes", "p-campaigns", "p-learners", "p-keys"].flatMap { [$0, $0] })
            try await expectStages(house, ["reserved": 2048])

            let saved = try await materials(of: tasks, house)
            let group = tasks.indices.filter { tasks[$0]["connection"]?.string == "p-learners" }
            let sheets = group.compactMap { saved[$0]["learners.csv"] }
            let lengths = sheets.map { lines($0) }
            #expect(lengths == [501, 13], "a header and 500 rows, then 12")
            #expect(sheets.joined().contains("h512@example.org,Group\r\n"))
            #expect(saved.prefix(2).map { lines($0["recipients.csv"] ?? "") } == [501, 13])
            let pasted = saved.suffix(2).compactMap { $0.values.first { $0.contains("@example.org, h") } }
            #expect(pasted.map { $0.split(separator: ",").count } == [500, 12])
            #expect(saved[3].values.contains { $0.contains("h512@example.org") })

            // The vendor's own pages take exactly what the tasks give.
            for sheet in sheets {
                let taken = try await house.sandbox.control(
                    "learner-invites/upload", ["csv": .string(sheet), "confirm": true])
                let refused = (taken["invited"]?.array ?? []).filter { $0["outcome"]?.string != "done" }
                #expect(refused.isEmpty)
            }
            for addresses in pasted {
                try await house.sandbox.control("key-pool/send", ["addresses": .string(addresses)])
            }
            try await expectStages(house, ["reserved": 2048])

            // One tick counts for its own five hundred, the vendor's file for whom it shows.
            try await house.done("task", "done", try #require(tasks[group[0]]["id"]?.string))
            try await expectStages(house, ["reserved": 1548, "invited": 500])
            let page = try await house.sandbox.control("key-pool/status-file")
            let file = try house.file("sent-keys.csv", page["file"]?.string ?? "")
            try await house.done("observe", file, "--connection", "p-keys", "--complete")
            try await expectStages(house, ["reserved": 1036, "invited": 1012])
            let open = try await house.done("task", "list", "-o", "json").items
            #expect(names(open) == ["p-codes", "p-codes", "p-campaigns", "p-campaigns", "p-learners"])

            let more = (1...12).map { "t\($0)@example.org" }
            let typed = try await house.start(
                ["invite"] + more + ["--from", "Group", "--set", "recipients=typed", "--yes"]
            ).ended()
            #expect(typed.code == 0, "\(typed)")
            #expect(typed.out.contains("in 2 batches of at most 10: typed in (LI-3)"), "\(typed)")
            let tens = try await house.done("task", "list", "-o", "json").items.suffix(2)
            let lists = try await materials(of: Array(tens), house).compactMap { $0["Addresses"] }
            let counts = lists.map { lines($0) }
            #expect(counts == [10, 2])
        }
    }

    private func names(_ tasks: [JSONValue]) -> [String] { tasks.compactMap { $0["connection"]?.string } }

    private func lines(_ text: String) -> Int { text.split(whereSeparator: \.isNewline).count }

    private func connectPortals(_ house: House) async throws {
        try await house.sandbox.control("learner-invites/groups", ["name": "Group", "trainings": ["Basics"]])
        try await house.sandbox.control("key-pool/keys", ["count": 600])
        for (name, provider) in [
            ("p-codes", "code-bundles"), ("p-campaigns", "campaigns"), ("p-learners", "learner-invites"),
            ("p-keys", "key-pool"),
        ] { try await house.done("connection", "add", name, "--provider", provider, "--mode", "portal") }
        try await house.done(
            "supply", "add", "Bundle", "--connection", "p-codes", "--category", "strengths", "--usage", "single",
            "--assessments", "top-5")
        try await house.done(
            "supply", "add", "Campaign", "--connection", "p-campaigns", "--category", "campaign", "--assessments",
            "core-drivers")
        try await house.done(
            "supply", "add", "Group", "--connection", "p-learners", "--category", "group", "--assessments", "Basics")
        try await house.done(
            "supply", "add", "Pool", "--connection", "p-keys", "--category", "key-pool", "--left", "600")
    }

    /// How many living invitations stand where at least.
    private func expectStages(
        _ house: House, _ wanted: [String: Int], sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let lows = try await house.status().compactMap { $0["stage"]?["low"]?.string }
        let counts = Dictionary(grouping: lows) { $0 }.mapValues(\.count)
        #expect(counts == wanted, sourceLocation: sourceLocation)
    }

    /// What each task gives, by its name, as it lies on disk.
    private func materials(of tasks: [JSONValue], _ house: House) async throws -> [[String: String]] {
        var all: [[String: String]] = []
        for task in tasks {
            let id = try #require(task["id"]?.string)
            let folder = house.folder.appending(path: "task-\(id)")
            let shown = try await house.done("task", "show", id, "--save", folder.path)
            #expect(shown.out.contains("  1. ") && shown.out.contains("gatehouse task done \(id)"))
            var files: [String: String] = [:]
            for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
                files[name] = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
            }
            all.append(files)
        }
        return all
    }
}
