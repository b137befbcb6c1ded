public import GatehouseForms

/// The settings that every provider has who is reached by the contract or through a portal; the engine reads them by these names.
extension FormField {
    public static let portalURL = FormField(
        "portal_url", .url, label: "Address of the vendor's site",
        help: "Portal mode: named in the first step of every task; without it the step says only to sign in.")

    /// - Parameter fallback: the vendor's own, where it is known.
    public static func mailSender(default fallback: String? = nil) -> FormField {
        FormField(
            "mail_sender", .email, label: "Sender of the vendor's mails",
            help: "Shown to people whose mail did not arrive, to be allowed by their IT department.",
            default: fallback.map(JSONValue.string))
    }

    /// Where the contract is spoken, and by whose leave.
    public static let interface: [FormField] = [
        FormField(
            "base_url", .url, label: "Address of the interface",
            help: "Api mode: where the vendor, its sandbox or a bridge speaks the provider contract."),
        FormField("token", .secret, label: "Access token", help: "Api mode: sent with every call."),
        FormField(
            "allow_private", .boolean, label: "Allow a private address",
            help: "Api mode: the address may lie in a private network or on this machine, as a sandbox does.",
            default: false),
    ]
}
