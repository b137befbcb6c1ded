import Foundation
import GatehouseForms
import GatehouseTesting
import Testing

@Suite("The demonstration", .serialized)
struct DemoTests {
    /// The story without what may differ: ports and the folder.
    private func story(_ gatehouse: CommandLineRun, seed: String) throws -> String {
        let result = try gatehouse("demo", "--seed", seed)
        #expect(result.status == 0, "\(result.words)")
        #expect(result.words.isEmpty)
        return result.output.replacing(gatehouse.data, with: "FOLDER").replacing(
            #/127\.0\.0\.1:\d+/#, with: "127.0.0.1:PORT")
    }

    @Test("twice with the same seed it tells the same story, and with another seed another one")
    func sameSeed() throws {
        var stories: [String] = []
        for seed in ["26", "26", "7"] {
            try CommandLineRun.with(isSetUp: false) { stories.append(try story($0, seed: seed)) }
        }
        #expect(stories[0] == stories[1])
        #expect(stories[0] != stories[2])
    }

    @Test(
        "it shows the mistakes, the differences, and the second plan that is empty; the ledger and the mails say the same"
    )
    func tellsAll() throws {
        try CommandLineRun.with(isSetUp: false) { gatehouse in
            let told = try story(gatehouse, seed: "26")
            for part in [
                "row 14  Email  \"mette@finans\"  domain has no dot", "row 22  Language  \"dansk\"",
                "did you mean \"da\"?", "same as row 9",
                "50 keys are left in “Access keys”, 57 are wanted", "in 6 batches of at most 10",
                "CAMPAIGNS-EU", "CODES-EU", "KEYS-EU", "LEARNERS-EU", "Kim Newcomer", "left out from Access keys",
                "retracted_at_vendor", "unknown_at_gateway", "ledger and vendors agree",
            ] { #expect(told.contains(part), "\(part)") }
            let invitations = try gatehouse("status", "--limit", "1000", "-o", "jsonl").lines
            let ours = invitations.filter { $0["channel"] == "our-mail" }
            let mails = try FileManager.default.contentsOfDirectory(atPath: gatehouse.data + "/mail").filter {
                $0.hasSuffix(".eml")
            }
            #expect(ours.count == mails.count)
            #expect(told.contains("\(mails.count) mails of our own lie in"))
            #expect(told.split(separator: "\n").allSatisfy { $0.count <= 100 || $0.contains("FOLDER") })
            let vendors = Set(invitations.compactMap { $0["connection"]?.string })
            #expect(vendors == ["codes-eu", "campaigns-eu", "learners-eu", "keys-eu"])
            #expect(invitations.filter { $0["person"]?["email"] == "walk.in@fjordbank.example.org" }.count == 1)
            let retracted = Dictionary(grouping: invitations.filter { $0["end"] == "retracted" }) {
                $0["connection"]?.string
            }
            #expect(retracted["codes-eu"]?.count == 1)
            #expect(retracted["keys-eu"]?.isEmpty == false && retracted.count == 2)
            // Whom a comparison counts as stuck can be listed.
            for vendor in try gatehouse("compare", "-o", "jsonl").lines {
                let name = try #require(vendor["name"]?.string)
                let stuck = try gatehouse("status", "is:stuck", "connection:\(name)", "--limit", "1000", "-o", "jsonl")
                    .lines
                #expect(Int64(stuck.count) == vendor["stuck"]?["at_most"]?.integer, "\(name)")
            }
            #expect(try gatehouse("audit", "verify").status == 0)
            #expect(try gatehouse("reconcile", "list", "-o", "jsonl").lines.isEmpty)
        }
    }

    @Test("it is told in any world: each seed ends in agreement", arguments: ["1", "2", "3"])
    func anySeed(seed: String) throws {
        try CommandLineRun.with(isSetUp: false) { gatehouse in
            let told = try story(gatehouse, seed: seed)
            #expect(told.contains("ledger and vendors agree"))
        }
    }

    @Test("a folder that holds a Gatehouse already is left alone")
    func occupied() throws {
        try CommandLineRun.with { gatehouse in
            let refused = try gatehouse("demo")
            #expect(refused.status == 5)
            #expect(try gatehouse("status", "-o", "jsonl").lines.isEmpty)
        }
    }

    @Test("--keep stays up: what is recorded is performed, and SIGTERM ends it with 0")
    func keeps() throws {
        try CommandLineRun.with(isSetUp: false) { gatehouse in
            let demo = try gatehouse.start(["demo", "--keep"])
            let limit = Date().addingTimeInterval(120)
            while !demo.outputSoFar.contains("It stays up"), demo.process.isRunning, Date() < limit {
                Thread.sleep(forTimeInterval: 0.05)
            }
            try #require(demo.outputSoFar.contains("It stays up"))
            let recorded = try gatehouse(
                "invite", "nora.new@example.org", "--from", "spring-26", "--yes", "--record-only")
            #expect(recorded.status == 0)
            var delivery: JSONValue?
            while delivery != "captured", Date() < limit {
                delivery = try gatehouse("status", "nora.new@example.org", "-o", "json").json?["items"]?.array?.first?[
                    "delivery"]
            }
            #expect(delivery == "captured")
            #expect(try gatehouse("sandbox", "advance", "1d").status == 0)
            #expect(try gatehouse("status", "--now", "--summary").status == 0)
            demo.process.terminate()
            let end = try demo.finish()
            #expect(end.status == 0)
            #expect(end.output.contains("Stopped."))
        }
    }
}
