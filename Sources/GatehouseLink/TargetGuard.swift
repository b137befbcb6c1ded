import Foundation
import NIOCore

/// Whom a connection may call: its own host and the hosts that its provider declares, nobody else.
///
/// Names are judged before anything is looked up, and every address that a name leads to before anything is dialled.
package struct TargetGuard: Hashable, Sendable {
    /// Lower case, without a final dot.
    let hosts: Set<String>
    /// Loopback and private networks may be called, and without TLS.
    let allowsPrivate: Bool

    package init(hosts: [String], allowsPrivate: Bool) {
        self.hosts = Set(hosts.map(TargetGuard.folded))
        self.allowsPrivate = allowsPrivate
    }

    /// Why this address may not be called, with the remedy; nil when it may.
    package func refusal(of address: String) -> String? {
        guard let url = URLComponents(string: address), let scheme = url.scheme?.lowercased(), let host = url.host,
            !host.isEmpty
        else { return "it is no absolute web address; write it like https://vendor.example.org/api" }
        guard scheme == "https" || scheme == "http" else { return "only https is called" }
        guard url.user == nil, url.password == nil else {
            return "it holds a user name or password; keep them as secrets"
        }
        guard url.fragment == nil else { return "it holds a fragment (#); remove it" }
        guard hosts.contains(TargetGuard.folded(host)) else {
            return "its host is neither the connection's own nor one that the provider declares"
        }
        if scheme == "http", !allowsPrivate {
            return "it is not encrypted; use https, or allow_private=true for an address of your own network"
        }
        return TargetGuard.literal(host).flatMap { refusal(ofConnected: $0, encrypted: scheme == "https") }
    }

    /// The same judgement on an address that a name leads to.
    func refusal(ofConnected address: SocketAddress, encrypted: Bool) -> String? {
        switch AddressReach(address) {
        case .never: "it leads to an address that nobody may be called at"
        case .private: allowsPrivate ? nil : "it leads into a private network; allow_private permits that"
        case .global: encrypted ? nil : "it is not encrypted and leads to the public internet; use https"
        }
    }

    /// The path below the connection's address must stay below it.
    static func refusal(ofPath path: String) -> String? {
        guard path.hasPrefix("/"), path.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            return "the path is not percent-encoded or does not begin with /"
        }
        guard !path.contains("?"), !path.contains("#"), !path.contains("\\") else {
            return "the path holds ?, # or a backslash"
        }
        let decoded = path.lowercased().replacingOccurrences(of: "%2e", with: ".").replacingOccurrences(
            of: "%2f", with: "/")
        let climbs = decoded.split(separator: "/", omittingEmptySubsequences: false).contains {
            $0 == ".." || $0 == "."
        }
        return climbs ? "the path climbs out of the connection's address" : nil
    }

    static func folded(_ host: String) -> String {
        let bare = host.lowercased().filter { $0 != "[" && $0 != "]" }
        return bare.hasSuffix(".") ? String(bare.dropLast()) : bare
    }

    static func literal(_ host: String) -> SocketAddress? {
        try? SocketAddress(ipAddress: folded(host), port: 0)
    }
}
