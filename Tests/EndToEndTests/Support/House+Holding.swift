import Foundation
import GatehouseTesting

extension House {
    /// On PostgreSQL.
    var databaseName: String { databaseAddress.split(separator: "=").last.map(String.init) ?? "" }

    /// Holds the database so that nobody can write while the body runs; reading goes on.
    func holdingWrites(_ body: () async throws -> Void) async throws {
        let holder: Talker
        switch database {
        case .sqlite: holder = try Talker(script: "holder", [String(databaseAddress.dropFirst("sqlite:".count))])
        case .postgres:
            let server = try PostgresServer.shared()
            holder = try Talker(URL(filePath: "\(server.bin)/psql"), ["-X", "-q", "-A", "-t", "-d", databaseAddress])
            try holder.say("BEGIN; LOCK TABLE intents, commands, deliveries IN EXCLUSIVE MODE;\n\\echo held")
        }
        guard try await holder.next() == "held" else { throw NeverCame(what: "the write lock") }
        let result: Result<Void, any Error>
        do { result = .success(try await body()) } catch { result = .failure(error) }
        try holder.say(database == .postgres ? "ROLLBACK;\n\\q" : "")
        try await holder.close()
        try result.get()
    }

    /// On PostgreSQL: returns once somebody waits for the lock, or the one who should has ended. SQLite does not tell; there
    /// it returns at once.
    func somebodyWaits(or victim: Program) async throws {
        guard database == .postgres else { return }
        let name = databaseName
        try await until("somebody who waits for the lock") {
            let count = try PostgresServer.shared().command(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = '\(name)' AND wait_event_type = 'Lock'")
            return count.trimmingCharacters(in: .whitespacesAndNewlines) != "0" || !victim.isRunning
        }
    }
}
