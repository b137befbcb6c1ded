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

    private let folder: URL
    private let environment: [String: String]
    private let port: Int
    private var program: Program
    let address: String
    let vendors: [Vendor]

    private init(folder: URL, environment: [String: String], port: Int, program: Program) throws {
        self.folder = folder
        self.environment = environment
        self.port = port
        self.program = program
        let said = try JSONValue(text: program.said)
        address = said["address"]?.string ?? ""
        vendors = (said["vendors"]?.array ?? []).map { vendor in
            Vendor(
                provider: vendor["provider"]?.string ?? "", baseURL: vendor["base_url"]?.string ?? "",
                token: vendor["token"]?.string ?? "")
        }
    }

    static func start(folder: URL, environment: [String: String]) async throws -> SandboxProcess {
        while true {
            let port = QuietPort.any()
            let program = try await run(folder, environment, port)
            // Somebody else was faster.
            if !program.isRunning, program.told.contains("is taken") { continue }
            return try SandboxProcess(folder: folder, environment: environment, port: port, program: program)
        }
    }

    private static func run(_ folder: URL, _ environment: [String: String], _ port: Int) async throws -> Program {
        let program = try Program(
            Program.gatehouse, ["sandbox", "serve", "--folder", folder.path, "--port", String(port), "-o", "json"],
            environment: environment, folder: folder.deletingLastPathComponent())
        try await until("the sandbox's address") { program.said.hasSuffix("}\n") || !program.isRunning }
        return program
    }

    /// `kill -9`.
    func kill() async throws { try await program.kill() }

    /// Again on the same state, at the same address.
    func restart() async throws {
        program = try await SandboxProcess.run(folder, environment, port)
        guard program.isRunning else { throw NeverCame(what: "the sandbox on port \(port): \(program.told)") }
    }

    @discardableResult
    func control(_ page: String, _ input: JSONValue = [:]) async throws -> JSONValue {
        var request = URLRequest(url: URL(string: "\(address)/control/\(page)")!)
        request.httpMethod = "POST"
        request.timeoutInterval = 300
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
