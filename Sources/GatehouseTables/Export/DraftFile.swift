import Glibc

/// A file under a name of its own beside the place where it will stand; readable by its owner only, removed unless published.
final class DraftFile {
    let path: String
    private let place: String
    let descriptor: Int32
    private var isPublished = false

    /// Throws `TableError` `.unwritable`.
    init(beside place: String) throws {
        self.place = place
        var template = Array((place + ".XXXXXX").utf8CString)
        descriptor = template.withUnsafeMutableBufferPointer { $0.baseAddress.map { mkstemp($0) } ?? -1 }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        guard descriptor >= 0 else { throw TableError.unwritable(place, errno, "mkstemp") }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
        if !isPublished { unlink(path) }
    }

    /// Puts the file, as it is on the disk now, in its place. Others may have written it anew under the same path.
    func publish() throws {
        let present = open(path, O_RDONLY | O_CLOEXEC)
        guard present >= 0 else { throw TableError.unwritable(place, errno, "open") }
        let synced = fsync(present)
        let reason = errno
        close(present)
        guard synced == 0 else { throw TableError.unwritable(place, reason, "fsync") }
        guard rename(path, place) == 0 else { throw TableError.unwritable(place, errno, "rename") }
        isPublished = true
    }
}

extension TableError {
    static func unwritable(_ file: String, _ code: Int32, _ step: String) -> TableError {
        TableError(
            .unwritable, file: file, reason: "cannot be written: \(String(cString: strerror(code)))",
            remedy: "check the folder, its permissions and the room on the disk", detail: "\(step): errno \(code)")
    }
}
