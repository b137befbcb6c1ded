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
        return try ledger.write { writer in
            let left = try batch.first.verb == "retract" ? left(acts, in: writer) : []
            let changes = acts.map { act -> Settlement.Change in
                switch act.verb {
                case "retract" where left.contains(act.id):
                    .person(act, "its code may have been seen meanwhile: give this up and take it back at the vendor")
                case "retract": settlement.retracted(act, Retracted(isAvailableAgain: true))
                case "remind": settlement.reminded(act)
                case "issue": settlement.issuedByUs(act)
                default: settlement.distributed(act, word: nil, echo: Echo())
                }
            }
            return try settlement.write(changes, tasks: [], in: writer)
        }
    }

    /// Of those that hold a code of our pool the acts of which it is not certain any more that nobody has seen it: what is free
    /// again goes to the next person.
    private func left(_ acts: [Intent], in writer: any LedgerWriter) throws -> Set<IntentID> {
        let held = try writer.invitations(acts.compactMap(\.invitation)).filter { $0.value.credential != nil }
        let aside = try OnlySetAside(Array(held.values), besides: Set(acts.map(\.id)), in: writer)
        return Set(acts.filter { $0.invitation.map { held[$0] != nil && !aside.contains($0) } ?? false }.map(\.id))
    }
}

extension Settlement {
    /// The credential was reserved when the command was recorded.
    func issuedByUs(_ act: Intent) -> Change { .done(act, Outcome(event: .issued)) }
}
