import Foundation
import GatehouseEngine

/// Where a plan is saved: only its owner reads it, for it names people and their addresses.
enum PlanFile {
    /// Writes it whole or not at all. A plan that was saved there before is replaced; anything else is kept, and `refused` thrown.
    static func save(_ plan: SavedPlan, at path: String) throws(EngineError) {
        try refuseOther(path)
        let folder = (path as NSString).deletingLastPathComponent
        let draft = (folder.isEmpty ? "." : folder) + "/.gatehouse-\(UUID().uuidString)"
        let file = open(draft, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw failed(path) }
        let bytes = Array(PlanCoding.text(of: plan).utf8)
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            written += count
        }
        let isWhole = written == bytes.count && fsync(file) == 0
        let problem = isWhole ? nil : failed(path)
        close(file)
        if let problem {
            unlink(draft)
            throw problem
        }
        guard rename(draft, path) == 0 else {
            let problem = failed(path)
            unlink(draft)
            throw problem
        }
    }

    private static func refuseOther(_ path: String) throws(EngineError) {
        var found = stat()
        guard lstat(path, &found) == 0 else { return }
        let isFile = found.st_mode & S_IFMT == S_IFREG
        guard isFile, let data = FileManager.default.contents(atPath: path), PlanCoding.isPlan(data) else {
            throw EngineError(
                .refused,
                "\(path): there is something else than a saved plan: give --out another name; nothing was written")
        }
    }

    private static func failed(_ path: String) -> EngineError {
        EngineError(.failed, "\(path): the plan cannot be written: \(String(cString: strerror(errno)))")
    }
}
