import GatehouseForms
import GatehouseModel
import GatehouseProviderKit

extension Descriptor {
    static let keyPool = Descriptor(
        id: "key-pool", version: "1.0.0", name: "Access-key pool",
        summary:
            "Keys of one pool, tied to no assessment, are sent by the vendor's mail; coaches who are attached to them see status and report.",
        modes: [.portal, .api], settings: .keyPoolSettings, capabilities: .keyPool, actions: .keyPool,
        vocabulary: .keyPool, counters: .keyPool, supplyKinds: [.keyPool], options: .sendingOptions,
        files: .keyPool,
        traits: VendorTraits(
            idempotency: [.api: .byKey, .portal: .bySnapshot], snapshotIsComplete: true, snapshotShowsDeleted: true,
            lag: .seconds(60),
            selfArrival: VendorTraits.SelfArrival(attribute: "came_by", values: ["landing page", "landing-page"]),
            tells: RecordFacts(coaches: "coaches")),
        help: .keyPool)
}

extension SupplyKindDescription {
    /// The vendor keeps the keys and gives one out with each mail, in both modes; the ledger counts them. Keys are bought
    /// into the same pool again and again (KP-1).
    static let keyPool = SupplyKindDescription(
        category: "key-pool", label: "Pool of access keys", usage: .single, credential: .accessKey,
        stock: [.portal: .vendor, .api: .vendor], assessments: Assessment.allCases.map(\.rawValue),
        assessmentOption: "assessment", isToppedUp: true, isOnePerConnection: true,
        attributes: Form([
            FormField("name", .text(maximumLength: 200), label: "Name", help: "As the vendor's pages show it."),
            FormField(
                "coaches", .list(of: .text(maximumLength: 200), atMost: 500), label: "Coaches",
                help: "Those who were added to the organisation (KP-2)."),
            FormField(
                "administrator", .text(maximumLength: 200), label: "Administrator",
                help: "Whose name the mail bears where no coach was ever added (KP-2)."),
            FormField("message", .longText(maximumLength: 4096), label: "Message", help: "Of the last keys (KP-5)."),
            FormField(
                "signature", .longText(maximumLength: 4096), label: "Signature", help: "Of the last keys (KP-6)."),
        ]))
}

extension Vocabulary {
    static let keyPool = Vocabulary([
        Row("In the pool", means: .stages(.available, .available), note: "not sent, or reclaimed"),
        Row("Sent", means: .stages(.invited, .registered), note: "the completion date is empty"),
        Row("In progress", means: .stages(.started, .started), note: "the link was clicked"),
        Row("Completed", means: .stages(.completed, .reported), note: "there is a completion date"),
    ])
}

/// The vendor's names for its counts.
enum CounterWord {
    static let left = "Keys left"
}

/// The number left leads (KP-1); what was sent is not begun or begun.
extension [CounterDescription] {
    static let keyPool = [
        CounterDescription("Keys left", counts: .units([.available, .reserved]), note: "keys that can be sent"),
        CounterDescription("Keys sent", counts: .units([.handedOut]), note: "sent, the link was not opened"),
        CounterDescription("Keys used", counts: .units([.used]), note: "the link was opened"),
    ]
}

extension [HelpStep] {
    /// If the mail does not arrive (KP-7), and if the link opens nothing (KP-9).
    static let keyPool = [
        HelpStep(.mailNotArrived, "Ask the person to look into the spam folder.", rule: "KP-7"),
        HelpStep(
            .mailNotArrived,
            "Copy the key's link from the sent keys; once it is known here it can be passed on in any way.",
            offer: .action("copy-link"), rule: "KP-7"),
        HelpStep(
            .mailNotArrived, "Where the link is known here, send it by our own mail.", offer: .verb(.remind),
            rule: "KP-7"),
        HelpStep(.mailNotArrived, "Or pass the link on yourself.", offer: .link, rule: "KP-7"),
        HelpStep(
            .credentialRefused,
            "See whether the key was reclaimed: its link is dead then, and the person is to be sent another key.",
            rule: "KP-9"),
    ]
}
