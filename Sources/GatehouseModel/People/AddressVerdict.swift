/// What the product would make of a text as an address, as `check address` says it.
package struct AddressVerdict: Hashable, Sendable, Encodable {
    package let valid: Bool
    /// What mail would be sent to; nil when the text is refused.
    package let normalized: String?
    /// Why it is refused and what to do; nil when it is taken.
    package let reason: String?

    package init(on text: String, domains: any DomainFolding) {
        do {
            let address = try EmailAddress(parsing: text, domains: domains)
            (valid, normalized, reason) = (true, address.address, nil)
        } catch {
            (valid, normalized, reason) = (false, nil, error.description)
        }
    }
}
