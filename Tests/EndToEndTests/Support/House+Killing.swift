import Foundation
import GatehouseTesting
import Testing

/// `kill -9` at moments that are seen at the vendor, at the mail server or in the database, never by the clock.
extension House {
    /// Where in a call to the vendor the process dies.
    enum Moment: String, CaseIterable {
        case notYetDone = "timeout-before"
        case doneAndNotAnswered = "timeout-after"
        case settling = "slow"
    }

    static let everySupply = "Spring,Autumn,Drivers"

    /// Records a command without performing anything of it.
    func recordOnly(_ command: [String]) async throws {
        let recorded = try await start(command + ["--record-only"]).ended()
        #expect(recorded.code == 0, "\(recorded)")
    }

    /// Starts a program and kills it at this moment of its n-th call.
    ///
    /// - Parameter isDone: whether the vendor has done what that call asks.
    func killing(
        _ command: [String], at moment: Moment, ofNth nth: Int = 1, _ operation: String, isDone: () async throws -> Bool
    ) async throws {
        try await sandbox.fault(moment.rawValue, at: operation, nth: nth, seconds: moment == .settling ? 1 : 600)
        let victim = try start(command)
        try await until("\(operation) call \(nth) for \(moment)") {
            try await sandbox.strikes() == 1 || !victim.isRunning
        }
        switch moment {
        case .notYetDone: try await victim.kill()
        case .doneAndNotAnswered:
            try await until("the vendor's act") { try await isDone() }
            try await victim.kill()
        case .settling:
            try await holdingWrites {
                try await until("the vendor's act") { try await isDone() }
                try await somebodyWaits(or: victim)
                try await victim.kill()
            }
        }
        try await sandbox.control("faults/clear")
    }
}
