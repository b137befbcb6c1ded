import GatehouseForms
import GatehouseModel
import GatehouseProviderKit

extension ActionRun {
    /// What a person does in the vendor's pages.
    var task: ManualTask {
        ManualTask(
            title: title, steps: start + steps, materials: [], references: order.item.map { [$0.reference] } ?? [],
            rule: action.description.rules.first)
    }

    private var title: String { bundle.map { "\(action.title): \"\($0.name)\"" } ?? action.title }

    /// A reactivated code gets its uses from the other bundle, so the way begins there.
    private var start: [String] {
        guard let opened = action == .reactivate ? other("from") : bundle else { return PortalPath.signIn(settings) }
        return PortalPath(bundle: opened, settings: settings).toBundle
    }

    private var steps: [String] {
        switch action {
        case .transfer, .reactivate: ["Choose Transfer Codes."] + moving + ["Confirm."]
        case .createBundle: creating
        case .deactivate:
            ["Choose Deactivate."] + moving + ["Confirm: people who redeemed the code cannot do so again."]
        case .exportCodes: exporting
        case .archive: ["Choose Archive.", "Confirm."]
        case .unarchive: ["Choose Unarchive.", "Confirm."]
        case .rename: ["Choose Rename.", "Enter \"\(text("name") ?? "")\".", "Save."]
        case .describe: ["Choose Edit Description.", "Enter: \(text("description") ?? "")", "Save."]
        case .favourite:
            [
                order.input["favourite"]?.bool ?? true
                    ? "Mark the bundle as a favourite." : "Take the favourite's mark off."
            ]
        case .lowWater:
            [
                order.input["uses"]?.integer ?? 0 > 0
                    ? "Set the warning to \(order.input["uses"]?.integer ?? 0) uses left." : "Turn the warning off.",
                "Save.",
            ]
        case .exportList: listing
        case .otherCode, .findAccounts, .templates: []
        }
    }

    private var moving: [String] {
        guard let move else { return [] }
        var steps = [
            move.count.map { "Enter \($0): \(move.source.units($0)) of \"\(move.source.name)\"." }
                ?? "Take all that are left.",
            "Choose the bundle \"\(move.target.name)\" as the target.",
        ]
        if move.changesUsage {
            steps.append(
                "The usage changes from \(move.source.usageWord) to \(move.target.usageWord); see that the page says so."
            )
        }
        return steps
    }

    private var creating: [String] {
        guard let bundle else { return [] }
        var steps = [
            "Choose Transfer Codes.", "Enter \(count ?? 0).",
            "Choose a new bundle and name it \"\(text("name") ?? "")\".",
        ]
        if let newUsage, newUsage != bundle.facts.usage {
            steps.append("Choose \(newUsage == .multi ? "multi-use" : "single-use") as its usage.")
        }
        return steps + ["Confirm."]
    }

    private var exporting: [String] {
        let count = count ?? 0
        return [
            "See that it shows at least \(count) under \(settings.countWords.available).", "Choose Distribute Codes.",
            "Choose Export Codes.", "Enter \(count).",
            "Save the file of codes and import it here into this bundle. The vendor counts them as distributed from now on.",
        ]
    }

    private var listing: [String] {
        var filters: [String] = []
        if order.input["favourites"]?.bool == true { filters.append("favourites") }
        if let category = text("category").flatMap(Category.init) { filters.append("type \(category.label)") }
        if let usage = text("usage") { filters.append("\(usage)-use") }
        if let name = text("name") { filters.append("name \"\(name)\"") }
        return (filters.isEmpty ? [] : ["Filter the list by \(filters.joined(separator: ", "))."]) + [
            "Choose Export.",
            "The list is mailed to the account's own address as a CSV. When it has come, save it and take it in with `gatehouse observe FILE`.",
        ]
    }
}
