import GatehouseForms
import GatehouseModel

extension CodeBundlesVendor {
    var offer: Offer {
        Offer(
            id: "code-bundles", name: "Sandbox of access-code bundles",
            summary: "Simulates a vendor that sells access codes in bundles, single-use and multi-use.",
            can: Self.issuing + Self.distributing + Self.afterwards,
            actions: Self.actionsOnUnits + Self.actionsOnBundles,
            words: Self.words, counters: Self.counts, kinds: Self.kinds, options: Self.mailOptions,
            help: [
                Offer.advice("Look into the spam folder; let the IT department allow the vendor's sender.", "CB-20"),
                Offer.advice("Let the vendor remind.", offers: ["verb": "remind"], "CB-20"),
                Offer.advice("Pass the code's link on in another way.", offers: ["link": true], "CB-20"),
                Offer.advice(
                    "An old bundle has two codes: try the other one, then call the support.", refused: true, "CB-18"),
            ])
    }

    private static let usable = Offer.unlessArchived("CB-21", otherwise: "The bundle is archived. Bring it back first.")
    private static let exportOnly = "Codes of guides and kits are exported or passed on as a link. Choose one of these."
    private static let typedOnly = "Personal codes go to typed recipients, not to picked accounts. Choose the mail."

    private static let issuing = [
        Offer.cannot("issue", exportOnly, by: [.vendorMail, .apply, .ourMail], in: ["guide-kit"]),
        Offer.cannot("issue", typedOnly, by: [.apply], in: ["personal"]),
        Offer.cannot(
            "issue", "A multi-use code is not given out by the vendor. Announce it yourself.",
            by: [.vendorMail, .apply, .export], of: [.multi]),
        Offer.can("issue", "gateway", of: [.multi], if: [usable]),
        Offer.can("issue", of: [.single], if: [usable], atMost: 1000),
    ]

    private static let distributing = [
        Offer.cannot("distribute", exportOnly, by: [.vendorMail, .apply, .ourMail], in: ["guide-kit"]),
        Offer.cannot("distribute", typedOnly, by: [.apply], in: ["personal"]),
        Offer.cannot(
            "distribute", "A multi-use code is announced by the coach. Use your own mail.",
            by: [.vendorMail, .apply, .export], of: [.multi]),
        Offer.can("distribute", "gateway", by: [.ourMail, .link]),
        Offer.can("distribute", of: [.single], if: [usable], atMost: 1000),
    ]

    private static let afterwards = [
        Offer.cannot("retract", "A multi-use code cannot be taken back. Deactivate it instead.", of: [.multi]),
        Offer.can(
            "retract",
            if: [
                Offer.only(
                    if: ["stage_at_most": "invited"], "CB-15",
                    otherwise: "The code has been used. Nothing can be taken back.")
            ],
            atMost: 1000),
        Offer.cannot("remind", "Nobody is known of a multi-use code. Write to them yourself.", of: [.multi]),
        Offer.cannot("remind", "No address is known of an exported code. Ask whoever hands them out.", by: [.export]),
        Offer.can("remind", "gateway", by: [.ourMail, .link]),
        Offer.can(
            "remind",
            if: [
                Offer.only(
                    if: ["channel_is_one_of": ["vendor-mail", "apply"]], "CB-16",
                    otherwise: "The vendor has no address for this code. Write yourself."),
                Offer.only(
                    if: ["stage_at_most": "invited"], "CB-16", otherwise: "The code has been used. Write yourself."),
            ], atMost: 1000),
        Offer.can("status"),
    ]

    private static let mailOptions = Form([
        FormField(
            "template", .choice([.init("default", "The vendor's"), .init("organisation", "The organisation's")]),
            label: "Template", default: "default"),
        FormField("text", .longText(maximumLength: 10_000), label: "The organisation's text, edited for this once"),
    ])

    private static let count = FormField("count", .integer(1...1_000_000), label: "Number", required: true)
    private static let name = FormField("name", .text(maximumLength: 200), label: "Name", required: true)

