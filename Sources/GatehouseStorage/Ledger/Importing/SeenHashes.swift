/// Which look-up hashes came by, in memory that does not grow: what came by it never denies; of the others it takes the more for
/// seen, the more there were (after a million hashes one in a thousand, after ten millions one in four).
struct SeenHashes {
    private static let bits: UInt64 = 25
    private var words = [UInt64](repeating: 0, count: 1 << Int(SeenHashes.bits - 6))

    mutating func add(_ hash: LookupHash) {
        mark(hash.high)
        mark(hash.low)
        mark(hash.low >> 32)
    }

    func mayHold(_ hash: LookupHash) -> Bool { isMarked(hash.high) && isMarked(hash.low) && isMarked(hash.low >> 32) }

    // The hash is keyed and even, so that its own bits are places enough.

    private mutating func mark(_ bits: UInt64) {
        let place = Self.place(bits)
        words[place >> 6] |= 1 << UInt64(place & 63)
    }

    private func isMarked(_ bits: UInt64) -> Bool {
        let place = Self.place(bits)
        return words[place >> 6] & (1 << UInt64(place & 63)) != 0
    }

    private static func place(_ bits: UInt64) -> Int { Int(bits & (1 << Self.bits - 1)) }
}
