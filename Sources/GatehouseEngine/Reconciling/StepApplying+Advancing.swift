import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit
import GatehouseReconciliation

extension StepApplying {
    /// As many are written together.
    static let together = 2000

    /// Applies steps in their order and gives those that were; of neighbours that do the same, many are written together.
    func apply(_ steps: [ReconciliationStep], in writer: any LedgerWriter) throws -> [ReconciliationStep] {
        var applied: [ReconciliationStep] = []
        var rest = steps[...]
        while let step = rest.first {
            let alike = step.act.alike
            let some = alike == nil ? rest.prefix(1) : rest.prefix { $0.act.alike == alike }
            rest = rest.dropFirst(some.count)
            switch alike {
            case .advance: applied += try advance(some, in: writer)
            case .attribute: applied += try attribute(some, in: writer)
            case nil: if try apply(step, in: writer) { applied.append(step) }
            }
        }
        return applied
    }

    private struct Advance {
        let id: InvitationID
        /// Of its record.
        let place: Int
        let meaning: Meaning
        let step: ReconciliationStep
    }

    /// In the ledger's order: neighbours are looked up and written together.
    private func advance(_ steps: ArraySlice<ReconciliationStep>, in writer: any LedgerWriter) throws
        -> [ReconciliationStep]
    {
        let news = steps.compactMap { step -> Advance? in
            guard case .advance(.invitation(let id), let place) = step.act,
                let meaning = input.observed[place].meaning
            else { return nil }
            return Advance(id: id, place: place, meaning: meaning, step: step)
        }.sorted { $0.id < $1.id }
        var applied: [ReconciliationStep] = []
        for start in stride(from: 0, to: news.count, by: Self.together) {
            applied += try advance(news[start..<min(news.count, start + Self.together)], in: writer)
        }
        return applied
    }

    private func advance(_ news: ArraySlice<Advance>, in writer: any LedgerWriter) throws -> [ReconciliationStep] {
        let known = try writer.invitations(news.filter { advanced[$0.place] == nil }.map(\.id))
        var changed: [Invitation] = []
        var moving: [UnitState: (written: [Invitation], others: [InvitationID])] = [:]
        var applied: [(id: InvitationID, step: ReconciliationStep)] = []
        for one in news {
            let standing: Standing
            if let written = advanced[one.place] {
                standing = written.standing
            } else {
                guard let before = known[one.id] else { continue }
                let record = input.observed[one.place].record
                var invitation = before
                invitation.standing = invitation.standing.observing(one.meaning, asOf: record.asOf)
                invitation.vendorWord = record.word
                if invitation != before { changed.append(invitation) }
                standing = invitation.standing
            }
            applied.append((one.id, one.step))
            // By all that is known: an older word takes no use back.
            let unit = standing.interval.map { Meaning.stages($0).unitState } ?? one.meaning.unitState
            guard unit == .used || unit == .handedOut else { continue }
            if let written = advanced[one.place] {
                moving[unit, default: ([], [])].written.append(written)
            } else {
                moving[unit, default: ([], [])].others.append(one.id)
            }
        }
        try save(changed, in: writer)
        for unit in UnitState.allCases {
            guard let moving = moving[unit] else { continue }
            try writer.moveUnits(ofWritten: moving.written, to: unit)
            try writer.moveUnits(of: moving.others, to: unit)
        }
        try writer.publish(applied.map { EngineEvent.advanced.of($0.id.text, at: run.at) })
        return applied.map(\.step)
    }
}

extension ReconciliationStep.Act {
    /// The invitation of which an outcome is confirmed.
    var confirmed: InvitationID? { if case .confirm(_, .invitation(let id), _) = self { id } else { nil } }

    /// The place of the record whose stage an invitation takes over.
    var advancing: Int? { if case .advance(.invitation, let place) = self { place } else { nil } }

    /// What is written together with its neighbours.
    fileprivate enum Alike { case advance, attribute }

    fileprivate var alike: Alike? {
        switch self {
        case .advance(.invitation, _): .advance
        case .attribute: .attribute
        default: nil
        }
    }
}
