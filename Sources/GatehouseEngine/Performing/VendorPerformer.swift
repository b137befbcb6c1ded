import GatehouseForms
package import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit

/// Performs a batch by its provider: by the vendor's API, or by making the work list of the vendor's portal.
struct VendorPerformer {
    let world: EngineWorld
    let ledger: any Ledger

    /// Calls the provider outside any transaction, then settles what it answered.
    func perform(_ acts: [Intent]) throws -> [Intent] {
        let batch = try ledger.read { try Batch(acts, world: world, in: $0) }
        let settlement = Settlement(world: world, batch: batch)
        do {
            let context = try world.context(batch.connection, batch.provider)
            let order = batch.order
            switch batch.first.verb {
            case "issue": return try settle(try batch.provider.issue(order, context), settlement) { $0.given($1, $2) }
            case "distribute":
                return try settle(try batch.provider.distribute(order, context), settlement) { $0.handedOut($1, $2) }
            case "retract":
                return try settle(try batch.provider.retract(order, context), settlement) { $0.retracted($1, $2) }
            default:
                return try settle(try batch.provider.remind(order, context), settlement) { value, act, _ in
                    value.reminded(act)
                }
            }
        } catch let error as ProviderError {
            return try world.enter(into: ledger) {
                try settlement.write(acts.map { .failed($0, error) }, tasks: [], in: $0)
            }
        }
    }

    private func settle<Value>(
        _ answer: Answer<Value>, _ settlement: Settlement, done: (Settlement, Intent, Value) -> Settlement.Change
    ) throws -> [Intent] {
        let acts = settlement.batch.acts
        guard answer.items.count == acts.count else {
            let error = ProviderError(
                .malformedAnswer, effect: .unknown,
                message:
                    "\(settlement.batch.connection.name) answered \(answer.items.count) items for \(acts.count): nothing of it is believed; it will be looked up"
            )
            return try world.enter(into: ledger) {
                try settlement.write(acts.map { .failed($0, error) }, tasks: [], in: $0)
            }
        }
        let changes = zip(acts, answer.items).map { act, outcome -> Settlement.Change in
            switch outcome {
            case .done(let value): done(settlement, act, value)
            case .rejected(let refusal): .rejected(act, refusal)
            case .retry(let refusal, let after): .retry(act, refusal.description, code: refusal.code, after: after)
            case .unknown(let detail): .unknown(act, detail)
            case .manual(let task): .manual(act, task: task)
            }
        }
        do {
            return try world.enter(into: ledger) {
                try settlement.write(changes, tasks: answer.tasks, effects: answer.effects, in: $0)
            }
        } catch let error as LedgerError where error.isAboutTheAnswer {
            let reason = "the answer cannot be entered: \(error.message)"
            return try world.enter(into: ledger) {
                try settlement.write(acts.map { .mismatch($0, reason) }, tasks: [], in: $0)
            }
        }
    }
}

extension LedgerError {
    /// The ledger was well, and what a vendor said could not be kept in it: that is no reason to stop everybody else's work.
    package var isAboutTheAnswer: Bool {
        switch code {
        case .conflict, .notFound, .taken, .invalid, .mistake: true
        case .keyReused, .takenOver, .locked, .readOnly, .diskFull, .damaged, .unreachable, .schema, .failedCommit:
            false
        }
    }
}
