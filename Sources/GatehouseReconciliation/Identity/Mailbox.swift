package import GatehouseModel

/// Which spellings of an address reach one mailbox (GH-8).
///
/// Case and plus-tag are folded with the address. Google's mail counts no dots before the `@`, by its help pages, and has two
/// domains; of other domains only what a person declared is believed.
package struct MailboxRules: Hashable, Sendable {
    private static let withoutDots = "gmail.com"
    private static let known = ["googlemail.com": withoutDots]

    private let aliases: [String: String]

    /// - Parameter groups: domains that are one, as they are compared; each domain stands in one group.
    package init(_ groups: [[String]] = []) {
        var aliases = MailboxRules.known
        for group in groups {
            guard let first = group.min() else { continue }
            for domain in group { aliases[domain] = first }
        }
        self.aliases = aliases
    }

    /// The same for all spellings of one mailbox.
    func mailbox(of address: EmailAddress) -> String {
        let folded = address.folded
        guard let at = folded.utf8.lastIndex(of: UInt8(ascii: "@")) else { return folded }
        let own = String(folded[folded.utf8.index(after: at)...])
        let domain = aliases[own] ?? own
        let local = folded[..<at]
        let isWithoutDots = own == MailboxRules.withoutDots || MailboxRules.known[own] == MailboxRules.withoutDots
        return (isWithoutDots ? local.filter { $0 != "." } : String(local)) + "@" + domain
    }

    /// Why two spellings of one mailbox differ.
    func difference(_ one: EmailAddress, _ other: EmailAddress) -> String {
        if one.folded == other.folded { return "but for the plus-tag" }
        if one.domain != other.domain { return "at domains that are one" }
        return "but for dots, which this domain does not count"
    }
}
