import GatehouseForms
import GatehouseProviderKit

extension Form {
    /// What a connection is set up with; portal mode needs none of it.
    static let learnerSettings = Form(
        [
            FormField(
                "plan", .choice([Choice("subscription", "Active subscription"), Choice("free", "Without one")]),
                label: "Plan", help: "Spreadsheets and the join page need an active subscription.",
                default: "subscription"),
            FormField(
                "edition", .choice([Choice("current", "Current pages"), Choice("older", "Older pages")]),
                label: "Edition of the vendor's pages",
                help: "In the current edition typed invitations can be scheduled; in the older one they leave at once.",
                default: "current"),
            FormField(
                "help_desk", .email, label: "The vendor's help desk",
                help: "Where requests to move somebody's progress are sent; without it the task says only whom to ask."),
            FormField(
                "guide_url", .url, label: "Address of our guide page",
                help: "Where the guide with the vendor's screens is published, for mails and help; may be left out."),
            .portalURL, .mailSender(),
        ] + FormField.interface)

    /// What may be said per batch of invitations (LI-3, LI-4).
    static let invitationOptions = Form([
        FormField(
            "recipients", .choice([Choice("file", "By spreadsheet"), Choice("typed", "Typed in")]), label: "Recipients",
            help: "How they are given to the vendor; without a choice the way that plan and schedule allow."),
        FormField(
            "send_at", .instant, label: "Send at",
            help: "Current edition and typed invitations only: the vendor sends then instead of at once."),
    ])

    private typealias Choice = FormField.Choice
}
