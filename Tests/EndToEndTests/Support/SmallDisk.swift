import Foundation
import GatehouseTesting

/// A file system of a few megabytes that a test fills. It lives in a mount namespace of its own: only programs that are led
/// there see it, and nothing of it is left behind when its holder ends.
struct SmallDisk: Sendable {
    private let holder: Talker
    /// What leads a program there: `nsenter …`.
    let launcher: [String]

    /// Mounts one at the folder; nil where this machine lets nobody mount.
    static func open(at folder: URL, megabytes: Int) async throws -> SmallDisk? {
        guard let unshare = ExternalTool.find("unshare"), let nsenter = ExternalTool.find("nsenter") else { return nil }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let isRoot = getuid() == 0
        let holder = try Talker(
            unshare,
            ["--mount"] + (isRoot ? [] : ["--map-root-user"])
                + [
                    ExternalTool.python.path, "-X", "utf8",
                    Checkout.folder.appending(path: "Tests/EndToEndTests/Peers/disk.py").path,
                    folder.path, String(megabytes),
                ])
        guard (try? await holder.next()) == "held" else { return nil }
        let user = isRoot ? [] : ["--user", "--preserve-credentials"]
        return SmallDisk(
            holder: holder, launcher: [nsenter.path, "--target", String(holder.id), "--mount"] + user + ["--"])
    }

    /// From now on so many bytes are free.
    func fill(leaving bytes: Int) async throws { _ = try await ask("fill \(bytes)") }
    func empty() async throws { _ = try await ask("empty") }
    /// In bytes, without what fills it.
    func occupied() async throws -> Int { try await ask("empty") }
    func close() async throws { try await holder.close() }

    private func ask(_ command: String) async throws -> Int {
        try holder.say(command)
        guard let bytes = Int(try await holder.next()) else { throw NeverCame(what: "the small disk") }
        return bytes
    }
}
