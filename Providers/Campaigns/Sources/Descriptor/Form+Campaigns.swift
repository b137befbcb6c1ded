import GatehouseForms
import GatehouseProviderKit

extension Form {
    /// What a connection is set up with; portal mode needs none of it.
    static let campaignSettings = Form(FormField.interface + [.portalURL, .mailSender()])

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
