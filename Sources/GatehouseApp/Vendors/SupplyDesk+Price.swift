import GatehouseEngine
import GatehouseForms
package import GatehouseLedger
package import GatehouseModel

extension SupplyDesk {
    /// Says what one unit of a supply costs; nil: that is not known. What was given out before counts at the same price.
    /// - Returns: the supply as it was.
    @discardableResult
    package func price(_ price: Money?, of supply: Supply, actor: String) throws -> Supply {
        try application.ledger.write { writer in
            guard let before = try writer.supply(supply.id) else {
                throw EngineError(.notFound, "\(supply.name) is gone")
            }
            var priced = before
            priced.price = price
            try writer.save(priced)
            try writer.audit([
                AuditNote(
                    at: application.world.clock.now, actor: actor, act: "supply.priced", object: supply.id.text,
                    details: .members([
                        "before": before.price.map { .string($0.description) },
                        "after": price.map { .string($0.description) },
                    ]))
            ])
            return before
        }
    }
}