    private static let actionsOnUnits = [
        Offer.action(
            "transfer", on: "supply", "Transfer", "Moves available codes into another bundle.",
            asks: Form([FormField("to", .supply, label: "Into", required: true), count]), "CB-19"),
        Offer.action(
            "create-bundle", on: "supply", "Create a bundle", "Makes a bundle out of available codes of this one.",
            asks: Form([
                name, count,
                FormField(
                    "usage", .choice([.init("single", "Single-use"), .init("multi", "Multi-use")]), label: "Usage"),
            ]), "CB-19"),
        Offer.action(
            "deactivate", on: "supply", "Deactivate",
            "Ends a multi-use code; what is left of it moves to another bundle.",
            asks: Form([FormField("to", .supply, label: "Remaining uses into")]), of: [.multi], "CB-17"),
        Offer.action(
            "reactivate", on: "supply", "Reactivate", "Brings a multi-use code back by moving uses in.",
            asks: Form([FormField("from", .supply, label: "Uses from", required: true), count]), of: [.multi], "CB-17"),
    ]

    private static let actionsOnBundles = [
        Offer.action("archive", on: "supply", "Archive", "Puts the bundle away.", "CB-21"),
        Offer.action("unarchive", on: "supply", "Bring back", "Makes an archived bundle usable again.", "CB-21"),
        Offer.action("rename", on: "supply", "Rename", "Gives the bundle another name.", asks: Form([name]), "CB-21"),
        Offer.action(
            "describe", on: "supply", "Describe", "Writes the bundle's description.",
            asks: Form([FormField("description", .longText(maximumLength: 2000), label: "Description", required: true)]
            ), "CB-21"),
        Offer.action(
            "favourite", on: "supply", "Favourite", "Marks the bundle, or takes the mark off.",
            asks: Form([FormField("favourite", .boolean, label: "Favourite", default: true)]), "CB-21"),
        Offer.action(
            "low-water", on: "supply", "Low water", "Sets the number of uses at which it warns; 0 for never.",
            asks: Form([FormField("uses", .integer(0...1_000_000), label: "Uses", required: true)]), of: [.multi],
            "CB-21"),
        Offer.action(
            "export-list", on: "connection", "Export the list", "Mails the list of bundles to whoever asks.",
            effect: "read",
            asks: Form([
                FormField("favourites", .boolean, label: "Favourites only"),
                FormField("category", .choice(categories.sorted().map { .init($0, $0) }), label: "Type"),
                FormField(
                    "usage", .choice([.init("single", "Single-use"), .init("multi", "Multi-use")]), label: "Usage"),
                FormField("name", .text(maximumLength: 200), label: "Part of the name"),
            ]), "CB-21"),
        Offer.action(
            "find-accounts", on: "supply", "Find accounts", "Searches the accounts that a code could be applied to.",
            effect: "read",
            asks: Form([FormField("query", .text(maximumLength: 200), label: "Search", required: true)]), of: [.single],
            "CB-6",
            "CB-8"),
        Offer.action(
            "templates", on: "connection", "Templates", "Shows the languages of the mail templates.", effect: "read",
            "CB-10"),
    ]

    /// CB-3, newer and older.
    private static let words = [
        Offer.word("Available", from: .available, to: .available),
        Offer.word("Pending/In Progress", from: .invited, to: .started, of: .single, in: "strengths"),
        Offer.word("Pending/In Progress", from: .invited, to: .invited, of: .single),
        Offer.word("Used", from: .completed, to: .reported, of: .single, in: "strengths"),
        Offer.word("Used", from: .registered, to: .reported),
        Offer.word("Distributed", from: .invited, to: .registered),
        Offer.word("Activated", from: .started, to: .reported),
        Offer.end("Retracted", .retracted),
    ]

    private static let counts = [
        Offer.counter("Available", counts: [.available], of: .multi),
        Offer.counter("Available", counts: [.available, .reserved]),
        Offer.counter("Pending/In Progress", "Distributed but not used", counts: [.handedOut], of: .single),
        Offer.counter("Used", "Activated", counts: [.used]),
    ]

    private static let kinds = categories.sorted().flatMap { category -> [JSONValue] in
        let single = Offer.kind(category, "\(category), single-use", .single, .singleUseCode, .vendor)
        let multi = Offer.kind(category, "\(category), multi-use", .multi, .multiUseCode, .shared)
        return category == "personal" ? [single] : [single, multi]
    }
}
