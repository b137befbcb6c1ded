import Glibc

/// Where bytes come from: a file, standard input, memory.
package protocol ByteSource: AnyObject {
    /// Fills a part of `space`; 0 at the end. Throws `TableError` `.unreadable`.
    func read(into space: UnsafeMutableRawBufferPointer) throws -> Int
}

/// A file, read in order. Closes what it opened itself.
package final class FileBytes: ByteSource {
    private let descriptor: Int32
    private let name: String
    private let owned: Bool

    /// Throws `TableError` `.unreadable` when the file cannot be opened or is a folder.
    package init(path: String) throws {
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        name = path
        owned = true
        guard descriptor >= 0 else { throw Self.failure(path, errno) }
        var facts = stat()
        if fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT == S_IFDIR { throw Self.failure(path, EISDIR) }
    }

    /// Reads an open descriptor, such as 0 for standard input, and leaves it open.
    package init(descriptor: Int32, name: String) {
        self.descriptor = descriptor
        self.name = name
        owned = false
    }

    deinit { if owned, descriptor >= 0 { close(descriptor) } }

    package func read(into space: UnsafeMutableRawBufferPointer) throws -> Int {
        guard let start = space.baseAddress, !space.isEmpty else { return 0 }
        while true {
            let count = Glibc.read(descriptor, start, space.count)
            if count >= 0 { return count }
            if errno != EINTR { throw Self.failure(name, errno) }
        }
    }

    private static func failure(_ name: String, _ code: Int32) -> TableError {
        TableError(
            .unreadable, file: name, reason: "cannot be read: \(String(cString: strerror(code)))",
            remedy: "check the path and the permissions", detail: "errno \(code)")
    }
}

/// Bytes already in memory, or made piece by piece.
package final class MemoryBytes: ByteSource {
    private let bytes: [UInt8]
    private var position = 0
    private let chunk: Int

    /// - Parameter chunk: at most so many bytes per read, for tests of chunk boundaries.
    package init(_ bytes: [UInt8], chunk: Int = .max) {
        self.bytes = bytes
        self.chunk = chunk
    }

    package convenience init(_ text: String) { self.init(Array(text.utf8)) }

    package func read(into space: UnsafeMutableRawBufferPointer) throws -> Int {
        let count = min(space.count, bytes.count - position, chunk)
        bytes.withUnsafeBytes { source in
            space.copyMemory(from: UnsafeRawBufferPointer(rebasing: source[position..<position + count]))
        }
        position += count
        return count
    }
}
