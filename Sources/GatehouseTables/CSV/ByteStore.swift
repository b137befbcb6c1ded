/// Growing memory for bytes, with eight readable bytes of slack behind the end, so that a scan may always load a whole word.
struct ByteStore: ~Copyable {
    private(set) var base: UnsafeMutableRawPointer
    private(set) var capacity: Int
    static let slack = 8

    init(capacity: Int) {
        self.capacity = capacity
        base = .allocate(byteCount: capacity + Self.slack, alignment: 16)
        base.initializeMemory(as: UInt8.self, repeating: 0, count: capacity + Self.slack)
    }

    deinit { base.deallocate() }

    /// Makes room for `needed` bytes; keeps the first `used`. Grows by half at least, so that growing stays linear.
    mutating func reserve(_ needed: Int, keeping used: Int) {
        guard needed > capacity else { return }
        let larger = max(needed, capacity + capacity / 2)
        let fresh = UnsafeMutableRawPointer.allocate(byteCount: larger + Self.slack, alignment: 16)
        fresh.copyMemory(from: base, byteCount: used)
        (fresh + used).initializeMemory(as: UInt8.self, repeating: 0, count: larger + Self.slack - used)
        base.deallocate()
        base = fresh
        capacity = larger
    }
}
