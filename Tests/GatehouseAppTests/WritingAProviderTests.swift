import Foundation
import GatehouseTesting
import Testing

@Suite("docs/writing-a-provider.md")
struct WritingAProviderTests {
    private static let page = "docs/writing-a-provider.md"

    /// A copy of the checkout as its repository has it, so that what a reader does changes nothing here.
    private func withCheckout(_ parts: [String], _ body: (CommandLineRun, URL) throws -> Void) throws {
        try CommandLineRun.with(isSetUp: false) { gatehouse in
            let checkout = gatehouse.folder.appending(path: "checkout")
            for part in parts {
                let place = checkout.appending(path: part)
                try FileManager.default.createDirectory(
                    at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
                try FileManager.default.copyItem(at: Checkout.folder.appending(path: part), to: place)
            }
            try body(gatehouse, checkout)
        }
    }

    @Test("Every command of the way in Python does what the page says", .needsTool("python3"))
    func python() throws {
        try withCheckout(["Providers/Examples/lantern"]) { gatehouse, checkout in
            try DocumentedCommands(in: Self.page, section: "A server in Python").run(in: checkout, by: gatehouse)
        }
    }

    @Test("The commands of the way in Swift do what the page says; those that compile run in the long runs")
    func swift() throws {
        let isLong = ProcessInfo.processInfo.environment["GATEHOUSE_CASES"] != nil
        let sources = [
            "Package.swift", "Package.resolved", "docs", "Sources", "Providers", "Tests", "bench", "contracts",
        ]
        try withCheckout(sources) { gatehouse, checkout in
            if isLong { try lendDependencies(to: checkout) }
            try DocumentedCommands(in: Self.page, section: "A Swift module").run(
                in: checkout, by: gatehouse, builds: isLong)
        }
    }

    /// What was fetched for this checkout need not be fetched again.
    private func lendDependencies(to checkout: URL) throws {
        let build = checkout.appending(path: ".build")
        try FileManager.default.createDirectory(at: build, withIntermediateDirectories: true)
        for part in ["checkouts", "repositories", "workspace-state.json"] {
            let own = Checkout.folder.appending(path: ".build/\(part)")
            guard FileManager.default.fileExists(atPath: own.path) else { continue }
            try FileManager.default.copyItem(at: own, to: build.appending(path: part))
        }
    }

    @Test("The line of Swift that the page shows is one of the finished template")
    func swiftLine() throws {
        let text = try Checkout.text(of: Self.page)
        let finished = try Checkout.text(of: "Providers/Template/Tests/FinishedTemplate.swift")
        let blocks = text.matches(of: /```swift\n([\s\S]*?)```/)
        #expect(blocks.count == 1)
        for block in blocks {
            #expect(finished.contains(block.1.trimmingCharacters(in: .whitespacesAndNewlines)))
        }
    }
}
