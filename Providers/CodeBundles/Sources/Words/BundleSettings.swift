import GatehouseForms

/// The settings of a connection, read by their meaning; what is missing has the form's default.
struct BundleSettings: Sendable {
    enum Plan: String { case subscription, free }
    /// Of the vendor's pages: what a transfer may do (CB-19) and how the mail button is called.
    enum Edition: String { case older, current }

    let plan: Plan
    let edition: Edition
    let countWords: CountWords
    /// The vendor has given access to multi-use bundles, which must be asked for (CB-2).
    let hasMultiUseAccess: Bool
    /// For recipients whose language is not known.
    let defaultLanguage: String
    let portalURL: String?
    private let values: [String: JSONValue]

    init(_ values: [String: JSONValue]) {
        func value(_ name: String) -> JSONValue? { values[name] ?? Form.bundleSettings[name]?.fallback }
        self.values = values
        plan = value("plan")?.string.flatMap(Plan.init) ?? .subscription
        edition = value("edition")?.string.flatMap(Edition.init) ?? .current
        countWords = value("count_words")?.string.flatMap(CountWords.init) ?? .newer
        hasMultiUseAccess = value("multi_use_access")?.bool ?? true
        defaultLanguage = value("default_language")?.string ?? "en"
        portalURL = value("portal_url")?.string
    }
}

/// The names of a bundle's three counts (CB-3).
enum CountWords: String {
    case older, newer

    var available: String { "Available" }
    /// Single-use bundles only: for a multi-use one it does not apply.
    var handedOut: String { self == .older ? "Distributed" : "Pending/In Progress" }
    var used: String { self == .older ? "Activated" : "Used" }
}
