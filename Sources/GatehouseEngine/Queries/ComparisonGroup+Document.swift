package import GatehouseForms
import GatehouseModel

extension ComparisonGroup {
    /// docs/comparing.md has its shape.
    package var document: JSONValue {
        .members([
            "name": .string(name), "id": id.map { .string($0) }, "is_rest": isRest ? true : nil,
            "invited": .integer(invited),
            "ended": .integer(ended),
            "stages": .object(
                Dictionary(
                    uniqueKeysWithValues: ComparisonGroup.told.map { ($0.word, (stages[$0] ?? Range()).document) })),
            "completion": invited == 0 ? nil : completion,
            "time_to": .object(Dictionary(uniqueKeysWithValues: waits.map { ($0.key.word, $0.value.document) })),
            "stuck": stuck.document, "idle_seats": seats.document, "can_take_back": .bool(canBeTakenBack),
            "idle_seats_value": .array(seatsValue.map(\.document)),
            "reminders": .members([
                "sent": .integer(reminders.sent), "people": .integer(reminders.judged),
                "moved": reminders.moved.document, "too_early": .integer(reminders.tooEarly),
            ]),
            "cost_per_completed": .array(costEach.map(\.document)), "spent_without_price": .integer(unpriced),
            "idle_units": idle.map { .integer($0) },
            "idle_value": .array(
                idleValue.map {
                    .members(["minor_units": .integer($0.minorUnits), "currency": .string($0.currency)])
                }),
        ])
    }

    /// Shares of those invited, in ten-thousandths cut down.
    private var completion: JSONValue {
        let share = { (count: Int64) in JSONValue.number(Double(Int128(count) * 10_000 / Int128(invited)) / 10_000) }
        return .members(["at_least": share(completed.atLeast), "at_most": share(completed.atMost)])
    }
}

extension ComparisonGroup.Range {
    var document: JSONValue { .members(["at_least": .integer(atLeast), "at_most": .integer(atMost)]) }
}

extension ComparisonGroup.Amount {
    var document: JSONValue {
        .members([
            "currency": .string(currency), "at_least": .integer(atLeast), "at_most": atMost.map { .integer($0) },
        ])
    }
}

extension ComparisonGroup.Wait {
    var document: JSONValue {
        switch self {
        case .told(let median, let ninetieth, let known):
            .members([
                "median_hours": .integer(median), "p90_hours": .integer(ninetieth), "known": .integer(known),
            ])
        case .nobody: .members(["known": 0])
        case .notTold: .members(["not_told": "this vendor does not tell"])
        }
    }
}
