import Foundation
import GatehouseTables

/// Rows of one fixed size in the order in which they came: the newest in memory, and all of them as long as memory may be used,
/// else in a file without a name.
///
/// `@unchecked Sendable`: one thread fills it; whoever reads is the same, or waited for that one (`Aside.wait` hands over under a lock).
/// While all of it is in memory reading changes nothing, so that several threads may read at once. What lies in the file is read
/// through a window that moves: there it is one thread at a time, which those who read in halves ask `isInMemory` for.
final class GrainSpool<Grain: BitwiseCopyable>: @unchecked Sendable {
    private var chunks: [UnsafeMutablePointer<Grain>] = []
    /// Where the next row goes, and how many the newest chunk still takes.
    private var end: UnsafeMutablePointer<Grain>?
    private var left = 0
    private var file: Int32 = -1
    /// How many chunks are in the file; those after them are in memory.
    private var spilled = 0
    private var taken = 0
    private let budget: RowBudget
    private let folder: String
    /// So many rows are read together.
    let chunk: Int
    private let bits: Int
    private(set) var count = 0
    /// Rows beside the one that was asked for last: whoever asks for one by one asks mostly for neighbours.
    private var window: (first: Int, rows: [Grain]) = (0, [])
    private static var width: Int { 32 }

    init(_ room: SieveRoom) {
        precondition(room.chunk.nonzeroBitCount == 1, "a chunk is a power of two")
        (budget, folder, chunk, bits) = (room.budget, room.folder, room.chunk, room.chunk.trailingZeroBitCount)
    }

    deinit {
        budget.give(taken)
        for chunk in chunks { chunk.deallocate() }
        if file >= 0 { Foundation.close(file) }
    }

    func append(_ grain: Grain) throws {
        if left == 0 { try widen() }
        guard let place = end else { return }
        place.initialize(to: grain)
        (end, left) = (place + 1, left - 1)
        count += 1
    }

    private func widen() throws {
        let bytes = chunk * MemoryLayout<Grain>.stride
        if spilled > 0 || budget.isSpent {
            if file < 0 { file = try RowStore.unnamedFile(in: folder) }
            while let full = chunks.first {
                try RowStore.write(UnsafeRawBufferPointer(start: full, count: bytes), to: file, in: folder)
                full.deallocate()
                chunks.removeFirst()
                spilled += 1
            }
            budget.give(taken)
            taken = 0
        } else {
            budget.take(bytes)
            taken += bytes
        }
        let fresh = UnsafeMutablePointer<Grain>.allocate(capacity: chunk)
        chunks.append(fresh)
        (end, left) = (fresh, chunk)
    }

    /// One row by its place.
    func grain(at place: Int) throws -> Grain {
        let index = place >> bits
        if index >= spilled { return chunks[index - spilled][place & (chunk - 1)] }
        if place < window.first || place >= window.first + window.rows.count { try read(around: place) }
        return window.rows[place - window.first]
    }

    /// Copies the rows at these places, but for those that are none of `below`. One look-up follows upon the other, so that the
    /// processor waits for many at once.
    func copy(
        at places: UnsafeBufferPointer<UInt32>, below: UInt32, to memory: UnsafeMutablePointer<Grain>
    ) throws {
        let (chunks, spilled, bits, mask) = (chunks, spilled, bits, chunk - 1)
        for (index, place) in places.enumerated() where place < below {
            let place = Int(place)
            if place >> bits >= spilled {
                (memory + index).initialize(to: chunks[place >> bits - spilled][place & mask])
            } else {
                (memory + index).initialize(to: try grain(at: place))
            }
        }
    }

    private func read(around place: Int) throws {
        let first = place / Self.width * Self.width
        let many = min(Self.width, spilled * chunk - first)
        let rows = try [Grain](unsafeUninitializedCapacity: many) { memory, count in
            let bytes = UnsafeMutableRawBufferPointer(UnsafeMutableBufferPointer(rebasing: memory[..<many]))
            try RowStore.read(bytes, from: file, at: first * MemoryLayout<Grain>.stride, in: folder)
            count = many
        }
        window = (first, rows)
    }

    /// Shows all rows with their places, chunk by chunk.
    func forEachChunk(_ body: (_ first: Int, UnsafeBufferPointer<Grain>) throws -> Void) throws {
        for index in 0..<chunkCount { try withChunk(index) { try body(index * chunk, $0) } }
    }

    var chunkCount: Int { spilled + chunks.count }
    /// Then any number of threads may read it.
    var isInMemory: Bool { spilled == 0 }

    func withChunk(_ index: Int, _ body: (UnsafeBufferPointer<Grain>) throws -> Void) throws {
        if index >= spilled {
            let many = min(chunk, count - index * chunk)
            return try body(UnsafeBufferPointer(start: chunks[index - spilled], count: many))
        }
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
    var chunk = 1 << 13

    init(bits: Int = 6, budget: RowBudget, folder: String = NSTemporaryDirectory(), chunk: Int = 1 << 13) {
        (self.bits, self.budget, self.folder, self.chunk) = (bits, budget, folder, chunk)
    }

    /// For about so many rows a side: the more there are, the more parts, so that a part is as large as ever.
    init(rows: Int, budget: RowBudget, folder: String) {
        var bits = 2
        while bits < 9, rows >> bits > 1 << 13 { bits += 1 }
        self.init(bits: bits, budget: budget, folder: folder)
    }

    /// Each part has a block of its own in memory: the more parts, the smaller, so that all of them together take no more.
    func store(bits: Int? = nil) -> RowStore {
        let bits = bits ?? self.bits
        return RowStore(
            bits: bits, budget: budget, folder: folder, block: max(1 << 11, min(1 << 14, (1 << 18) >> bits)))
    }
}
