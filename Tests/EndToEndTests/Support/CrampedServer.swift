import Foundation
import GatehouseTesting

/// A PostgreSQL of a test's own that can be made to find no more room.
///
/// Where this machine lets one mount, its tables lie on a small disk that fills up. Elsewhere, and for the server's log everywhere,
/// the system lets no file of the server grow beyond a length (`RLIMIT_FSIZE`): the server meets that in the same places.
struct CrampedServer: Sendable {
    let server: PostgresServer
    let address: String
    private let disk: SmallDisk?

    private static let diskMegabytes = 48
    /// Each file of the log has this size, and must be written whole.
    private static let logFile = 1 << 20
    /// Beyond it no file grows while the log is cramped; all tables but those of a large import are shorter.
    private static let most = 900 << 10

    /// Starts one, lends it and ends it.
    ///
    /// - Parameter ownDisk: whether its tables are to lie on a small disk, where that can be had.
    static func lend(ownDisk: Bool, _ body: (CrampedServer) async throws -> Void) async throws {
        let folder = try Scratch.folder()
        defer { Scratch.remove(folder) }
        let disk =
            ownDisk && getuid() == 0
            ? try await SmallDisk.open(at: folder, megabytes: diskMegabytes) : nil
        let result: Result<Void, any Error>
        do {
            let cramped = try await onThread { try CrampedServer(disk, folder) }
            result = .success(try await body(cramped))
        } catch { result = .failure(error) }
        try await disk?.close()
        try result.get()
    }

    private init(_ disk: SmallDisk?, _ folder: URL) throws {
        self.disk = disk
        server = try PostgresServer(launcher: disk?.launcher ?? [], logMegabytes: 1)
        guard let disk else {
            address = try server.makeDatabase()
            return
        }
        let place = folder.appending(path: "tables").path
        let script = "chmod 711 \"$1\" && mkdir \"$2\" && chown postgres \"$2\""
        let line = disk.launcher + ["/bin/sh", "-c", script, "sh", folder.path, place]
        _ = try ExternalTool.run(URL(filePath: line[0]), Array(line.dropFirst()))
        try server.command("CREATE TABLESPACE small LOCATION '\(place)'")
        try server.command("ALTER DATABASE template1 SET TABLESPACE small")
        address = try server.makeDatabase()
    }

    // MARK: - Its tables

    /// From now on its tables cannot grow: not beyond what few rows need, or not at all.
    func fill() async throws {
        if let disk { return try await disk.fill(leaving: 0) }
        try await limit(CrampedServer.logFile)
    }

    func empty() async throws {
        if let disk { return try await disk.empty() }
        try await limit(nil)
    }

    // MARK: - Its log

    /// How many bytes of log it has written.
    func logged() async throws -> Int {
        try await number("SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')")
    }

    /// From now on there is room for so many bytes of log.
    func crampLog(leaving bytes: Int) async throws {
        try await ask("SELECT pg_switch_wal()")
        let place = try await logged() % CrampedServer.logFile
        let idle = CrampedServer.most - bytes - place
        if idle > 0 { try await ask("SELECT pg_logical_emit_message(false, 'idle', repeat('x', \(idle)))") }
        try await limit(CrampedServer.most)
    }

    /// Gives the room back and starts the server again, whether it ended by itself or not.
    func restart() async throws {
        try await server.stop()
        try await server.startAgain()
    }

    // MARK: -

    private func ask(_ sql: String) async throws {
        try await onThread { [server] in _ = try server.command(sql) }
    }

    private func number(_ sql: String) async throws -> Int {
        try await onThread { [server] in
            Int(try server.command(sql).trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0
        }
    }

    /// How long a file of the server may become; nil for any length. It holds for sessions from now on.
    private func limit(_ bytes: Int?) async throws {
        let mark = try String(contentsOfFile: "\(server.folder)/data/postmaster.pid", encoding: .utf8)
        let id = mark.split(separator: "\n").first.map(String.init) ?? ""
        try await onThread {
            guard let prlimit = ExternalTool.find("prlimit") else { throw NeverCame(what: "prlimit") }
            try PostgresServer.asOwner(prlimit.path, "--pid", id, "--fsize=\(bytes.map(String.init) ?? "unlimited"):")
        }
    }
}
