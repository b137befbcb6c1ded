import GatehouseForms
import GatehouseModel
import GatehouseProviderKit

extension Descriptor {
    /// Single-use keys in two steps, an invitation in one act, and one code for everybody.
    static let model = Descriptor(
        id: "model", version: "1.2.0", name: "Model", summary: "Everything that a provider can have, once.",
        modes: [.portal, .api],
        settings: Form([
            FormField("base_url", .url, label: "Address"), FormField("token", .secret, label: "Token"),
            FormField("open_base", .url, label: "Where keys are opened", default: "https://paper.example.org/open/"),
            FormField(
                "plan", .choice([.init("small", "Small"), .init("large", "Large")]), label: "Plan", default: "large"),
            FormField("signature", .text(maximumLength: 80), label: "Signature", default: "The house of models"),
        ]),
        capabilities: .model,
        actions: [
            ActionDescription(
                name: "transfer", title: "Transfer keys", purpose: "Moves free keys into another ring.", scope: .supply,
                effect: .write,
                input: Form([
                    FormField("to", .supply, label: "Into", required: true),
                    FormField("count", .integer(1...1000), label: "How many", required: true),
                ]),
                support: [.portal: .manual, .api: .native], usages: [.single],
                conditions: [.notArchived], rules: ["MP-3"]),
            ActionDescription(
                name: "copy-link", title: "Copy the link", purpose: "Shows the link of one key.", scope: .invitation,
                effect: .read, support: [.portal: .manual, .api: .native], usages: [.single], secretResults: ["link"],
                rules: ["MP-4"]),
            ActionDescription(
                name: "mark", title: "Mark it", purpose: "Marks one invitation in the vendor's list.",
                scope: .invitation, effect: .write, support: [.portal: .manual, .api: .native], usages: [.single],
                rules: ["MP-4"]),
            ActionDescription(
                name: "print-list", title: "Print the list", purpose: "Prints the list on the vendor's paper.",
                scope: .connection, effect: .read,
                support: [.portal: .manual, .api: .no(reason: "The interface has no paper. Print in the portal.")],
                rules: ["MP-5"]),
        ],
        vocabulary: .model,
        counters: [
            CounterDescription("Uses left", usage: .multi, counts: .units([.available, .reserved, .handedOut])),
            CounterDescription("Free", usage: .single, counts: .units([.available, .reserved])),
            CounterDescription("Out", usage: .single, counts: .units([.handedOut])),
            CounterDescription("Done", counts: .units([.used])),
            CounterDescription(
                "Invited people", usage: .personal, counts: .records(words: ["Out", "Signed", "Busy", "Finished"])),
        ],
        supplyKinds: [
            SupplyKindDescription(
                category: "key", label: "Keys", usage: .single, credential: .accessKey,
                stock: [.portal: .pool, .api: .vendor], assessments: ["drive"]),
            SupplyKindDescription(
                category: "invitation", label: "Invitations", usage: .personal, credential: .inviteLink,
                stock: [.portal: .unmetered, .api: .unmetered], assessments: ["drive"]),
            SupplyKindDescription(
                category: "poster", label: "Posters", usage: .multi, credential: .multiUseCode,
                stock: [.portal: .shared, .api: .shared], assessments: ["drive"]),
        ],
        options: Form([FormField("text", .longText(maximumLength: 2000), label: "Text")]),
        files: [
            FileFormat(
                name: "people-upload", purpose: .upload,
                columns: [.init("Email", .address, required: true), .init("Language", .language, required: true)],
                isExact: true, rule: "MP-1"),
            FileFormat(
                name: "key-status", purpose: .status,
                columns: [
                    .init("key", aliases: ["code"], .credential, required: true), .init("email", .address),
                    .init("state", .word, required: true),
                ], canBeComplete: true),
            FileFormat(
                name: "rings", purpose: .supplies,
                columns: [.init("name", .supply, required: true), .init("free", .counter, detail: "Free")]),
        ],
        traits: VendorTraits(
            idempotency: [.portal: .bySnapshot, .api: .byKey], snapshotIsComplete: true, snapshotShowsDeleted: true,
            lag: .seconds(5), callsPerMinute: 600, outboundHosts: ["files.example.org"], linkBaseSetting: "open_base",
            givesResults: true, sendsWebhooks: true),
        help: [
            HelpStep(.mailNotArrived, "Look into the spam folder.", rule: "MP-6"),
            HelpStep(.mailNotArrived, "Keys open below {open_base}.", offer: .action("copy-link"), rule: "MP-6"),
        ])
}

