import GatehouseForms
import GatehouseModel
import GatehouseProviderKit

extension [ActionDescription] {
    static let campaigns: [ActionDescription] = CampaignAction.allCases.map(\.description)
}

/// What only campaigns have, beside the five verbs.
enum CampaignAction: String, CaseIterable {
    case create = "create-campaign"
    case rename
    case changeReports = "change-reports"
    case changeTags = "change-tags"
    case setReminders = "set-reminders"
    case archive
    case counts
    case results
    case publishReport = "publish-report"
    case addNote = "add-note"
    case notes
    case copyLink = "copy-link"
    case scores
    case history

    var description: ActionDescription {
        let facts = facts
        return ActionDescription(
            name: rawValue, title: facts.title, purpose: facts.purpose, scope: scope, effect: effect, roles: roles,
            input: input,
            support: support, conditions: conditions, secretResults: self == .copyLink ? ["link"] : [],
            rules: facts.rules)
    }

    private var facts: (title: String, purpose: String, rules: [String]) {
        switch self {
        case .create:
            (
                "Create a campaign", "Makes a campaign with its goal, name, assessments, reports and tags.",
                ["CA-1", "CA-2", "CA-3", "CA-4"]
            )
        case .rename: ("Rename the campaign", "Gives the campaign another name.", ["CA-11"])
        case .changeReports:
            (
                "Change reports",
                "Says which reports invitees get, for everyone or only for people invited from now on.",
                ["CA-3", "CA-11"]
            )
        case .changeTags:
            (
                "Change tags", "Says which tags people carry, for everyone or only for people invited from now on.",
                ["CA-4", "CA-11"]
            )
        case .setReminders:
            (
                "Set the campaign's reminders",
                "Says how often, how many times and to which groups the vendor sends reminders, and with which text.",
                ["CA-9"]
            )
        case .archive:
            (
                "Archive the campaign",
                "Ends the campaign: no more invitations and reminders; its history stays readable.", ["CA-12"]
            )
        case .counts:
            ("Count people", "Shows how many people are unused, signed up, in progress and completed.", ["CA-6"])
        case .results: ("Download results", "Fetches the scores of everyone who completed an assessment.", ["CA-8"])
        case .publishReport: ("Publish a report", "Opens one report to one person.", ["CA-3"])
        case .addNote: ("Write a note", "Adds a note to this person at the vendor.", ["CA-7"])
        case .notes: ("Show the notes", "Shows the notes on this person at the vendor.", ["CA-7"])
        case .copyLink:
            ("Copy the link", "Fetches the link by which this person registers or logs in.", ["CA-5", "CA-7"])
        case .scores: ("Show scores", "Shows this person's scores.", ["CA-7"])
        case .history: ("Show the history", "Shows what this person and the system did.", ["CA-7"])
        }
    }

    private var scope: ActionDescription.Scope {
        switch self {
        case .create: .connection
        case .rename, .changeReports, .changeTags, .setReminders, .archive, .counts, .results: .supply
        case .publishReport, .addNote, .notes, .copyLink, .scores, .history: .invitation
        }
    }

    private var effect: ActionDescription.Effect {
        switch self {
        case .create, .rename, .changeReports, .changeTags, .setReminders, .addNote: .write
        case .archive, .publishReport: .irreversible
        case .counts, .results, .notes, .copyLink, .scores, .history: .read
        }
    }

    /// Results are for owners and coaches; organisers see none.
    private var roles: [String] {
        switch self {
        case .create, .rename, .changeReports, .changeTags, .setReminders, .archive: ["owner", "organiser"]
        case .counts: ["owner", "organiser", "auditor"]
        case .results, .scores: ["owner", "coach"]
        case .publishReport, .addNote, .notes, .copyLink: ["owner", "organiser", "coach"]
        case .history: ["owner", "organiser", "coach", "auditor"]
        }
    }

    private var conditions: [Condition] {
        switch self {
        case .setReminders: [.notArchived]
        case .archive: [.notYetArchived]
        default: []
        }
    }

    private var support: [Mode: Support] {
        switch self {
        case .scores:
            [.api: .native, .portal: .onTheVendorsPage("Scores", "To bring them here, use Download results.")]
        case .notes: [.api: .native, .portal: .onTheVendorsPage("Notes")]
        case .history: [.api: .native, .portal: .onTheVendorsPage("History")]
        default: [.api: .native, .portal: .manual]
        }
    }
}

extension Support {
    /// What the vendor's site only shows: there is nothing to do there and nothing to bring back.
    fileprivate static func onTheVendorsPage(_ tab: String, _ remedy: String? = nil) -> Support {
        let place = "Read it on the vendor's site: Campaigns → the campaign → the person → \(tab)."
        return .no(reason: remedy.map { "\(place) \($0)" } ?? place)
    }
}
