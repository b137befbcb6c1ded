import Foundation
import GatehouseApp
import GatehouseEngine
import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseReconciliation

/// Takes a plan of a reconciliation down the road: looks again whether all of it still stands, prints it, asks, and performs it.
struct ReconciliationPlanRunner {
    let application: Application
    let printer: Printer
    let change: PlanOptions
    let noInput: Bool
    let actor: String

    /// A saved plan, over what the vendors show now. Stale is also a file that is another by now.
    func apply(_ plan: ReconciliationPlan, performs: Bool) throws {
        if try application.ledger.read({ try plan.isApplied(in: $0) }) {
            printer.say("This plan was applied before; nothing was written twice.")
            return
        }
        try plan.check(at: application.world.clock.now)
        let observing = Observing(application: application, printer: printer)
        let looked = try plan.parts.map { part in (part, try observe(part, observing)) }
        for (part, observations) in looked {
            _ = try Reconciling(world: application.world).preview(
                observations, tick: .exactly(part, key: plan.key(of: part)), actor: actor, in: application.ledger)
        }
        guard try show(plan) else { return }
        let outcomes = try looked.map { part, observations in
            try observing.reconcile(
                observations, tick: .exactly(part, key: plan.key(of: part)), performs: performs, actor: actor)
        }
        let words = try application.ledger.read { reader in
            try outcomes.map { try ReconciliationWords($0, application, in: reader) }
        }
        printer.show(["items": .array(words.map(\.document)), "next_cursor": nil]) {
            words.map(\.head).joined(separator: "\n")
        }
        if outcomes.contains(where: { $0.stale > 0 }) { throw Exit.Now(code: .partly) }
    }

    /// Prints a plan and asks; false where it stops there.
    func show(_ plan: ReconciliationPlan) throws -> Bool {
        let words = try application.ledger.read { try ReconciliationPlanWords(plan, application, in: $0) }
        if change.dryRun || !printer.format.isForPrograms {
            printer.show(words.document) { words.text(width: Terminal.width) }
        }
        if change.dryRun {
            printer.say("Nothing was done.")
            return false
        }
        try Asking(yes: change.yes, noInput: noInput, printer: printer).confirm("Go on?")
        return true
    }

    private func observe(_ part: ReconciliationPlan.Part, _ observing: Observing) throws -> Observations {
        let known = try application.ledger.read { try $0.connection(part.connection) }
        guard let connection = known, !connection.isRemoved else {
            throw EngineError(.conflict, "the plan is stale: the connection \(part.connectionName) is gone")
        }
        guard let file = part.file else { return try observing.pull(connection) }
        guard digest(ofFile: file.path) == file.digest else {
            throw EngineError(
                .conflict, "the plan is stale: \(file.path) is gone or another by now; nothing was done: make it again")
        }
        let supply = try file.supply.flatMap { id in try application.ledger.read { try $0.supply(id) } }
        return try observing.read(
            file.path, connection, supply: supply, isComplete: file.isComplete, asOf: part.asOf,
            settings: SheetInput.settings(of: file.reading)
        ).observations
    }
}
