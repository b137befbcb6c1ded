import GatehouseEngine
import GatehouseModel

extension ComparisonColumns {
    /// One figure a column; what is not told is empty. docs/comparing.md names them.
    static var forPrograms: [Column] {
        [Column("name") { $0.name }, Column("id") { $0.id ?? "" }, Column("invited") { String($0.invited) }]
            + ends("registered") { $0.stages[.registered] } + ends("started") { $0.stages[.started] }
            + ends("completed") { $0.stages[.completed] }
            + waits("registered", .registered) + waits("started", .started) + waits("completed", .completed)
            + ends("stuck") { $0.stuck } + ends("idle_seats") { $0.seats }
            + ends("reminded_moved") { $0.reminders.moved }
            + [
                Column("reminders_sent") { String($0.reminders.sent) },
                Column("reminded_people") { String($0.reminders.judged) },
                Column("reminded_too_early") { String($0.reminders.tooEarly) },
                Column("cost_per_completed") { Self.plain($0.costEach) },
                Column("spent_without_price") { String($0.unpriced) },
                Column("idle_seats_value") { Self.plain($0.seatsValue) },
                Column("idle_units") { $0.idle.map(String.init) ?? "" },
                Column("idle_value") {
                    $0.idleValue.map(\.description).joined(separator: "; ")
                },
            ]
    }

    private static func ends(_ name: String, _ range: @escaping (ComparisonGroup) -> ComparisonGroup.Range?) -> [Column]
    {
        [
            Column("\(name)_at_least") { String(range($0)?.atLeast ?? 0) },
            Column("\(name)_at_most") { String(range($0)?.atMost ?? 0) },
        ]
    }

    private static func waits(_ name: String, _ stage: Stage) -> [Column] {
        let figure = { (group: ComparisonGroup, pick: (Int64, Int64) -> Int64) -> String in
            guard case .told(let median, let ninetieth, _)? = group.waits[stage] else { return "" }
            return String(pick(median, ninetieth))
        }
        return [
            Column("hours_to_\(name)_median") { figure($0) { median, _ in median } },
            Column("hours_to_\(name)_p90") { figure($0) { _, late in late } },
        ]
    }

    /// Without an upper end where none can be told, as in "20.00 EUR or more".
    private static func plain(_ amounts: [ComparisonGroup.Amount]) -> String {
        amounts.map { words($0) }.joined(separator: "; ")
    }
}
