import Foundation
import GatehouseApp
import GatehouseEngine
import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit

/// Takes a plan down the road: prints it, asks, records it, performs it, and tells what became of it.
struct PlanRunner {
    /// How much is asked before it is done.
    enum Question { case none, once, twice }

    let application: Application
    let printer: Printer
    let change: ChangeOptions
    let noInput: Bool
    /// Who gives the command, whoever made the plan.
    let actor: String
    var question = Question.once

    /// Runs a plan to its end; ends with the code that says how far that is.
    func run(_ shown: PlanPrinter) throws {
        guard let performed = try carryOut(shown) else { return }
        let summary = performed.summary
        printer.say(summary.words)
        if let hint = LinkHint.words(performed.acts) { printer.say(hint) }
        if let hint = CaptureHint.words(performed.acts, application.settings) { printer.say(hint) }
        if printer.format.isForPrograms { printer.data(performed.document(of: shown.plan).prettyText + "\n") }
        throw Exit.Now(code: performed.exit)
    }

    /// Runs a saved plan: what would refuse it is told before it is shown and asked for, and with --dry-run too.
    func apply(_ plan: Plan) throws {
        let recorder = Recorder(world: application.world)
        if let before = try recorder.check(plan, in: application.ledger) {
            return change.dryRun ? try tell(before, of: plan) : try repeated(before)
        }
        try run(PlanPrinter(plan: plan, isSaved: true))
    }

    /// What applying a plan again would find: it was recorded before.
    private func tell(_ receipt: Receipt, of plan: Plan) throws {
        let acts = try application.ledger.read { try $0.intents(of: receipt.command) }
        let summary = ActSummary(acts)
        let performed = Performed(receipt: receipt, acts: acts, summary: summary, exit: .done)
        printer.say("This plan was applied before; nothing would be written twice, only what is left of it performed.")
        printer.say(summary.words)
        if printer.format.isForPrograms { printer.data(performed.document(of: plan).prettyText + "\n") }
    }

    /// A command that was recorded before: what is left of it is performed, and its first receipt told.
    func repeated(_ receipt: Receipt) throws {
        let performed = try perform(receipt, try workRecorded(by: receipt), leftOut: false)
        printer.say(performed.summary.words)
        if printer.format.isForPrograms { printer.data(performed.document(of: nil).prettyText + "\n") }
        throw Exit.Now(code: performed.exit)
    }

    /// What became of a recorded plan.
    struct Performed {
        let receipt: Receipt
        let acts: [Intent]
        let summary: ActSummary
        let exit: Exit

        /// - Parameter plan: nil for a command that was recorded before and is not planned again.
        func document(of plan: Plan?) -> JSONValue {
            .members([
                "plan": plan.map { .string($0.shortName) }, "command": .string(receipt.command.text),
                "verb": .string(receipt.verb),
                "repeated": .bool(receipt.isRepeat),
                "invitations": .array(receipt.invitations.map { .string($0.text) }),
                "acts": .object(
                    Dictionary(uniqueKeysWithValues: summary.counts.map { ($0.rawValue, JSONValue.integer(Int64($1))) })
                ),
                "details": .array(summary.details.map { .string($0) }),
                "skipped": .array((plan?.skipped ?? []).map { PlanCoding.document(of: $0) }),
                "findings": .array((plan?.findings ?? []).map { PlanCoding.document(of: $0) }),
            ])
        }
    }

