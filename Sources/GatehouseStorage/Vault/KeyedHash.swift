import Crypto

/// HMAC-SHA256 (RFC 2104) with its key hashed in already. The library's own `HMAC` is generic over its hash and goes through
/// tables for each call; a vendor's file of a million codes is hashed at twice the speed by the hash itself.
struct KeyedHash: Sendable {
    private var inner = SHA256()
    private var outer = SHA256()

    init(_ key: SymmetricKey) {
        var block = [UInt8](repeating: 0, count: SHA256.blockByteCount)
        key.withUnsafeBytes { bytes in
            if bytes.count <= block.count {
                block.replaceSubrange(..<bytes.count, with: bytes)
            } else {
                block.replaceSubrange(..<SHA256.byteCount, with: Array(SHA256.hash(data: bytes)))
            }
        }
        inner.update(data: block.map { $0 ^ 0x36 })
        outer.update(data: block.map { $0 ^ 0x5C })
    }

    /// What every text begins with.
    mutating func begin(with text: [UInt8]) { text.withUnsafeBytes { inner.update(bufferPointer: $0) } }

    /// Lends the 32 bytes of a text's hash.
    func callAsFunction<T>(
        _ text: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) throws -> T
    ) rethrows -> T {
        var (first, second) = (inner, outer)
        first.update(bufferPointer: text)
        first.finalize().withUnsafeBytes { second.update(bufferPointer: $0) }
        return try second.finalize().withUnsafeBytes(body)
    }
}
