import GatehouseForms
package import GatehouseLedger
import GatehouseModel

/// Codes whose last day is past are not free any more: they are taken out of what is counted as available, with an entry, before
/// anything is planned with them.
package struct Expiring: Sendable {
    let world: EngineWorld

    package init(world: EngineWorld) { self.world = world }

    /// Costs one look at the supplies where nothing is due. A ledger that cannot be written stays as it is.
    package func sweep(_ ledger: any Ledger) throws {
        let now = world.clock.now
        guard try ledger.read({ try $0.mayHaveExpired(before: CalendarDate(containing: now)) }) else { return }
        do {
            try ledger.write { writer in
                let lost = try writer.loseExpired(at: now).sorted { $0.key < $1.key }
                try writer.audit(
                    lost.map { supply, count in
                        AuditNote(
                            at: now, actor: "gatehouse", act: "codes.expired", object: supply.text,
                            details: .members(["count": .integer(count)]))
                    })
            }
        } catch let error as LedgerError where error.code == .readOnly || error.code == .locked {}
    }
}
