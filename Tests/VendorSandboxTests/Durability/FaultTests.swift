import Foundation
import GatehouseForms
import GatehouseModel
import GatehouseProviderKit
import Testing
import VendorSandbox

@Suite("Sandbox: faults on request, and what the client makes of them")
struct FaultTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let kind: String
        let code: ProviderError.Code
        let effect: Effect
        /// The vendor did it all the same.
        let wasDone: Bool
        var testDescription: String { kind }
    }

    static let cases = [
        Case(kind: "refuse", code: .notAllowed, effect: .none, wasDone: false),
        Case(kind: "throttle", code: .throttled, effect: .none, wasDone: false),
        Case(kind: "unavailable", code: .vendorFailed, effect: .none, wasDone: false),
        Case(kind: "fail-before", code: .vendorFailed, effect: .unknown, wasDone: false),
        Case(kind: "fail-after", code: .vendorFailed, effect: .unknown, wasDone: true),
        Case(kind: "cut-before", code: .unreachable, effect: .unknown, wasDone: false),
        Case(kind: "cut-after", code: .unreachable, effect: .unknown, wasDone: true),
        Case(kind: "timeout-before", code: .timedOut, effect: .unknown, wasDone: false),
        Case(kind: "timeout-after", code: .timedOut, effect: .unknown, wasDone: true),
        Case(kind: "malformed", code: .malformedAnswer, effect: .unknown, wasDone: true),
        Case(kind: "wrong-count", code: .echoMismatch, effect: .unknown, wasDone: true),
        Case(kind: "wrong-echo", code: .echoMismatch, effect: .unknown, wasDone: true),
    ]

    @Test(
        "A failing call has its effect; the look-up tells what happened, and the same key ends with one code each",
        arguments: cases)
    func failingCall(fault: Case) async throws {
        try await Bench.run { bench in
            let bundle = try bench.bundle(10)
            try bench.control("faults", ["operation": "issue", "kind": .string(fault.kind), "seconds": 30])
            let client = try bench.client(.codeBundles)
            let isSilent = fault.kind.hasPrefix("timeout")
            let impatient = try bench.client(.codeBundles, deadline: isSilent ? .milliseconds(500) : .seconds(20))
            let issue = order("int_1", bundle, .vendorMail, items(1...3))
            let error = #expect(throws: ProviderError.self) { try impatient.issue(issue) }
            #expect(error?.code == fault.code)
            #expect(error?.effect == fault.effect)
            if fault.kind == "throttle" { #expect(error?.retryAfter == .seconds(30)) }
            var found = try lookUp(client)
            // A silent vendor may still be at it when the caller gives up.
            for _ in 0..<1000 where isSilent && fault.wasDone && found.isEmpty { found = try lookUp(client) }
            #expect(found.count == (fault.wasDone ? 3 : 0))
            let again = try client.issue(issue)
            #expect(again.done.count == 3)
            if fault.wasDone { #expect(again.done.map(\.secret) == found.map(\.credential)) }
            #expect(try bench.snapshot(.codeBundles).records.count == 3)
        }
    }

    func lookUp(_ client: ContractClient) throws -> [ObservedRecord] {
        try client.status(StatusQuery(.references(["inv_1", "inv_2", "inv_3"]))).records
    }

    @Test(
        "A question that fails changed nothing",
        arguments: ["refuse", "throttle", "fail-before", "cut-before", "malformed"])
    func failingQuestion(kind: String) async throws {
        try await Bench.run { bench in
            try bench.control("faults", ["operation": "snapshot", "kind": .string(kind)])
            let error = #expect(throws: ProviderError.self) { try bench.snapshot(.codeBundles) }
            #expect(error?.effect == Effect.none)
            #expect(try bench.snapshot(.codeBundles).facts.isComplete)
        }
    }

    @Test("A vendor that does it twice leaves two living records of one reference")
    func duplicate() async throws {
        try await Bench.run { bench in
            let bundle = try bench.bundle(10)
            try bench.control("faults", ["operation": "issue", "kind": "duplicate"])
            let answer = try bench.client(.codeBundles).issue(order("k", bundle, .link, items(1...2)))
            #expect(answer.done.count == 2)
            let found = try bench.client(.codeBundles).status(StatusQuery(.references(["inv_1", "inv_2"]))).records
            #expect(found.map(\.reference) == ["inv_1", "inv_1", "inv_2", "inv_2"])
            #expect(Set(found.compactMap(\.credential)).count == 4)
            let campaign = try bench.campaign()
            try bench.control("faults", ["operation": "issue", "kind": "duplicate"])
            _ = try bench.client(.campaigns).issue(order("k", campaign, .vendorMail, items(1...1)))
            #expect(try bench.snapshot(.campaigns).records.count == 2)
        }
    }

    @Test("A slow answer is the right answer")
    func slow() async throws {
        try await Bench.run { bench in
            let bundle = try bench.bundle(10)
            try bench.control("faults", ["operation": "issue", "kind": "slow", "seconds": 0.05])
            #expect(try bench.client(.codeBundles).issue(order("k", bundle, .link, items(1...2))).done.count == 2)
        }
    }

    @Test("A page that lacks records makes the snapshot incomplete")
    func partialPage() async throws {
        try await Bench.run { bench in
            let bundle = try bench.bundle(10)
            _ = try bench.client(.codeBundles).issue(order("k", bundle, .link, items(1...4)))
            try bench.control("faults", ["operation": "snapshot", "kind": "partial-page"])
            let (records, facts) = try bench.snapshot(.codeBundles)
            #expect(records.count == 2)
            #expect(!facts.isComplete)
        }
    }

    @Test("A stale snapshot shows what was, at the time when it was")
    func staleSnapshot() async throws {
        try await Bench.run { bench in
            let bundle = try bench.bundle(10)
            _ = try bench.client(.codeBundles).issue(order("k1", bundle, .link, items(1...1)))
            try bench.control("faults", ["operation": "snapshot", "kind": "stale-snapshot"])
            try bench.control("advance", ["duration": "1h"])
            _ = try bench.client(.codeBundles).issue(order("k2", bundle, .link, items(2...2)))
            let stale = try bench.snapshot(.codeBundles)
            #expect(stale.records.count == 1)
            #expect(stale.facts.asOf == Bench.start)
            let fresh = try bench.snapshot(.codeBundles)
            #expect(fresh.records.count == 2)
            #expect(fresh.facts.asOf == Bench.start.advanced(by: .seconds(3600)))
        }
    }

    @Test("The n-th call, so many times, of one operation or by a seeded chance")
    func selection() async throws {
        try await Bench.run { bench in
            let client = try bench.client(.codeBundles)
            func failures(_ calls: Int) -> [Bool] { (0..<calls).map { _ in (try? client.supplies()) == nil } }
            try bench.control("faults", ["operation": "supplies", "kind": "refuse", "nth": 2, "times": 2])
            #expect(failures(5) == [false, true, true, false, false])
            #expect(try client.check().isReachable)
            try bench.control("faults/clear")
            #expect(failures(2) == [false, false])
            let twice = try (0..<2).map { _ in
                try bench.control("reset")
                try bench.control("faults", ["operation": "*", "kind": "refuse", "probability": 0.5])
                return failures(40)
            }
            #expect(twice[0].contains(true) && twice[0].contains(false))
            #expect(twice[0] == twice[1])
            #expect(throws: ControlRefused.self) { try bench.control("faults", ["kind": "meteorite"]) }
        }
    }
}
