import Foundation
import GatehouseForms
import GatehouseModel
import GatehouseProviderKit
import GatehouseTesting
import Testing
import VendorSandbox

@Suite("Sandbox: counts")
struct ConservationTests {
    /// One random act; what is refused is part of the game.
    static func act(_ bench: Bench, _ number: Int, _ chance: inout SeededGenerator) throws {
        let client = try bench.client(.codeBundles)
        let bundles = try client.supplies().map { try bench.facts($0.vendorID, .codeBundles) }
        let bundle = chance.element(of: bundles)
        let other = chance.element(of: bundles)
        let channel = chance.element(of: [Channel.vendorMail, .export, .link, .ourMail])
        let known = (try bench.control("ledger")["code-bundles/main"]?["codes"]?.array ?? []).filter {
            $0["bundle"]?.string == bundle.vendorID
        }
        let some = known.shuffled(using: &chance).prefix(3).map { code in
            OrderItem(
                reference: code["reference"]?.string ?? "none_\(number)_\(code["id"]?.string ?? "")",
                recipient: (code["holder"]?.string).map { Recipient(address: $0) },
                credential: (code["code"]?.string).map { Secret($0) },
                vendorID: code["id"]?.string)
        }
        let input: [String: JSONValue] = [
            "to": .string(other.vendorID), "from": .string(other.vendorID), "count": .integer(chance.number(in: 1...9)),
            "name": .string("Made \(number)"),
        ]
        switch chance.number(in: 0...11) {
        case 0...2:
            let fresh = (0..<chance.number(in: 1...6)).map {
                OrderItem(reference: "inv_\(number)_\($0)", recipient: person($0))
            }
            _ = try? client.issue(order("k\(number)", bundle, channel, fresh))
        case 3: _ = try? client.distribute(order("k\(number)", bundle, channel, Array(some)))
        case 4, 5: _ = try? client.retract(order("k\(number)", bundle, channel, Array(some)))
        case 6:
            for item in some {
                let move: JSONValue = [
                    "person": .string(item.vendorID ?? ""),
                    "to": .string(chance.element(of: ["registered", "started", "completed"])),
                ]
                _ = try? bench.control("move", move)
            }
        case 7: try bench.control("advance", ["hours": .integer(chance.number(in: 1...60))])
        case 8:
            _ = try? bench.control(
                "code-bundles/use", ["bundle": .string(bundle.vendorID), "count": .integer(chance.number(in: 1...4))])
        default:
            let name = chance.element(of: ["transfer", "transfer", "create-bundle", "deactivate", "reactivate"])
            _ = try? client.perform(ActionOrder(name: name, idempotencyKey: "k\(number)", supply: bundle, input: input))
        }
    }

    @Test(
        "After every act each bundle's units add up, and its counters are what its rows say",
        arguments: [1, 2, 3, 4] as [UInt64])
    func conserved(seed: UInt64) async throws {
        try await Bench.run(seed: seed) { bench in
            var chance = SeededGenerator(seed: seed)
            if seed % 2 == 0 {
                try bench.control("code-bundles/settings", ["edition": "older", "count_words": "older"])
            }
            for (name, usage) in [("A", Usage.single), ("B", .single), ("M", .multi), ("N", .multi)] {
                _ = try bench.bundle(30, named: name, usage: usage)
            }
            var codes: Set<String> = []
            for number in 0..<120 {
                try Self.act(bench, number, &chance)
                let bundles = try bench.control("ledger")["code-bundles/main"]?["bundles"]?.array ?? []
                for bundle in bundles {
                    try #require(bundle["conserved"] == true, "seed \(seed), act \(number): \(bundle.canonicalText)")
                    let owned =
                        ["purchased", "moved_in"].compactMap { bundle[$0]?.integer }.reduce(0, +)
                        - (bundle["moved_out"]?.integer ?? 0)
                    let counted = (bundle["counters"]?.object ?? [:]).values.compactMap(\.integer).reduce(0, +)
                    try #require(counted == owned, "seed \(seed), act \(number): \(bundle.canonicalText)")
                }
                codes.formUnion(bundles.compactMap { $0["id"]?.string })
            }
            let bought = 120 as Int64
            let all = try bench.control("ledger")["code-bundles/main"]?["bundles"]?.array ?? []
            #expect(all.reduce(0) { $0 + ($1["purchased"]?.integer ?? 0) } == bought)
        }
    }

    @Test("No code is ever held by two people at once, whatever came back and was given again")
    func oneHolder() async throws {
        try await Bench.run { bench in
            var chance = SeededGenerator(seed: 11)
            _ = try bench.bundle(8, named: "Scarce")
            for number in 0..<150 {
                try Self.act(bench, number, &chance)
                let codes = try bench.control("ledger")["code-bundles/main"]?["codes"]?.array ?? []
                let held = codes.filter { !["returned"].contains($0["phase"]?.string) }.compactMap {
                    $0["code"]?.string
                }
                try #require(Set(held).count == held.count, "act \(number)")
            }
        }
    }

