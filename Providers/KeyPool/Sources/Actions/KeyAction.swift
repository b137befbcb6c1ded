import GatehouseForms
import GatehouseModel
import GatehouseProviderKit

extension [ActionDescription] {
    static let keyPool: [ActionDescription] = KeyAction.allCases.map(\.description)
}

/// What only key pools have, beside the five verbs.
enum KeyAction: String, CaseIterable {
    case copyLink = "copy-link"
    case reportLink = "report-link"
    case coaches
    case addCoach = "add-coach"
    case countKeys = "count-keys"
    case addKeys = "add-keys"
    case rename
    case landingPage = "landing-page"

    var description: ActionDescription {
        let facts = facts
        return ActionDescription(
            name: rawValue, title: facts.title, purpose: facts.purpose, scope: scope, effect: effect, roles: roles,
            input: input, support: support, conditions: conditions, secretResults: secretResults, rules: facts.rules)
    }

    private var facts: (title: String, purpose: String, rules: [String]) {
        switch self {
        case .copyLink:
            (
                "Copy the key link",
                "Fetches the link of a sent key, to be passed on another way when the mail did not arrive.", ["KP-7"]
            )
        case .reportLink:
            (
                "Open the report",
                "Fetches the link that opens the report, for the client, the administrator and the attached coaches.",
                ["KP-7", "KP-10"]
            )
        case .coaches: ("Show the coaches", "Shows the coaches of the organisation.", ["KP-2"])
        case .addCoach:
            ("Add a coach", "Adds a coach to the organisation, to be picked when keys are sent.", ["KP-2"])
        case .countKeys: ("Count the keys", "Shows the number of keys that are left in the pool.", ["KP-1"])
        case .addKeys: ("Enter bought keys", "Enters keys that were bought into the pool.", ["KP-1"])
        case .rename:
            ("Enter the pool's new name", "Calls the pool here as the vendor's pages call it now.", ["KP-1"])
        case .landingPage:
            (
                "Show the landing page",
                "Shows the address by which clients come without being sent a key; each takes one from the pool.",
                ["KP-8"]
            )
        }
    }

    private var scope: ActionDescription.Scope {
        switch self {
        case .copyLink, .reportLink: .invitation
        case .coaches, .addCoach, .countKeys, .addKeys, .rename, .landingPage: .supply
        }
    }

    private var effect: ActionDescription.Effect {
        switch self {
        case .addCoach, .addKeys, .rename: .write
        case .copyLink, .reportLink, .coaches, .countKeys, .landingPage: .read
        }
    }

    /// The report is for coaches and whoever owns the account, and for no organiser (KP-10).
    private var roles: [String] {
        switch self {
        case .reportLink: ["owner", "coach"]
        case .copyLink: ["owner", "organiser", "coach"]
        case .coaches, .countKeys, .landingPage: ["owner", "organiser", "auditor"]
        case .addCoach, .addKeys, .rename: ["owner", "organiser"]
        }
    }

    private var secretResults: [String] { self == .copyLink || self == .reportLink ? ["link"] : [] }

    private var conditions: [Condition] {
        switch self {
        case .copyLink: [.linkOpensNoReport]
        case .reportLink: [.completed]
        default: []
        }
    }

    private var input: Form {
        switch self {
        case .addCoach:
            Form([
                FormField(
                    "name", .text(maximumLength: 200), label: "Name", help: "As the mail is to bear it.",
                    required: true),
                FormField("email", .email, label: "Email address", help: "By which the coach signs in."),
            ])
        case .addKeys: Form([FormField("count", .integer(1...1_000_000), label: "Number", required: true)])
        case .rename: Form([FormField("name", .text(maximumLength: 200), label: "Name", required: true)])
        default: .empty
        }
    }

    private var support: [Mode: Support] {
        switch self {
        case .coaches:
            [
                .api: .native,
                .portal: .no(
                    reason:
                        "Read them on the vendor's site: My Organization → Coaches. Those that are missing here are entered with add-coach."
                ),
            ]
        case .landingPage:
            [
                .api: .native,
                .portal: .no(reason: "Read it on the vendor's site: My Organization → Landing Page."),
            ]
        case .addKeys:
            [
                .api: .no(reason: "The vendor's own count tells it: gatehouse connection sync takes it over."),
                .portal: .gateway,
            ]
        // It is called so there already: nobody is asked to do it.
        case .rename:
            [
                .api: .no(
                    reason:
                        "The vendor's own list tells it: rename the pool there, then gatehouse connection sync takes it over."
                ),
                .portal: .gateway,
            ]
        default: [.api: .native, .portal: .manual]
        }
    }
}
