import GatehouseForms
import GatehouseProviderKit

extension Form {
    /// What a connection is set up with. Portal mode needs none of the last three.
    static let bundleSettings = Form(
        [
            FormField(
                "plan", .choice([Choice("subscription", "Subscription"), Choice("free", "Free plan")]), label: "Plan",
                help: "The free plan has single-use bundles only and no upload of recipients.", default: "subscription"),
            FormField(
                "multi_use_access", .boolean, label: "Access to multi-use bundles",
                help:
                    "Whether the vendor has given the account access to multi-use bundles, which has to be asked for.",
                default: true),
            FormField(
                "edition", .choice([Choice("current", "Current pages"), Choice("older", "Older pages")]),
                label: "Edition of the vendor's pages",
                help: "In the older edition a transfer could change single-use codes to multi-use and back.",
                default: "current"),
            FormField(
                "count_words",
                .choice([
                    Choice("newer", "Available, Pending/In Progress, Used"),
                    Choice("older", "Available, Distributed, Activated"),
                ]),
                label: "Names of a bundle's counts", help: "As the vendor's pages show them.", default: "newer"),
            FormField(
                "redeem_base_url", .url, label: "Redeem address",
                help: "The code is added at its end, so that nobody has to type it.",
                default: "https://my.gallup.com/direct/ac/"),
            .mailSender(default: "support@mail.gallup.com"),
            FormField(
                "default_language", .language, label: "Language where none is known",
                help: "The vendor wants a language for each recipient.", default: "en"),
            .portalURL,
        ] + FormField.interface)

    /// What may be said per distribution (CB-6, CB-10).
    static let bundleOptions = Form([
        FormField(
            "template",
            .choice([Choice("default", "The vendor's default"), Choice("organisation", "The organisation's own")]),
            label: "Template", help: "Of the vendor's mail; a language that the organisation's lacks gets the default.",
            default: "default"),
        FormField(
            "text", .longText(maximumLength: 10_000), label: "Edited text",
            help:
                "The organisation's text, edited for this one distribution; only when all recipients share one language. The stored template stays as it is."
        ),
        FormField(
            "recipients",
            .choice([
                Choice("file", "Uploaded as a CSV"), Choice("typed", "Typed: email, ID, language"),
                Choice("account", "Picked from existing accounts"),
            ]),
            label: "Recipients",
            help: "How they are given to the vendor; without a choice, the way that plan and bundle allow."),
        FormField(
            "preview_language", .language, label: "Preview language",
            help: "In which language the mail is previewed; changes nothing about what is sent."),
    ])

    private typealias Choice = FormField.Choice
}
