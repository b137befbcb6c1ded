import Foundation
import GatehouseEngine
import GatehouseLedger

/// A worker's sign of life on this machine: a file that is locked for as long as its process lives, however it ends.
package final class WorkerMark: Sendable {
    package let name: String
    private let descriptor: Int32
    private let path: String

    /// Locks a new mark in the folder.
    package init(name: String, folder: String) throws {
        self.name = name
        path = folder + "/" + name + ".worker"
        guard mkdir(folder, 0o700) == 0 || errno == EEXIST else { throw WorkerMark.refused(folder, errno) }
        let made = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        guard made >= 0 else { throw WorkerMark.refused(folder, errno) }
        guard flock(made, LOCK_EX | LOCK_NB) == 0 else {
            defer { close(made) }
            throw WorkerMark.refused(folder, errno)
        }
        descriptor = made
    }

    private static func refused(_ folder: String, _ number: Int32) -> EngineError {
        let remedy =
            number == ENOSPC || number == EDQUOT
            ? "free some space" : "give this user the right to write there, or name another folder with --data"
        return EngineError(
            [EACCES, EPERM, EROFS].contains(number) ? .notAllowed : .failed,
            "\(folder) cannot be written (\(String(cString: strerror(number)))): nothing was done; \(remedy)")
    }

    deinit { close(descriptor) }

    /// Clears it away. A mark whose worker leaves claims behind must stay: it tells the next start whose they were.
    package func remove() { unlink(path) }

    /// Those of the named workers whose processes have ended on this machine; their marks stay until `clear`. A worker
    /// without a mark here belongs to another machine and is left to its lease.
    package static func dead(among names: [String], folder: String) -> [String] {
        names.filter { name in
            let path = folder + "/" + name + ".worker"
            let descriptor = open(path, O_RDWR | O_CLOEXEC)
            guard descriptor >= 0 else { return false }
            defer { close(descriptor) }
            guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { return false }
            return true
        }
    }

    /// Clears the marks of workers whose claims were taken from them.
    package static func clear(_ names: [String], folder: String) {
        for name in names { unlink(folder + "/" + name + ".worker") }
    }
}

extension WorkerMark {
    /// Marks this process as a worker, and takes the claims of those that died on this machine.
    static func make(_ settings: Settings, ledger: any Ledger) throws -> WorkerMark {
        let folder = settings.dataFolder + "/workers"
        let dead = WorkerMark.dead(among: try ledger.read { try $0.claimingWorkers() }, folder: folder)
        if !dead.isEmpty {
            try ledger.write { try $0.abandonClaims(ofWorkers: dead) }
            WorkerMark.clear(dead, folder: folder)
        }
        sweep(folder)
        var generator = SystemRandomNumberGenerator()
        let name = "w-\(ProcessInfo.processInfo.processIdentifier)-\(String(generator.next() as UInt32, radix: 36))"
        return try WorkerMark(name: name, folder: folder)
    }

    /// Marks that processes left behind which ended without claims; a fresh one may be about to be locked.
    private static func sweep(_ folder: String) {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        for file in files where file.hasSuffix(".worker") {
            let facts = try? FileManager.default.attributesOfItem(atPath: folder + "/" + file)
            guard let made = facts?[.modificationDate] as? Date, made.timeIntervalSinceNow < -60 else { continue }
            let name = String(file.dropLast(".worker".count))
            clear(dead(among: [name], folder: folder), folder: folder)
        }
    }
}
