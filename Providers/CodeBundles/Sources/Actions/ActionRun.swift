import GatehouseForms
import GatehouseModel
import GatehouseProviderKit

/// One action on what it was given: whether the vendor's rules allow it, and what the ledger learns from it.
struct ActionRun {
    let action: BundleAction
    let order: ActionOrder
    let mode: Mode
    let settings: BundleSettings
    /// As they were given, for what the descriptor reads of them.
    let values: [String: JSONValue]
    /// Nil for actions on the connection.
    let bundle: Bundle?

    init(
        _ action: BundleAction, _ order: ActionOrder, mode: Mode, settings: [String: JSONValue]
    ) throws(ProviderError) {
        self.action = action
        self.order = order
        self.mode = mode
        self.settings = BundleSettings(settings)
        values = settings
        bundle = order.supply.map(Bundle.init)
        if bundle == nil, action.description.scope != .connection {
            throw ProviderError(.badRequest, effect: .none, message: "\(action.title) needs a bundle: say on which.")
        }
    }

    /// Why the vendor would not do it; nil when nothing speaks against it.
    var refusal: Refusal? {
        switch action {
        case .transfer, .deactivate, .reactivate: moveRefusal
        case .createBundle: creationRefusal
        case .otherCode: OtherCode(order: order, values: values).refusal
        default: nil
        }
    }

    /// Whom and how much it is about, before it is done.
    func concerned(_ invited: InvitedCount) -> Concerned? {
        switch action {
        case .transfer, .reactivate: Concerned(units: move?.count)
        case .createBundle, .exportCodes: Concerned(units: count)
        case .deactivate: Concerned(invited, units: bundle?.facts.available)
        case .archive: Concerned(invited, units: bundle?.facts.available)
        case .otherCode: .one
        case .unarchive, .rename, .describe, .favourite, .lowWater, .exportList, .findAccounts, .templates: nil
        }
    }

    var count: Int64? { order.input["count"]?.integer }
    var text: (String) -> String? { { order.input[$0]?.string } }

    // MARK: moving

    /// The other bundle, by its name here or by the vendor's id.
    func other(_ field: String) -> Bundle? {
        text(field).flatMap { order.supply(named: $0) }.map(Bundle.init)
    }

    /// What is moved from where to where; nil where nothing is.
    var move: UnitMove? {
        guard let bundle else { return nil }
        switch action {
        case .transfer:
            return other("to").map {
                move(bundle, into: $0, count, mayChangeUsage: order.input["change_usage"]?.bool ?? false)
            }
        case .deactivate:
            return other("to").map { move(bundle, into: $0, bundle.facts.available, mayChangeUsage: true) }
        case .reactivate: return other("from").map { move($0, into: bundle, count, mayChangeUsage: true) }
        default: return nil
        }
    }

    private func move(_ source: Bundle, into target: Bundle, _ count: Int64?, mayChangeUsage: Bool) -> UnitMove {
        UnitMove(
            source: source, target: target, count: count, edition: settings.edition, mayChangeUsage: mayChangeUsage)
    }

    private var moveRefusal: Refusal? {
        if let move { return move.refusal }
        if let named = text("to") ?? text("from") {
            return Refusal(
                code: "unknown_bundle",
                message: "This connection has no bundle \"\(named)\". See the list of its supplies.", rule: "CB-19")
        }
        guard bundle?.facts.available != 0 else { return nil }
        return Refusal(
            code: "uses_remain",
            message: "The code has uses left. Say into which bundle of the same code type they go: to.", rule: "CB-17")
    }

    // MARK: creating

    var newUsage: Usage? { text("usage").flatMap(Usage.init) ?? bundle?.facts.usage }

    private var creationRefusal: Refusal? {
        guard let bundle, let newUsage else { return nil }
        if newUsage != bundle.facts.usage, settings.edition == .current {
            return Refusal(
                code: "usage_stays",
                message:
                    "The current edition leaves the usage of codes as it is: the new bundle is \(bundle.usageWord) like this one. Leave usage out.",
                rule: "CB-19")
        }
        guard newUsage == .multi, settings.plan == .free else { return bundle.refusalToGive(count) }
        return Refusal(
            code: "multi_use_needs_subscription",
            message:
                "The free plan has single-use bundles only. Make a single-use bundle, or set the connection's plan to subscription.",
            rule: "CB-2")
    }
}
