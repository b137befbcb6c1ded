import Foundation
import GatehouseTesting
import Testing

/// What the clock would do to the claims of those who ask vendors by themselves, without waiting for it.
extension House {
    /// Moves the end of every claim, and gives how many there are that somebody has not let go.
    ///
    /// - Parameter days: below zero: as though so much time had gone by.
    func moveClaims(byDays days: Int64) async throws -> Int {
        let change = "UPDATE schedules SET claimed_until = claimed_until + \(days * 86_400_000) WHERE claimed_until > 0"
        guard database == .sqlite else {
            return try await onThread { [databaseName] in
                try PostgresServer.shared().command(change + " RETURNING connection", database: databaseName)
                    .split(separator: "\n").count
            }
        }
        let script = """
            import sqlite3, sys
            with sqlite3.connect(sys.argv[1], timeout=60) as database:
                print(database.execute(sys.argv[2]).rowcount)
            """
        let ended = try await Program(
            ExternalTool.python, ["-c", script, String(databaseAddress.dropFirst("sqlite:".count)), change],
            environment: environment, folder: folder
        ).ended()
        return try #require(Int(ended.out.trimmingCharacters(in: .whitespacesAndNewlines)), "\(ended)")
    }
}
