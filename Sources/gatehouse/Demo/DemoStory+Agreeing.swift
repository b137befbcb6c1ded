import GatehouseApp
import GatehouseEngine
import GatehouseLedger
import GatehouseReconciliation

extension DemoStory {
    func compare() throws {
        chapter(
            "9  Differences, and the plan",
            "Progress is no difference to decide about. The two things that were done behind our back are, with what each side says:"
        )
        command("reconcile list --all --class retracted_at_vendor --class unknown_at_gateway")
        let rows = try ledger.read {
            try DiscrepancyRow.all(
                nil, of: ["retracted_at_vendor", "unknown_at_gateway"], application, in: $0)
        }
        for row in rows { tell(row) }
        note(
            "\nTaking back is the vendor's right: the ledger has followed by itself, and the unit is free again. Letting somebody in needs a tick."
        )
    }

    private func tell(_ row: DiscrepancyRow) {
        told(
            """
            \(row.record.kind) at \(row.connectionName), \(row.record.state.rawValue)
              who              \(row.who)
              we say           \(row.ours)
              the vendor says  \(row.theirs)
              proposal         \(row.record.proposal)

            """)
    }

    func agree() throws {
        chapter("10  Apply", "The plan is ticked. A second one, made right after, finds nothing more to do.")
        command("reconcile --apply all --yes")
        try show(try reconcile(tick: .all))
        command("reconcile --exit-code")
        let outcomes = try reconcile()
        try show(outcomes)
        guard outcomes.allSatisfy({ $0.result.discrepancies.isEmpty }) else {
            throw EngineError(.failed, "the ledger and the vendors do not agree at the end of the story")
        }
        note("Nothing differs: ledger and vendors agree, and the units of every supply add up.")
        command("supply list")
        try showSupplies()
        command("audit verify")
        note(try ledger.read { try ChainWalk($0) }.summary)
    }

    private func show(_ outcomes: [Reconciling.Outcome]) throws {
        for outcome in outcomes {
            let words = try ledger.read { try ReconciliationWords(outcome, application, in: $0) }
            told(words.head)
            for row in words.rows {
                note("  \(row.discrepancy.kind.rawValue)  \(row.discrepancy.theirs)  → \(row.state)")
            }
        }
    }
}
