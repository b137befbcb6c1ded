/// Whose a web address is, as far as its host tells.
struct WebSite {
    /// In lower case, without user, port and path.
    let host: String

    /// Nil where the text has no host.
    init?(_ address: String) {
        guard let start = address.firstRange(of: "://")?.upperBound else { return nil }
        let authority = address[start...].prefix { !"/?#\\".contains($0) }
        let place = authority.split(separator: "@", omittingEmptySubsequences: false).last ?? authority
        let name = place.hasPrefix("[") ? place.prefix { $0 != "]" } : place.prefix { $0 != ":" }
        guard !name.isEmpty else { return nil }
        host = name.lowercased()
    }

    /// The same host, one within the other, or two of one domain: `api.vendor.example` and `my.vendor.example`.
    func isOne(with other: WebSite) -> Bool {
        if host == other.host || isWithin(other) || other.isWithin(self) { return true }
        guard let domain, let others = other.domain else { return false }
        return domain == others
    }

    private func isWithin(_ other: WebSite) -> Bool { other.host.contains(".") && host.hasSuffix("." + other.host) }

    /// What follows the first label; nil of an address in numbers and where that is a top-level domain alone.
    private var domain: Substring? {
        guard let point = host.firstIndex(of: "."), host.last?.isNumber == false, !host.hasPrefix("[") else {
            return nil
        }
        let rest = host[host.index(after: point)...]
        return rest.contains(".") ? rest : nil
    }
}
