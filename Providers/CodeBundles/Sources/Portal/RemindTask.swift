import GatehouseModel
import GatehouseProviderKit

/// Reminding people whose code is distributed and unused, one or many (CB-16).
struct RemindTask {
    let order: Order
    let bundle: Bundle
    let settings: BundleSettings

    init(order: Order, settings: BundleSettings) {
        self.order = order
        self.settings = settings
        bundle = Bundle(order.supply)
    }

    func refusal(_ item: OrderItem) -> Refusal? {
        if bundle.isMultiUse { return .multiUse("Remind") }
        guard item.channel == .vendorMail || item.channel == .apply, item.recipient != nil else {
            return Refusal(
                code: "not_mailed_by_vendor",
                message:
                    "The vendor did not mail this code and has no address to remind. Write to the person yourself.",
                rule: "CB-16")
        }
        return nil
    }

    func manualTask(_ items: [OrderItem]) -> ManualTask {
        ManualTask(
            title: "Remind \(Counting.people(items.count)) of \"\(bundle.name)\"",
            steps: PortalPath(bundle: bundle, settings: settings).toDistributed + [
                "Find and select the people from \"\(RetractTask.peopleName)\"; leave out whose code is no longer in the list, they have used it.",
                "Choose Manage Selection → Remind.",
            ],
            materials: [.lines(RetractTask.peopleName, items.compactMap { $0.recipient?.address })],
            references: items.map(\.reference), rule: "CB-16")
    }
}
