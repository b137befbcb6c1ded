import Foundation
import GatehouseTables

/// Rows of one fixed size in the order in which they came: the newest in memory, and all of them as long as memory may be used,
/// else in a file without a name.
///
/// `@unchecked Sendable`: never two threads at once. One fills it, and its asker waits for that one (`Aside.wait`, or because it is
/// the same) before it reads.
final class GrainSpool<Grain: BitwiseCopyable>: @unchecked Sendable {
    private var chunks: [[Grain]] = []
    private var file: Int32 = -1
    /// How many chunks are in the file; those after them are in memory.
    private var spilled = 0
    private let budget: RowBudget
    private let folder: String
    /// So many rows are read together.
    private let chunk: Int
    private(set) var count = 0

    init(_ room: SieveRoom) { (budget, folder, chunk) = (room.budget, room.folder, room.chunk) }

    deinit { if file >= 0 { Foundation.close(file) } }

    func append(_ grain: Grain) throws {
        if count % chunk == 0 { try widen() }
        chunks[chunks.count - 1].append(grain)
        count += 1
    }

    private func widen() throws {
        let bytes = chunk * MemoryLayout<Grain>.stride
        if spilled > 0 || budget.isSpent {
            if file < 0 { file = try RowStore.unnamedFile(in: folder) }
            for full in chunks {
                try full.withUnsafeBytes { try RowStore.write($0, to: file, in: folder) }
                spilled += 1
            }
            chunks.removeAll()
        } else {
            budget.take(bytes)
        }
        var fresh: [Grain] = []
        fresh.reserveCapacity(chunk)
        chunks.append(fresh)
    }

    /// One row by its place.
    func grain(at place: Int) throws -> Grain {
        let index = place / chunk
        if index >= spilled { return chunks[index - spilled][place % chunk] }
        let size = MemoryLayout<Grain>.stride
        return try withUnsafeTemporaryAllocation(byteCount: size, alignment: MemoryLayout<Grain>.alignment) { memory in
            try RowStore.read(memory, from: file, at: place * size, in: folder)
            return memory.load(as: Grain.self)
        }
    }

    /// Shows all rows with their places, chunk by chunk.
    func forEachChunk(_ body: (_ first: Int, UnsafeBufferPointer<Grain>) throws -> Void) throws {
        for index in 0..<spilled {
            try withRead(chunk: index) { try body(index * chunk, $0) }
        }
        for (index, rows) in chunks.enumerated() {
            try rows.withUnsafeBufferPointer { try body((spilled + index) * chunk, $0) }
        }
    }

    private func withRead(chunk index: Int, _ body: (UnsafeBufferPointer<Grain>) throws -> Void) throws {
        let bytes = chunk * MemoryLayout<Grain>.stride
        let memory = UnsafeMutableRawBufferPointer.allocate(
            byteCount: bytes, alignment: MemoryLayout<Grain>.alignment)
        defer { memory.deallocate() }
        try RowStore.read(memory, from: file, at: index * bytes, in: folder)
        try body(UnsafeBufferPointer(memory.bindMemory(to: Grain.self)))
    }
}

/// Where the grains of both sides are kept.
struct SieveRoom {
    /// Keys are spread over two to the power of it.
    var bits = 6
    let budget: RowBudget
    var folder = NSTemporaryDirectory()
    var chunk = 1 << 14
}
