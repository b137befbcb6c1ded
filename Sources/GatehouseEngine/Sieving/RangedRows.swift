import GatehouseTables

/// What is told of one side's rows in any order, range by range: only what is told of one range need be in memory.
struct RangedRows<Told: BitwiseCopyable> {
    /// A row, and what is told of it.
    private struct Line: BitwiseCopyable {
        let told: Told
        let row: UInt32
    }

    /// How many rows a range has; the last one has all that come after it as well.
    let width: Int
    let count: Int
    private let widthBits: UInt32
    private let shift: UInt64
    private let store: RowStore

    /// - Parameter rows: how many there are, or about how many there will be.
    init(rows: Int, in room: SieveRoom) {
        precondition(room.chunk.nonzeroBitCount == 1, "a chunk is a power of two")
        var (width, bits) = (room.chunk, 0)
        while width << 8 < rows { width <<= 1 }
        while width << bits < rows { bits += 1 }
        (self.width, count, shift) = (width, 1 << bits, UInt64(64 - bits))
        widthBits = UInt32(width.trailingZeroBitCount)
        store = room.store(bits: bits)
    }

    func add(_ row: UInt32, _ told: Told) throws {
        let range = min(row &>> widthBits, UInt32(count - 1))
        let place = try store.room(for: MemoryLayout<Line>.stride, hash: UInt64(range) << shift)
        place.storeBytes(of: Line(told: told, row: row), as: Line.self)
    }

    /// The rows of a range, of so many in all.
    func rows(of range: Int, of all: Int) -> Range<Int> {
        let first = min(range * width, all)
        return first..<(range == count - 1 ? all : min(first + width, all))
    }

    /// Shows what is told of the rows of a range, in the order in which it was told, once.
    func take(_ range: Int, _ body: (_ row: Int, Told) throws -> Void) throws {
        let pieces = try store.pieces(of: range)
        defer { store.release(range, pieces) }
        try RowStore.forEach(Line.self, in: pieces) { try body(Int($0.row), $0.told) }
    }
}

extension RowStore {
    /// Of rows of one fixed size.
    static func forEach<Row: BitwiseCopyable>(
        _: Row.Type, in pieces: [UnsafeRawBufferPointer], _ body: (Row) throws -> Void
    ) rethrows {
        for piece in pieces {
            for place in stride(from: 0, to: piece.count, by: MemoryLayout<Row>.stride) {
                try body(piece.loadUnaligned(fromByteOffset: place, as: Row.self))
            }
        }
    }

    func add<Row: BitwiseCopyable>(_ row: Row, hash: UInt64) throws {
        try room(for: MemoryLayout<Row>.stride, hash: hash).storeBytes(of: row, as: Row.self)
    }
}
