import GatehouseForms
import GatehouseModel
import GatehouseProviderKit

extension [ActionDescription] {
    static let learnerInvites: [ActionDescription] = LearnerAction.allCases.map(\.description)
}

/// What only a learner organisation has, beside the five verbs.
enum LearnerAction: String, CaseIterable {
    case trainings
    case createTraining = "create-training"
    case createGroup = "create-group"
    case setTrainings = "set-trainings"
    case rename
    case onboardingMessage = "onboarding-message"
    case guide
    case joinPage = "join-page"
    case imports
    case addGroup = "add-group"
    case addTraining = "add-training"
    case copyLink = "copy-link"
    case moveProgress = "move-progress"

    var description: ActionDescription {
        let facts = facts
        return ActionDescription(
            name: rawValue, title: facts.title, purpose: facts.purpose, scope: scope, effect: effect, roles: roles,
            input: input, support: support, conditions: conditions,
            secretResults: self == .copyLink ? ["link"] : [], rules: facts.rules)
    }

    var title: String { facts.title }

    private var facts: (title: String, purpose: String, rules: [String]) {
        switch self {
        case .trainings: ("Show the trainings", "Lists the trainings that groups can carry.", ["LI-1"])
        case .createTraining:
            ("Create a training", "Makes a training, so that groups can carry it.", ["LI-1"])
        case .createGroup:
            ("Create a group", "Makes a group with the trainings that whoever joins it gets.", ["LI-1", "LI-4"])
        case .setTrainings:
            (
                "Choose the group's trainings", "Says which trainings people get who join the group from now on.",
                ["LI-1"]
            )
        case .rename:
            (
                "Enter the group's new name",
                "Calls the group here as the vendor's pages call it now; uploads find it by exactly that name.",
                ["LI-4"]
            )
        case .onboardingMessage:
            (
                "Tell the team",
                "Writes the message that the organiser sends to the team before the invitations go out.",
                ["LI-2", "LI-11"]
            )
        case .guide:
            ("Share the guide", "Gives the guide page with the vendor's login and registration screens.", ["LI-11"])
        case .joinPage:
            (
                "Set up the join page",
                "Turns the public page on or off by which anyone with the link becomes a learner; use caution.",
                ["LI-6"]
            )
        case .imports: ("Show previous imports", "Lists what was invited by spreadsheet before.", ["LI-4"])
        case .addGroup:
            ("Give a further group", "Puts somebody who has accepted into one more group.", ["LI-5"])
        case .addTraining:
            ("Give a further training", "Assigns one more training to somebody who has accepted.", ["LI-5"])
        case .copyLink: ("Copy the link", "Fetches the link by which this person accepts.", ["LI-11"])
        case .moveProgress:
            (
                "Ask the help desk to move progress",
                "Prepares the request about a training that was begun on a private account.", ["LI-10"]
            )
        }
    }

    private var scope: ActionDescription.Scope {
        switch self {
        case .trainings, .createTraining, .createGroup, .guide, .joinPage, .imports: .connection
        case .setTrainings, .rename, .onboardingMessage: .supply
        case .addGroup, .addTraining, .copyLink, .moveProgress: .invitation
        }
    }

    private var effect: ActionDescription.Effect {
        switch self {
        case .trainings, .imports, .copyLink, .guide: .read
        case .createTraining, .createGroup, .setTrainings, .rename, .onboardingMessage, .joinPage, .addGroup,
            .addTraining, .moveProgress:
            .write
        }
    }

    private var roles: [String] {
        switch self {
        case .trainings, .imports: ["owner", "organiser", "auditor"]
        case .createTraining, .createGroup, .setTrainings, .rename, .onboardingMessage, .joinPage:
            ["owner", "organiser"]
        case .guide, .addGroup, .addTraining, .copyLink, .moveProgress: ["owner", "organiser", "coach"]
        }
    }

    private var conditions: [Condition] {
        switch self {
        case .joinPage: [.subscribed]
        case .addGroup, .addTraining: [.associated]
        case .copyLink: [.linked]
        case .moveProgress: [.movable]
        default: []
        }
    }

    private var support: [Mode: Support] {
        switch self {
        case .trainings: [.api: .native, .portal: .onTheVendorsPage("Trainings")]
        case .imports:
            [
                .api: .native,
                .portal: .onTheVendorsPage("Learners → Add Learners → Add by Spreadsheet → Previous imports"),
            ]
        // It was renamed there already: nobody is asked to do it.
        case .rename:
            [
                .api: .no(
                    reason:
                        "The vendor's own list tells it: rename the group there, then gatehouse connection sync takes it over."
                ),
                .portal: .gateway,
            ]
        // What only an organiser or the help desk can do is a task whatever the mode.
        case .onboardingMessage, .guide, .moveProgress: [.api: .manual, .portal: .manual]
        default: [.api: .native, .portal: .manual]
        }
    }
}

extension Support {
    /// What the vendor's site only shows: there is nothing to do there and nothing to bring back.
    fileprivate static func onTheVendorsPage(_ place: String) -> Support {
        .no(reason: "The vendor gives no file of it. Read it on the vendor's site: \(place).")
    }
}

extension Condition {
    /// A cancelled invitation has no link that works, and one that was accepted needs none.
    fileprivate static let linked = Condition(
        .stageBelow(.registered), rule: "LI-11",
        otherwise: "The link serves until it is accepted or cancelled; this one has. Invite the person anew if need be."
    )
}
