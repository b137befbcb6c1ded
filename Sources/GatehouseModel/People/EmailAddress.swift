/// Turns the domain of an address into the form in which domains are compared (lower-case A-labels, IDNA 2008).
public protocol DomainFolding: Sendable {
    /// Nil when the text is no domain name.
    func folded(_ domain: String) -> String?
}

/// Why a text is not an address that mail can be sent to.
public struct AddressProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// Stable, such as `no_at_sign`.
    public let code: String
    public let reason: String
    public let remedy: String

    public init(code: String, reason: String, remedy: String) {
        self.code = code
        self.reason = reason
        self.remedy = remedy
    }

    public var description: String { "\(reason); \(remedy)" }
}

/// An address that mail can be sent to, and the two forms in which it is matched.
public struct EmailAddress: Hashable, Sendable, CustomStringConvertible {
    /// As it was written, without the white space around it.
    public let written: String
    /// Local part as written, domain folded: what is sent to and matched first.
    public let address: String
    /// Lower case, plus-tag dropped: what probably reaches the same person (a match by it says so).
    public let folded: String

    package init(stored written: String, address: String, folded: String) {
        (self.written, self.address, self.folded) = (written, address, folded)
    }

    public var description: String { address }
    /// The folded domain behind the last `@`.
    public var domain: Substring { address[address.index(after: address.lastIndex(of: "@")!)...] }
}
