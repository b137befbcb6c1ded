import GatehouseModel
import GatehouseProviderKit

extension [HelpStep] {
    /// If the mail does not arrive (CB-20), and if the vendor's page says "Invalid Code" (CB-18).
    static let codeBundles = [
        HelpStep(.mailNotArrived, "Ask the person to look into the spam folder.", rule: "CB-20"),
        HelpStep(
            .mailNotArrived, "Ask the person's IT department to allow mails from {mail_sender}.", usages: [.single],
            rule: "CB-20"),
        HelpStep(
            .mailNotArrived, "Let the vendor send a reminder.", offer: .verb(.remind), usages: [.single], rule: "CB-20"),
        HelpStep(
            .mailNotArrived, "Where the code is known here, pass its link on in another way.", offer: .link,
            rule: "CB-20"),
        HelpStep(
            .credentialRefused, "A bundle from before the vendor's migration has two codes: send the other one.",
            offer: .action("other-code"), usages: [.multi], rule: "CB-18"),
        HelpStep(.credentialRefused, "If that does not help, call the vendor's support.", rule: "CB-18"),
    ]
}
