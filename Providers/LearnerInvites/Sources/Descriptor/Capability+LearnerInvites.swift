import GatehouseForms
import GatehouseModel
import GatehouseProviderKit

extension [Capability] {
    /// Inviting into a group is one act: the vendor makes the link and sends the mail.
    static let learnerInvites: [Capability] =
        [
            inviting(.native, .api), inviting(.manual, .portal),
            Capability(.issue, .vendorSends, channels: [.ourMail, .link]),
            Capability(.issue, .nothingToApply, channels: [.apply]),
            Capability(.issue, .nothingToExport, channels: [.export]),
            Capability(.distribute, .nothingToDistribute),
            Capability(.retract, .native, modes: [.api], conditions: [.cancellable], batchLimit: Limit.spreadsheet),
            Capability(.retract, .manual, modes: [.portal], conditions: [.cancellable]),
            Capability(.remind, .native, modes: [.api], conditions: [.resendable], batchLimit: Limit.spreadsheet),
            Capability(.remind, .manual, modes: [.portal], conditions: [.resendable]),
            Capability(.status, .native, modes: [.api]),
            Capability(.status, .manual, modes: [.portal]),
        ]

    private static func inviting(_ support: Support, _ mode: Mode) -> Capability {
        Capability(
            .issue, support, modes: [mode], channels: [.vendorMail], conditions: [.notArchived],
            batchLimit: Limit.spreadsheet, smallerBatches: .learnerInvites, isOneAct: true)
    }
}

extension [BatchLimit] {
    /// LI-3: typed in, ten at a time; whoever has no subscription or schedules the sending types.
    static let learnerInvites = [
        BatchLimit(Limit.typed, when: .option("recipients", isOneOf: ["typed"]), rule: "LI-3", why: "typed in"),
        BatchLimit(
            Limit.typed, when: .optionIsGiven("send_at"), rule: "LI-3", why: "only typed invitations can be scheduled"),
        BatchLimit(
            Limit.typed, when: .setting("plan", isOneOf: ["free"]), rule: "LI-3",
            why: "without a subscription addresses are typed in"),
    ]
}

extension Support {
    fileprivate static let nothingToDistribute = Support.no(
        reason:
            "Inviting sends at once, so that nothing is left to distribute. If the mail did not arrive: remind, which sends the invitation again, or copy the link (action copy-link)."
    )
    fileprivate static let vendorSends = Support.no(
        reason:
            "The vendor sends every invitation itself, and there is no link before it has. Invite by vendor-mail; the link can be copied afterwards (action copy-link)."
    )
    fileprivate static let nothingToApply = Support.no(
        reason:
            "An invitation is not applied to an account: whoever has one logs in by the invitation and accepts. Invite by vendor-mail."
    )
    fileprivate static let nothingToExport = Support.no(
        reason:
            "There are no codes to export: each invitation belongs to one address. Invite by vendor-mail, or open the join page (action join-page)."
    )
}
