package import GatehouseModel
package import GatehouseReconciliation

extension Reconciling {
    /// Which of the planned steps a person ticked.
    package enum Tick: Sendable {
        case none
        /// Everything but what is to be ticked by its name.
        case all
        /// Those of these classes, subjects or ids of differences; `all` among them is everything as above.
        case only(Set<String>)
        /// Exactly the steps of this part of a plan, as one command: where they would be others now, the run is refused as a
        /// whole.
        case exactly(ReconciliationPlan.Part, key: String)

        /// - Parameter id: of the difference, where it is open already.
        func takes(
            _ step: ReconciliationStep, of discrepancy: Discrepancy, _ reach: ReconciliationStep.Reach,
            id: DiscrepancyID?
        ) -> Bool {
            switch self {
            case .none, .exactly: false
            case .all: reach == .all
            case .only(let words):
                (reach == .all && words.contains(Tick.everything))
                    || (reach != .single && words.contains(discrepancy.kind.rawValue))
                    || words.contains(discrepancy.subject.text) || id.map { words.contains($0.text) } ?? false
            }
        }

        package static let everything = "all"
    }
}

extension ReconciliationStep {
    /// By what a step is ticked: what touches other people than those at hand wants to be named.
    package enum Reach: Hashable, Sendable {
        /// By ticking everything, or more narrowly.
        case all
        /// By its class, its subject or the id of its difference: somebody gets a message.
        case named
        /// By its subject or the id of its difference alone: it may be another customer's.
        case single
    }

    /// - Parameter record: what the vendor shows, by the place of its record.
    package func reach(_ record: (Int) -> ObservedRecord) -> Reach {
        // Of a record that is nobody's here, a reference was given by somebody else.
        if case .importRecord(let observed) = act, record(observed).reference != nil { return .single }
        return act.writesToSomebody ? .named : .all
    }
}

extension Reconciling.Outcome {
    package func reach(of step: ReconciliationStep) -> ReconciliationStep.Reach { step.reach { records[$0] } }
}
