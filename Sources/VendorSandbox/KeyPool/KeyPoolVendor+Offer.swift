import GatehouseForms
import GatehouseModel

extension KeyPoolVendor {
    var offer: Offer {
        Offer(
            id: "key-pool", name: "Sandbox of access keys",
            summary: "Simulates a vendor that sends access keys out of one pool, with coaches who see their clients.",
            can: Self.can, actions: Self.actions,
            words: [
                Offer.word("In the pool", from: .available, to: .available),
                Offer.word("Sent", from: .invited, to: .registered),
                Offer.word("In progress", from: .started, to: .started),
                Offer.word("Completed", from: .completed, to: .reported),
            ],
            counters: [
                Offer.counter("Keys left", counts: [.available, .reserved]),
                Offer.counter("Keys sent", counts: [.handedOut]), Offer.counter("Keys used", counts: [.used]),
            ],
            kinds: [
                Offer.kind(
                    "key-pool", "Pool of access keys", .single, .accessKey, .vendor, takes: Self.assessments,
                    chosenBy: "assessment", isToppedUp: true, isOnePerConnection: true)
            ],
            options: Self.form,
            help: [
                Offer.advice("Look into the spam folder.", "KP-7"),
                Offer.advice("Copy the key's link and send it another way.", offers: ["action": "copy-link"], "KP-7"),
                Offer.advice("A reclaimed key's link is dead: send another key.", refused: true, "KP-9"),
            ], selfArrival: ("came_by", ["landing page"]))
    }

    private static let can = [
        Offer.can("issue", by: [.vendorMail], atMost: 1000, oneAct: true),
        Offer.cannot("issue", "A key is mailed as soon as it is sent. Use the mail."),
        Offer.cannot("distribute", "A key is mailed as soon as it is sent. Copy its link to pass it on."),
        Offer.can(
            "retract",
            if: [
                Offer.only(
                    if: ["stage_below": "started"], "KP-9",
                    otherwise: "The link was opened. Only an unopened key is reclaimed.")
            ], atMost: 1000),
        Offer.cannot("remind", "There are no reminders here. Write yourself, with the key's link."),
        Offer.can("status"),
    ]

    private static let form = Form([
        FormField("coaches", .list(of: .text(maximumLength: 200), atMost: 50), label: "Coaches"),
        FormField(
            "assessment",
            .choice([.init("drive", "Drive"), .init("express", "Express"), .init("open", "The client chooses")]),
            label: "Assessment", default: "open"),
        FormField("message", .longText(maximumLength: 4000), label: "Message before the standard one"),
        FormField("signature", .longText(maximumLength: 2000), label: "Signature in place of the standard one"),
    ])

    private static let actions = [
        Offer.action(
            "copy-link", on: "invitation", "Copy key link", "The link of a sent key.", effect: "read",
            secrets: ["link"], "KP-7"),
        Offer.action(
            "report-link", on: "invitation", "Report", "The link that opens the report.", effect: "read",
            secrets: ["link"], "KP-10"),
        Offer.action("coaches", on: "supply", "Coaches", "The coaches of the organisation.", effect: "read", "KP-2"),
        Offer.action(
            "add-coach", on: "supply", "Add a coach", "Adds a coach to the organisation.",
            asks: Form([
                FormField("name", .text(maximumLength: 200), label: "Name", required: true),
                FormField("email", .email, label: "Email address"),
            ]), "KP-2"),
        Offer.action(
            "landing-page", on: "supply", "Landing page", "The page by which clients come without being sent a key.",
            effect: "read", "KP-8"),
    ]
}
