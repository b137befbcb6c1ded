import Foundation
import GatehouseApp
import GatehouseEngine
import GatehouseForms
import GatehouseTesting
import ProviderConformance
import Testing

@Suite("Built-in providers and the conformance suite")
struct ConformanceTests {
    @Test("Every built-in provider passes, against the sandbox over HTTP", arguments: builtInProviders.ids)
    func builtInPasses(id: String) async throws {
        let golden = (try? Checkout.text(of: "contracts/golden/\(id).json")).flatMap { try? JSONValue(text: $0) }
        let report = try await onThread {
            var wish = ConformanceDesk.Wish()
            wish.golden = golden
            return try ConformanceDesk(run: "builtin").judge(
                id, among: builtInProviders, wish, spending: { _ in }
            ) { _ in }
        }
        for item in report.cases where item.result == .failed { Issue.record("\(item.id): \(item.reason)") }
        #expect(report.level == .full)
        // Whatever else is not possible at this vendor, the way from issuing to its status is judged.
        let passed = Set(report.ids(.passed))
        #expect(
            passed.isSuperset(of: [
                "issue.same-key", "issue.lost-answer", "status.truth", "snapshot.pages", "portal.steps",
            ]))
        #expect(report.cases.allSatisfy { $0.result == .passed || !$0.reason.isEmpty })
    }

    @Test("provider test prints the report that programs read, and ends with 0 where nothing failed")
    func command() throws {
        try CommandLineRun.with(isSetUp: false) { run in
            let result = try run(
                "provider", "test", "campaigns", "--only", "descriptor.", "--only", "issue.e", "-o", "json",
                namingData: false)
            #expect(result.status == 0)
            let json = try #require(result.json)
            #expect(Set((json.object ?? [:]).keys) == ["provider", "level", "cases"])
            #expect(json["provider"] == "campaigns" && json["level"] == "full")
            let cases = json["cases"]?.array ?? []
            #expect(
                cases.map { $0["id"]?.string } == [
                    "descriptor.identity", "descriptor.version", "descriptor.golden", "descriptor.kinds", "issue.echo",
                    "issue.empty",
                ])
            #expect(cases.allSatisfy { Set(($0.object ?? [:]).keys) == ["id", "result", "reason"] })
        }
    }

    @Test("a failing case ends provider test with 1 and is told with what was seen")
    func failing() throws {
        try CommandLineRun.with(isSetUp: false) { run in
            let golden = try run.write("{\"id\":\"somebody-else\",\"version\":\"1.0.0\"}", to: "golden.json")
            let result = try run(
                "provider", "test", "code-bundles", "--only", "descriptor.", "--golden", golden, namingData: false)
            #expect(result.status == 1)
            #expect(result.output.contains("failed   descriptor.golden"))
            #expect(result.output.contains("the id was somebody-else"))
            #expect(result.output.hasSuffix("3 passed, 1 failed, 0 skipped\n"))
        }
    }

    @Test(
        "what a built-in provider's sandbox can show is judged: units that run out, webhooks, the descriptor that was promised",
        arguments: [
            ("key-pool", ["issue.out-of-stock", "descriptor.golden"]),
            ("campaigns", ["hints.stranger", "hints.understood", "hints.signature", "hints.stale", "hints.harmless"]),
        ])
    func judged(provider: String, cases: [String]) throws {
        try CommandLineRun.with(isSetUp: false) { run in
            // Elsewhere than in the checkout: the program stands in it.
            let result = try run.start(
                ["provider", "test", provider, "-o", "json"] + cases.flatMap { ["--only", $0] }, namingData: false,
                workingIn: run.folder
            ).finish()
            let judged = result.json?["cases"]?.array ?? []
            #expect(judged.map { $0["id"]?.string }.count == cases.count, "\(result.words)")
            #expect(judged.allSatisfy { $0["result"] == "passed" }, "\(judged)")
        }
    }

    @Test("a provider or case that is not there is told with the nearest one")
    func unknown() throws {
        try CommandLineRun.with(isSetUp: false) { run in
            let provider = try run("provider", "test", "code-bundle", namingData: false)
            #expect(provider.status == 1 && provider.words.contains("code-bundles"))
            let chosen = try run("provider", "test", "campaigns", "--only", "isue.", namingData: false)
            #expect(chosen.status == 64 && chosen.words.contains(" issue.,"))
            let supply = try run(
                "provider", "test", "key-pool", "--supply", "nix", "--only", "issue.", namingData: false)
            #expect(supply.status == 1 && supply.words.contains("'nix'") && supply.words.contains("pool"))
        }
    }
}

/// Blocking work on a thread of its own: it waits for what runs on those of asynchronous code.
private func onThread<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        Thread { continuation.resume(with: Result { try body() }) }.start()
    }
}
