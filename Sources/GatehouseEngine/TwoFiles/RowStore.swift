import Foundation
import GatehouseTables
import Synchronization

/// How much memory the rows of both files may take together before they go to disk.
final class RowBudget: Sendable {
    private let left: Atomic<Int>
    init(bytes: Int) { left = Atomic(bytes) }
    func take(_ bytes: Int) { left.subtract(bytes, ordering: .relaxed) }
    func give(_ bytes: Int) { left.add(bytes, ordering: .relaxed) }
    var isSpent: Bool { left.load(ordering: .relaxed) < 0 }
}

/// The rows of one file in as many parts as keys are spread over by their hash: each part in memory, or, where both files
/// together are too large, in a file without a name that is gone when the process is.
///
/// `@unchecked Sendable`: one thread fills it and is through before any other reads; then each part is read and released by the
/// one thread that was given it, and parts share nothing.
final class RowStore: @unchecked Sendable {
    /// A piece of memory with rows one behind the other: where the next one is, how much is used, then the rows.
    private struct Block {
        static let header = 16
    }

    private struct Part {
        var first: UnsafeMutableRawPointer?
        var last: UnsafeMutableRawPointer?
        var used = 0
        var capacity = 0
        var rows = 0
        /// What its blocks take of the budget.
        var taken = 0
        var file: Int32 = -1
        var fileBytes = 0
    }

    private let parts: UnsafeMutablePointer<Part>
    let count: Int
    private let shift: UInt64
    private let budget: RowBudget
    private let folder: String
    private let block: Int
    private var isSpilling = false

    /// - Parameters:
    ///   - bits: the number of parts is two to the power of it.
    ///   - block: so many bytes a part takes at once.
    init(bits: Int, budget: RowBudget, folder: String, block: Int = 1 << 16) {
        count = 1 << bits
        shift = UInt64(64 - bits)
        (self.budget, self.folder, self.block) = (budget, folder, block)
        parts = .allocate(capacity: count)
        parts.initialize(repeating: Part(), count: count)
    }

    deinit {
        for index in 0..<count { release(index) }
        parts.deallocate()
    }

    /// Makes room for one row in the part of its hash and gives the place where to write it.
    func room(for bytes: Int, hash: UInt64) throws -> UnsafeMutableRawPointer {
        let part = parts + Int(truncatingIfNeeded: shift == 64 ? 0 : hash >> shift)
        if part.pointee.used &+ bytes > part.pointee.capacity { try widen(part, by: bytes) }
        guard let block = part.pointee.last else { throw RowStore.full(folder, ENOMEM) }
        let place = block + part.pointee.used
        part.pointee.used &+= bytes
        part.pointee.rows &+= 1
        return place
    }

