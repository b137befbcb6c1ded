import Foundation
import GatehouseForms
import GatehouseTesting
import Testing

/// A whole installation as its users have it: the binary with its data folder and database, the vendors and a mail server as
/// processes of their own. Codes come from the bundles "Spring" (top five) and "Autumn" (a course), the campaign is "Drivers".
struct House: Sendable {
    let folder: URL
    let database: TestDatabase
    let databaseAddress: String
    let sandbox: SandboxProcess
    let mail: MailPeer
    let environment: [String: String]
    /// Where the data folder and a SQLite database lie, when a small one was asked for and this machine can have it.
    let disk: SmallDisk?

    var data: URL { folder.appending(path: "data") }

    /// Builds a house and lends it; what was started is ended however the test ends.
    ///
    /// - Parameters:
    ///   - codes: in each of the two bundles.
    ///   - diskMegabytes: the size of the disk for the data folder; nil puts it among the other files.
    ///   - address: of a database that is there already; nil for a fresh one.
    static func open(
        on database: TestDatabase, codes: Int = 80, diskMegabytes: Int? = nil, address: String? = nil,
        _ body: (House) async throws -> Void
    ) async throws {
        try await Turnstile.shared.through {
            let folder = try Scratch.folder()
            defer { Scratch.remove(folder) }
            let disk: SmallDisk? =
                if let diskMegabytes {
                    try await SmallDisk.open(at: folder.appending(path: "data"), megabytes: diskMegabytes)
                } else { nil }
            let fresh = folder.appending(path: "data")
            let address = if let address { address } else { try await database.address(in: fresh) }
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
                environment: environment, disk: disk)
            let result: Result<Void, any Error>
            do {
                try await house.furnish(codes: codes)
                result = .success(try await body(house))
            } catch { result = .failure(error) }
            try await sandbox.kill()
            try await mail.close()
            try await disk?.close()
            try result.get()
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
        // Of different assessments: nobody is given the same one twice.
        try await buyBundle("Spring", codes: codes)
        try await buyBundle("Autumn", codes: codes, category: "virtual-course")
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

    /// Buys a bundle of single-use codes at the vendor; the ledger learns of it by the next `connection sync`.
    func buyBundle(_ name: String, codes: Int, category: String = "strengths", codeType: String? = nil) async throws {
        try await sandbox.control(
            "code-bundles/bundles",
            .members([
                "name": .string(name), "count": .integer(Int64(codes)), "usage": "single",
                "category": .string(category), "code_type": codeType.map { .string($0) },
            ]))
    }

    // MARK: - The binary

    func start(_ arguments: [String], input: String? = nil, extra: [String: String] = [:], through: [String] = [])
        throws -> Program
    {
        let line = (disk?.launcher ?? []) + through + [Program.gatehouse.path] + arguments + ["--data", data.path]
        return try Program(
            URL(filePath: line[0]), Array(line.dropFirst()), environment: environment.merging(extra) { _, new in new },
            folder: folder, input: input)
    }

    /// - Parameter through: a program that starts it, with its arguments, by its whole path.
    func run(_ arguments: String..., input: String? = nil, extra: [String: String] = [:], through: [String] = [])
        async throws -> Finished
    {
        try await start(arguments, input: input, extra: extra, through: through).ended()
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

    /// A file in the house's folder; gives its path.
    func file(_ name: String, _ text: String) throws -> String {
        let path = folder.appending(path: name)
        try Data(text.utf8).write(to: path)
        return path.path
    }

    /// A CSV of these people; gives its path.
    func people(_ addresses: [String]) throws -> String {
        try file("people.csv", "email\n" + addresses.joined(separator: "\n") + "\n")
    }
}

extension TestDatabase {
    /// The address of a fresh database; SQLite lies in the given folder.
    fileprivate func address(in folder: URL) async throws -> String {
        switch self {
        case .sqlite: return "sqlite:" + folder.appending(path: "gatehouse.db").path
        case .postgres:
            if PostgresServer.bin == nil, ExternalTool.mayBeMissing {
                try Test.cancel("\(PostgresMissing().description)")
            }
            return try await onThread { try PostgresServer.shared().makeDatabase() }
        }
    }
}
