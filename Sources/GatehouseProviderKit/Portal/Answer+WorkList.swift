public import GatehouseModel

extension Answer {
    /// The answer of a verb that a person carries out: one outcome per item, in order. A refused item answers its refusal,
    /// every other one the task that bears its reference; a task bears the references of the items that wait for it.
    ///
    /// - Parameter make: the tasks for the items that were not refused; not asked where all were.
    public init(
        _ items: [OrderItem], refusing refusal: (OrderItem) -> Refusal?, tasks make: ([OrderItem]) -> [ManualTask]
    ) {
        let refusals = items.map(refusal)
        let accepted = zip(items, refusals).filter { $1 == nil }.map(\.0)
        let tasks = accepted.isEmpty ? [] : make(accepted)
        var places: [String: Int] = [:]
        for (place, task) in tasks.enumerated() { for reference in task.references { places[reference] = place } }
        let outcomes = zip(items, refusals).map { item, refusal -> ItemOutcome<Value> in
            if let refusal { return .rejected(refusal) }
            guard let place = places[item.reference] else { return .unknown("no task was made for this item") }
            return .manual(task: place)
        }
        self.init(outcomes, tasks: tasks)
    }
}
