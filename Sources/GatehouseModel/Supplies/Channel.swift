/// How a credential gets to its person.
public enum Channel: String, Hashable, Sendable, Codable, CaseIterable {
    /// The vendor sends the mail.
    case vendorMail = "vendor-mail"
    /// Gatehouse sends the mail with the vendor's link.
    case ourMail = "our-mail"
    /// The vendor applies it to the person's existing account.
    case apply
    /// Into a file for an organiser to hand out.
    case export
    /// A link that somebody copies and passes on.
    case link
}
