import Glibc

/// Where written bytes go: a file, standard output, memory.
package protocol ByteSink: AnyObject {
    /// Takes all of `bytes`. Throws `TableError` `.unwritable`.
    func write(_ bytes: UnsafeRawBufferPointer) throws
    /// Makes what was written stand. Without it a file does not appear.
    func finish() throws
}

/// A file that appears whole or not at all, readable by its owner only.
package final class FileSink: ByteSink {
    private let path: String
    private let draft: DraftFile

    package init(path: String) throws {
        self.path = path
        draft = try DraftFile(beside: path)
    }

    package func write(_ bytes: UnsafeRawBufferPointer) throws {
        try writeAll(bytes, to: draft.descriptor, file: path)
    }

    package func finish() throws { try draft.publish() }
}

/// An open descriptor, such as 1 for standard output, left open.
package final class DescriptorSink: ByteSink {
    private let descriptor: Int32
    private let name: String

    package init(descriptor: Int32, name: String) {
        self.descriptor = descriptor
        self.name = name
    }

    package func write(_ bytes: UnsafeRawBufferPointer) throws { try writeAll(bytes, to: descriptor, file: name) }
    package func finish() throws {}
}

/// Memory, for small texts and tests.
package final class MemorySink: ByteSink {
    package private(set) var bytes: [UInt8] = []
    package init() {}
    package var text: String { String(decoding: bytes, as: UTF8.self) }
    package func write(_ bytes: UnsafeRawBufferPointer) throws { self.bytes.append(contentsOf: bytes) }
    package func finish() throws {}
}

private func writeAll(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32, file: String) throws {
    var rest = bytes[...]
    while !rest.isEmpty {
        let count = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { throw TableError.unwritable(file, errno, "write") }
        rest = rest.dropFirst(count)
    }
}
