import Crypto
import Foundation

extension Vault {
    /// By what a database knows its keys again, by the purpose of each; tells nothing about the keys themselves.
    ///
    /// With another key every code would come in a second time, because its look-up hash would be another one.
    func proofs() throws -> [String: [UInt8]] {
        var proofs = ["look-up": try proof(ring.lookup, "proof of look-up")]
        for number in ring.keys.keys { proofs["key \(number)"] = try proof(number, "proof of sealing") }
        return proofs
    }

    private func proof(_ number: UInt8, _ purpose: String) throws -> [UInt8] {
        Array(
            HMAC<SHA256>.authenticationCode(for: Data("gatehouse".utf8), using: try ring.derived(number, for: purpose)))
    }

    static let foreign = StorageError(
        .sealed,
        "This database was sealed with another key than the one in the data folder. Put the gatehouse.key that belongs to it back, from its backup."
    )
}
