import Foundation
import GatehouseForms
import GatehouseModel
import GatehouseProviderKit
import GatehouseTesting
import Synchronization
import Testing
import VendorSandbox

@Suite("Sandbox: what is durable")
struct RestartTests {
    /// A little of everything.
    static func story(_ bench: Bench) throws {
        let bundle = try bench.bundle(20)
        let multi = try bench.bundle(9, named: "Multi", usage: .multi)
        let client = try bench.client(.codeBundles)
        let issued = try client.issue(order("i", bundle, .vendorMail, items(1...4))).done
        let holding = zip(items(1...4), issued).map { $0.holding($1, by: .vendorMail) }
        _ = try client.distribute(order("d", bundle, .vendorMail, holding))
        _ = try client.issue(order("e", bundle, .export, items(5...9, named: false)))
        try bench.control("faults", ["operation": "issue", "kind": "duplicate"])
        _ = try client.issue(order("twice", bundle, .link, items(10...10)))
        try bench.control("code-bundles/audience", ["bundle": .string(multi.vendorID), "people": 6])
        let campaign = try bench.campaign()
        _ = try bench.client(.campaigns).issue(order("c", campaign, .vendorMail, items(1...5)))
        _ = try client.retract(order("r", bundle, .vendorMail, [holding[0]]))
        let north = try bench.group("North", trainings: ["Basics", "Feedback"])
        let learners = try bench.client(.learnerInvites)
        _ = try learners.issue(order("l", north, .vendorMail, items(1...12)))
        _ = try learners.issue(
            order("t", north, .vendorMail, items(20...21), options: ["send_at": "2026-03-05T08:00:00Z"]))
        _ = try learners.retract(order("x", north, .vendorMail, items(3...3)))
        let pool = try bench.keys(9, coaches: ["Ada Coach"])
        let ada: [String: JSONValue] = ["coaches": ["Ada Coach"], "message": "Welcome!"]
        _ = try bench.client(.keyPool).issue(order("p", pool, .vendorMail, items(1...4), options: ada))
        _ = try bench.client(.keyPool).retract(order("b", pool, .vendorMail, items(2...2)))
        try bench.control("key-pool/visitors", ["people": 3])
        try bench.control("advance", ["days": 7])
        try bench.control("members", ["vendor": "code-bundles", "name": "colleague"])
        _ = try? client.issue(order("no", multi, .link, items(1...1)))
        _ = try client.remind(order("m", bundle, .vendorMail, holding))
        try bench.control("advance", ["days": 3])
    }

    @Test("A restart keeps everything: the ledger, the mails, the clock, the keys, the tokens and the address")
    func restart() async throws {
        let folder = Bench.folder()
        defer { Scratch.remove(folder) }
        let seen = Seen()
        try await Bench.run(folder: folder) { bench in
            try Self.story(bench)
            seen.note(
                bench.sandbox.address, try bench.control("ledger"), try bench.control("outbox"), try bench.control(""))
        }
        try await Bench.run(seed: 99, folder: folder) { bench in
            #expect(bench.sandbox.address == seen.address)
            #expect(try bench.control("ledger") == seen.pages[0])
            #expect(try bench.control("outbox") == seen.pages[1])
            #expect(try bench.control("") == seen.pages[2])
            let bundle = try bench.facts("bnd_1", .codeBundles)
            _ = try bench.client(.codeBundles).issue(order("i", bundle, .vendorMail, items(1...4)))
            #expect(try bench.control("outbox") == seen.pages[1])
        }
    }

    @Test("The same seed and the same acts tell the same story; another seed another one")
    func deterministic() async throws {
        let seen = Seen()
        for seed in [7, 7, 8] as [UInt64] {
            try await Bench.run(seed: seed) { bench in
                try Self.story(bench)
                let words = (try bench.control("ledger").canonicalText + bench.control("outbox").canonicalText)
                seen.note("", .string(words.replacing(bench.sandbox.address, with: "")))
            }
        }
        #expect(seen.pages[0] == seen.pages[1])
        #expect(seen.pages[0] != seen.pages[2])
    }

    @Test("Cut at any byte, the journal gives back what was acknowledged, and no half act")
    func torn() async throws {
        let folder = Bench.folder()
        defer { Scratch.remove(folder) }
        let journal = folder.appendingPathComponent("journal.jsonl")
        try await Bench.run(folder: folder) { try Self.story($0) }
        let bytes = [UInt8](try Data(contentsOf: journal))
        let ends = bytes.indices.filter { bytes[$0] == 10 }.map { $0 + 1 }
        let seen = Seen()
        // After each whole line, a little into the next one, and all but its end.
        for (line, end) in ends.dropLast().enumerated() {
            for cut in [end, end + 1, ends[line + 1] - 1] {
                let place = Bench.folder()
                defer { Scratch.remove(place) }
                try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
                try Data(bytes[..<cut]).write(to: place.appendingPathComponent("journal.jsonl"))
                try await Bench.run(folder: place) { bench in
                    let ledger = try bench.control("ledger")
                    if cut == end { seen.note("", ledger) } else { #expect(ledger == seen.pages.last) }
                    let now = [UInt8](try Data(contentsOf: place.appendingPathComponent("journal.jsonl")))
                    #expect(now == Array(bytes[..<end]))
                }
            }
        }
        #expect(seen.pages.count == ends.count - 1)
    }

    @Test("A folder that another sandbox uses, or a journal that is none, is refused with the remedy")
    func refusedFolders() async throws {
        let folder = Bench.folder()
        defer { Scratch.remove(folder) }
        try await Bench.run(folder: folder) { _ in }
        let sandbox = try await VendorSandbox.start(stateFolder: folder, clock: { Bench.start })
        let error = await #expect(throws: JournalFailure.self) { try await VendorSandbox.start(stateFolder: folder) }
        #expect(error?.description.contains("is another sandbox using it?") == true)
        await sandbox.stop()
        try Data("not a journal\n".utf8).write(to: folder.appendingPathComponent("journal.jsonl"))
        await #expect(throws: JournalDamaged.self) { try await VendorSandbox.start(stateFolder: folder) }
    }

    @Test("A reset forgets everything but the seed")
    func reset() async throws {
        try await Bench.run { bench in
            let fresh = try bench.control("ledger")
            try Self.story(bench)
            #expect(try bench.control("ledger") != fresh)
            try bench.control("reset")
            #expect(try bench.control("ledger") == fresh)
            #expect(try bench.client(.codeBundles).check().isReachable)
        }
    }
}

/// What a body on another thread saw.
final class Seen: Sendable {
    private let kept = Mutex<(address: String, pages: [JSONValue])>(("", []))

    var address: String { kept.withLock { $0.address } }
    var pages: [JSONValue] { kept.withLock { $0.pages } }

    func note(_ address: String, _ pages: JSONValue...) {
        kept.withLock { $0 = (address, $0.pages + pages) }
    }
}
