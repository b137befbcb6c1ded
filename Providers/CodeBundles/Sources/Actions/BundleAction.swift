import GatehouseForms
import GatehouseModel
import GatehouseProviderKit

extension [ActionDescription] {
    static let codeBundles: [ActionDescription] = BundleAction.allCases.map(\.description)
}

/// What only code bundles have, beside the five verbs.
enum BundleAction: String, CaseIterable {
    case transfer
    case createBundle = "create-bundle"
    case deactivate
    case reactivate
    case otherCode = "other-code"
    case exportCodes = "export-codes"
    case archive
    case unarchive
    case rename
    case describe
    case favourite
    case lowWater = "low-water"
    case exportList = "export-list"
    case findAccounts = "find-accounts"
    case templates

    var description: ActionDescription {
        ActionDescription(
            name: rawValue, title: title, purpose: purpose, scope: scope, effect: effect, roles: roles, input: input,
            support: support, usages: usages, conditions: conditions, rules: rules)
    }

    var title: String {
        switch self {
        case .transfer: "Transfer codes"
        case .createBundle: "Create a bundle"
        case .deactivate: "Deactivate the code"
        case .reactivate: "Reactivate the code"
        case .otherCode: "Send the other code"
        case .exportCodes: "Fetch codes from the portal"
        case .archive: "Archive the bundle"
        case .unarchive: "Bring the bundle back"
        case .rename: "Rename the bundle"
        case .describe: "Describe the bundle"
        case .favourite: "Mark as favourite"
        case .lowWater: "Warn when few uses are left"
        case .exportList: "Export the list of bundles"
        case .findAccounts: "Find existing accounts"
        case .templates: "Show the mail templates"
        }
    }

    private var purpose: String {
        switch self {
        case .transfer: "Moves available codes or uses into another bundle of the same code type."
        case .createBundle: "Makes a new bundle out of available codes or uses of this one."
        case .deactivate:
            "Ends a multi-use code and moves its remaining uses into another bundle; people who redeemed it cannot do so again."
        case .reactivate: "Brings a deactivated multi-use code back by moving uses into it."
        case .otherCode: "Gets a participant who is told \"Invalid Code\" the bundle's other code."
        case .exportCodes: "Gets codes out of the vendor's portal into the pool, from where they are handed out here."
        case .archive: "Puts the bundle away; nothing is distributed from it or moved into it any more."
        case .unarchive: "Makes an archived bundle usable again."
        case .rename: "Gives the bundle another name."
        case .describe: "Writes the bundle's description."
        case .favourite: "Marks the bundle as a favourite, or no longer as one."
        case .lowWater: "Sets the number of uses at which the vendor warns; 0 turns the warning off."
        case .exportList: "Has the list of bundles, filtered as asked, mailed to the account as a CSV."
        case .findAccounts: "Searches existing accounts and says who can be picked, and why somebody cannot."
        case .templates: "Shows in which languages the vendor's and the organisation's mail templates exist."
        }
    }

    private var scope: ActionDescription.Scope {
        switch self {
        case .otherCode: .invitation
        case .exportList, .templates: .connection
        default: .supply
        }
    }

    private var effect: ActionDescription.Effect {
        switch self {
        case .otherCode, .exportList, .findAccounts, .templates: .read
        default: .write
        }
    }

    private var roles: [String] {
        switch self {
        case .otherCode: ["owner", "organiser", "coach"]
        case .exportList, .templates: ["owner", "organiser", "auditor"]
        default: ["owner", "organiser"]
        }
    }

    private var usages: [Usage] {
        switch self {
        case .deactivate, .reactivate, .lowWater, .otherCode: [.multi]
        case .exportCodes, .findAccounts: [.single]
        default: []
        }
    }

    private var conditions: [Condition] {
        switch self {
        case .transfer, .createBundle, .exportCodes: .usable
        case .deactivate: [.hasAccess, .active]
        case .reactivate: [.hasAccess, .notArchived, .deactivated]
        case .otherCode: [.legacy]
        case .archive: [.hasAccess, .notYetArchived]
        case .exportList, .templates: []
        default: [.hasAccess]
        }
    }

    private var rules: [String] {
        switch self {
        case .transfer, .createBundle: ["CB-19", "CB-4"]
        case .deactivate, .reactivate: ["CB-17", "CB-19"]
        case .otherCode: ["CB-18"]
        case .exportCodes: ["CB-14"]
        case .findAccounts: ["CB-6", "CB-8"]
        case .templates: ["CB-10"]
        default: ["CB-21"]
        }
    }

    private var support: [Mode: Support] {
        switch self {
        case .otherCode: [.portal: .manual, .api: .manual]
        case .exportCodes:
            [
                .portal: .manual,
                .api: .no(reason: "The interface gives codes one by one: issue with channel export takes them."),
            ]
        case .findAccounts:
            [
                .api: .native,
                .portal: .no(
                    reason:
                        "Accounts are searched in the portal while distributing: Distribute Codes → Email Codes. Choose recipients = account."
                ),
            ]
        case .templates:
            [
                .api: .native,
                .portal: .no(reason: "The portal shows them while distributing, at Select Email Template."),
            ]
        default: [.portal: .manual, .api: .native]
        }
    }
}
