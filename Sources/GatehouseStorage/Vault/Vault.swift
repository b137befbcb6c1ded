import Crypto
import Dispatch
import Foundation
package import GatehouseModel

/// Seals credentials and other secrets for storage, opens them, and makes the hash by which a credential is found.
///
/// A sealed value is: key number (1 byte), nonce (12), ciphertext, tag (16), by AES-256-GCM. It is bound to its place: a
/// credential to its workspace and look-up hash, another secret to its workspace and the name of its field.
///
/// A credential's nonce is derived from the credential itself by a keyed hash, so that the same code in the same workspace
/// seals to the same bytes, which its unique look-up hash tells anyway; no nonce ever serves two different texts.
package struct Vault: Sendable {
    static let overhead = 1 + 12 + 16

    let ring: KeyRing
    /// The HMACs with their key already hashed in; copying one is cheaper than keying it anew for every credential.
    let lookupMAC: KeyedHash
    let nonceMAC: KeyedHash
    let credentialKeys: [UInt8: SymmetricKey]
    private let secretKeys: [UInt8: SymmetricKey]

    package init(_ ring: KeyRing) throws {
        self.ring = ring
        lookupMAC = KeyedHash(try ring.derived(ring.lookup, for: "credential look-up"))
        nonceMAC = KeyedHash(try ring.derived(ring.current, for: "credential nonce"))
        credentialKeys = try ring.keys.keys.reduce(into: [:]) { $0[$1] = try ring.derived($1, for: "credential") }
        secretKeys = try ring.keys.keys.reduce(into: [:]) { $0[$1] = try ring.derived($1, for: "secret") }
    }
}

// MARK: - Credentials

extension Vault {
    /// The hash of a credential as it is compared (`CodeFolding`).
    package func lookupHash(_ workspace: WorkspaceID, _ credential: Secret) -> LookupHash {
        var text = credential.reveal()
        let sealer = CredentialSealer(self, workspace)
        return text.withUTF8 { sealer.lookupHash(UnsafeRawBufferPointer($0)) }
    }

    package func seal(_ workspace: WorkspaceID, _ credential: Secret) throws -> SealedCredential {
        var text = credential.reveal()
        let sealer = CredentialSealer(self, workspace)
        return try text.withUTF8 { try sealer.seal(UnsafeRawBufferPointer($0)) }
    }

    /// Seals many at once on all cores, as one by one; the answer is in their order.
    /// - Parameter credential: lends the bytes of one to its `body`; must be safe to call from several threads.
    package func seal(
        _ workspace: WorkspaceID, count: Int,
        credential: @Sendable (_ index: Int, _ body: (UnsafeRawBufferPointer) throws -> Void) throws -> Void
    ) throws -> [SealedCredential] {
        let sealer = CredentialSealer(self, workspace)
        let slices = min(ProcessInfo.processInfo.activeProcessorCount, 1 + count / 2000)
        let outcomes = Outcomes(slices)
        DispatchQueue.concurrentPerform(iterations: slices) { slice in
            outcomes[slice] = Result {
                let range = count * slice / slices..<count * (slice + 1) / slices
                var sealed: [SealedCredential] = []
                sealed.reserveCapacity(range.count)
                for index in range { try credential(index) { sealed.append(try sealer.seal($0)) } }
                return sealed
            }
        }
        return try outcomes.joined()
    }

    /// Under a hash of its own that nobody looks for, because another unit stands for this code.
    func sealApart(_ workspace: WorkspaceID, _ credential: Secret) throws -> SealedCredential {
        let bytes = (0..<LookupHash.byteCount).map { _ in UInt8.random(in: 0...255) }
        guard let key = credentialKeys[ring.current], let lookup = LookupHash(bytes) else { throw Vault.unreadable }
        let sealed = try AES.GCM.seal(
            Array(credential.reveal().utf8), using: key,
            authenticating: CredentialSealer.place(workspace, lookup))
        return SealedCredential(lookup: lookup, box: [ring.current] + (sealed.combined.map(Array.init) ?? []))
    }

    /// - Throws: `storage.sealed` when the key is missing, or the bytes belong elsewhere or were altered.
    package func open(_ workspace: WorkspaceID, _ credential: SealedCredential) throws -> Secret {
        try open(credential.box, keys: credentialKeys, place: CredentialSealer.place(workspace, credential.lookup))
    }
}

// MARK: - Other secrets

extension Vault {
    /// Seals a setting's secret, a token or a link; `field` says where it is kept, such as `connection cnn_… token`.
    package func seal(_ workspace: WorkspaceID, field: String, _ secret: Secret) throws -> [UInt8] {
        guard let key = secretKeys[ring.current] else { throw Vault.unreadable }
        let sealed = try AES.GCM.seal(
            Array(secret.reveal().utf8), using: key, authenticating: place(workspace, field))
        return [ring.current] + (sealed.combined.map(Array.init) ?? [])
    }

    package func open(_ workspace: WorkspaceID, field: String, _ box: [UInt8]) throws -> Secret {
        try open(box, keys: secretKeys, place: place(workspace, field))
    }

    /// Ended by a byte that no identifier contains, so that no two places run into each other.
    private func place(_ workspace: WorkspaceID, _ field: String) -> [UInt8] {
        Array(workspace.text.utf8) + [0] + Array(field.utf8)
    }

    static let unreadable = StorageError(
        .sealed, "A sealed value cannot be opened: it was altered, or the master key is not the one it was sealed with."
    )

    private func open(_ box: [UInt8], keys: [UInt8: SymmetricKey], place: [UInt8]) throws -> Secret {
        guard let number = box.first, box.count >= Vault.overhead else { throw Vault.unreadable }
        guard let key = keys[number] else { throw KeyRing.missing(number) }
        do {
            let sealed = try AES.GCM.SealedBox(combined: box.dropFirst())
            return Secret(String(decoding: try AES.GCM.open(sealed, using: key, authenticating: place), as: UTF8.self))
        } catch { throw Vault.unreadable }
    }
}