extension Condition {
    static let notArchived = Condition(
        .supplyIsNotArchived, rule: "MP-7", otherwise: "The ring is archived. Take another one.")
    static let unused = Condition(
        .stageAtMost(.invited), rule: "MP-8", otherwise: "The key has been used; only an unused one is taken back.")
    static let open = Condition(
        .stageBelow(.completed), rule: "MP-9", otherwise: "This person has completed. Nothing is left to remind of.")
}

extension [Capability] {
    static let model: [Capability] = [
        Capability(
            .issue, .no(reason: "A poster has one code for everybody. Pass its link on."), usages: [.multi]),
        Capability(
            .issue, .no(reason: "Cards are handed over at the desk. Send a mail."), modes: [.portal], channels: [.apply]
        ),
        Capability(
            .issue, .no(reason: "Cards are made of keys. Send a mail."), channels: [.apply], usages: [.personal]),
        Capability(.issue, .no(reason: "Nothing is exported here. Pass the link on."), channels: [.export]),
        Capability(
            .issue, .native, modes: [.api], channels: [.vendorMail], usages: [.personal], conditions: [.notArchived],
            batchLimit: 20, isOneAct: true),
        Capability(.issue, .native, modes: [.api], conditions: [.notArchived], batchLimit: 20),
        Capability(
            .issue, .manual, modes: [.portal], channels: [.vendorMail], conditions: [.notArchived], isOneAct: true),
        Capability(.issue, .no(reason: "The portal only sends mails. Send by vendor-mail."), modes: [.portal]),
        Capability(
            .distribute, .no(reason: "The vendor mails keys and invitations. Use our-mail or link."),
            channels: [.vendorMail], usages: [.multi]),
        Capability(
            .distribute, .native, modes: [.api], channels: [.vendorMail], conditions: [.notArchived], batchLimit: 20),
        Capability(.distribute, .manual, modes: [.api], channels: [.apply], usages: [.single], batchLimit: 20),
        Capability(
            .distribute, .manual, modes: [.portal], channels: [.vendorMail], conditions: [.notArchived], isOneAct: true),
        Capability(.distribute, .gateway, channels: [.ourMail, .link]),
        Capability(.distribute, .no(reason: "Not by this channel. Use vendor-mail, our-mail or link.")),
        Capability(.retract, .no(reason: "A poster hangs where it hangs. Take it down."), usages: [.multi]),
        Capability(.retract, .native, modes: [.api], conditions: [.unused]),
        Capability(.retract, .manual, modes: [.portal], conditions: [.unused]),
        Capability(.remind, .no(reason: "Nobody is known who saw a poster. Write yourself."), usages: [.multi]),
        Capability(.remind, .native, modes: [.api], channels: [.vendorMail], conditions: [.open]),
        Capability(.remind, .manual, modes: [.portal], channels: [.vendorMail], conditions: [.open]),
        Capability(.remind, .gateway, channels: [.ourMail, .link]),
        Capability(.remind, .no(reason: "The vendor has no address. Write to the person yourself.")),
        Capability(.status, .native, modes: [.api]),
        Capability(.status, .manual, modes: [.portal]),
    ]
}

extension Vocabulary {
    static let model = Vocabulary([
        Row("In the ring", means: .stages(.available, .reserved)),
        Row("Out", means: .stages(.invited, .invited)),
        Row("Signed", means: .stages(.registered, .registered)),
        Row("Busy", means: .stages(.started, .started)),
        Row("Finished", means: .stages(.completed, .reported)),
        Row("Taken back", means: .end(.retracted)),
    ])
}
