import Foundation
package import GatehouseModel
package import GatehouseProviderKit

/// Where a connection's calls go, and with what.
package struct LinkTarget: Sendable {
    /// The connection's address, without a slash at its end.
    let base: String
    /// Sent as a bearer token, to the connection's own address only.
    let token: Secret?
    let guardian: TargetGuard
    let bodyLimit: Int

    /// - Parameters:
    ///   - address: the connection's address, such as `https://vendor.example.org/api/v1`.
    ///   - outboundHosts: hosts beside its own, as the provider declares them.
    ///   - bodyLimit: bytes of an answer's body; what is longer is cut off and refused.
    /// - Throws: `notAllowed` with effect `none` where the address may not be called.
    package init(
        address: String, token: Secret?, outboundHosts: [String] = [], allowPrivate: Bool = false,
        bodyLimit: Int = 8 << 20
    ) throws(LinkFailure) {
        let host = URLComponents(string: address)?.host ?? ""
        let guardian = TargetGuard(hosts: [host] + outboundHosts, allowsPrivate: allowPrivate)
        if let reason = guardian.refusal(of: address) ?? LinkTarget.refusalOfQuery(address) {
            throw LinkFailure(kind: .notAllowed, effect: .none, detail: LinkFailure.refusal(reason))
        }
        if let token, !token.reveal().utf8.allSatisfy({ (0x21...0x7E).contains($0) }) {
            throw LinkFailure(
                kind: .notAllowed, effect: .none,
                detail: "The connection's token holds a space or a character that no header takes.")
        }
        self.base = address.hasSuffix("/") ? String(address.dropLast()) : address
        self.token = token
        self.guardian = guardian
        self.bodyLimit = bodyLimit
    }

    /// The whole address of a request, judged.
    func address(of request: VendorRequest) throws(LinkFailure) -> (url: String, isOwn: Bool) {
        let isOwn = request.path.hasPrefix("/")
        let url = (isOwn ? base + request.path : request.path) + LinkTarget.encoded(request.query)
        let reason = (isOwn ? TargetGuard.refusal(ofPath: request.path) : nil) ?? guardian.refusal(of: url)
        if let reason {
            throw LinkFailure(kind: .notAllowed, effect: .none, detail: "The call was not made: \(reason).")
        }
        return (url, isOwn)
    }

    private static func refusalOfQuery(_ address: String) -> String? {
        address.contains("?") ? "it holds a query; give it without ?" : nil
    }

    private static func encoded(_ query: [(name: String, value: String)]) -> String {
        query.isEmpty ? "" : "?" + query.map { "\(encoded($0.name))=\(encoded($0.value))" }.joined(separator: "&")
    }

    /// Percent-encoding of everything but RFC 3986's unreserved characters.
    private static func encoded(_ text: String) -> String {
        var out = ""
        for byte in text.utf8 {
            switch byte {
            case 48...57, 65...90, 97...122, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"):
                out.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                out += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }
        return out
    }
}
