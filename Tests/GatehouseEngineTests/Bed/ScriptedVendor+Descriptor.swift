import GatehouseForms
import GatehouseModel
import GatehouseProviderKit

extension ScriptedVendor {
    static func descriptor(
        _ idempotency: VendorTraits.Idempotency, _ batchLimit: Int?, _ lag: Duration, _ furtherSupplyFrom: Stage?,
        _ credential: CredentialKind, linkBase: String?, remindsByOurMail: Bool
    ) -> Descriptor {
        let unused = Condition(
            .stageAtMost(.invited), rule: "CB-15", otherwise: "Retract is not possible: it was used.")
        let unfinished = Condition(
            .stageBelow(.completed), rule: "CA-10", otherwise: "Remind is not possible: it is completed.")
        let ours = Capability(.remind, .gateway, channels: [.ourMail], conditions: [unfinished])
        return Descriptor(
            id: "scripted", version: "1.0.0", name: "Scripted", summary: "A vendor for tests.", modes: [.api, .portal],
            settings: linkBase.map { Form([FormField("redeem", .url, label: "Redeem", default: .string($0))]) }
                ?? .empty,
            capabilities: [
                Capability(.issue, .native, modes: [.api], batchLimit: batchLimit),
                // By this channel the vendor picks the code itself, in its own pages.
                Capability(.issue, .manual, modes: [.portal], channels: [.apply], usages: [.single], isOneAct: true),
                Capability(.issue, .gateway, modes: [.portal], usages: [.single, .multi]),
                Capability(.distribute, .native, modes: [.api], channels: [.vendorMail], batchLimit: batchLimit),
                Capability(.distribute, .manual, modes: [.portal], channels: [.vendorMail]),
                Capability(.distribute, .gateway, channels: [.ourMail, .link, .export]),
                Capability(.retract, .native, modes: [.api], conditions: [unused]),
                Capability(.retract, .manual, modes: [.portal], channels: [.apply]),
                Capability(.retract, .no(reason: "the portal has no such page."), modes: [.portal]),
                Capability(.remind, .native, modes: [.api], channels: [.vendorMail], conditions: [unfinished]),
                Capability(.status, .native),
            ] + (remindsByOurMail ? [ours] : []),
            actions: [
                ActionDescription(
                    name: "copy-link", title: "Copy link", purpose: "The address that the person opens.",
                    scope: .invitation, effect: .read, support: [.api: .native, .portal: .manual],
                    secretResults: ["link"], rules: ["CA-7"])
            ],
            vocabulary: Vocabulary([
                .init("Reserved", means: .stages(.reserved, .reserved)),
                .init("Sent", means: .stages(.invited, .registered)),
                .init("Begun", means: .stages(.started, .started)),
                .init("Done", means: .stages(.completed, .reported)),
                .init("Free", means: .stages(.available, .available)), .init("Taken back", means: .end(.retracted)),
            ]), counters: [CounterDescription("Available", counts: .units([.available, .reserved]))],
            supplyKinds: [
                SupplyKindDescription(
                    category: "strengths", label: "Strengths", usage: .single, credential: credential,
                    stock: [.api: .vendor, .portal: .pool],
                    assessments: ["top-5"])
            ], options: .empty,
            files: [
                FileFormat(
                    name: "status", purpose: .status,
                    columns: [
                        .init("reference", .reference), .init("code", .credential), .init("email", .address),
                        .init("supply", .supply), .init("status", .word, required: true),
                    ], canBeComplete: true),
                FileFormat(
                    name: "results", purpose: .results,
                    columns: [
                        .init("email", .address, required: true), .init("completed", .asOf),
                        .init("assessment", .assessment), .init("supply", .supply),
                    ]),
            ],
            traits: VendorTraits(
                idempotency: [.api: idempotency, .portal: .none], snapshotIsComplete: true, snapshotShowsDeleted: true,
                lag: lag,
                mailSender: "codes@vendor.example.org", linkBaseSetting: linkBase.map { _ in "redeem" },
                givesResults: true, sendsWebhooks: true,
                furtherSupplyFrom: furtherSupplyFrom,
                tells: RecordFacts(
                    language: "language", coaches: "coaches", reminders: "reminders",
                    noReport: VendorTraits.SelfArrival(attribute: "report", values: ["pending"]), idsAreAccounts: true))
        )
    }
}
