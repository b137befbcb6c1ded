import GatehouseForms
import GatehouseModel
import GatehouseProviderKit

/// A key that bore one order bears no other: what `issue.key-reused` asks, of every other call that changes something.
let keyReuseCases: [ConformanceCase] = [
    ConformanceCase(
        "distribute.key-reused", "The same key with another order is refused, and nothing is handed out or sent."
    ) { trial in
        try trial.needsKeys()
        let way = try trial.way(.distribute)
        let holdings = try trial.issued(2, by: way)
        let key = trial.key()
        let before = try trial.whereabouts(of: holdings[1])
        _ = try trial.done(
            trial.tryDistributing(trial.order(way, [holdings[0].item], key: key)).get(), 1, "distribute")
        try trial.expectRefused(
            trial.tryDistributing(trial.order(way, [holdings[1].item], key: key)),
            "another order under a key that was used", isReused: true)
        try trial.expectUntouched(holdings[1], before, "another order under a key that was used was done")
    },
    ConformanceCase("retract.key-reused", "The same key with another order is refused, and nothing is taken back.") {
        trial in
        try trial.needsKeys()
        let way = try trial.way(.retract)
        let holdings = try trial.given(2, by: way)
        let key = trial.key()
        let before = try trial.whereabouts(of: holdings[1])
        _ = try trial.done(trial.tryRetracting(trial.order(way, [holdings[0].item], key: key)).get(), 1, "retract")
        try trial.expectRefused(
            trial.tryRetracting(trial.order(way, [holdings[1].item], key: key)),
            "another order under a key that was used", isReused: true)
        try trial.expectUntouched(holdings[1], before, "another order under a key that was used was done")
    },
    ConformanceCase("remind.key-reused", "The same key with another order is refused, and nobody is reminded.") {
        trial in
        try trial.needsKeys()
        let way = try trial.way(.remind)
        let holdings = try trial.given(2, by: way)
        let key = trial.key()
        let before = try trial.whereabouts(of: holdings[1])
        _ = try trial.done(trial.tryReminding(trial.order(way, [holdings[0].item], key: key)).get(), 1, "remind")
        try trial.expectRefused(
            trial.tryReminding(trial.order(way, [holdings[1].item], key: key)),
            "another order under a key that was used", isReused: true)
        try trial.expectUntouched(holdings[1], before, "another order under a key that was used was done")
    },
    ConformanceCase("transfer.key-reused", "The same key with another transfer is refused, and no unit is moved.") {
        trial in
        try trial.needsKeys()
        let (order, from, to) = try trial.transfer()
        defer { trial.moveBack(order, from: to) }
        guard case .done = try trial.provider.perform(order, trial.api()).outcome else {
            throw Judged.failed("a transfer of one unit was refused")
        }
        let before = try (trial.units(of: from), trial.units(of: to))
        let larger = order.with(input: order.input.mapValues { $0 == 1 ? 2 : $0 })
        try trial.expectRefused(
            trial.tryPerforming(larger, trial.api()), "another transfer under a key that was used", isReused: true)
        let after = try (trial.units(of: from), trial.units(of: to))
        try trial.expect(after == before, "another transfer under a key that was used was done")
    },
    ConformanceCase(
        "actions.key-reused", "The same key with an action on another invitation is refused, and nothing is done."
    ) { trial in
        try trial.needsKeys()
        let context = try trial.api()
        let writes = trial.descriptor.actions.filter {
            $0.effect == .write && $0.scope == .invitation && $0.support[.api] == .native
        }
        var judged = 0
        for action in writes {
            guard let first = try trial.order(action), let second = try trial.order(action) else { continue }
            guard case .done? = try? trial.provider.perform(first, context).outcome, let item = second.item else {
                continue
            }
            judged += 1
            let before = try trial.lookUp([item.reference])
            try trial.expectRefused(
                trial.tryPerforming(second.with(key: first.idempotencyKey), context),
                "\(action.name) on somebody else under a key that was used", isReused: true)
            let after = try trial.lookUp([item.reference])
            try trial.expect(
                after.map(\.attributes) == before.map(\.attributes) && after.map(\.word) == before.map(\.word),
                "\(action.name) on somebody else under a key that was used was done")
        }
        if judged == 0 { throw trial.skip("no action of the interface changes something for one invitation") }
    },
]

/// What an order does not name is left as it was.
let untouchedCases: [ConformanceCase] = [
    ConformanceCase("distribute.others-untouched", "Handing one out leaves those that the order does not name.") {
        trial in
        let way = try trial.way(.distribute, where: { !$0.isOneAct })
        try trial.expectOthersUntouched(of: trial.issued(3, by: way)) { one in
            _ = try trial.done(trial.tryDistributing(trial.order(way, [one])).get(), 1, "distribute")
        }
    },
    ConformanceCase("retract.others-untouched", "Taking one back leaves those that the order does not name.") {
        trial in
        let way = try trial.way(.retract)
        try trial.expectOthersUntouched(of: trial.given(3, by: way)) { one in
            _ = try trial.done(trial.tryRetracting(trial.order(way, [one])).get(), 1, "retract")
        }
    },
    ConformanceCase(
        "remind.others-untouched", "Reminding one sends nothing to those whom the order does not name.", level: .full
    ) { trial in
        _ = try trial.bench()
        let way = try trial.way(.remind)
        try trial.expectOthersUntouched(of: trial.given(3, by: way)) { one in
            _ = try trial.done(trial.tryReminding(trial.order(way, [one])).get(), 1, "remind")
        }
    },
]

/// Where an invitation stands at the vendor, and how many mails its person got.
struct Whereabouts: Equatable {
    let words: [String]
    /// Nil where nobody can count them.
    let mails: Int?
}

extension Trial {
    func whereabouts(of holding: Holding) throws -> Whereabouts {
        let mails = try? run.subject.bench?.mails(to: holding.item.recipient?.address ?? "")
        return Whereabouts(words: try lookUp([holding]).map(\.word), mails: mails)
    }

    fileprivate func expectUntouched(_ holding: Holding, _ before: Whereabouts, _ reason: String) throws {
        let after = try whereabouts(of: holding)
        let words = (before.words.joined(separator: ", "), after.words.joined(separator: ", "))
        try expect(after.words == before.words, "\(reason): \"\(words.0)\" became \"\(words.1)\"")
        try expect(after.mails == before.mails, "\(reason): somebody got a mail")
    }

    /// Something is done for the one in the middle of three.
    fileprivate func expectOthersUntouched(of holdings: [Holding], when act: (OrderItem) throws -> Void) throws {
        let others = [holdings[0], holdings[2]]
        let before = try others.map { try whereabouts(of: $0) }
        try act(holdings[1].item)
        for (holding, before) in zip(others, before) {
            try expectUntouched(holding, before, "one whom the order did not name was touched")
        }
    }
}

extension ActionOrder {
    func with(key: String? = nil, input: [String: JSONValue]? = nil) -> ActionOrder {
        ActionOrder(
            name: name, idempotencyKey: key ?? idempotencyKey, supply: supply, otherSupplies: otherSupplies, item: item,
            input: input ?? self.input)
    }
}
