import GatehouseForms
import GatehouseModel

extension CampaignsVendor {
    var offer: Offer {
        Offer(
            id: "campaigns", name: "Sandbox of invite campaigns",
            summary: "Simulates a vendor whose campaigns invite people to take Core Drivers and Core Values.",
            can: Self.can, actions: Self.actionsOnCampaigns + Self.actionsOnPeople,
            words: [
                Offer.word("Unused", from: .invited, to: .invited),
                Offer.word("Signed up", from: .registered, to: .registered),
                Offer.word("In Progress", from: .started, to: .started),
                Offer.word("Completed", from: .completed, to: .reported),
            ],
            counters: [Offer.counter("All users", countsRecords: states)]
                + zip(User.State.allCases, states).map { Offer.counter($0.counter, countsRecords: [$1]) },
            kinds: [Offer.kind("campaign", "Campaign", .personal, .inviteLink, .unmetered)],
            options: Self.followUpOptions,
            help: [
                Offer.advice("Look into the spam folder; let the IT department allow the vendor's sender.", "CA-5"),
                Offer.advice("Follow up.", offers: ["verb": "remind"], "CA-10"),
                Offer.advice("Pass the link on in another way.", offers: ["link": true], "CA-5"),
                Offer.advice("Copy the link again.", offers: ["action": "copy-link"], refused: true, "CA-7"),
            ], showsDeleted: false, givesResults: true, sendsWebhooks: true)
    }

    private var states: [String] { User.State.allCases.map(\.rawValue) }

    private static let open = Offer.unlessArchived("CA-12", otherwise: "The campaign is archived. Create a new one.")
    private static let noCodes = "A campaign has no codes to apply or to export. Invite by mail or by a link."

    private static let can = [
        Offer.can("issue", by: [.vendorMail], if: [open], atMost: 1000, oneAct: true),
        Offer.can("issue", by: [.link, .ourMail], if: [open], atMost: 1000),
        Offer.cannot("issue", noCodes),
        Offer.can("distribute", "gateway", by: [.link, .ourMail], if: [open]),
        Offer.cannot(
            "distribute", "Inviting by the vendor's mail sends at once. For people invited by link, follow up."),
        Offer.cannot("retract", "An invitation cannot be taken back. Archive the campaign."),
        Offer.can(
            "remind",
            if: [
                open,
                Offer.only(
                    if: ["stage_below": "completed"], "CA-10",
                    otherwise: "Everything assigned is completed. Leave them out."),
            ], atMost: 1000),
        Offer.can("status"),
    ]

    private static let followUpOptions = Form([
        FormField("text", .longText(maximumLength: 4000), label: "Text of the follow-up"),
        FormField(
            "template", .choice(["default", "unused", "signed-up", "in-progress"].map { .init($0, $0) }),
            label: "Template"),
    ])

    private static func several(_ name: String, _ label: String, of words: [String], required: Bool = false)
        -> FormField
    {
        FormField(
            name, .list(of: .choice(words.sorted().map { .init($0, $0) }), atMost: words.count), label: label,
            required: required)
    }

    private static let name = FormField("name", .text(maximumLength: 200), label: "Name", required: true)
    private static let tags = FormField("tags", .list(of: .text(maximumLength: 100), atMost: 50), label: "Tags")
    private static let reports = several("reports", "Reports", of: Array(Catalogue.reports.keys))
    private static let reach = FormField(
        "apply_to", .choice([.init("everyone", "Everyone"), .init("future", "People invited from now on")]),
        label: "For",
        required: true)

    private static let actionsOnCampaigns = [
        Offer.action(
            "create-campaign", on: "connection", "Create a campaign", "Makes a campaign.",
            asks: Form([
                FormField(
                    "goal", .choice(Catalogue.goals.sorted().map { .init($0, $0) }), label: "Goal", required: true),
                name,
                several("assessments", "Assessments", of: Array(Catalogue.assessments), required: true), reports, tags,
            ]), "CA-1", "CA-2", "CA-3", "CA-4"),
        Offer.action("rename", on: "supply", "Rename", "Gives the campaign another name.", asks: Form([name]), "CA-11"),
        Offer.action(
            "change-reports", on: "supply", "Change reports", "Says which reports people get.",
            asks: Form([reports, reach]), "CA-11"),
        Offer.action(
            "change-tags", on: "supply", "Change tags", "Says which tags people carry.", asks: Form([tags, reach]),
            "CA-11"),
        Offer.action(
            "set-reminders", on: "supply", "Set reminders", "Says how often and to whom the campaign writes by itself.",
            asks: Form(
                [
                    FormField(
                        "frequency", .choice(["daily", "weekly", "monthly", "off"].map { .init($0, $0) }),
                        label: "How often",
                        required: true), FormField("count", .integer(1...100), label: "How many"),
                    several("groups", "To whom", of: User.State.allCases.filter { $0 != .completed }.map(\.group)),
                ]
                    + User.State.allCases.filter { $0 != .completed }.map {
                        FormField($0.textField, .longText(maximumLength: 4000), label: "Text for \($0.rawValue)")
                    }), "CA-9"),
        Offer.action("archive", on: "supply", "Archive", "Ends the campaign.", effect: "irreversible", "CA-12"),
        Offer.action(
            "results", on: "supply", "Results", "The scores of everyone who completed an assessment.", effect: "read",
            asks: Form([
                FormField("columns", .list(of: .text(maximumLength: 100), atMost: 50), label: "Further columns")
            ]),
            "CA-8"),
    ]

    private static let actionsOnPeople = [
        Offer.action(
            "publish-report", on: "invitation", "Publish a report", "Opens one report to one person.",
            effect: "irreversible",
            asks: Form([
                FormField(
                    "report", .choice(Catalogue.reports.keys.sorted().map { .init($0, $0) }), label: "Report",
                    required: true)
            ]), "CA-3"),
        Offer.action(
            "add-note", on: "invitation", "Add a note", "Writes a note on this person.",
            asks: Form([FormField("text", .longText(maximumLength: 4000), label: "Note", required: true)]), "CA-7"),
        Offer.action("notes", on: "invitation", "Notes", "The notes on this person.", effect: "read", "CA-7"),
        Offer.action(
            "history", on: "invitation", "History", "What this person and the system did.", effect: "read", "CA-7"),
        Offer.action("scores", on: "invitation", "Scores", "This person's scores.", effect: "read", "CA-7"),
        Offer.action(
            "copy-link", on: "invitation", "Copy the link", "The link to register or log in.", effect: "read",
            secrets: ["link"],
            "CA-7"),
    ]
}
