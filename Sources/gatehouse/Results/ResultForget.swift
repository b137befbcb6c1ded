import ArgumentParser
import GatehouseApp
import GatehouseEngine
import GatehouseForms
import GatehouseLedger
import GatehouseModel

struct ResultForget: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "forget",
        abstract: "Forget results that are older than they are to be kept.",
        discussion:
            "privacy.retain_results says how long: 24 months after completion where nothing else is set, or after they were taken in where the vendor told no day. 'gatehouse serve' does the same by itself, once an hour. All versions go; that somebody has completed the assessment stays known."
    )
    @OptionGroup var ask: AskOptions
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let application = try global.open(works: false)
        defer { application.close() }
        let forgetting = ResultForgetting(world: application.world)
        guard let cutoff = forgetting.cutoff else {
            return tell(0, nil, "Results are kept for good (privacy.retain_results): nothing is forgotten.")
        }
        let day = CalendarDate(containing: cutoff).description
        let due = try application.ledger.read { try forgetting.due(in: $0) }
        if due == 0 { return tell(0, day, "No result is from before \(day): nothing is forgotten.") }
        if ask.dryRun { return tell(due, day, "\(due) results are from before \(day) and would be forgotten.") }
        try Asking(yes: ask.yes, noInput: global.noInput, printer: global.printer).confirm(
            "Forget \(due) results from before \(day), for good?")
        var gone = 0
        while true {
            let step = try forgetting.step(actor: global.actor, in: application.ledger)
            if step == 0 { break }
            gone += step
        }
        tell(Int64(gone), day, "\(gone) results from before \(day) are forgotten.")
    }

    private func tell(_ count: Int64, _ day: String?, _ words: String) {
        global.printer.show(
            .members([
                "results": .integer(count), "completed_before": day.map { .string($0) },
                "dry_run": .bool(ask.dryRun),
            ])
        ) { words + "\n" }
    }
}
