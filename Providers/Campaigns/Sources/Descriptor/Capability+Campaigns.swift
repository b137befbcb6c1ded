import GatehouseModel
import GatehouseProviderKit

extension [Capability] {
    static let campaigns: [Capability] =
        issuing + distributing + [
            Capability(
                .retract,
                .no(
                    reason:
                        "An invitation into a campaign cannot be taken back. Archive the campaign instead: it then takes no more invitations and sends no more reminders."
                )
            ),
            Capability(.remind, .native, modes: [.api], conditions: .followingUp, batchLimit: apiBatch),
            Capability(.remind, .manual, modes: [.portal], conditions: .followingUp),
            Capability(.status, .native, modes: [.api]),
            Capability(.status, .manual, modes: [.portal]),
        ]

    /// Well under the thousand items that the contract takes in one call; the vendor's site takes any number.
    private static let apiBatch = 500

    /// By the vendor's mail, inviting sends at once; by link it only makes the link, which is then passed on (CA-5).
    private static let issuing = [
        Capability(
            .issue, .native, modes: [.api], channels: [.vendorMail], conditions: [.notArchived], batchLimit: apiBatch,
            isOneAct: true),
        Capability(
            .issue, .native, modes: [.api], channels: [.link, .ourMail], conditions: [.notArchived],
            batchLimit: apiBatch),
        Capability(
            .issue, .manual, modes: [.portal], channels: [.vendorMail], conditions: [.notArchived], isOneAct: true),
        Capability(.issue, .manual, modes: [.portal], channels: [.link, .ourMail], conditions: [.notArchived]),
        Capability(.issue, .noAccountToApply, channels: [.apply]),
        Capability(.issue, .nothingToExport, channels: [.export]),
    ]

    private static let distributing = [
        Capability(
            .distribute, .native, modes: [.api], channels: [.vendorMail], conditions: [.notArchived],
            batchLimit: apiBatch, isOneAct: true),
        Capability(
            .distribute, .manual, modes: [.portal], channels: [.vendorMail], conditions: [.notArchived], isOneAct: true),
        Capability(.distribute, .gateway, channels: [.link, .ourMail], conditions: [.notArchived]),
        Capability(.distribute, .noAccountToApply, channels: [.apply]),
        Capability(.distribute, .nothingToExport, channels: [.export]),
    ]
}

extension Support {
    fileprivate static let noAccountToApply = Support.no(
        reason:
            "A campaign is not applied to an account: an invitee who has one logs in by the invitation. Invite by vendor-mail, our-mail or link."
    )
    fileprivate static let nothingToExport = Support.no(
        reason:
            "A campaign has no codes to export: each invitation belongs to one address. Invite by vendor-mail, our-mail or link."
    )
}

extension Condition {
    static let notArchived = Condition(
        .supplyIsNotArchived, rule: "CA-12",
        otherwise:
            "The campaign is archived: it takes no more invitations and sends no more reminders. Create a new campaign."
    )

    static let notYetArchived = Condition(
        .supplyIsNotArchived, rule: "CA-12", otherwise: "The campaign is archived already; nothing is left to do.")

    static let notCompleted = Condition(
        .stageBelow(.completed), rule: "CA-10",
        otherwise:
            "This person has completed everything that was assigned; only people who have not completed are followed up. Leave them out."
    )
}

extension [Condition] {
    fileprivate static let followingUp: [Condition] = [.notArchived, .notCompleted]
}
