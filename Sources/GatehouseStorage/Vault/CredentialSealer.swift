import Crypto
import Foundation
import GatehouseModel

/// Seals one workspace's credentials; made once for many, because this is done a million times in one import. Whoever asks it a
/// million times holds one reference, and not one for each key.
final class CredentialSealer: Sendable {
    /// The workspace, ended by a byte that no identifier contains.
    private let scope: [UInt8]
    /// The HMACs with their key and the scope already hashed in; copying one is cheaper than doing that for each credential.
    private let lookupMAC: KeyedHash
    private let nonceMAC: KeyedHash
    private let number: UInt8
    private let key: SymmetricKey?

    init(_ vault: Vault, _ workspace: WorkspaceID) {
        scope = Array(workspace.text.utf8) + [0]
        var (lookup, nonce) = (vault.lookupMAC, vault.nonceMAC)
        lookup.begin(with: scope)
        nonce.begin(with: scope)
        (lookupMAC, nonceMAC) = (lookup, nonce)
        number = vault.ring.current
        key = vault.credentialKeys[vault.ring.current]
    }

    /// What a sealed credential is bound to.
    static func place(_ workspace: WorkspaceID, _ lookup: LookupHash) -> [UInt8] {
        Array(workspace.text.utf8) + [0] + lookup.bytes
    }

    func lookupHash(_ text: UnsafeRawBufferPointer) -> LookupHash {
        withNormalized(Self.trimmed(text)) { normalized, _ in lookupMAC(normalized) { LookupHash(first: $0) } }
    }

    func seal(_ text: UnsafeRawBufferPointer) throws -> SealedCredential {
        let text = Self.trimmed(text)
        return try withNormalized(text) { normalized, isSame in
            try lookupMAC(normalized) { hashed in
                let lookup = LookupHash(first: hashed)
                // A text that is normalized already is told by its hash alone, whose second half serves as nonce. Another
                // spelling of it needs a nonce of its own, which covers the spelling.
                let nonce =
                    isSame
                    ? try AES.GCM.Nonce(data: UnsafeRawBufferPointer(rebasing: hashed[16..<28]))
                    : try nonceMAC(text) { try AES.GCM.Nonce(data: UnsafeRawBufferPointer(rebasing: $0[..<12])) }
                return SealedCredential(lookup: lookup, box: try box(text, nonce, lookup))
            }
        }
    }

    private func box(_ text: UnsafeRawBufferPointer, _ nonce: AES.GCM.Nonce, _ lookup: LookupHash) throws -> [UInt8] {
        guard let key else { throw Vault.unreadable }
        let count = scope.count + LookupHash.byteCount
        let sealed = try withUnsafeTemporaryAllocation(byteCount: count, alignment: 1) { place in
            place.copyBytes(from: scope)
            lookup.withBytes { UnsafeMutableRawBufferPointer(rebasing: place[scope.count...]).copyMemory(from: $0) }
            return try AES.GCM.seal(text, using: key, nonce: nonce, authenticating: UnsafeRawBufferPointer(place))
        }
        return [UInt8](unsafeUninitializedCapacity: text.count + Vault.overhead) { bytes, filled in
            bytes[0] = number
            filled = 1
            if let combined = sealed.combined {
                filled += combined.copyBytes(to: UnsafeMutableBufferPointer(rebasing: bytes[1...]))
            }
        }
    }

    static func trimmed(_ text: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        var (start, end) = (0, text.count)
        while start < end, text[start] <= 32 { start += 1 }
        while end > start, text[end - 1] <= 32 { end -= 1 }
        return UnsafeRawBufferPointer(rebasing: text[start..<end])
    }

    /// Lends the text with ASCII letters upper-cased, and whether that changed nothing.
    private func withNormalized<T>(
        _ text: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer, Bool) throws -> T
    ) rethrows -> T {
        guard text.contains(where: { (97...122).contains($0) }) else { return try body(text, true) }
        return try withUnsafeTemporaryAllocation(byteCount: text.count, alignment: 1) { upper in
            for index in text.indices {
                upper[index] = (97...122).contains(text[index]) ? text[index] - 32 : text[index]
            }
            return try body(UnsafeRawBufferPointer(upper), false)
        }
    }
}
