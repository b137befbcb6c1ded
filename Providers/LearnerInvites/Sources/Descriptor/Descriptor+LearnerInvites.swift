import GatehouseForms
import GatehouseModel
import GatehouseProviderKit

extension Descriptor {
    static let learnerInvites = Descriptor(
        id: "learner-invites", version: "1.0.0", name: "Learner invitations",
        summary: "People are invited into learner groups, whose trainings they get once they have accepted.",
        modes: [.portal, .api], settings: .learnerSettings, capabilities: .learnerInvites, actions: .learnerInvites,
        vocabulary: .learnerInvites, counters: .learnerInvites, supplyKinds: [.group], options: .invitationOptions,
        files: .learnerInvites,
        traits: VendorTraits(
            idempotency: [.api: .byKey, .portal: .bySnapshot], snapshotIsComplete: true, snapshotShowsDeleted: true,
            lag: .seconds(60), selfArrival: .byWebPage, namesFrom: .registered, furtherSupplyFrom: .registered,
            supplyNamesAreExact: true,
            tells: RecordFacts(reminders: "resends")),
        help: .learnerInvites)
}

extension VendorTraits.SelfArrival {
    /// Whoever came by the join page was invited by nobody (LI-6).
    fileprivate static let byWebPage = VendorTraits.SelfArrival(
        attribute: "added_by", values: ["Web Page", "Web-Page"])
}

extension SupplyKindDescription {
    /// Nothing is counted: the vendor makes an invitation for whoever is named. What a person takes are the group's trainings.
    static let group = SupplyKindDescription(
        category: "group", label: "Learner group", usage: .personal, credential: .inviteLink,
        stock: [.portal: .unmetered, .api: .unmetered], assessments: [],
        attributes: Form([
            FormField(
                "name", .text(maximumLength: 200), label: "Name",
                help: "The vendor's exact name, with its blanks (LI-4)."),
            FormField(
                "trainings", .list(of: .text(maximumLength: 200), atMost: 200), label: "Trainings",
                help: "What the group carries (LI-1)."),
            FormField("team_told", .boolean, label: "Team told", help: "The message to the team has been sent (LI-2)."),
        ]))
}

extension Vocabulary {
    /// LI-9. Of who is Active the vendor tells no more: neither what was begun nor what was completed.
    static let learnerInvites = Vocabulary([
        Row("Pending", means: .stages(.invited, .invited), note: "sent, not accepted"),
        Row(
            "Active", means: .stages(.registered, .reported), note: "accepted, in its group, trainings assigned"),
        Row("Cancelled", means: .end(.retracted), note: "the link is broken"),
    ])
}

extension [CounterDescription] {
    static let learnerInvites = ["Pending", "Active", "Cancelled"].map { word in
        CounterDescription(word, counts: .records(words: [word]))
    }
}

extension [HelpStep] {
    static let learnerInvites = [
        HelpStep(.mailNotArrived, "Ask the person to look into the spam folder.", rule: "LI-8"),
        HelpStep(
            .mailNotArrived, "Ask the person's IT department to allow mails from {mail_sender}.", rule: "LI-8"),
        HelpStep(.mailNotArrived, "Let the vendor send the invitation again.", offer: .verb(.remind), rule: "LI-8"),
        HelpStep(
            .mailNotArrived, "Copy the link and pass it on in another way.", offer: .action("copy-link"), rule: "LI-11"),
        HelpStep(
            .credentialRefused,
            "Copy the link, send it to the person and let them open it in a private window: in an ordinary one they may be signed in with another account.",
            offer: .action("copy-link"), rule: "LI-11"),
        HelpStep(
            .credentialRefused,
            "Whoever has an account with the vendor meets a login screen, everybody else a registration screen: share the guide that shows both.",
            offer: .action("guide"), rule: "LI-11"),
        HelpStep(
            .credentialRefused, "A cancelled invitation's link is broken: invite the person anew.", rule: "LI-8"),
    ]
}
