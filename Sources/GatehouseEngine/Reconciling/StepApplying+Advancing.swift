import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit
import GatehouseReconciliation

extension StepApplying {
    /// As many are written together.
    private static let together = 2000

    /// Applies steps in their order and gives those that were; the many that only take over a later stage are written together.
    func apply(_ steps: [ReconciliationStep], in writer: any LedgerWriter) throws -> [ReconciliationStep] {
        var applied: [ReconciliationStep] = []
        var advancing: [ReconciliationStep] = []
        func settle() throws {
            applied += try advance(advancing, in: writer)
            advancing.removeAll(keepingCapacity: true)
        }
        for step in steps {
            if case .advance(.invitation, _) = step.act {
                advancing.append(step)
                if advancing.count == Self.together { try settle() }
            } else {
                try settle()
                if try apply(step, in: writer) { applied.append(step) }
            }
        }
        try settle()
        return applied
    }

    private func advance(_ steps: [ReconciliationStep], in writer: any LedgerWriter) throws -> [ReconciliationStep] {
        let news = steps.compactMap { step -> (InvitationID, ObservedEntry, Meaning, ReconciliationStep)? in
            guard case .advance(.invitation(let id), let place) = step.act,
                let meaning = input.observed[place].meaning
            else { return nil }
            return (id, input.observed[place], meaning, step)
        }
        if news.isEmpty { return [] }
        let known = try writer.invitations(news.map(\.0))
        var changed: [Invitation] = []
        var advanced: [InvitationID] = []
        var moving: [UnitState: [InvitationID]] = [:]
        var applied: [ReconciliationStep] = []
        for (id, entry, meaning, step) in news {
            guard let before = known[id] else { continue }
            var invitation = before
            invitation.standing = invitation.standing.observing(meaning, asOf: entry.record.asOf)
            invitation.vendorWord = entry.record.word
            // Most were written when what was seen of them was taken in.
            if invitation != before { changed.append(invitation) }
            advanced.append(id)
            applied.append(step)
            // By all that is known: an older word takes no use back.
            let unit = invitation.standing.interval.map { Meaning.stages($0).unitState } ?? meaning.unitState
            if unit == .used || unit == .handedOut { moving[unit, default: []].append(id) }
        }
        try save(changed, in: writer)
        for unit in UnitState.allCases {
            if let ids = moving[unit] { try writer.moveUnits(of: ids, to: unit) }
        }
        try writer.publish(advanced.map { EngineEvent.advanced.of($0.text, at: run.at) })
        return applied
    }
}

extension ReconciliationStep.Act {
    /// The place of the record whose stage an invitation takes over.
    var advancing: Int? { if case .advance(.invitation, let place) = self { place } else { nil } }
}
