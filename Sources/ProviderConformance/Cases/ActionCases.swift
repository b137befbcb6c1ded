import GatehouseForms
import GatehouseModel
import GatehouseProviderKit

/// What only this vendor has.
let actionCases: [ConformanceCase] = [
    ConformanceCase("actions.unknown", "An action that nobody described is refused, with the effect none.") { trial in
        let context = try trial.api()
        let order = ActionOrder(name: "no-such-action", idempotencyKey: trial.key(), supply: nil, input: [:])
        try trial.expectRefused(trial.tryPerforming(order, context), "an action that nobody described")
    },
    ConformanceCase(
        "actions.no-is-no", "What is declared as not possible by the interface is refused with that reason."
    ) { trial in
        let context = try trial.api()
        let closed = trial.descriptor.actions.filter { !($0.support[.api]?.isPossible ?? false) }
        if closed.isEmpty { throw trial.skip("every action is possible by the interface") }
        for action in closed {
            guard let order = try trial.order(action) else { continue }
            try trial.expectRefused(
                trial.tryPerforming(order, context), "the action \(action.name), declared as not possible,")
        }
    },
    ConformanceCase("actions.subject", "An action on a supply is refused without one.") { trial in
        let context = try trial.api()
        let actions = trial.descriptor.actions.filter { $0.scope != .connection && $0.support[.api] == .native }
        if actions.isEmpty { throw trial.skip("no action of the interface is on a supply") }
        for action in actions {
            let input = action.input.sample(trial)
            let order = ActionOrder(name: action.name, idempotencyKey: trial.key(), supply: nil, input: input)
            try trial.expectRefused(trial.tryPerforming(order, context), "the action \(action.name) on nothing")
        }
    },
    ConformanceCase("actions.reads", "Every action that only reads is understood, and changes nothing.") { trial in
        let context = try trial.api()
        let reads = trial.descriptor.actions.filter { $0.effect == .read && $0.support[.api] == .native }
        if reads.isEmpty { throw trial.skip("no action of the interface only reads") }
        for action in reads {
            guard let order = try trial.order(action) else { continue }
            let before = try trial.provider.supplies(context).sortedByID
            let answer = try trial.provider.perform(order, context)
            switch answer.outcome {
            case .done: break
            case .rejected(let refusal): try trial.expectSaid(refusal, action.name)
            default: throw Judged.failed("\(action.name) only reads, and was \(answer.outcome.words)")
            }
            try trial.expect(
                trial.provider.supplies(context).sortedByID == before, "\(action.name) changed what the supplies show")
        }
    },
    ConformanceCase("actions.secret-results", "A code or link among the results is declared as secret.") { trial in
        let context = try trial.api()
        let reads = trial.descriptor.actions.filter { $0.effect == .read && $0.support[.api] == .native }
        var asked = 0
        for action in reads {
            guard let order = try trial.order(action) else { continue }
            guard case .done(let result) = try trial.provider.perform(order, context).outcome else { continue }
            asked += 1
            let secrets = [order.item?.credential, order.item?.link].compactMap { $0 }
            let open = (result.object ?? [:]).filter { name, value in
                !action.secretResults.contains(name)
                    && secrets.contains { value.canonicalText.contains($0.reveal().jsonText) || value.holds($0.masked) }
            }.keys.sorted()
            try trial.expectNone(open, "\(action.name) gives a code or link away as")
        }
        if asked == 0 { throw trial.skip("no action of the interface could be read") }
    },
    ConformanceCase("transfer.conserved", "Units moved from one supply to another leave the one and enter the other.") {
        trial in
        let (order, from, to) = try trial.transfer()
        defer { trial.moveBack(order, from: to) }
        let before = (try trial.units(of: from), try trial.units(of: to))
        let answer = try trial.provider.perform(order, trial.api())
        guard case .done = answer.outcome else { throw Judged.failed("the transfer was \(answer.outcome.words)") }
        let moved = answer.effects.contains(.unitsMoved(count: 1, from: from, to: to))
        try trial.expect(moved, "the answer does not say that a unit was moved from the one to the other")
        let after = (try trial.units(of: from), try trial.units(of: to))
        try trial.expect(
            after.0.counting(.available) == before.0.counting(.available) - 1
                && after.1.counting(.available) == before.1.counting(.available) + 1,
            "the free units are not one less here and one more there")
        try trial.expect(
            after.0.total + after.1.total == before.0.total + before.1.total, "a unit was lost or made on the way")
        for units in [after.0, after.1] {
            try trial.expect(
                units.purchased.map { $0 == units.total } ?? true, "a supply owns otherwise than it counts")
        }
    },
    ConformanceCase(
        "transfer.same-key", "The same transfer sent twice moves the units once, also where its answer was lost."
    ) { trial in
        try trial.needsKeys()
        let (order, from, to) = try trial.transfer()
        defer { trial.moveBack(order, from: to) }
        let before = try trial.units(of: from).counting(.available)
        let lost = try trial.tampered(.lose(.answerLost)) { try trial.tryPerforming(order, trial.api()) }
        try trial.expectUnknown(lost, "a transfer, its answer lost")
        for _ in 0..<2 {
            guard case .done = try trial.provider.perform(order, trial.api()).outcome else {
                throw Judged.failed("the same transfer under the same key was refused")
            }
        }
        let moved = try before - trial.units(of: from).counting(.available)
        try trial.expect(moved == 1, "\(moved) units were moved by one transfer of one")
    },
]

