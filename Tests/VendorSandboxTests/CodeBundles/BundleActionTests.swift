import Foundation
import GatehouseForms
import GatehouseModel
import GatehouseProviderKit
import Testing
import VendorSandbox

@Suite("Sandbox, code bundles: multi-use, transfers, care of bundles")
struct BundleActionTests {
    func perform(
        _ bench: Bench, _ name: String, on supply: SupplyFacts?, _ input: [String: JSONValue] = [:],
        key: String = UUID().uuidString
    ) throws -> ActionAnswer {
        try bench.client(.codeBundles).perform(
            ActionOrder(name: name, idempotencyKey: key, supply: supply, input: input))
    }

    func refusal(_ answer: ActionAnswer) -> String? {
        if case .rejected(let refusal) = answer.outcome { refusal.code } else { nil }
    }

    func counters(_ bench: Bench, _ supply: SupplyFacts) throws -> Int64? {
        try bench.report(supply.vendorID, .codeBundles).counters["Available"]
    }

    func redeem(_ bench: Bench, _ code: Secret?, by address: String) throws -> JSONValue? {
        try bench.control("code-bundles/redeem", ["code": .string(code?.reveal() ?? ""), "address": .string(address)])[
            "outcome"]
    }

    @Test("CB-17: a multi-use code is not issued, retracted or reminded; each person uses it once")
    func multiUse() async throws {
        try await Bench.run { bench in
            let bundle = try bench.bundle(2, usage: .multi)
            let client = try bench.client(.codeBundles)
            let item = [OrderItem(reference: "inv_1", recipient: person(1))]
            for call in [
                client.issue,
                {
                    _ = try client.retract($0); return Answer([])
                },
                {
                    _ = try client.remind($0); return Answer([])
                },
            ]
                as [(Order) throws -> Answer<IssuedCredential>]
            {
                let error = #expect(throws: ProviderError.self) {
                    try call(order(UUID().uuidString, bundle, .link, item))
                }
                #expect(error?.code == .notSupported)
                #expect(error?.effect == Effect.none)
            }
            let code = try bench.report(bundle.vendorID, .codeBundles).sharedCredential?.secret
            #expect(try redeem(bench, code, by: "a@example.org") == "welcome")
            #expect(try redeem(bench, code, by: "a@example.org") == "again")
            #expect(try redeem(bench, code, by: "b@example.org") == "welcome")
            #expect(try redeem(bench, code, by: "c@example.org") == "invalid")
        }
    }

    @Test("CB-17: deactivating moves the remaining uses; who redeemed cannot do so again; moving uses in reactivates")
    func deactivate() async throws {
        try await Bench.run { bench in
            let bundle = try bench.bundle(5, usage: .multi)
            let other = try bench.bundle(1, named: "Other", usage: .multi)
            let course = try bench.bundle(1, named: "Course", usage: .multi, category: "virtual-course")
            let code = try bench.report(bundle.vendorID, .codeBundles).sharedCredential?.secret
            #expect(try redeem(bench, code, by: "a@example.org") == "welcome")
            #expect(refusal(try perform(bench, "deactivate", on: bundle)) == "no_such_bundle")
            #expect(
                refusal(try perform(bench, "deactivate", on: bundle, ["to": .string(course.vendorID)])) == "other_type")
            let done = try perform(bench, "deactivate", on: bundle, ["to": .string(other.vendorID)])
            #expect(
                done.effects == [
                    .unitsMoved(count: 4, from: bundle.vendorID, to: other.vendorID),
                    .attributes(supply: bundle.vendorID, ["active": false]),
                ])
            #expect(try counters(bench, other) == 5)
            #expect(try redeem(bench, code, by: "a@example.org") == "invalid")
            #expect(try redeem(bench, code, by: "b@example.org") == "invalid")
            #expect(
                refusal(try perform(bench, "reactivate", on: other, ["from": .string(bundle.vendorID), "count": 1]))
                    == "not_deactivated")
            _ = try perform(bench, "reactivate", on: bundle, ["from": .string(other.vendorID), "count": 2])
            #expect(try redeem(bench, code, by: "b@example.org") == "welcome")
            #expect(try redeem(bench, code, by: "a@example.org") == "again")
        }
    }

    @Test("CB-18: a bundle from before the migration has two codes; where one is invalid, the other works")
    func aliases() async throws {
        try await Bench.run { bench in
            let bundle = try bench.bundle(5, usage: .multi, ["legacy": true, "works": "box"])
            let shared = try bench.report(bundle.vendorID, .codeBundles).sharedCredential
            #expect(shared?.aliases.count == 1)
            #expect(try redeem(bench, shared?.secret, by: "a@example.org") == "invalid")
            #expect(try redeem(bench, shared?.aliases.first, by: "a@example.org") == "welcome")
            let plain = try bench.bundle(5, named: "New", usage: .multi)
            #expect(try bench.report(plain.vendorID, .codeBundles).sharedCredential?.aliases == [])
        }
    }

    @Test("CB-19: a transfer goes to an open bundle of the same type; the usage changes in the older edition only")
    func transfer() async throws {
        try await Bench.run { bench in
            let bundle = try bench.bundle(10)
            let same = try bench.bundle(1, named: "Same")
            let multi = try bench.bundle(1, named: "Multi", usage: .multi)
            let course = try bench.bundle(1, named: "Course", category: "virtual-course")
            let other = try bench.bundle(1, named: "Other", ["code_type": "all-34"])
            func transfer(_ target: SupplyFacts, _ count: Int64) throws -> ActionAnswer {
                try perform(bench, "transfer", on: bundle, ["to": .string(target.vendorID), "count": .integer(count)])
            }
            #expect(try transfer(same, 4).effects == [.unitsMoved(count: 4, from: bundle.vendorID, to: same.vendorID)])
            #expect(try counters(bench, same) == 5)
            #expect(refusal(try transfer(same, 7)) == "too_few")
            #expect(refusal(try transfer(course, 1)) == "other_type")
            #expect(refusal(try transfer(other, 1)) == "other_type")
            #expect(refusal(try transfer(multi, 1)) == "usage_differs")
            try bench.control("code-bundles/settings", ["edition": "older"])
            #expect(try transfer(multi, 2).effects.count == 1)
            #expect(try counters(bench, multi) == 3)
            _ = try perform(bench, "archive", on: same)
            #expect(refusal(try transfer(same, 1)) == "archived")
            let report = try bench.report(bundle.vendorID, .codeBundles)
            #expect(report.purchased == 4)
            #expect(report.attributes["moved_out"] == 6)
        }
    }

    @Test("CB-19: a bundle is made by transferring codes out of another")
    func createBundle() async throws {
        try await Bench.run { bench in
            let bundle = try bench.bundle(10)
            let answer = try perform(bench, "create-bundle", on: bundle, ["name": "Autumn", "count": 4])
            guard case .supply(let made) = answer.effects.first else { throw Absent(what: "supply") }
            #expect(made.name == "Autumn")
            // What it holds follows from the units that move.
            #expect(made.purchased == nil)
            #expect(answer.effects.last == .unitsMoved(count: 4, from: bundle.vendorID, to: made.vendorID))
            #expect(try bench.report(made.vendorID, .codeBundles).counters["Available"] == 4)
            #expect(try bench.report(made.vendorID, .codeBundles).purchased == 4)
            #expect(
                refusal(try perform(bench, "create-bundle", on: bundle, ["name": "X", "count": 1, "usage": "multi"]))
                    == "usage_differs")
            let facts = try bench.facts(made.vendorID, .codeBundles)
            #expect(try bench.client(.codeBundles).issue(order("k", facts, .link, items(1...4))).done.count == 4)
        }
    }

    @Test("CB-21: archive, rename, describe, favourite; an archived bundle hands nothing out")
    func care() async throws {
        try await Bench.run { bench in
            let bundle = try bench.bundle(10)
            #expect(try perform(bench, "archive", on: bundle).effects == [.archived(supply: bundle.vendorID, true)])
            #expect(throws: ProviderError.self) {
                try bench.client(.codeBundles).issue(order("k", bundle, .link, items(1...1)))
            }
            _ = try perform(bench, "unarchive", on: bundle)
            _ = try perform(bench, "rename", on: bundle, ["name": "Summer"])
            #expect(
                try perform(bench, "describe", on: bundle, ["description": "For the north"]).effects == [
                    .attributes(supply: bundle.vendorID, ["description": "For the north"])
                ])
            _ = try perform(bench, "favourite", on: bundle, ["favourite": true])
            let report = try bench.report(bundle.vendorID, .codeBundles)
            #expect(report.name == "Summer")
            #expect(!report.isArchived)
            #expect(report.attributes["favourite"] == true)
            #expect(throws: ProviderError.self) { try perform(bench, "low-water", on: bundle, ["uses": 2]) }
        }
    }

    @Test("CB-21: the filtered list is mailed to whoever asks")
    func exportList() async throws {
        try await Bench.run { bench in
            let bundle = try bench.bundle(10)
            _ = try bench.bundle(3, named: "Multi", usage: .multi)
            _ = try perform(bench, "favourite", on: bundle, ["favourite": true])
            guard case .done(let result) = try perform(bench, "export-list", on: nil, ["favourites": true]).outcome
            else { throw Absent(what: "list") }
            #expect(result["bundles"] == 1)
            let mail = try #require(try bench.control("outbox").array?.last)
            #expect(mail["kind"] == "list")
            #expect(mail["to"] == result["mailed_to"])
            #expect(
                mail["text"]?.string?.contains(
                    "Spring,\(bundle.vendorID),strengths,top-5,single,10,0,0,consultant,yes,no") == true)
        }
    }

    @Test("CB-21: a multi-use bundle warns once when its uses fall to the number")
    func lowWater() async throws {
        try await Bench.run { bench in
            let bundle = try bench.bundle(5, usage: .multi)
            _ = try perform(bench, "low-water", on: bundle, ["uses": 2])
            try bench.control("code-bundles/use", ["bundle": .string(bundle.vendorID), "count": 5])
            let warnings = (try bench.control("outbox").array ?? []).filter { $0["kind"] == "low-water" }
            #expect(warnings.count == 1)
        }
    }
}
