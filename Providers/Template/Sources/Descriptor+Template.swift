import GatehouseForms
import GatehouseModel
import GatehouseProviderKit

extension Descriptor {
    /// Every fact that engine, command line and pages read. Change what your vendor does otherwise, and take out what it lacks.
    static let template = Descriptor(
        id: "template", version: "0.1.0", name: "Template",
        summary: "Keys are kept in rings and given to people one by one.",
        modes: [.portal, .api],
        settings: .templateSettings, capabilities: .template, actions: [.transfer],
        vocabulary: .template, counters: .template,
        supplyKinds: [.ring], options: .templateOptions, files: .template,
        traits: VendorTraits(
            idempotency: [.portal: .bySnapshot, .api: .byKey], snapshotIsComplete: true, snapshotShowsDeleted: true,
            lag: .seconds(60)),
        help: [
            HelpStep(.mailNotArrived, "Ask the person to look into the spam folder.", rule: "K-1"),
            HelpStep(.mailNotArrived, "Copy the link and send it from your own mail.", offer: .link, rule: "K-1"),
        ])
}

extension Form {
    /// What a connection is set up with. A secret field is kept encrypted and never shown again.
    static let templateSettings = Form(FormField.interface + [.portalURL, .mailSender()])

    /// What may be said with each distribution.
    static let templateOptions = Form([
        FormField("text", .longText(maximumLength: 4000), label: "Text", help: "Placed before the vendor's own text.")
    ])
}

extension SupplyKindDescription {
    /// In the portal the vendor picks the key, so nothing of it is kept here before it is sent.
    static let ring = SupplyKindDescription(
        category: "key", label: "Ring of keys", usage: .single, credential: .accessKey,
        stock: [.portal: .vendor, .api: .vendor], assessments: ["drive"])
}

extension Vocabulary {
    /// The vendor's words, and what is certain and possible when it says them. A word that stands here wrongly is worse than
    /// one that is missing: an unknown word is set aside for a person.
    static let template = Vocabulary([
        Row("In the ring", means: .stages(.available, .reserved)),
        Row("Sent", means: .stages(.invited, .registered), note: "until the link was opened"),
        Row("Begun", means: .stages(.started, .started)),
        Row("Completed", means: .stages(.completed, .reported)),
        Row("Taken back", means: .end(.retracted)),
    ])
}

extension [CounterDescription] {
    static let template = [
        CounterDescription("In the ring", counts: .units([.available, .reserved]), note: "keys that can be sent"),
        CounterDescription("Sent", counts: .units([.handedOut])),
        CounterDescription("Completed", counts: .units([.used])),
    ]
}

extension [FileFormat] {
    /// The files of the vendor's site: what it takes, and what it gives back to be read in.
    static let template = [FileFormat.people, .keys]
}

extension FileFormat {
    /// What the site takes: exactly these columns.
    static let people = FileFormat(
        name: "people", purpose: .upload,
        columns: [Column("Email", .address, required: true), Column("Language", .language, required: true)],
        isExact: true,
        rule: "K-1")

    /// What the site gives: its keys with their words.
    static let keys = FileFormat(
        name: "keys", purpose: .status,
        columns: [
            Column("key", aliases: ["access key"], .credential), Column("email", aliases: ["email address"], .address),
            Column("status", aliases: ["state"], .word, required: true), Column("sent_at", .attribute),
        ], canBeComplete: true, rule: "K-1")
}

extension ActionDescription {
    /// One thing that only this vendor has. Command line, API and pages draw it from here.
    static let transfer = ActionDescription(
        name: "transfer", title: "Transfer keys", purpose: "Moves free keys into another ring.", scope: .supply,
        effect: .write,
        input: Form([
            FormField("to", .supply, label: "Into which ring", required: true),
            FormField("count", .integer(1...10_000), label: "How many", required: true),
        ]),
        support: [.portal: .manual, .api: .native], conditions: [.notArchived], rules: ["K-1"])
}
