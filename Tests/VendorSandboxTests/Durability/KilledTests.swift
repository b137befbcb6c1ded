import Foundation
import GatehouseForms
import GatehouseLink
import GatehouseModel
import GatehouseProviderKit
import GatehouseTesting
import Testing
import VendorSandbox

/// Serves a sandbox in another process, for the tests that kill it.
@Suite("Sandbox in another process")
struct ServedElsewhere {
    static let folder = ProcessInfo.processInfo.environment["SANDBOX_SERVED_ELSEWHERE"]

    @Test(
        "Serves until it is killed", .enabled(if: ServedElsewhere.folder != nil, "runs as a process of another test")
    )
    func serve() async throws {
        let sandbox = try await VendorSandbox.start(
            stateFolder: URL(fileURLWithPath: ServedElsewhere.folder ?? ""), clock: { Bench.start })
        // Ended by kill; the limit is for a parent that died.
        try await Task.sleep(for: .seconds(60))
        await sandbox.stop()
    }

    /// This very program again, serving from a folder; returns once it answers.
    static func start(in folder: URL) throws -> Process {
        let process = Process()
        process.executableURL = URL(
            fileURLWithPath: try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
        process.arguments = ["--testing-library", "swift-testing", "--filter", "VendorSandboxTests.ServedElsewhere"]
        process.environment = ProcessInfo.processInfo.environment.merging(["SANDBOX_SERVED_ELSEWHERE": folder.path]) {
            _, new in new
        }
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.begin()
        return process
    }
}

@Suite("Sandbox: killed in the middle")
struct KilledTests {
    @Test(
        "Killed again and again while codes are issued, every person ends with exactly one code, the one that was answered"
    )
    func killedWhileIssuing() async throws {
        let folder = Bench.folder()
        defer { Scratch.remove(folder) }
        try await Bench.onThread { try Self.story(folder) }.get()
    }

    private static func story(_ folder: URL) throws {
        let pool = LinkPool(connectTimeout: .seconds(2))
        defer { try? pool.shutdown() }
        var process = try ServedElsewhere.start(in: folder)
        defer { process.terminate() }
        let control = try Remote.awaited(folder, pool)
        let bundle: JSONValue = ["name": "Spring", "count": 500, "category": "strengths"]
        _ = try control.post("code-bundles/bundles", bundle)
        let client = try control.client(pool)
        let supply = SupplyFacts(
            vendorID: "bnd_1", name: "Spring", usage: .single, category: "strengths", stock: .vendor, available: nil)
        var answered: [String: Secret] = [:]
        var kills = 0
        for number in 1...120 {
            let issue = order("int_\(number)", supply, .vendorMail, items(number...number))
            let victim = process.processIdentifier
            let killer = number % 30 == 7 ? Thread { kill(victim, SIGKILL) } : nil
            killer?.start()
            while answered["inv_\(number)"] == nil {
                do {
                    answered["inv_\(number)"] = try client.issue(issue).done.first?.secret
                } catch {
                    process.waitUntilExit()
                    kills += 1
                    process = try ServedElsewhere.start(in: folder)
                    _ = try Remote.awaited(folder, pool)
                }
            }
        }
        #expect(kills >= 1)
        let codes = try control.get("ledger")["code-bundles/main"]?["codes"]?.array ?? []
        #expect(codes.count == 120)
        for code in codes {
            #expect(code["code"]?.string == answered[code["reference"]?.string ?? ""]?.reveal())
        }
    }

    /// The control pages of a sandbox in another process.
    struct Remote {
        let link: HTTPVendorLink

        /// Waits until the sandbox of the folder answers, ten seconds at most.
        static func awaited(_ folder: URL, _ pool: LinkPool) throws -> Remote {
            let deadline = ContinuousClock.now + .seconds(10)
            while ContinuousClock.now < deadline {
                let port = (try? String(contentsOf: folder.appendingPathComponent("port"), encoding: .utf8)) ?? "1"
                let target = try LinkTarget(address: "http://127.0.0.1:\(port)/control", token: nil, allowPrivate: true)
                let remote = Remote(link: HTTPVendorLink(target, over: pool))
                if (try? remote.get("")) != nil { return remote }
                Thread.sleep(forTimeInterval: 0.01)
            }
            throw Absent(what: "the sandbox in the other process")
        }

        func get(_ page: String) throws -> JSONValue {
            try JSONValue(bytes: try link.send(VendorRequest(.get, "/\(page)")).body)
        }

        func post(_ page: String, _ input: JSONValue) throws -> JSONValue {
            try JSONValue(
                bytes: try link.send(VendorRequest(.post, "/\(page)", body: Array(input.canonicalText.utf8))).body)
        }

        func client(_ pool: LinkPool) throws -> ContractClient {
            let accounts = try get("")["accounts"]?.array ?? []
            let mine = accounts.first { $0["vendor"] == "code-bundles" }
            let token = mine?["members"]?.array?.first?["token"]?.string ?? ""
            let target = try LinkTarget(
                address: mine?["base_url"]?.string ?? "", token: Secret(token), allowPrivate: true)
            return try ContractClient(
                Context(mode: .api, settings: [:], link: HTTPVendorLink(target, over: pool), now: Bench.start),
                deadline: .seconds(5))
        }
    }
}
