import GatehouseModel
import GatehouseProviderKit

extension [Capability] {
    /// What can be done, and how; the first row that fits verb, mode, channel and supply decides. Every no says why.
    static let template: [Capability] = [
        Capability(
            .issue, .no(reason: "A key is not applied to an account. Send it by vendor-mail, our-mail or link."),
            channels: [.apply]),
        Capability(
            .issue, .no(reason: "Keys are not exported. Send them by vendor-mail, our-mail or link."),
            channels: [.export]),
        Capability(.issue, .native, modes: [.api], conditions: [.notArchived], batchLimit: 500),
        Capability(
            .issue, .manual, modes: [.portal], channels: [.vendorMail], conditions: [.notArchived], isOneAct: true),
        Capability(
            .issue, .no(reason: "The portal shows no link before the mail is sent. Send by vendor-mail."),
            modes: [.portal]),
        Capability(
            .distribute, .native, modes: [.api], channels: [.vendorMail], conditions: [.notArchived], batchLimit: 500),
        Capability(
            .distribute, .manual, modes: [.portal], channels: [.vendorMail], conditions: [.notArchived], isOneAct: true),
        Capability(.distribute, .gateway, channels: [.ourMail, .link]),
        Capability(.distribute, .no(reason: "Keys go out by mail or link. Choose vendor-mail, our-mail or link.")),
        Capability(.retract, .native, modes: [.api], conditions: [.unused], batchLimit: 500),
        Capability(.retract, .manual, modes: [.portal], conditions: [.unused]),
        Capability(.remind, .native, modes: [.api], channels: [.vendorMail], conditions: [.open], batchLimit: 500),
        Capability(.remind, .manual, modes: [.portal], channels: [.vendorMail], conditions: [.open]),
        Capability(.remind, .gateway, channels: [.ourMail, .link], conditions: [.open]),
        Capability(.remind, .no(reason: "The vendor has no address for this key. Write to the person yourself.")),
        Capability(.status, .native, modes: [.api]),
        Capability(.status, .manual, modes: [.portal]),
    ]
}

extension Condition {
    static let notArchived = Condition(
        .supplyIsNotArchived, rule: "K-1", otherwise: "The ring is archived. Take keys from another one.")

    static let unused = Condition(
        .stageAtMost(.invited), rule: "K-1",
        otherwise: "The key has been used; only an unused one can be taken back. Nothing is left to do.")

    static let open = Condition(
        .stageBelow(.completed), rule: "K-1", otherwise: "This person has completed. Nothing is left to remind of."
    )
}
