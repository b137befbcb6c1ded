import Foundation
import GatehouseForms

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// `gatehouse sandbox serve` in a process of its own, and its control pages.
actor SandboxProcess {
    struct Vendor: Sendable {
        let provider: String
        let baseURL: String
        let token: String
    }

    nonisolated let folder: URL
    private let environment: [String: String]
    private var program: Program
    private(set) var address: String
    private(set) var vendors: [Vendor]

    private init(folder: URL, environment: [String: String], program: Program, address: String, vendors: [Vendor]) {
        self.folder = folder
        self.environment = environment
        self.program = program
        self.address = address
        self.vendors = vendors
    }

    static func start(folder: URL, environment: [String: String]) async throws -> SandboxProcess {
        let (program, address, vendors) = try await run(folder, environment)
        return SandboxProcess(
            folder: folder, environment: environment, program: program, address: address, vendors: vendors)
    }

    private static func run(_ folder: URL, _ environment: [String: String]) async throws -> (Program, String, [Vendor])
    {
        let program = try Program(
            Program.gatehouse, ["sandbox", "serve", "--folder", folder.path, "-o", "json"], environment: environment,
            folder: folder.deletingLastPathComponent())
        try await until("the sandbox's address") { program.said.hasSuffix("}\n") || !program.isRunning }
        let said = try JSONValue(text: program.said)
        let vendors = (said["vendors"]?.array ?? []).map { vendor in
            Vendor(
                provider: vendor["provider"]?.string ?? "", baseURL: vendor["base_url"]?.string ?? "",
                token: vendor["token"]?.string ?? "")
        }
        return (program, said["address"]?.string ?? "", vendors)
    }

    /// `kill -9`.
    func kill() async throws { try await program.kill() }

    /// Again on the same state; at the same address.
    func restart() async throws {
        let (program, address, _) = try await SandboxProcess.run(folder, environment)
        self.program = program
        self.address = address
    }

    @discardableResult
    func control(_ page: String, _ input: JSONValue = [:]) async throws -> JSONValue {
        var request = URLRequest(url: URL(string: "\(address)/control/\(page)")!)
        request.httpMethod = "POST"
        request.httpBody = Data(input.canonicalText.utf8)
        let (data, response) = try await URLSession.shared.data(for: request)
        let answer = try JSONValue(bytes: Array(data))
        guard (response as? HTTPURLResponse)?.statusCode == 200 else {
            throw Refused(page: page, answer: answer.canonicalText)
        }
        return answer
    }

    /// Asks for a fault; forgets those before.
    func fault(_ kind: String, at operation: String, nth: Int = 1, seconds: Double? = nil) async throws {
        try await control("faults/clear")
        try await control(
            "faults",
            .members([
                "kind": .string(kind), "operation": .string(operation), "nth": .integer(Int64(nth)),
                "seconds": seconds.map { .number($0) },
            ]))
    }

    /// How often the fault struck that was asked for last.
    func strikes() async throws -> Int64 {
        try await control("faults")["faults"]?.array?.last?["struck"]?.integer ?? 0
    }

    func ledger() async throws -> VendorLedger { VendorLedger(try await control("ledger")) }

    struct Refused: Error { let page: String, answer: String }
}

/// What the vendors themselves hold.
struct VendorLedger: Sendable {
    struct Code: Sendable, Hashable {
        let code: String
        let bundle: String
        let holder: String?
        let reference: String?
        let phase: String
    }

    let codes: [Code]
    /// Addresses invited into campaigns, with our references.
    let invited: [(address: String, reference: String?)]
    let isConserved: Bool

    init(_ json: JSONValue) {
        let bundles = json["code-bundles/main"]
        codes = (bundles?["codes"]?.array ?? []).map { code in
            Code(
                code: code["code"]?.string ?? "", bundle: code["bundle"]?.string ?? "", holder: code["holder"]?.string,
                reference: code["reference"]?.string, phase: code["phase"]?.string ?? "")
        }
        invited = (json["campaigns/main"]?["users"]?.array ?? []).map {
            ($0["address"]?.string ?? "", $0["reference"]?.string)
        }
        isConserved = bundles?["bundles"]?.array?.allSatisfy { $0["conserved"]?.bool == true } ?? false
    }

    var actCount: Int { codes.count + invited.count }
}
