import GatehouseModel
import GatehouseProviderKit

extension [Capability] {
    static let codeBundles: [Capability] =
        issuing + distributing + retracting + reminding + [
            Capability(.status, .native, modes: [.api]),
            Capability(.status, .manual, modes: [.portal]),
        ]

    /// In the portal the vendor picks the code when it mails or applies one: that is one act, done by hand. All other codes
    /// come from the pool that was exported before.
    private static let issuing =
        closed(.issue) + [
            Capability(.issue, .gateway, usages: [.multi], conditions: .usableByMany),
            Capability(
                .issue, .manual, modes: [.portal], channels: [.vendorMail, .apply], usages: [.single],
                conditions: .usable, isOneAct: true),
            Capability(.issue, .gateway, modes: [.portal], usages: [.single], conditions: .usable),
            Capability(.issue, .native, modes: [.api], usages: [.single], conditions: .usable),
        ]

    /// Ours are our mail and the link. An export is handed over by a person, in both modes.
    private static let distributing =
        closed(.distribute) + [
            Capability(
                .distribute, .gateway, channels: [.ourMail, .link], usages: [.multi], conditions: .usableByMany),
            Capability(
                .distribute, .gateway, channels: [.ourMail, .link], usages: [.single], conditions: [.hasAccess]),
            Capability(
                .distribute, .manual, modes: [.portal], channels: [.vendorMail, .apply], usages: [.single],
                conditions: .usable,
                isOneAct: true),
            Capability(
                .distribute, .native, modes: [.api], channels: [.vendorMail, .apply], usages: [.single],
                conditions: .usable),
            Capability(.distribute, .manual, channels: [.export], usages: [.single], conditions: [.hasAccess]),
        ]

    private static let retracting = [
        Capability(
            .retract, .no(reason: "Retract is not possible: a multi-use code. Deactivate it instead."), usages: [.multi]
        ),
        Capability(.retract, .native, modes: [.api], usages: [.single], conditions: [.hasAccess, .unused]),
        Capability(.retract, .manual, modes: [.portal], usages: [.single], conditions: [.hasAccess, .unused]),
    ]

    private static let reminding = [
        Capability(
            .remind,
            .no(
                reason:
                    "Remind is not possible: a multi-use code, of which the vendor knows no people. Write to them yourself."
            ),
            usages: [.multi]),
        Capability(
            .remind,
            .no(
                reason:
                    "Remind is not possible: an exported code, of which the vendor has no address. Ask the organiser who hands the codes out."
            ),
            channels: [.export]),
        Capability(.remind, .gateway, channels: [.ourMail, .link], usages: [.single], conditions: [.notCompleted]),
        Capability(
            .remind, .native, modes: [.api], usages: [.single],
            conditions: [.hasAccess, .mailedByVendor, .stillDistributed]),
        Capability(
            .remind, .manual, modes: [.portal], usages: [.single],
            conditions: [.hasAccess, .mailedByVendor, .stillDistributed]),
    ]

    /// The ways that some bundles do not have.
    private static func closed(_ verb: Verb) -> [Capability] {
        [
            Capability(
                verb,
                .no(reason: "Codes of guides and kits are only exported or passed on as a link. Use export or link."),
                channels: [.vendorMail, .ourMail, .apply], categories: [Category.guideKit.rawValue]),
            Capability(
                verb,
                .no(
                    reason:
                        "The vendor sends no mail for a multi-use code: it is one link for everybody. Use our-mail or link."
                ),
                channels: [.vendorMail], usages: [.multi]),
            Capability(
                verb,
                .no(
                    reason:
                        "A multi-use code is not applied to accounts: people redeem the link themselves. Use our-mail or link."
                ),
                channels: [.apply], usages: [.multi]),
            Capability(
                verb, .no(reason: "A multi-use bundle has one code and nothing to export. Use link."),
                channels: [.export],
                usages: [.multi]),
            Capability(
                verb,
                .no(
                    reason:
                        "Personal codes are given to typed recipients only, not applied to picked accounts. Use vendor-mail."
                ),
                channels: [.apply], categories: [Category.personal.rawValue]),
        ]
    }
}
