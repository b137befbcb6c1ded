import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit

/// Performs what Gatehouse does itself: our mail, links to copy, exports, and taking back what was never shown.
struct GatewayPerformer {
    let world: EngineWorld
    let ledger: any Ledger

    func perform(_ acts: [Intent]) throws -> [Intent] {
        let batch = try ledger.read { try Batch(acts, world: world, in: $0) }
        let settlement = Settlement(world: world, batch: batch)
        if batch.first.channel == .ourMail, batch.first.verb == "distribute" || batch.first.verb == "remind" {
            return try MailPerformer(world: world, ledger: ledger, batch: batch, settlement: settlement).perform()
        }
        let changes = acts.map { act -> Settlement.Change in
            switch act.verb {
            case "retract": settlement.retracted(act, Retracted(isAvailableAgain: true))
            case "remind": settlement.reminded(act)
            case "issue": settlement.issuedByUs(act)
            default: settlement.distributed(act, word: nil, echo: Echo())
            }
        }
        return try ledger.write { try settlement.write(changes, tasks: [], in: $0) }
    }
}

extension Settlement {
    /// The credential was reserved when the command was recorded.
    func issuedByUs(_ act: Intent) -> Change { .done(act, Outcome(event: .issued)) }
}