    /// The same without telling what became of it; nil when nothing was to be done now. Programs get one document: the plan
    /// where the command stops there, else what became of it.
    func carryOut(_ shown: PlanPrinter) throws -> Performed? {
        let plan = shown.plan
        let stopsHere = change.out != nil || change.dryRun
        // Where nothing is asked there is nothing to decide about: the answer itself is what was wanted.
        let isShown = stopsHere || plan.isRefused || (question != .none && !printer.format.isForPrograms)
        if isShown { printer.show(shown.document) { Prose.fitted(shown.text, to: Terminal.width) } }
        guard !plan.isRefused else {
            throw EngineError(
                .refused, plan.findings.filter { $0.severity == "refuses-all" }.map(\.message).joined(separator: "\n"))
        }
        if let out = change.out {
            try PlanFile.save(.verb(plan), at: out)
            printer.say("Nothing was sent. Apply with: gatehouse apply \(out)")
        } else if change.dryRun {
            printer.say(
                shown.isSaved ? "It stands: applying it would do exactly this. Nothing was sent." : "Nothing was sent.")
        }
        if stopsHere {
            if change.exitCode, !plan.isEmpty { throw Exit.Now(code: .changes) }
            return nil
        }
        let leftOut = !plan.skipped.isEmpty || shown.rejects != nil
        guard !plan.isEmpty else {
            if printer.format.isForPrograms { printer.data(shown.document.prettyText + "\n") }
            printer.say("Nothing to do.")
            throw Exit.Now(code: leftOut ? .partly : .done)
        }
        try ask()
        let work = try OwnWork(application, telling: printer)
        let receipt = try Recorder(world: application.world).record(plan, by: actor, in: application.ledger)
        return try perform(receipt, receipt.isRepeat ? workRecorded(by: receipt) : work, leftOut: leftOut)
    }

    /// What a command recorded before is its own to do when it is given again.
    private func workRecorded(by receipt: Receipt) throws -> OwnWork {
        let own = try application.ledger.read { try $0.intents(of: receipt.command) }.map(\.id)
        return try OwnWork(application, telling: printer, but: own)
    }

    /// What was recorded stays so; nothing that was under way is left in doubt.
    private func stopped(_ receipt: Receipt) throws {
        let acts = try application.ledger.read { try $0.intents(of: receipt.command) }
        let left = acts.count { [.waiting, .ready, .claimed].contains($0.state) }
        guard left > 0 else { return }
        printer.say(
            "Stopped. All of it is recorded; \(Counting.of(left, "act")) \(left == 1 ? "is" : "are") still to be done: 'gatehouse serve --until-idle' goes on with them, 'gatehouse task decisions --unsent' lists them to give them up."
        )
        throw Exit.Now(code: .interrupted)
    }

    /// Says what is recorded before the error that ended the work is told.
    private func broken(_ receipt: Receipt) {
        let acts = try? application.ledger.read { try $0.intents(of: receipt.command) }
        let brief = acts.map { ActSummary($0).brief } ?? ""
        printer.say(
            "The work broke off. All of it is recorded\(brief.isEmpty ? "" : " (\(brief))"), and nothing of it is asked for again: 'gatehouse serve --until-idle' goes on with the rest."
        )
    }

    private func ask() throws {
        let asking = Asking(yes: change.yes, noInput: noInput, printer: printer)
        if question != .none { try asking.confirm("Go on?") }
        if question == .twice { try asking.confirm("This cannot be taken back. Really go on?") }
    }

    /// Performs what was recorded as far as it can be done now.
    private func perform(_ receipt: Receipt, _ work: OwnWork, leftOut: Bool) throws -> Performed {
        if receipt.isRepeat { printer.say("This command was recorded before; nothing was written twice.") }
        if !change.recordOnly {
            let progress = Progress(isShown: !printer.quiet && Terminal.isTerminal(STDERR_FILENO))
            defer { progress.end() }
            let stop = StopSignal()
            do {
                try work.perform(stopping: { stop.isAsked }) { progress.advance($0) }
            } catch {
                progress.end()
                broken(receipt)
                throw error
            }
            if stop.isAsked { try stopped(receipt) }
        }
        let acts = try application.ledger.read { try $0.intents(of: receipt.command) }
        let summary = ActSummary(acts)
        // To record was all that was asked.
        let exit: Exit = change.recordOnly ? (leftOut ? .partly : .done) : summary.exit(leftOut: leftOut)
        if change.recordOnly { printer.say("Recorded; a running 'gatehouse serve' performs it.") }
        return Performed(receipt: receipt, acts: acts, summary: summary, exit: exit)
    }
}
