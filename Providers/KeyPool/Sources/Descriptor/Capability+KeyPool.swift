import GatehouseModel
import GatehouseProviderKit

extension [Capability] {
    static let keyPool: [Capability] =
        sending + [
            Capability(.distribute, .nothingToDistribute),
            Capability(.retract, .native, modes: [.api], conditions: [.notOpened], batchLimit: apiBatch),
            Capability(.retract, .manual, modes: [.portal], conditions: [.notOpened]),
            Capability(
                .remind, .gateway, channels: [.vendorMail, .ourMail, .link], conditions: [.notCompleted, .linkIsKnown],
                by: .ourMail),
            Capability(
                .remind,
                .no(reason: "The vendor sends no reminders: our own mail does, with the key's link. Use our-mail.")),
            Capability(.status, .native, modes: [.api]),
            Capability(.status, .manual, modes: [.portal]),
        ]

    /// Well under the thousand items that the contract takes in one call; the vendor's page takes any number.
    private static let apiBatch = 500

    /// Sending a key is one act: the vendor takes it out of the pool and mails it at once (KP-7).
    private static let sending = [
        Capability(
            .issue, .native, modes: [.api], channels: [.vendorMail], conditions: [.notPutAway], batchLimit: apiBatch,
            isOneAct: true),
        Capability(
            .issue, .manual, modes: [.portal], channels: [.vendorMail], conditions: [.notPutAway], isOneAct: true),
        Capability(
            .issue,
            .no(
                reason:
                    "The vendor itself mails a key as soon as it is sent. Use vendor-mail; afterwards the key's link can be copied and passed on."
            ), channels: [.ourMail, .link]),
        Capability(
            .issue,
            .no(reason: "A key is not applied to an account: the client opens its link. Use vendor-mail."),
            channels: [.apply]),
        Capability(
            .issue, .no(reason: "Keys are not exported: each is sent to one address. Use vendor-mail."),
            channels: [.export]),
    ]
}

extension Support {
    fileprivate static let nothingToDistribute = Support.no(
        reason:
            "A key is mailed as soon as it is sent, so that nothing is left to distribute. If the mail did not arrive: remind by our mail, or copy the key's link."
    )
}

extension Condition {
    static let notPutAway = Condition(
        .supplyIsNotArchived, rule: "KP-1",
        otherwise: "The pool was put away here: no more keys are sent from it. Use another pool.")

    static let notOpened = Condition(
        .stageBelow(.started), rule: "KP-9",
        otherwise:
            "The client has opened the key's link: a key goes back to the pool only before that. Send the next client another key."
    )

    static let notCompleted = Condition(
        .stageBelow(.completed), rule: "KP-7",
        otherwise:
            "This client has completed the assessment: the link opens the report now. Nothing is left to remind of.")

    static let linkIsKnown = Condition(
        .credentialIsKnown, rule: "KP-7",
        otherwise:
            "The vendor sends no reminders, and the key's link is not known here. Copy it first with the action copy-link, then remind by our mail."
    )

    /// After completion the copied link opens the report, which is not for everybody who may copy links (KP-10).
    static let linkOpensNoReport = Condition(
        .stageBelow(.completed), rule: "KP-10",
        otherwise:
            "The client has completed the assessment: the link opens the report now, for the client, the administrator and the attached coaches only. Use report-link."
    )

    static let completed = Condition(
        .stageAtLeast(.completed), rule: "KP-7",
        otherwise: "The client has not completed the assessment: there is no report yet. Ask again once it is done.")
}
