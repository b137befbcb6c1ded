import GatehouseModel
import GatehouseProviderKit

/// Taking unused codes back (CB-15): a mailed one is found by its person, any other only by the code itself.
struct RetractTask {
    let order: Order
    let bundle: Bundle
    let settings: BundleSettings

    init(order: Order, settings: BundleSettings) {
        self.order = order
        self.settings = settings
        bundle = Bundle(order.supply)
    }

    func refusal(_ item: OrderItem) -> Refusal? {
        if bundle.isMultiUse { return .multiUse("Retract") }
        guard address(of: item) == nil, item.credential == nil else { return nil }
        return Refusal(
            code: "code_needed",
            message:
                "The vendor did not mail this code, so only the code itself finds it, and it is not known here. Look it up in the organiser's file.",
            rule: "CB-15")
    }

    func manualTask(_ items: [OrderItem]) -> ManualTask {
        let addresses = items.compactMap(address)
        let codes = items.filter { address(of: $0) == nil }.compactMap(\.credential)
        var steps = PortalPath(bundle: bundle, settings: settings).toDistributed
        var materials: [ManualTask.Material] = []
        if !addresses.isEmpty {
            steps.append("Find and select the people from \"\(RetractTask.peopleName)\".")
            materials.append(.lines(RetractTask.peopleName, addresses))
        }
        if !codes.isEmpty {
            steps.append(
                "Find and select the codes from \"\(RetractTask.codesName)\": they are listed without a person.")
            materials.append(.lines(RetractTask.codesName, codes.map { $0.reveal() }, isSecret: true))
        }
        steps += [
            "Choose Manage Selection → Retract.",
            "See that \(items.count == 1 ? "it is" : "all \(items.count) are") gone from the list; here a code counts as available again once the vendor's file shows it so.",
        ]
        return ManualTask(
            title: "Retract \(Counting.of(items.count, "code")) of \"\(bundle.name)\"", steps: steps,
            materials: materials,
            references: items.map(\.reference), rule: "CB-15")
    }

    static let peopleName = "People to find"
    static let codesName = "Codes to find"

    private func address(of item: OrderItem) -> String? {
        item.channel == .vendorMail || item.channel == .apply ? item.recipient?.address : nil
    }
}
