import GatehouseForms
import GatehouseModel
import GatehouseProviderKit

/// The verbs as tasks for the person who works the vendor's pages. Nothing is assumed done until it is ticked off.
struct Portal {
    let settings: BundleSettings
    /// As they were given, for what the descriptor reads of them.
    let values: [String: JSONValue]

    init(_ context: Context) {
        settings = BundleSettings(context.settings)
        values = context.settings
    }

    /// The vendor's mail, with or without putting the code into the account: it picks the code and sends it, in one act.
    func mail<Value: Sendable>(_ order: Order) -> Answer<Value> {
        let task = MailTask(order: order, settings: settings)
        return Answer(order.items, refusing: task.refusal) { [task.manualTask($0)] }
    }

    /// A file of codes for the organiser's own mail merge.
    func export(_ order: Order) -> Answer<Distributed> {
        let task = ExportTask(order: order, settings: settings, values: values)
        return Answer(order.items, refusing: task.refusal) { [task.manualTask($0)] }
    }

    func retract(_ order: Order) -> Answer<Retracted> {
        let task = RetractTask(order: order, settings: settings)
        return Answer(order.items, refusing: task.refusal) { [task.manualTask($0)] }
    }

    func remind(_ order: Order) -> Answer<Reminded> {
        let task = RemindTask(order: order, settings: settings)
        return Answer(order.items, refusing: task.refusal) { [task.manualTask($0)] }
    }
}

extension Refusal {
    /// What a multi-use code cannot do (CB-17); the planner offers it no more than the vendor does.
    static func multiUse(_ verb: String) -> Refusal {
        Refusal(
            code: "multi_use",
            message: "\(verb) is not possible: a multi-use code. Deactivate it instead, or write to people yourself.",
            rule: "CB-17")
    }
}
