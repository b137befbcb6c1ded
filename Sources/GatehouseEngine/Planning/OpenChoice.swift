import GatehouseForms
package import GatehouseLedger
import GatehouseProviderKit

/// A question that an action asks before it can be planned, and that has no default: for whom, mostly (CA-11). Each answer comes
/// with whom it would concern.
package struct OpenChoice: Hashable, Sendable {
    package struct Answer: Hashable, Sendable {
        package let value: String
        package let label: String
        /// Nil where its provider cannot tell.
        package let concerned: PlanConcerned?
    }

    /// Of the action's form.
    package let field: String
    package let title: String
    package let answers: [Answer]
}

extension Planner {
    /// The one question that is left open; nil where there is none, or where the request would not fit with any answer to it.
    package func openChoice(of request: ActionRequest, actor: String, in ledger: any LedgerReader) throws -> OpenChoice?
    {
        guard let connection = try ledger.connection(named: request.connection),
            let action = try world.provider(of: connection).descriptor.action(named: request.name)
        else { return nil }
        for field in action.input.fields where field.isRequired && field.fallback == nil {
            guard case .choice(let choices) = field.kind, request.input[field.name]?.isNull ?? true else { continue }
            let answers = try choices.compactMap { choice -> OpenChoice.Answer? in
                var answered = request
                answered.input[field.name] = .string(choice.value)
                guard (try? action.input.checked(.object(answered.input))) != nil else { return nil }
                let part = try plan(answered, actor: actor, in: ledger).parts.first
                return OpenChoice.Answer(value: choice.value, label: choice.label, concerned: part?.concerned)
            }
            if !answers.isEmpty { return OpenChoice(field: field.name, title: field.label, answers: answers) }
        }
        return nil
    }
}
