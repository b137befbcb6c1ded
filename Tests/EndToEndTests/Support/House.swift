import Foundation
import GatehouseForms
import GatehouseTesting
import Testing

/// A whole installation as its users have it: the binary with its data folder and database, the vendors and a mail server as
/// processes of their own. Codes come from the bundles "Spring" and "Autumn", campaigns are "Drivers".
struct House: Sendable {
    let folder: URL
    let database: TestDatabase
    let databaseAddress: String
    let sandbox: SandboxProcess
    let mail: MailPeer
    let environment: [String: String]

    var data: URL { folder.appending(path: "data") }

    /// Builds a house and lends it; what was started is ended however the test ends.
    static func open(on database: TestDatabase, codes: Int = 80, _ body: (House) async throws -> Void) async throws {
        try await Turnstile.shared.through {
            let folder = try Scratch.folder()
            defer { Scratch.remove(folder) }
            try await database.withAddress(in: folder) { address in
                var environment = House.plainEnvironment(home: folder)
                let sandbox = try await SandboxProcess.start(
                    folder: folder.appending(path: "vendors"), environment: environment)
                let mail = try await MailPeer.start()
                environment["GATEHOUSE_DATABASE_URL"] = address
                environment["GATEHOUSE_MAIL_TRANSPORT"] = "smtp"
                environment["GATEHOUSE_MAIL_SMTP_HOST"] = "127.0.0.1"
                environment["GATEHOUSE_MAIL_SMTP_PORT"] = String(mail.port)
                environment["GATEHOUSE_MAIL_SMTP_TLS"] = "off"
                let house = House(
                    folder: folder, database: database, databaseAddress: address, sandbox: sandbox, mail: mail,
                    environment: environment)
                let result: Result<Void, any Error>
                do {
                    try await house.furnish(codes: codes)
                    result = .success(try await body(house))
                } catch { result = .failure(error) }
                try await sandbox.kill()
                try await mail.close()
                try result.get()
            }
        }
    }

    /// Nothing of the tester's own configuration reaches the product.
    static func plainEnvironment(home: URL) -> [String: String] {
        let kept = ["PATH", "TMPDIR", "LANG", "LD_LIBRARY_PATH"]
        var environment = ProcessInfo.processInfo.environment.filter { kept.contains($0.key) }
        environment["HOME"] = home.path
        environment["GATEHOUSE_ORGANISATION"] = "Nordlys Consulting"
        environment["SWIFT_BACKTRACE"] = "enable=no"
        return environment
    }

    private func furnish(codes: Int) async throws {
        for name in ["Spring", "Autumn"] {
            try await sandbox.control(
                "code-bundles/bundles",
                [
                    "name": .string(name), "count": .integer(Int64(codes)), "usage": "single", "category": "strengths",
                    "code_type": "top-5",
                ])
        }
        try await sandbox.control(
            "campaigns/actions/create-campaign",
            [
                "input": [
                    "name": "Drivers", "goal": "development", "assessments": ["core-drivers"],
                    "reports": ["core-drivers"], "tags": ["t"],
                ]
            ])
        try await done("init")
        for vendor in await sandbox.vendors {
            try await done(
                "connection", "add", vendor.provider, "--provider", vendor.provider, "--mode", "api", "--set",
                "base_url=\(vendor.baseURL)",
                "--set", "allow_private=true", "--secret", "token=-", input: vendor.token)
        }
    }

    // MARK: - The binary

    func start(_ arguments: [String], input: String? = nil, extra: [String: String] = [:]) throws -> Program {
        try Program(
            Program.gatehouse, arguments + ["--data", data.path],
            environment: environment.merging(extra) { _, new in new }, folder: folder,
            input: input)
    }

    func run(_ arguments: String..., input: String? = nil, extra: [String: String] = [:]) async throws -> Finished {
        try await start(arguments, input: input, extra: extra).ended()
    }

    /// Runs a command that must end with 0.
    @discardableResult
    func done(_ arguments: String..., input: String? = nil, sourceLocation: SourceLocation = #_sourceLocation)
        async throws -> Finished
    {
        let finished = try await start(arguments, input: input).ended()
        try #require(finished.code == 0, "\(arguments): \(finished)", sourceLocation: sourceLocation)
        return finished
    }

    /// A CSV of these people in the house's folder; gives its path.
    func people(_ addresses: [String], file: String = "people.csv") throws -> String {
        let path = folder.appending(path: file).path
        try Data(("email\n" + addresses.joined(separator: "\n") + "\n").utf8).write(to: URL(filePath: path))
        return path
    }
}

extension TestDatabase {
    /// As `withAddress`, for a body that waits; SQLite lies in the given folder.
    func withAddress(in folder: URL, _ body: (String) async throws -> Void) async throws {
        switch self {
        case .sqlite: try await body("sqlite:" + folder.appending(path: "gatehouse.db").path)
        case .postgres:
            if PostgresServer.bin == nil, ExternalTool.mayBeMissing {
                try Test.cancel("\(PostgresMissing().description)")
            }
            try await body(try await onThread { try PostgresServer.shared().makeDatabase() })
        }
    }
}
