package import GatehouseModel

/// What a mail template may speak of; any other name in a template is refused.
package enum TemplateVariable: String, Hashable, Sendable, CaseIterable {
    case personName = "person_name"
    case personFirstName = "person_first_name"
    /// Who invites: the client's organisation, else the workspace.
    case organisation
    /// The coach or organiser in whose name the mail is sent.
    case senderName = "sender_name"
    /// What the vendor calls the assessment, or several joined in the mail's language.
    case assessment
    /// The vendor's own link, which already carries the code (CB-14, CA-5, CB-17).
    case redeemLink = "redeem_link"
    case code
    /// A date as people write it in the mail's language.
    case expiresOn = "expires_on"
    /// A mail or web address for questions.
    case helpAddress = "help_address"
    /// The vendor's own sender, to be allowed by the reader's mail system (CB-20).
    case vendorSender = "vendor_sender"

    /// Never to be seen outside of the mail itself.
    package var isSecret: Bool { self == .code || self == .redeemLink }
}

/// The values for one mail; descriptions of it show the names only.
package struct TemplateValues: Sendable, CustomStringConvertible, CustomReflectable {
    private var values: [String: String] = [:]

    package init(_ values: [TemplateVariable: String] = [:]) {
        for (variable, value) in values { self[variable] = value }
    }

    /// Nil where there is no value; an empty text counts as none.
    package subscript(variable: TemplateVariable) -> String? {
        get { values[variable.rawValue] }
        set { values[variable.rawValue] = newValue.flatMap { $0.isEmpty ? nil : $0 } }
    }

    subscript(name name: String) -> String? { values[name] }

    /// The values that a mail server must not be able to quote back in clear.
    package var secrets: [Secret] {
        TemplateVariable.allCases.filter(\.isSecret).compactMap { self[$0] }.map { Secret($0) }
    }

    package var description: String { "values for " + values.keys.sorted().joined(separator: ", ") }
    package var customMirror: Mirror { Mirror(self, children: ["names": values.keys.sorted()]) }
}
