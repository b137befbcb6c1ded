import GatehouseForms
import GatehouseModel
import GatehouseProviderKit

/// Answers that reach beyond what was asked: about another supply, other units, another vendor, or one credential for two.
let reachCases: [ConformanceCase] = [
    ConformanceCase("answers.same-page", "Two links that open one page are one credential for two people.") { trial in
        let attempt = try trial.issuingTwo { first, second in
            guard let link = first["link"]?.string else { return nil }
            return second.merging(["link": .string(link + "#2")]) { _, new in new }
        }
        try trial.expectUnknown(attempt, "two links to one page")
    },
    ConformanceCase("answers.code-in-link", "A link in which somebody else's code stands is not believed.") { trial in
        let attempt = try trial.issuingTwo { first, second in
            guard let code = first["secret"]?.string, second["link"] != nil || second["secret"] != nil else {
                return nil
            }
            return second.merging(["link": .string("https://elsewhere.example.org/k/" + code)]) { _, new in new }
        }
        try trial.expectUnknown(attempt, "a link with somebody else's code")
    },
    ConformanceCase("answers.other-supply", "What an invitation's answer says of another supply is not taken.") {
        trial in
        let way = try trial.way()
        let effects: JSONValue = [["type": "archived", "supply": "a-supply-of-nobody", "archived": true]]
        let attempt = try trial.issuing(
            trial.order(way, trial.people(1)), under: .rewrite { $0.adding("effects", effects, beside: "items") })
        try trial.expectWithout(attempt, "another supply") { effect in
            if case .archived("a-supply-of-nobody", _) = effect { true } else { false }
        }
    },
    ConformanceCase("answers.other-vendor", "Where another vendor answers, a check says so and is no success.") {
        trial in
        let own = [trial.descriptor.id: "a-vendor-of-nobody"]
        try trial.tampered(.rewrite { $0.replacing(own) }, of: .any) {
            let error = try trial.error {
                let health = try trial.provider.check(trial.api())
                try trial.expect(!health.isReachable, "a check at another vendor says that the connection works")
            }
            try trial.expect(error?.effect != .unknown, "a check at another vendor may have done something")
        }
    },
    ConformanceCase("supplies.unknown-kind", "A supply of a kind that the descriptor does not know is not taken.") {
        trial in
        let kinds = Dictionary(
            trial.descriptor.supplyKinds.map { ($0.category, "a-kind-of-nobody") },
            uniquingKeysWith: { first, _ in first })
        try trial.tampered(.rewrite { $0.replacing(kinds) }, of: .any) {
            var reports: [SupplyReport] = []
            _ = try trial.error { reports = try trial.provider.supplies(trial.api()) }
            let strange = reports.filter {
                trial.descriptor.supplyKind(category: $0.category, usage: $0.usage) == nil
            }
            try trial.expectNone(strange.map(\.name), "a supply of an unknown kind was taken:")
        }
    },
    ConformanceCase("actions.reads-only", "What the answer of an action that only reads would change is not taken.") {
        trial in
        let context = try trial.api()
        let reads = trial.descriptor.actions.filter {
            $0.effect == .read && $0.scope == .invitation && $0.support[.api] == .native
        }
        for action in reads {
            guard let order = try trial.order(action), let supply = order.supply?.vendorID else { continue }
            let effects: JSONValue = [["type": "units-bought", "count": 3, "to": .string(supply)]]
            let answer = try trial.acting(order, context, .rewrite { $0.adding("effects", effects, beside: "outcome") })
            let isTaken = answer?.effects.contains { if case .unitsBought = $0 { true } else { false } } ?? false
            return try trial.expect(!isTaken, "\(action.name) only reads, and three units are taken as bought")
        }
        throw trial.skip("no action of the interface only reads an invitation")
    },
    ConformanceCase("transfer.backwards", "Units that are told to have moved the other way, or twice, are not taken.") {
        trial in
        for isTwice in [false, true] {
            let (order, from, to) = try trial.transfer()
            defer { trial.moveBack(order, from: to) }
            let turned = [from: to, to: from]
            let deed = Tampering.Deed.rewrite { isTwice ? $0.doubling("effects") : $0.replacing(turned) }
            let moved = try trial.acting(order, trial.api(), deed)?.effects.filter {
                if case .unitsMoved = $0 { true } else { false }
            }
            let isRight = moved.map { $0.isEmpty || $0 == [.unitsMoved(count: 1, from: from, to: to)] } ?? true
            try trial.expect(isRight, "a transfer told \(isTwice ? "twice" : "backwards") is taken as told")
        }
    },
]

extension Trial {
    /// Issues for two, the second's credential changed by what the first was given; skips where that changes nothing.
    fileprivate func issuingTwo(
        _ change: @escaping @Sendable ([String: JSONValue], [String: JSONValue]) -> [String: JSONValue]?
    ) throws -> Attempt<IssuedCredential> {
        let way = try way()
        return try issuing(order(way, people(2)), under: .rewrite { $0.changingSecond("credential", change) })
    }

    /// Refused, or done without that effect.
    fileprivate func expectWithout<Value: Sendable>(
        _ attempt: Attempt<Value>, _ what: String, _ isIt: (LedgerEffect) -> Bool
    ) throws {
        guard case .success(let answer) = attempt else { return try expectUnknown(attempt, what) }
        try expect(!answer.effects.contains(where: isIt), "what an answer says of \(what) is taken")
    }

    /// The action with its answer changed; nil where it is refused, and skips where there was nothing to change.
    fileprivate func acting(
        _ order: ActionOrder, _ context: Context, _ deed: Tampering.Deed
    ) throws -> ActionAnswer? {
        try tampered(deed) { () throws -> ActionAnswer? in
            do { return try provider.perform(order, context) } catch let error as ProviderError {
                said.hear(error)
                try expect(error.effect == .unknown, "the effect is said to be none, and it may have been done")
                return nil
            }
        }
    }
}
