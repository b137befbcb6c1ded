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

    private let ring: KeyRing
    /// The HMACs with their key already hashed in; copying one is cheaper than keying it anew for every credential.
    private let lookupMAC: HMAC<SHA256>
    private let nonceMAC: HMAC<SHA256>
    private let credentialKeys: [UInt8: SymmetricKey]
    private let secretKeys: [UInt8: SymmetricKey]

    package init(_ ring: KeyRing) throws {
        self.ring = ring
        lookupMAC = HMAC(key: try ring.derived(ring.lookup, for: "credential look-up"))
        nonceMAC = HMAC(key: try ring.derived(ring.current, for: "credential nonce"))
        credentialKeys = try ring.keys.keys.reduce(into: [:]) { $0[$1] = try ring.derived($1, for: "credential") }
        secretKeys = try ring.keys.keys.reduce(into: [:]) { $0[$1] = try ring.derived($1, for: "secret") }
    }
}

// MARK: - Credentials

extension Vault {
    /// The hash of a credential as it is compared: trimmed and upper-cased (ASCII letters).
    package func lookupHash(_ workspace: WorkspaceID, _ credential: Secret) -> LookupHash {
        var text = credential.reveal()
        return text.withUTF8 { hash(scope(workspace), normalized: Vault.normalized(UnsafeRawBufferPointer($0))) }
    }

    package func seal(_ workspace: WorkspaceID, _ credential: Secret) throws -> SealedCredential {
        var text = credential.reveal()
        return try text.withUTF8 { try seal(scope(workspace), UnsafeRawBufferPointer($0)) }
    }

    /// Seals many at once on all cores. The text of each is trimmed; `credential` must be safe to call from several threads
    /// and its bytes must live as long as its `body` runs.
    package func seal(
        _ workspace: WorkspaceID, count: Int,
        credential: @Sendable (_ index: Int, _ body: (UnsafeRawBufferPointer) throws -> Void) throws -> Void
    ) throws -> [SealedCredential] {
        let scope = scope(workspace)
        let slices = min(ProcessInfo.processInfo.activeProcessorCount, 1 + count / 2000)
        let outcomes = Outcomes(slices)
        DispatchQueue.concurrentPerform(iterations: slices) { slice in
            outcomes[slice] = Result {
                let range = count * slice / slices..<count * (slice + 1) / slices
                var sealed: [SealedCredential] = []
                sealed.reserveCapacity(range.count)
                for index in range { try credential(index) { sealed.append(try self.seal(scope, $0)) } }
                return sealed
            }
        }
        return try outcomes.joined()
    }

    /// - Throws: `storage.sealed` when the key is missing, or the bytes belong elsewhere or were altered.
    package func open(_ workspace: WorkspaceID, _ credential: SealedCredential) throws -> Secret {
        let place = credential.lookup.withBytes { scope(workspace) + $0 }
        return try open(credential.box, keys: credentialKeys, place: place)
    }
}

// MARK: - Other secrets

extension Vault {
    /// Seals a setting's secret, a token or a link; `field` says where it is kept, such as `connection cnn_… token`.
    package func seal(_ workspace: WorkspaceID, field: String, _ secret: Secret) throws -> [UInt8] {
        guard let key = secretKeys[ring.current] else { throw Vault.unreadable }
        let sealed = try AES.GCM.seal(
            Array(secret.reveal().utf8), using: key, authenticating: scope(workspace) + Array(field.utf8))
        return [ring.current] + (sealed.combined.map(Array.init) ?? [])
    }

    package func open(_ workspace: WorkspaceID, field: String, _ box: [UInt8]) throws -> Secret {
        try open(box, keys: secretKeys, place: scope(workspace) + Array(field.utf8))
    }
}

// MARK: - The parts

extension Vault {
    static func trimmed(_ text: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        var (start, end) = (0, text.count)
        while start < end, text[start] <= 32 { start += 1 }
        while end > start, text[end - 1] <= 32 { end -= 1 }
        return UnsafeRawBufferPointer(rebasing: text[start..<end])
    }

    static func normalized(_ text: UnsafeRawBufferPointer) -> [UInt8] {
        trimmed(text).map { (97...122).contains($0) ? $0 - 32 : $0 }
    }

    private static let unreadable = StorageError(
        .sealed, "A sealed value cannot be opened: it was altered, or the master key is not the one it was sealed with."
    )

    /// The workspace, ended by a byte that no identifier contains, so that no two scopes run into each other.
    private func scope(_ workspace: WorkspaceID) -> [UInt8] { Array(workspace.text.utf8) + [0] }

    private func hash(_ scope: [UInt8], normalized: [UInt8]) -> LookupHash {
        mac(lookupMAC, scope, normalized) { LookupHash(first: $0) }
    }

    private func seal(_ scope: [UInt8], _ text: UnsafeRawBufferPointer) throws -> SealedCredential {
        let text = Vault.trimmed(text)
        let normalized = Vault.normalized(text)
        let lookup = hash(scope, normalized: normalized)
        // The nonce covers the very text that is sealed and, through the scope, all that it is bound to.
        var place = scope
        lookup.withBytes { place.append(contentsOf: $0) }
        let nonce = try mac(nonceMAC, place, text) { try AES.GCM.Nonce(data: $0.prefix(12)) }
        guard let key = credentialKeys[ring.current] else { throw Vault.unreadable }
        let sealed = try AES.GCM.seal(text, using: key, nonce: nonce, authenticating: place)
        let box = [UInt8](unsafeUninitializedCapacity: text.count + Vault.overhead) { buffer, count in
            buffer[0] = ring.current
            let rest = UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[1...])
            if let combined = sealed.combined { count = 1 + combined.copyBytes(to: rest) }
        }
        return SealedCredential(lookup: lookup, box: box)
    }

    private func mac<T>(
        _ keyed: HMAC<SHA256>, _ scope: [UInt8], _ text: some ContiguousBytes,
        _ body: (UnsafeRawBufferPointer) throws -> T
    ) rethrows -> T {
        var hmac = keyed
        hmac.update(data: scope)
        text.withUnsafeBytes { hmac.update(data: $0) }
        return try hmac.finalize().withUnsafeBytes(body)
    }

    private func open(_ box: [UInt8], keys: [UInt8: SymmetricKey], place: [UInt8]) throws -> Secret {
        guard let number = box.first, box.count >= Vault.overhead else { throw Vault.unreadable }
        guard let key = keys[number] else {
            _ = try ring.derived(number, for: "secret")
            throw Vault.unreadable
        }
        do {
            let sealed = try AES.GCM.SealedBox(combined: box.dropFirst())
            return Secret(String(decoding: try AES.GCM.open(sealed, using: key, authenticating: place), as: UTF8.self))
        } catch { throw Vault.unreadable }
    }
}