    private func widen(_ part: UnsafeMutablePointer<Part>, by bytes: Int) throws {
        close(part)
        if !isSpilling, budget.isSpent {
            isSpilling = true
            for index in 0..<count { try spill(parts + index) }
        }
        if isSpilling { try spill(part) }
        let size = max(block, bytes + Block.header)
        let fresh = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 16)
        fresh.storeBytes(of: 0, as: UInt.self)
        if let last = part.pointee.last {
            last.storeBytes(of: UInt(bitPattern: fresh), as: UInt.self)
        } else {
            part.pointee.first = fresh
        }
        (part.pointee.last, part.pointee.used, part.pointee.capacity) = (fresh, Block.header, size)
        if isSpilling { return }
        budget.take(size)
        part.pointee.taken += size
    }

    /// Notes in the block itself how much of it is used.
    private func close(_ part: UnsafeMutablePointer<Part>) {
        part.pointee.last?.storeBytes(of: part.pointee.used, toByteOffset: 8, as: Int.self)
    }

    /// Appends a part's blocks to its file and frees them.
    private func spill(_ part: UnsafeMutablePointer<Part>) throws {
        close(part)
        guard part.pointee.first != nil else { return }
        if part.pointee.file < 0 { part.pointee.file = try RowStore.unnamedFile(in: folder) }
        try forEachBlock(part) { rows in
            try RowStore.write(rows, to: part.pointee.file, in: folder)
            part.pointee.fileBytes += rows.count
        }
        freeBlocks(part)
    }

    /// Writes all of it at the file's end.
    static func write(_ bytes: UnsafeRawBufferPointer, to file: Int32, in folder: String) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = Foundation.write(file, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
            if written < 0, errno == EINTR { continue }
            guard written > 0 else { throw RowStore.full(folder, errno) }
            rest = rest.dropFirst(written)
        }
    }

    /// Fills `memory` from a place in the file.
    static func read(_ memory: UnsafeMutableRawBufferPointer, from file: Int32, at start: Int, in folder: String) throws
    {
        var place = 0
        while place < memory.count {
            let count = pread(
                file, memory.baseAddress.map { $0 + place }, memory.count - place, off_t(start + place))
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw RowStore.full(folder, errno) }
            place += count
        }
    }

    /// A new file that nobody else can open and that is gone when this process is.
    static func unnamedFile(in folder: String) throws -> Int32 {
        var template = Array((folder + "/gatehouse-rows.XXXXXX").utf8CString)
        let file = template.withUnsafeMutableBufferPointer { $0.baseAddress.map { mkstemp($0) } ?? -1 }
        guard file >= 0 else { throw RowStore.full(folder, errno) }
        template.withUnsafeBufferPointer { if let name = $0.baseAddress { _ = unlink(name) } }
        return file
    }

    private static func full(_ folder: String, _ code: Int32) -> TableError {
        TableError(
            .unwritable, file: folder, reason: "the rows cannot be kept: \(String(cString: strerror(code)))",
            remedy: "free some space there, or set TMPDIR to a folder that has it")
    }

    private func forEachBlock(
        _ part: UnsafeMutablePointer<Part>, _ body: (UnsafeRawBufferPointer) throws -> Void
    ) rethrows {
        var next = part.pointee.first
        while let block = next {
            let used = block.load(fromByteOffset: 8, as: Int.self)
            try body(UnsafeRawBufferPointer(start: block + Block.header, count: used - Block.header))
            next = UnsafeMutableRawPointer(bitPattern: block.load(as: UInt.self))
        }
    }

    private func freeBlocks(_ part: UnsafeMutablePointer<Part>) {
        var next = part.pointee.first
        while let block = next {
            next = UnsafeMutableRawPointer(bitPattern: block.load(as: UInt.self))
            block.deallocate()
        }
        budget.give(part.pointee.taken)
        (part.pointee.first, part.pointee.last) = (nil, nil)
        (part.pointee.used, part.pointee.capacity, part.pointee.taken) = (0, 0, 0)
    }
}

extension RowStore {
    func rows(in part: Int) -> Int { parts[part].rows }

    /// The pieces of memory in which a part's rows lie, in the order of the file; valid until the part is released.
    func pieces(of index: Int) throws -> [UnsafeRawBufferPointer] {
        let part = parts + index
        close(part)
        var pieces: [UnsafeRawBufferPointer] = []
        if part.pointee.fileBytes > 0 { pieces.append(try readBack(part)) }
        forEachBlock(part) { pieces.append($0) }
        return pieces
    }

    /// What was spilled, as one block in front of those still in memory.
    private func readBack(_ part: UnsafeMutablePointer<Part>) throws -> UnsafeRawBufferPointer {
        let bytes = part.pointee.fileBytes
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes, alignment: 16)
        do { try RowStore.read(memory, from: part.pointee.file, at: 0, in: folder) } catch {
            memory.deallocate()
            throw error
        }
        return UnsafeRawBufferPointer(memory)
    }

    /// Frees what a part holds, and what `pieces` read back of it.
    func release(_ index: Int, _ pieces: [UnsafeRawBufferPointer] = []) {
        let part = parts + index
        if part.pointee.fileBytes > 0 { pieces.first?.deallocate() }
        freeBlocks(part)
        if part.pointee.file >= 0 { Foundation.close(part.pointee.file) }
        part.pointee.file = -1
        part.pointee.fileBytes = 0
    }
}
