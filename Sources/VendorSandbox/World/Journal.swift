import Foundation

/// The sandbox's memory on disk: one act a line, appended and flushed to the disk before anybody hears of it.
struct Journal: ~Copyable {
    private let file: Int32
    private let path: String

    /// Opens the journal, made when there is none, and reads its whole lines. A last line that was torn by a crash was
    /// never answered for: it is cut off.
    init(path: String, each line: (ArraySlice<UInt8>) throws -> Void) throws {
        self.path = path
        file = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw JournalFailure(action: "open", path: path, errno: errno) }
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
            let reason = errno
            close(file)
            throw JournalFailure(action: "lock (is another sandbox using it?)", path: path, errno: reason)
        }
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        var start = 0
        while let end = bytes[start...].firstIndex(of: 10) {
            try line(bytes[start..<end])
            start = end + 1
        }
        if start < bytes.count { try cut(to: start) }
    }

    /// Returns only when the line is on the disk.
    func append(_ line: String) throws {
        let bytes = Array((line + "\n").utf8)
        var at = 0
        while at < bytes.count {
            let count = bytes[at...].withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
            guard count > 0 else { throw JournalFailure(action: "write", path: path, errno: errno) }
            at += count
        }
        guard fsync(file) == 0 else { throw JournalFailure(action: "flush", path: path, errno: errno) }
    }

    /// Forgets everything.
    func clear() throws { try cut(to: 0) }

    private func cut(to length: Int) throws {
        guard ftruncate(file, off_t(length)) == 0, fsync(file) == 0 else {
            throw JournalFailure(action: "cut", path: path, errno: errno)
        }
    }

    deinit { close(file) }
}

package struct JournalFailure: Error, CustomStringConvertible {
    let action: String
    let path: String
    let errno: Int32

    package var description: String {
        "The sandbox cannot \(action) its journal \(path): \(String(cString: strerror(errno))). Give it a folder of its own that can be written."
    }
}
