import GatehouseForms
import GatehouseModel
import GatehouseProviderKit

extension Descriptor {
    static let campaigns = Descriptor(
        id: "campaigns", version: "1.2.0", name: "Invite campaigns",
        summary:
            "People are invited into a campaign that assigns Core Drivers, Core Values or both and says which reports they get.",
        modes: [.portal, .api], settings: .campaignSettings, capabilities: .campaigns, actions: .campaigns,
        vocabulary: .campaigns, counters: .campaigns, supplyKinds: [.campaign], options: .followUpOptions,
        files: .campaigns,
        traits: VendorTraits(
            idempotency: [.api: .byKey, .portal: .bySnapshot], snapshotIsComplete: true, snapshotShowsDeleted: false,
            lag: .seconds(60), givesResults: true, sendsWebhooks: true, tells: RecordFacts(reminders: "reminders")),
        help: .campaigns)
}

extension SupplyKindDescription {
    /// Nothing is counted: the vendor makes an invite link for whoever is invited. The assessments are the campaign's own.
    static let campaign = SupplyKindDescription(
        category: "campaign", label: "Campaign", usage: .personal, credential: .inviteLink,
        stock: [.portal: .unmetered, .api: .unmetered], assessments: [],
        attributes: Form([
            FormField("name", .text(maximumLength: 200), label: "Name", help: "As the vendor's pages show it."),
            FormField("goal", .text(maximumLength: 64), label: "Goal", help: "development or selection (CA-1)."),
            FormField("assessments", words, label: "Assessments", help: "core-drivers, core-values (CA-2)."),
            FormField("reports", words, label: "Reports", help: "For people invited from now on (CA-3)."),
            FormField("tags", words, label: "Tags", help: "For filtering (CA-4)."),
        ]))

    private static let words = FormField.Kind.list(of: .text(maximumLength: 100), atMost: 100)
}

extension Vocabulary {
    static let campaigns = Vocabulary([
        Row("Unused", means: .stages(.invited, .invited), note: "has not registered"),
        Row("Signed up", means: .stages(.registered, .registered), note: "registered, nothing begun"),
        Row("In Progress", means: .stages(.started, .started), note: "taking one, or not all assigned ones done"),
        Row("Completed", means: .stages(.completed, .reported), note: "all assigned ones done"),
    ])
}

/// The five counts of a campaign (CA-6); the four words among them add up to the first.
extension [CounterDescription] {
    static let campaigns = [
        CounterDescription("All users", counts: .records(words: ["Unused", "Signed up", "In Progress", "Completed"])),
        CounterDescription("Unused", counts: .records(words: ["Unused"])),
        CounterDescription("Signed up", counts: .records(words: ["Signed up"])),
        CounterDescription("In progress", counts: .records(words: ["In Progress"])),
        CounterDescription("Completed", counts: .records(words: ["Completed"])),
    ]
}

extension [HelpStep] {
    static let campaigns = [
        HelpStep(.mailNotArrived, "Ask the person to look into the spam folder.", rule: "CA-5"),
        HelpStep(
            .mailNotArrived,
            "Ask the person's IT department to allow the sender of the vendor's mails; the connection's setting mail_sender holds it where it is known.",
            rule: "CA-5"),
        HelpStep(.mailNotArrived, "Follow up: the vendor sends its mail again.", offer: .verb(.remind), rule: "CA-10"),
        HelpStep(.mailNotArrived, "Send the person's link from your own mail.", offer: .link, rule: "CA-5"),
        HelpStep(
            .credentialRefused, "Copy the link anew: it serves to register and, once that is done, to log in.",
            offer: .action("copy-link"), rule: "CA-7"),
    ]
}
