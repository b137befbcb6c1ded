import Crypto

/// The master keys from the configuration, each under a number of its own. It never describes itself.
///
/// To change keys, add one and make it `current`: what was sealed under the others stays readable. The look-up key stays the
/// one it was, because a credential's hash must be the same whenever it is imported.
package struct KeyRing: Sendable {
    let keys: [UInt8: SymmetricKey]
    let current: UInt8
    let lookup: UInt8

    package static let keyByteCount = 32

    /// - Parameters:
    ///   - keys: 32 random bytes each, by key number.
    ///   - current: the number of the key that seals from now on.
    ///   - lookup: the number of the key behind the look-up hashes; the ring's lowest when nil.
    /// - Throws: `storage.sealed` when a key has another length or a named number is missing.
    package init(keys: [UInt8: [UInt8]], current: UInt8, lookup: UInt8? = nil) throws {
        for (number, key) in keys where key.count != KeyRing.keyByteCount {
            throw StorageError(
                .sealed, "Master key \(number) has \(key.count) bytes; it must have exactly \(KeyRing.keyByteCount).")
        }
        self.keys = keys.mapValues { SymmetricKey(data: $0) }
        self.current = current
        self.lookup = lookup ?? keys.keys.min() ?? current
        for number in [self.current, self.lookup] where keys[number] == nil {
            throw StorageError(.sealed, "Master key \(number) is named in the configuration but not given there.")
        }
    }

    static func missing(_ number: UInt8) -> StorageError {
        StorageError(
            .sealed,
            "This was sealed under master key \(number), which the configuration does not hold. Add the key again.")
    }

    /// The key for one purpose; two purposes never share one.
    func derived(_ number: UInt8, for purpose: String) throws -> SymmetricKey {
        guard let key = keys[number] else { throw KeyRing.missing(number) }
        return HKDF<SHA256>.deriveKey(
            inputKeyMaterial: key, info: Array("gatehouse \(purpose) v1".utf8), outputByteCount: 32)
    }
}

extension KeyRing: CustomStringConvertible, CustomReflectable {
    package var description: String { "KeyRing(\(keys.count) keys, current \(current))" }
    package var customMirror: Mirror { Mirror(self, children: ["current": current]) }
}
