import GatehouseForms

extension Form {
    /// What a connection is set up with; portal mode needs none of it.
    static let campaignSettings = Form([
        FormField(
            "base_url", .url, label: "Address of the interface",
            help: "Api mode: where the vendor, its sandbox or a bridge speaks the provider contract."),
        FormField("token", .secret, label: "Access token", help: "Api mode: sent with every call."),
        FormField(
            "allow_private", .boolean, label: "Allow a private address",
            help: "Api mode: the address may lie in a private network or on this machine, as a sandbox does.",
            default: false),
        FormField(
            "portal_url", .url, label: "Address of the vendor's site",
            help: "Portal mode: named in the first step of every task; without it the step says only to sign in."),
        FormField(
            "mail_sender", .email, label: "Sender of the vendor's mails",
            help: "Shown to people whose mail did not arrive, to be allowed by their IT department."),
    ])

    /// What may be said with a follow-up: an edited text or one of the campaign's templates (CA-10).
    static let followUpOptions = Form([
        FormField(
            "text", .longText(maximumLength: 4000), label: "Text of the follow-up",
            help: "Sent in place of the template, for this follow-up only."),
        FormField(
            "template", .text(maximumLength: 200), label: "Template of the follow-up",
            help:
                "The name of a template as the vendor shows it; without text and template the vendor's usual one is sent."
        ),
    ])
}
