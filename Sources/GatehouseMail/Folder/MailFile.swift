import Foundation

/// The bytes of one file that appears under its name whole, durable and only if the name was free.
struct MailFile {
    let bytes: [UInt8]

    struct Failure: Error {
        let call: String
        let errno: Int32
        /// The file stands under its name, but it is not certain that it survives a loss of power.
        var isPlaced = false
        var reason: String { String(cString: strerror(errno)) }
    }

    /// Written beside its place, synced, then linked to its name, which fails where the name is taken.
    ///
    /// - Returns: false when there is such a file already; it is left as it is.
    func place(at path: String) throws -> Bool {
        let draft = path + ".\(UInt64.random(in: .min ... .max)).tmp"
        defer { unlink(draft) }
        try write(draft)
        if link(draft, path) != 0 {
            if errno == EEXIST { return false }
            throw Failure(call: "link", errno: errno)
        }
        try syncFolder(of: path)
        return true
    }

    private func write(_ path: String) throws {
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw Failure(call: "open", errno: errno) }
        defer { close(file) }
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes { Foundation.write(file, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw Failure(call: "write", errno: errno) }
            written += count
        }
        guard fsync(file) == 0 else { throw Failure(call: "fsync", errno: errno) }
    }

    private func syncFolder(of path: String) throws {
        let folder = open((path as NSString).deletingLastPathComponent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { throw Failure(call: "open folder", errno: errno, isPlaced: true) }
        defer { close(folder) }
        guard fsync(folder) == 0 else { throw Failure(call: "fsync folder", errno: errno, isPlaced: true) }
    }
}
