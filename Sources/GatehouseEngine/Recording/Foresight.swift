import GatehouseLedger
import GatehouseModel
import Synchronization

/// What allocations of one kind read: as it was the last time, it will most likely be the next time, so that all of it can be
/// asked in one go. A guess that proves wrong costs a question; what is recorded never rests on it.
final class Foresight: Sendable {
    private struct Facts {
        let kind: Allocation.Kind
        let supply: SupplyID
        let connection: ConnectionID
        let assessments: [String]
    }

    private let last = Mutex<Facts?>(nil)

    func keep(_ kind: Allocation.Kind, _ supply: Supply, _ assessments: [String]) {
        let facts = Facts(kind: kind, supply: supply.id, connection: supply.connection, assessments: assessments)
        last.withLock { $0 = facts }
    }

    func ask(of allocations: [Allocation], in reader: any LedgerReader) throws {
        guard let kind = allocations.first?.kind, let facts = last.withLock({ $0 }), facts.kind == kind else { return }
        let people = allocations.map(\.person)
        try reader.foresee { reader in
            _ = try? reader.commands(keys: allocations.compactMap(\.key))
            _ = try? reader.people(people)
            _ = try? reader.templates()
            for name in kind.request.supplies { _ = try? reader.supply(named: name) }
            _ = try? reader.supply(facts.supply)
            _ = try? reader.connection(facts.connection)
            _ = try? reader.counts(of: [facts.supply])
            _ = try? reader.entitlements(of: people, to: facts.assessments)
            _ = try? reader.completedAssessments(of: people)
        }
    }
}