    @Test("A campaign's counts are what its people's words say", arguments: [1, 2] as [UInt64])
    func campaignCounts(seed: UInt64) async throws {
        try await Bench.run(seed: seed) { bench in
            var chance = SeededGenerator(seed: seed)
            let campaign = try bench.campaign()
            _ = try bench.client(.campaigns).issue(order("k", campaign, .vendorMail, items(1...60)))
            for _ in 0..<30 {
                if chance.bool() {
                    try bench.control("advance", ["hours": .integer(chance.number(in: 1...40))])
                } else {
                    let person: JSONValue = .string("inv_\(chance.number(in: 1...60))")
                    _ = try? bench.control(
                        "move",
                        ["person": person, "to": .string(chance.element(of: ["registered", "started", "completed"]))])
                }
                let (records, facts) = try bench.snapshot(.campaigns)
                let words = Dictionary(grouping: records) { $0.word.lowercased() }.mapValues { Int64($0.count) }
                for (word, count) in facts.counters[campaign.vendorID] ?? [:] {
                    try #require(count == (word == "All users" ? 60 : words[word.lowercased()] ?? 0))
                }
            }
        }
    }

    @Test(
        "After every act a pool's keys add up, and its counters are what its rows say",
        arguments: [1, 2, 3] as [UInt64])
    func pool(seed: UInt64) async throws {
        try await Bench.run(seed: seed) { bench in
            var chance = SeededGenerator(seed: seed)
            try bench.keys(25)
            let client = try bench.client(.keyPool)
            for number in 0..<80 {
                let pool = try bench.facts("pool", .keyPool)
                let known = try bench.control("ledger")["key-pool/main"]?["sent"]?.array ?? []
                let some: JSONValue = known.isEmpty ? [:] : chance.element(of: known)
                switch chance.number(in: 0...6) {
                case 0, 1:
                    let fresh = (0..<chance.number(in: 1...4)).map {
                        OrderItem(reference: "inv_\(number)_\($0)", recipient: person($0))
                    }
                    _ = try? client.issue(order("k\(number)", pool, .vendorMail, fresh))
                case 2, 3:
                    let item = OrderItem(
                        reference: some["reference"]?.string ?? "none", recipient: nil, vendorID: some["id"]?.string)
                    _ = try? client.retract(order("k\(number)", pool, .vendorMail, [item]))
                case 4: try bench.control("advance", ["hours": .integer(chance.number(in: 1...60))])
                case 5: try bench.control("key-pool/visitors", ["people": .integer(chance.number(in: 1...3))])
                default: try bench.keys(chance.number(in: 1...5))
                }
                let ledger = try bench.control("ledger")["key-pool/main"]?["pool"]
                try #require(ledger?["conserved"] == true, "seed \(seed), act \(number)")
                let (records, facts) = try bench.snapshot(.keyPool)
                let words = Dictionary(grouping: records, by: \.word).mapValues { Int64($0.count) }
                let counters = facts.counters["pool"] ?? [:]
                try #require(counters["Keys sent"] == words["Sent"] ?? 0)
                try #require(counters["Keys used"] == (words["In progress"] ?? 0) + (words["Completed"] ?? 0))
                let links = records.compactMap { $0.credential?.reveal() }
                try #require(Set(links).count == links.count)
            }
        }
    }

    @Test("A group's counts are what its people's words say", arguments: [1, 2] as [UInt64])
    func groupCounts(seed: UInt64) async throws {
        try await Bench.run(seed: seed) { bench in
            var chance = SeededGenerator(seed: seed)
            let group = try bench.group()
            let client = try bench.client(.learnerInvites)
            _ = try client.issue(order("k", group, .vendorMail, items(1...60)))
            for number in 0..<40 {
                let item = items(1...60)[chance.number(in: 0...59)]
                switch chance.number(in: 0...3) {
                case 0: try bench.control("advance", ["hours": .integer(chance.number(in: 1...40))])
                case 1: _ = try? bench.control("move", ["person": .string(item.reference), "to": "registered"])
                case 2: _ = try client.retract(order("c\(number)", group, .vendorMail, [item]))
                default: _ = try client.issue(order("i\(number)", group, .vendorMail, [item]))
                }
                let (records, facts) = try bench.snapshot(.learnerInvites)
                let words = Dictionary(grouping: records, by: \.word).mapValues { Int64($0.count) }
                for (word, count) in facts.counters[group.vendorID] ?? [:] {
                    try #require(count == words[word] ?? 0, "\(word) after act \(number)")
                }
                let living = records.filter { $0.word != "Cancelled" }.compactMap(\.address)
                try #require(Set(living).count == living.count)
            }
        }
    }

    @Test("A bundle of 100,000 codes is bought, opened and paged like a small one")
    func large() async throws {
        try await Bench.run { bench in
            let bundle = try bench.bundle(100_000)
            let client = try bench.client(.codeBundles)
            for batch in 0..<5 {
                let items = (0..<1000).map { OrderItem(reference: "inv_\(batch)_\($0)", recipient: nil) }
                #expect(try client.issue(order("k\(batch)", bundle, .export, items)).done.count == 1000)
            }
            let (records, facts) = try bench.snapshot(.codeBundles)
            #expect(records.count == 5000)
            #expect(facts.isComplete)
            #expect(facts.counters[bundle.vendorID]?["Available"] == 95_000)
        }
    }
}