extension Trial {
    /// As an attempt with one item, so that the same is expected of it as of a verb.
    func tryPerforming(_ order: ActionOrder, _ context: Context) throws -> Attempt<JSONValue> {
        attempt { () throws(ProviderError) in Answer([try provider.perform(order, context).outcome]) }
    }

    /// The action on whatever it needs, with input that fits its form; nil where nothing here is fit for it.
    func order(_ action: ActionDescription) throws -> ActionOrder? {
        let open = try supplies().filter { report in
            let supply = SupplyFacts(report, descriptor)
            return (action.usages.isEmpty || action.usages.contains(report.usage))
                && action.conditions.allSatisfy { $0.holds(for: supply, settings: run.subject.settings, channel: nil) }
        }
        let others = Dictionary(open.map { ($0.name, SupplyFacts($0, descriptor)) }) { first, _ in first }
        var supply: SupplyFacts?
        var item: OrderItem?
        switch action.scope {
        case .connection: break
        case .supply:
            guard let first = open.first(where: { !$0.isArchived }) ?? open.first else { return nil }
            supply = SupplyFacts(first, descriptor)
        case .invitation:
            guard let way = try ways().first(where: { way in open.contains { $0.vendorID == way.supply.vendorID } })
            else {
                return nil
            }
            let holding = try given(1, by: way)[0]
            (supply, item) = (way.supply, holding.item)
        }
        return ActionOrder(
            name: action.name, idempotencyKey: key(), supply: supply, otherSupplies: others, item: item,
            input: action.input.sample(self))
    }

    /// One unit from one supply to another of its kind, by an action whose needed input is a supply and a count.
    func transfer() throws -> (order: ActionOrder, from: String, to: String) {
        let reports = try provider.supplies(api())
        for action in descriptor.actions
        where action.scope == .supply && action.support[.api] == .native && action.input.movesUnits {
            let open = reports.filter { report in
                let supply = SupplyFacts(report, descriptor)
                return !report.isArchived && (action.usages.isEmpty || action.usages.contains(report.usage))
                    && action.conditions.allSatisfy {
                        $0.holds(for: supply, settings: run.subject.settings, channel: nil)
                    }
            }
            for from in open where (from.free(descriptor) ?? 0) > 1 {
                guard let to = open.first(where: { $0.vendorID != from.vendorID && $0.isLike(from) }) else { continue }
                var input: [String: JSONValue] = [:]
                for field in action.input.fields where field.isRequired {
                    input[field.name] = field.kind == .supply ? .string(to.name) : 1
                }
                let order = ActionOrder(
                    name: action.name, idempotencyKey: key(), supply: SupplyFacts(from, descriptor),
                    otherSupplies: Dictionary(open.map { ($0.name, SupplyFacts($0, descriptor)) }) { first, _ in first
                    },
                    input: try action.input.checked(.object(input)))
                return (order, from.vendorID, to.vendorID)
            }
        }
        throw skip("no action here moves units between two supplies of one kind")
    }

    /// The unit of a transfer goes back to where it was taken, as far as the vendor lets that happen.
    func moveBack(_ order: ActionOrder, from: String) {
        guard let home = order.supply, let away = order.otherSupplies.values.first(where: { $0.vendorID == from })
        else {
            return
        }
        let input = order.input.mapValues { $0 == .string(away.name) ? .string(home.name) : $0 }
        let back = ActionOrder(
            name: order.name, idempotencyKey: key(), supply: away, otherSupplies: order.otherSupplies, input: input)
        if let context = try? api() { _ = try? provider.perform(back, context) }
    }
}

extension SupplyReport {
    fileprivate func isLike(_ other: SupplyReport) -> Bool {
        usage == other.usage && category == other.category && assessments == other.assessments
    }
}

extension Form {
    /// What is needed is another supply and a number, nothing else.
    var movesUnits: Bool {
        let needed = fields.filter(\.isRequired)
        return needed.count == 2 && needed.contains { $0.kind == .supply } && needed.contains { $0.kind.isCount }
    }
}

extension FormField.Kind {
    fileprivate var isCount: Bool { if case .integer = self { true } else { false } }
}

extension Form {
    /// Something that fits each needed field, so that an action can be tried.
    func sample(_ trial: Trial) -> [String: JSONValue] {
        var input: [String: JSONValue] = [:]
        for field in fields where field.isRequired || field.fallback != nil {
            input[field.name] = field.fallback ?? field.kind.sample(trial)
        }
        return input
    }
}

extension FormField.Kind {
    fileprivate func sample(_ trial: Trial) -> JSONValue {
        switch self {
        case .text, .longText, .secret: "conformance"
        case .integer(let range): .integer(min(max(range.lowerBound, 1), range.upperBound))
        case .boolean: false
        case .choice(let choices): .string(choices.first?.value ?? "")
        case .date: "2026-11-24"
        case .instant: "2026-11-24T09:00:00Z"
        case .email: "conformance@example.org"
        case .language: "en"
        case .url, .secretLink: "https://example.org/"
        case .supply: .string((try? trial.supplies().first?.name) ?? "none")
        case .invitation: "inv_conformance"
        case .list(let element, _): .array([element.sample(trial)])
        case .object(let form): .object(form.sample(trial))
        }
    }
}

extension JSONValue {
    fileprivate func holds(_ text: String) -> Bool {
        switch self {
        case .string(let own): own.contains(text)
        case .array(let values): values.contains { $0.holds(text) }
        case .object(let members): members.values.contains { $0.holds(text) }
        default: false
        }
    }
}

extension String {
    /// As it stands within JSON text.
    fileprivate var jsonText: String { String(JSONValue.string(self).canonicalText.dropFirst().dropLast()) }
}
