/// Looks for the first of four bytes, eight at a time (exact for the first hit; little-endian).
struct ByteNeedles {
    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let tops: UInt64 = 0x8080_8080_8080_8080
    private let a: UInt64
    private let b: UInt64
    private let c: UInt64
    private let d: UInt64

    init(_ a: UInt8, _ b: UInt8, _ c: UInt8, _ d: UInt8) {
        self.a = UInt64(a) &* Self.ones
        self.b = UInt64(b) &* Self.ones
        self.c = UInt64(c) &* Self.ones
        self.d = UInt64(d) &* Self.ones
    }

    @inline(__always)
    private static func zeroes(_ word: UInt64) -> UInt64 { (word &- ones) & ~word & tops }

    /// Index of the first needle in `from..<to`, or `to`. Up to `ByteStore.slack` bytes behind `to` must be readable.
    @inline(__always)
    func first(in base: UnsafeRawPointer, from: Int, to end: Int) -> Int {
        var at = from
        while at < end {
            let word = UInt64(littleEndian: base.loadUnaligned(fromByteOffset: at, as: UInt64.self))
            let hits =
                Self.zeroes(word ^ a) | Self.zeroes(word ^ b) | Self.zeroes(word ^ c) | Self.zeroes(word ^ d)
            if hits != 0 { return min(at &+ hits.trailingZeroBitCount &>> 3, end) }
            at &+= 8
        }
        return end
    }
}
