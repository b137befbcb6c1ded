package import GatehouseModel

/// How the vendor on paper signs what it sends by itself. It tells a change on the way; it is no protection, and paper needs
/// none.
package enum PaperSignature {
    package static let header = "Paper-Signature"
    package static let timeHeader = "Paper-Time"

    package static func of(_ body: [UInt8], at time: String, by token: Secret) -> String {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in Array(token.reveal().utf8) + [0] + Array(time.utf8) + [0] + body {
            hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3
        }
        return String(hash, radix: 16)
    }
}
