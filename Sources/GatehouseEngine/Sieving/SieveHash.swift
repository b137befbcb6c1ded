import GatehouseModel

/// Hashes under which rows of both sides are brought together: of 64 bits, from a start that is another one in each run, so that
/// nobody can choose texts that fall together.
struct SieveHash {
    private let seed: UInt64

    init(seed: UInt64 = .random(in: 0...(.max))) { self.seed = seed }

    /// Zero stands for no text at all.
    func of(_ bytes: UnsafeRawBufferPointer) -> UInt64 { max(1, RowKey.hash(bytes, from: seed)) }

    func of(_ text: String) -> UInt64 {
        var text = text
        return text.withUTF8 { of(UnsafeRawBufferPointer($0)) }
    }

    func of(_ text: String?) -> UInt64 { text.map { of($0) } ?? 0 }

    /// Of what a record says of each assessment; the order plays no part.
    func of(_ words: [String: String]) -> UInt64 {
        words.reduce(into: 0) { $0 &+= pair(of($1.key), of($1.value)) }
    }

    /// Of names in any order; nil is none that were told, which is another thing than an empty set.
    func of(_ names: Set<String>?) -> UInt64 {
        names.map { max(1, $0.reduce(into: 5) { $0 &+= pair(of($1), 7) }) } ?? 0
    }

    func pair(_ one: UInt64, _ other: UInt64) -> UInt64 { SieveHash.mixed(one &* 3 ^ SieveHash.mixed(other)) }

    // The keys by which a row can be found, each level apart from the others.
    func reference(_ hash: UInt64) -> UInt64 { pair(hash, 1) }
    func vendorID(_ hash: UInt64) -> UInt64 { pair(hash, 2) }
    func credential(_ hash: UInt64) -> UInt64 { pair(hash, 3) }
    func address(_ hash: UInt64, supply: UInt32) -> UInt64 { pair(hash, 4 + UInt64(supply)) }

    private static func mixed(_ value: UInt64) -> UInt64 {
        let (high, low) = (value ^ 0x9E37_79B9_7F4A_7C15).multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
        return high ^ low
    }
}
