import Foundation
import GatehouseTesting
import Testing

/// What may be wrong with the place where the house keeps its ledger.
extension House {
    /// The settings by which "gatehouse" logs in at the mail server with this password.
    func secret(_ password: String, as name: String) throws -> [String: String] {
        let file = folder.appending(path: name)
        try Data(password.utf8).write(to: file)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file.path)
        return ["GATEHOUSE_MAIL_SMTP_USERNAME": "gatehouse", "GATEHOUSE_MAIL_SMTP_PASSWORD_FILE": file.path]
    }

    /// Runs a command while there is room for so many more bytes, and gives the room back.
    ///
    /// Where nobody may mount, no file may grow beyond that, such as the log of a SQLite database: the system then fails writing
    /// as on a full disk.
    func cramped(leaving bytes: Int, _ command: [String]) async throws -> Finished {
        guard let disk else {
            // The words that it prints go into files as well.
            let limit = max(bytes, 65_536) / 512
            return try await start(
                command, through: ["/bin/sh", "-c", "trap '' XFSZ; ulimit -f \(limit); exec \"$@\"", "sh"]
            ).ended()
        }
        try await disk.fill(leaving: bytes)
        let finished = try await start(command).ended()
        try await disk.empty()
        return finished
    }

    /// What the data folder takes.
    func occupied() async throws -> Int {
        if let disk { return try await disk.occupied() }
        let files = try FileManager.default.contentsOfDirectory(atPath: data.path)
        return try files.reduce(0) { sum, file in
            let facts = try FileManager.default.attributesOfItem(atPath: data.appending(path: file).path)
            return sum + ((facts[.size] as? Int) ?? 0)
        }
    }

    /// Empties the log of the SQLite database, so that everything that is written needs room.
    func shortenLog() async throws {
        let script = "import sqlite3, sys; sqlite3.connect(sys.argv[1]).execute('PRAGMA wal_checkpoint(TRUNCATE)')"
        let line =
            (disk?.launcher ?? []) + [
                ExternalTool.python.path, "-c", script, String(databaseAddress.dropFirst("sqlite:".count)),
            ]
        let ended = try await Program(
            URL(filePath: line[0]), Array(line.dropFirst()), environment: environment, folder: folder
        ).ended()
        #expect(ended.code == 0, "\(ended)")
    }

    /// Has the SQLite database open meanwhile, so that the last command out does not clear its log.
    func keepingLog<T>(_ body: () async throws -> T) async throws -> T {
        let script = """
            import sqlite3, sys
            database = sqlite3.connect(sys.argv[1])
            database.execute("SELECT count(*) FROM sqlite_schema").fetchall()
            print("held", flush=True)
            sys.stdin.readline()
            """
        let line =
            (disk?.launcher ?? []) + [
                ExternalTool.python.path, "-c", script, String(databaseAddress.dropFirst("sqlite:".count)),
            ]
        let keeper = try Talker(URL(filePath: line[0]), Array(line.dropFirst()))
        guard try await keeper.next() == "held" else { throw NeverCame(what: "the database") }
        let result: Result<T, any Error>
        do { result = .success(try await body()) } catch { result = .failure(error) }
        try keeper.say("")
        try await keeper.close()
        return try result.get()
    }

    /// Runs a command that may read the database and not write it.
    func readingOnly(_ command: [String]) async throws -> Finished {
        guard database == .sqlite else {
            let name = databaseName
            func set(_ change: String) async throws {
                try await onThread { _ = try PostgresServer.shared().command("ALTER DATABASE \(name) \(change)") }
            }
            try await set("SET default_transaction_read_only = on")
            let finished = try await start(command).ended()
            try await set("RESET default_transaction_read_only")
            return finished
        }
        let files = try FileManager.default.contentsOfDirectory(atPath: data.path).map { data.appending(path: $0).path }
            .filter { $0.contains("gatehouse.db") }
        for file in files { chmod(file, 0o400) }
        defer { for file in files { chmod(file, 0o600) } }
        return try await start(command, through: House.withoutPrivilege).ended()
    }

    /// Runs a command that may not write into the data folder.
    func shutOut(_ command: [String]) async throws -> Finished {
        let places = [data.path, data.appending(path: "workers").path]
        for place in places { chmod(place, 0o500) }
        defer { for place in places { chmod(place, 0o700) } }
        return try await start(command, through: House.withoutPrivilege).ended()
    }

    /// Root may write everywhere as long as it has its capabilities.
    private static var withoutPrivilege: [String] {
        guard getuid() == 0, let setpriv = ExternalTool.find("setpriv") else { return [] }
        return [setpriv.path, "--bounding-set=-all", "--inh-caps=-all"]
    }
}
