import GatehouseForms
import GatehouseModel
import GatehouseProviderKit

extension ActionRun {
    /// What the ledger learns when the action was done by hand. (The interface says it itself.)
    var effects: [LedgerEffect] {
        guard let bundle else { return [] }
        let id = bundle.facts.vendorID
        return switch action {
        case .transfer: move?.effects ?? []
        case .createBundle: creation(of: bundle)
        case .deactivate: (move?.effects ?? []) + [.attributes(supply: id, ["active": false])]
        case .reactivate: (move?.effects ?? []) + [.attributes(supply: id, ["active": true])]
        case .archive: [.archived(supply: id, true)]
        case .unarchive: [.archived(supply: id, false)]
        case .rename: [.attributes(supply: id, ["name": .string(text("name") ?? bundle.name)])]
        case .describe: [.attributes(supply: id, ["description": .string(text("description") ?? "")])]
        case .favourite: [.attributes(supply: id, ["favourite": order.input["favourite"] ?? true])]
        case .lowWater: [.attributes(supply: id, ["low_water": lowWater])]
        case .otherCode, .exportCodes, .exportList, .findAccounts, .templates: []
        }
    }

    /// 0 turns the warning off.
    private var lowWater: JSONValue {
        guard let uses = order.input["uses"]?.integer, uses > 0 else { return .null }
        return .integer(uses)
    }

    /// The portal shows no id: a new bundle is known by its name until a list of bundles says more.
    private func creation(of source: Bundle) -> [LedgerEffect] {
        guard let name = text("name"), let usage = newUsage else { return [] }
        let stock =
            Descriptor.codeBundles.supplyKind(category: source.facts.category, usage: usage)?.stock[mode] ?? .pool
        let created = SupplyFacts(
            vendorID: name, name: name, usage: usage, category: source.facts.category, stock: stock, available: nil)
        let report = SupplyReport(
            vendorID: name, name: name, usage: usage, category: source.facts.category,
            assessments: source.codeType.map { [$0] } ?? [], purchased: stock == .pool ? nil : 0, counters: [:],
            attributes: source.codeType.map { ["code_type": .string($0)] } ?? [:])
        let move = UnitMove(
            source: source, target: Bundle(created), count: count, edition: settings.edition, mayChangeUsage: true)
        return [.supply(report)] + move.effects
    }
}
