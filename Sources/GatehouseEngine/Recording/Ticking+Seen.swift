import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseReconciliation

extension Ticking {
    /// Closes the open work items of acts that were seen as done at the vendor, or overtaken there, once none of an item's acts
    /// waits any more; what is left of the others stays on the list.
    func close(
        seenIn steps: [ReconciliationStep], _ run: ReconciliationRun, actor: String, in writer: any LedgerWriter
    ) throws {
        let mayHaveSettled = steps.contains { step in
            switch step.act {
            case .confirm, .acceptUse: true
            default: false
            }
        }
        guard mayHaveSettled else { return }
        for var item in try writer.workItems(of: run.connection, state: .open) {
            let acts = try writer.intents(item.intents)
            guard acts.allSatisfy(\.state.isFinal) else { continue }
            let done = acts.filter { $0.state == .done }
            if !done.isEmpty { _ = try applyEffects(item, done, [:], in: writer) }
            (item.state, item.closedAt, item.closedBy) = (.done, run.at, actor)
            try writer.save(item)
            try writer.audit([
                AuditNote(
                    at: run.at, actor: actor, act: "task.seen_done", object: item.id.text,
                    details: .members([
                        "title": .string(item.title), "acts": .integer(Int64(acts.count)), "run": .string(run.id.text),
                    ]))
            ])
        }
    }
}
