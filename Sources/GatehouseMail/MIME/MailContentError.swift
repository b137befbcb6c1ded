/// A mail that must not be written as it is, because of one of its fields.
package struct MailContentError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Stable, such as `mail.control_character`.
    package let code: String
    /// The header or part at fault: `Subject`, `To`, `X-Gatehouse-Invitation`.
    package let field: String
    /// For the person, with the remedy; never holds the field's value.
    package let message: String
    package let detail: String

    init(_ code: String, field: String, _ message: String, detail: String = "") {
        self.code = code
        self.field = field
        self.message = message
        self.detail = detail
    }

    package var description: String { detail.isEmpty ? "\(message) [\(code)]" : "\(message) [\(code): \(detail)]" }
}
