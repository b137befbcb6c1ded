/// The keyed hash by which a credential is found without being readable: the first 16 bytes of an HMAC-SHA256.
package struct LookupHash: Hashable, Comparable, Sendable {
    let high: UInt64
    let low: UInt64

    package static let byteCount = 16

    /// Reads 16 bytes as they were stored; nil for any other number.
    package init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count == LookupHash.byteCount else { return nil }
        high = bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
        low = bytes.dropFirst(8).reduce(0) { $0 << 8 | UInt64($1) }
    }

    init(first bytes: UnsafeRawBufferPointer) {
        high = UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self))
        low = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
    }

    package var bytes: [UInt8] { withBytes { [UInt8]($0) } }

    package func withBytes<T>(_ body: (UnsafeRawBufferPointer) throws -> T) rethrows -> T {
        try withUnsafeBytes(of: (high.bigEndian, low.bigEndian), body)
    }

    /// In the order of the stored bytes.
    package static func < (a: LookupHash, b: LookupHash) -> Bool { (a.high, a.low) < (b.high, b.low) }
}
