import GatehouseForms
import GatehouseProviderKit

extension Form {
    /// What a connection is set up with; portal mode needs none of it.
    static let keyPoolSettings = Form(FormField.interface + [.portalURL, .mailSender()])

    /// What is said when keys are sent, in the order of the vendor's page (KP-2 to KP-6).
    static let sendingOptions = Form([
        FormField(
            "coaches", .list(of: .text(maximumLength: 200), atMost: 50), label: "Coaches",
            help:
                "One or more of the organisation's coaches, by name: each is named in the mail and sees the client's status and report. Needed as soon as the organisation has any."
        ),
        FormField(
            "assessment", AssessmentChoice.choice, label: "Assessment",
            help: "Left open, the client chooses before starting.", default: .string(AssessmentChoice.open.rawValue)),
        FormField(
            "message", .longText(maximumLength: 4000), label: "Message of your own",
            help: "Placed first, followed by the standard message; kept and offered again next time."),
        FormField(
            "saved_message", .boolean, label: "The message of last time",
            help: "Sends the message that was kept, where none is written.", default: false),
        FormField(
            "signature", .longText(maximumLength: 2000), label: "Signature of your own",
            help: "Replaces the standard signature; kept here and offered again next time."),
        FormField(
            "saved_signature", .boolean, label: "The signature of last time",
            help: "Signs with what was kept, where none is written.", default: false),
    ])
}
