import GatehouseForms
import GatehouseModel

extension LearnersVendor {
    var offer: Offer {
        Offer(
            id: "learner-invites", name: "Sandbox of learner invitations",
            summary: "Simulates a vendor whose learners are invited into groups and accept before they get trainings.",
            can: can, actions: Self.actionsOnTheAccount + Self.actionsOnLearners,
            words: [
                Offer.word("Pending", from: .invited, to: .invited),
                Offer.word("Active", from: .registered, to: .reported), Offer.end("Cancelled", .retracted),
            ],
            counters: Enrolment.State.allCases.map { Offer.counter($0.rawValue, countsRecords: [$0.rawValue]) },
            kinds: [Offer.kind("group", "Learner group", .personal, .inviteLink, .unmetered)],
            options: canSchedule
                ? Form([FormField("send_at", .instant, label: "Send at", help: "Ten at a time; at once without it.")])
                : .empty,
            help: [
                Offer.advice("Look into the spam folder.", "LI-8"),
                Offer.advice("Send the invitation again.", offers: ["verb": "remind"], "LI-8"),
                Offer.advice(
                    "Copy the link and open it in a private window.", offers: ["action": "copy-link"], refused: true,
                    "LI-11"),
            ])
    }

    private var can: [JSONValue] {
        let limit = Int64(hasSubscription ? LearnersVendor.spreadsheetAtOnce : LearnersVendor.typedAtOnce)
        let pending = Offer.only(
            if: ["stage_at_most": "invited"], "LI-8", otherwise: "The invitation was accepted. Leave it.")
        return [
            Offer.can("issue", by: [.vendorMail], atMost: limit, oneAct: true),
            Offer.cannot("issue", "The vendor sends every invitation itself. Invite by its mail."),
            Offer.cannot("distribute", "Inviting sends at once. Send the invitation again."),
            Offer.can("retract", if: [pending], atMost: 1000), Offer.can("remind", if: [pending], atMost: 1000),
            Offer.can("status"),
        ]
    }

    private static let training = FormField("training", .text(maximumLength: 200), label: "Training", required: true)
    private static let trainings = FormField(
        "trainings", .list(of: .text(maximumLength: 200), atMost: 50), label: "Trainings", required: true)

    private static let actionsOnTheAccount = [
        Offer.action(
            "trainings", on: "connection", "Trainings", "Those that groups can carry.", effect: "read", "LI-1"),
        Offer.action(
            "create-training", on: "connection", "Create a training", "Makes a training.", asks: Form([training]),
            "LI-1"),
        Offer.action(
            "create-group", on: "connection", "Create a group", "Makes a group that carries trainings.",
            asks: Form([FormField("name", .text(maximumLength: 200), label: "Name", required: true), trainings]),
            "LI-1", "LI-4"),
        Offer.action(
            "set-trainings", on: "supply", "Choose trainings", "What people get who join from now on.",
            asks: Form([trainings]), "LI-1"),
        Offer.action(
            "join-page", on: "connection", "Join page", "The public page by which people become learners.",
            asks: Form([
                FormField("on", .boolean, label: "On", required: true),
                FormField("group", .supply, label: "Group"),
                FormField("allowed", .list(of: .text(maximumLength: 254), atMost: 1000), label: "Allowed"),
                FormField("anyone", .boolean, label: "Anyone"),
                FormField("address_part", .text(maximumLength: 40), label: "End of the address"),
            ]), "LI-6"),
        Offer.action(
            "imports", on: "connection", "Imports", "What was invited by spreadsheet.", effect: "read", "LI-4"),
    ]

    private static let actionsOnLearners = [
        Offer.action(
            "add-group", on: "invitation", "Further group", "One more group for an associated learner.",
            asks: Form([
                FormField("group", .supply, label: "Group", required: true),
                FormField("reference", .text(maximumLength: 200), label: "The caller's reference of the new row"),
            ]), "LI-5"),
        Offer.action(
            "add-training", on: "invitation", "Further training", "One more training for an associated learner.",
            asks: Form([training]), "LI-5"),
        Offer.action(
            "copy-link", on: "invitation", "Copy the link", "The link of a pending invitation.", effect: "read",
            secrets: ["link"], "LI-11"),
    ]
}
