import GatehouseProviderKit

/// The way through the vendor's pages, one click a step.
struct PortalPath {
    let bundle: Bundle
    let settings: BundleSettings

    static func signIn(_ settings: BundleSettings) -> [String] {
        [
            settings.portalURL.map { "Sign in at \($0)." } ?? "Sign in to the vendor's portal.",
            "Open Menu → Code Management.",
        ]
    }

    var toBundle: [String] { PortalPath.signIn(settings) + ["Open the bundle \"\(bundle.name)\"."] }

    /// The button of the mail is called otherwise in older pages.
    func toMail(_ count: Int) -> [String] {
        toBundle + [
            "See that it shows at least \(count) under \(settings.countWords.available).",
            "Choose Distribute Codes.",
            settings.edition == .older ? "Choose Send Codes via Email Invites." : "Choose Email Codes.",
        ]
    }

    var toDistributed: [String] { toBundle + ["Open Distributed Codes."] }
}
