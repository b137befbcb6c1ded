import GatehouseForms
import GatehouseModel
import GatehouseProviderKit

/// What a provider declares of its verbs and actions.
let capabilityFactCases: [ConformanceCase] = [
    ConformanceCase("capability.decided", "Every verb is decided for every mode and kind of supply.") { trial in
        let descriptor = trial.descriptor
        let open = descriptor.modes.flatMap { mode in
            descriptor.supplyKinds.flatMap { kind in
                let facet = Facet(usage: kind.usage, category: kind.category)
                return Verb.allCases.filter { verb in
                    ([nil] + Channel.allCases.map { $0 }).allSatisfy {
                        descriptor.capability(verb, mode: mode, channel: $0, facet: facet) == nil
                    }
                }.map { "\($0.rawValue) in \(mode.rawValue) mode for \(facet)" }
            }
        }
        try trial.expectNone(open, "nobody is told whether it is possible")
    },
    ConformanceCase("capability.reasons", "Every no and every condition has its reason, every condition its rule.") {
        trial in
        let descriptor = trial.descriptor
        var wrong = descriptor.capabilities.compactMap { row -> String? in
            guard case .no(let reason) = row.support, !reason.isReason else { return nil }
            return "\(row.verb.rawValue) is refused without a sentence that says why"
        }
        let conditions =
            descriptor.capabilities.flatMap { row in row.conditions.map { (row.verb.rawValue, $0) } }
            + descriptor.actions.flatMap { action in action.conditions.map { (action.name, $0) } }
        for (name, condition) in conditions where !condition.reason.isReason || condition.rule.isEmpty {
            wrong.append("a condition of \(name) lacks reason or rule")
        }
        for action in descriptor.actions {
            for case .no(let reason) in action.support.values where !reason.isReason {
                wrong.append("\(action.name) is refused without a sentence that says why")
            }
        }
        try trial.expectNone(wrong, "what is not possible is shown with its reason")
    },
    ConformanceCase(
        "capability.conditions-known", "Conditions ask for settings that there are, and values they can have."
    ) {
        trial in
        let descriptor = trial.descriptor
        let conditions = descriptor.capabilities.flatMap(\.conditions) + descriptor.actions.flatMap(\.conditions)
        let wrong = conditions.compactMap { condition -> String? in
            switch condition.test {
            case .setting(let name, let values):
                guard let field = descriptor.settings[name] else { return "there is no setting \(name)" }
                let odd = values.first { !$0.isNull && (try? Form([field]).checked([field.name: $0])) == nil }
                return odd.map { "\(name) can never be \($0.canonicalText)" }
                    ?? (values.isEmpty ? "\(name) is one of nothing" : nil)
            case .supply(let name, let values): return values.isEmpty ? "\(name) is one of nothing" : nil
            case .channel(let channels): return channels.isEmpty ? "the channel is one of nothing" : nil
            case .stageAtMost, .stageBelow, .stageAtLeast, .credentialIsKnown, .supplyIsNotArchived: return nil
            }
        }
        try trial.expectNone(wrong, "conditions that nobody can meet or fail")
    },
    ConformanceCase("capability.rows", "Rows speak of modes and kinds that there are, in batches that can be sent.") {
        trial in
        let descriptor = trial.descriptor
        let categories = Set(descriptor.supplyKinds.map(\.category))
        let usages = Set(descriptor.supplyKinds.map(\.usage))
        let wrong = descriptor.capabilities.compactMap { row -> String? in
            if let mode = row.modes.first(where: { !descriptor.modes.contains($0) }) {
                return "\(row.verb.rawValue): no mode \(mode.rawValue)"
            }
            if let category = row.categories.first(where: { !categories.contains($0) }) {
                return "\(row.verb.rawValue): no category \(category)"
            }
            if let usage = row.usages.first(where: { !usages.contains($0) }) {
                return "\(row.verb.rawValue): no kind is \(usage.rawValue)"
            }
            if let limit = row.batchLimit, !(1...1000).contains(limit) {
                return "\(row.verb.rawValue): a batch of \(limit) is not from 1 to 1000"
            }
            return row.isOneAct && row.verb != .issue && row.verb != .distribute
                ? "\(row.verb.rawValue) as one act" : nil
        }
        try trial.expectNone(wrong, "rows")
    },
    ConformanceCase("capability.way-out", "What can be issued can be handed out by some channel.") { trial in
        let descriptor = trial.descriptor
        let stuck = descriptor.modes.flatMap { mode in
            descriptor.supplyKinds.compactMap { kind -> String? in
                let facet = Facet(usage: kind.usage, category: kind.category)
                func isPossible(_ verb: Verb, _ channel: Channel) -> Bool {
                    descriptor.capability(verb, mode: mode, channel: channel, facet: facet)?.support.isPossible ?? false
                }
                let issuing = Channel.allCases.filter { isPossible(.issue, $0) }
                let isOut = issuing.contains { channel in
                    isPossible(.distribute, channel)
                        || descriptor.capability(.issue, mode: mode, channel: channel, facet: facet)?.isOneAct ?? false
                }
                return issuing.isEmpty || isOut ? nil : "\(facet) in \(mode.rawValue) mode"
            }
        }
        try trial.expectNone(stuck, "it is issued and can never reach anybody")
    },
    ConformanceCase(
        "actions.described", "Each action has a name, a title, one line of purpose, and roles that there are."
    ) { trial in
        let actions = trial.descriptor.actions
        try trial.expect(Set(actions.map(\.name)).count == actions.count, "two actions have the same name")
        let roles: Set<String> = ["owner", "organiser", "coach", "auditor", "integrator"]
        let wrong = actions.filter { action in
            let isNamed = action.name.isPlainName && action.title.isOneLine && action.purpose.isOneLine
            return !isNamed || action.roles.isEmpty || !roles.isSuperset(of: action.roles)
        }.map(\.name)
        try trial.expectNone(wrong, "name, title, purpose or roles of the action")
    },
    ConformanceCase("actions.support", "Each action says for each mode how it is done, and is possible in one.") {
        trial in
        let modes = trial.descriptor.modes
        let wrong = trial.descriptor.actions.filter { action in
            !modes.allSatisfy { action.support[$0] != nil }
                || !modes.contains { action.support[$0]?.isPossible ?? false }
        }.map(\.name)
        try trial.expectNone(wrong, "the action is undecided in a mode, or possible in none")
    },
]

extension String {
    /// A sentence: more than a word, with its end.
    fileprivate var isReason: Bool { contains(" ") && utf8.count >= 12 && (hasSuffix(".") || hasSuffix("!")) }
}
