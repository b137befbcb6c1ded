/// Turns the domain of an address into the form in which domains are compared (lower-case A-labels, IDNA 2008).
public protocol DomainFolding: Sendable {
    /// Nil when the text is no domain name.
    func folded(_ domain: String) -> String?
}

/// An address that mail can be sent to, and the two forms in which it is matched.
public struct EmailAddress: Hashable, Sendable, CustomStringConvertible {
    /// As it was written, without the white space around it.
    public let written: String
    /// Local part as written, domain folded: what is sent to and matched first.
    public let address: String
    /// Lower case, plus-tag dropped: what probably reaches the same person (a match by it says so).
    public let folded: String

    /// Takes back what this product stored itself.
    package init(stored written: String, address: String, folded: String) {
        (self.written, self.address, self.folded) = (written, address, folded)
    }

    public var description: String { address }
    /// The folded domain behind the last `@`.
    public var domain: Substring {
        // By bytes: a letter before the @ may form one Character with it.
        let at = address.utf8.lastIndex(of: UInt8(ascii: "@"))
        return at.map { address[address.utf8.index(after: $0)...] } ?? ""
    }
}
