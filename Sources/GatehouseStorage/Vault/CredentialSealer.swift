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
        withFolded(CodeFolding.trimmed(text)) { folded, _ in lookupMAC(folded) { LookupHash(first: $0) } }
    }

    func seal(_ text: UnsafeRawBufferPointer) throws -> SealedCredential {
        let text = CodeFolding.trimmed(text)
        return try withFolded(text) { folded, change in
            try lookupMAC(folded) { hashed in
                let lookup = LookupHash(first: hashed)
                return SealedCredential(lookup: lookup, box: try box(text, nonce(of: text, change, hashed), lookup))
            }
        }
    }

    /// A text that is folded already is told by its hash alone, whose second half serves as nonce. Another spelling of it needs a
    /// nonce of its own: the places of its hyphens tell it, or a hash that covers the spelling.
    private func nonce(of text: UnsafeRawBufferPointer, _ change: CodeFolding.Change, _ hashed: UnsafeRawBufferPointer)
        throws -> AES.GCM.Nonce
    {
        switch change {
        case .none: return try AES.GCM.Nonce(data: UnsafeRawBufferPointer(rebasing: hashed[16..<28]))
        case .hyphens(let places):
            return try withUnsafeTemporaryAllocation(byteCount: 12, alignment: 8) { bytes in
                bytes.copyMemory(from: UnsafeRawBufferPointer(rebasing: hashed[16..<28]))
                bytes.storeBytes(of: bytes.load(as: UInt64.self) ^ places, as: UInt64.self)
                return try AES.GCM.Nonce(data: UnsafeRawBufferPointer(bytes))
            }
        case .other:
            return try nonceMAC(text) { try AES.GCM.Nonce(data: UnsafeRawBufferPointer(rebasing: $0[..<12])) }
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

    /// Lends the text as it is compared, and what was changed for that.
    private func withFolded<T>(
        _ text: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer, CodeFolding.Change) throws -> T
    ) rethrows -> T {
        try withUnsafeTemporaryAllocation(of: UInt8.self, capacity: max(1, text.count)) { out in
            guard let start = out.baseAddress else { return try body(text, .none) }
            let (count, change) = CodeFolding.fold(text, into: start)
            return try body(UnsafeRawBufferPointer(start: start, count: count), change)
        }
    }
}
