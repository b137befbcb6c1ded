import ArgumentParser
import GatehouseApp
import GatehouseEngine
import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit
import GatehouseReconciliation

struct ReconcileRun: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Compare now: ask the vendors, or take a file; certain things are taken over, the rest is a plan.",
        discussion: """
            --apply all, --apply CLASS or --apply ID ticks what the plan proposes: the steps are shown and asked about, and are \
            done exactly so. Ticked is only what an earlier run had opened; what this one finds first is shown and waits. \
            --dry-run keeps nothing, not even what is certain. --out takes over what is certain, as every run does, and saves the \
            steps for 'gatehouse apply', which asks the vendor again and refuses where they would be others.
            That both agree is said only where everything could be compared: not where rows are held back because the snapshot is \
            older than our last change or within the vendor's lag, where something is not shown for the first time, or where the \
            snapshot is not complete. Then no difference was found, and whether they agree is not known.
            """)
    @Argument(
        help: ArgumentHelp(
            "A connection in api mode, or a status file; all connections where not given.", valueName: "connection|file"
        )) var source: String?
    @OptionGroup var input: ObservationInput
    @Option(
        help: ArgumentHelp(
            "Do what the plan proposes: all, a class, one subject or the id of a difference; repeat for more.",
            valueName: "all|class|id")
    ) var apply: [String] = []
    @Flag(
        help: "Exit with 0 only when both agree: with 2 when differences remain, or not everything could be compared.")
    var exitCode = false
    @OptionGroup var change: PlanOptions
    @OptionGroup var global: GlobalOptions

    func run() throws {
        if change.dryRun, change.out != nil {
            throw ValidationError("--dry-run keeps nothing that a plan could name: choose it or --out.")
        }
        let application = try global.open()
        defer { application.close() }
        let observing = Observing(application: application, printer: global.printer)
        let tick = try tick(application)
        let (observations, failures) = try observations(application, observing)
        let ticks = apply.isEmpty || change.out != nil ? nil : try ticked(observations, tick, application)
        var outcomes: [Reconciling.Outcome] = []
        for observations in observations {
            if change.dryRun {
                outcomes.append(
                    try Reconciling(world: application.world).preview(
                        observations, actor: global.actor, in: application.ledger))
            } else {
                outcomes.append(
                    try observing.reconcile(
                        observations, tick: ticks?[observations.connection.id] ?? .none, actor: global.actor))
            }
        }
        try show(outcomes, application)
        for failure in failures { Problem(failure)?.write() }
        if let out = change.out { try save(outcomes, tick, at: out, application) }
        if change.dryRun { global.printer.say("Nothing was written: this is what a run would come to.") }
        if !failures.isEmpty { throw Exit.Now(code: .partly) }
        for outcome in outcomes {
            for line in ReconciliationWords.doubts(of: outcome) { global.printer.say(line) }
        }
        if let said = AgreementWords.said(outcomes) { global.printer.say(said) }
        try LateFiles.tell(application, global.printer)
        if exitCode, !outcomes.allSatisfy({ $0.agreement == .agrees }) { throw Exit.Now(code: .changes) }
    }

    private func show(_ outcomes: [Reconciling.Outcome], _ application: Application) throws {
        let words = try application.ledger.read { reader in
            try outcomes.map { try ReconciliationWords($0, application, in: reader, isKept: !change.dryRun) }
        }
        global.printer.show(["items": .array(words.map(\.document)), "next_cursor": nil]) {
            words.map { $0.head + $0.table(width: Terminal.width) }.joined(separator: "\n")
        }
        for line in WaitingWords.lines(outcomes) { global.printer.say(line) }
    }

    /// The plan of what is ticked, over what a run would come to, once somebody agreed to it; nil where there is nothing to tick.
    private func ticked(
        _ observations: [Observations], _ tick: Reconciling.Tick, _ application: Application
    ) throws -> [ConnectionID: Reconciling.Tick]? {
        let reconciling = Reconciling(world: application.world)
        let previews = try observations.map {
            try reconciling.preview($0, actor: global.actor, in: application.ledger)
        }
        let plan = try plan(previews, tick, isKept: false, application)
        guard !plan.parts.isEmpty else {
            global.printer.say(
                "Nothing of what an earlier run had opened is ticked by '\(apply.joined(separator: " "))': nothing is ticked."
            )
            return nil
        }
        let runner = ReconciliationPlanRunner(
            application: application, printer: global.printer, change: change, noInput: global.noInput,
            actor: global.actor)
        if change.dryRun {
            let words = try application.ledger.read { try ReconciliationPlanWords(plan, application, in: $0) }
            if !global.printer.format.isForPrograms { global.printer.data(words.text(width: Terminal.width) + "\n") }
            return nil
        }
        guard try runner.show(plan) else { return nil }
        return Dictionary(
            plan.parts.map { ($0.connection, .exactly($0, key: plan.key(of: $0))) },
            uniquingKeysWith: { first, _ in first })
    }

    private func save(
        _ outcomes: [Reconciling.Outcome], _ tick: Reconciling.Tick, at path: String, _ application: Application
    ) throws {
        let plan = try plan(outcomes, apply.isEmpty ? .all : tick, isKept: true, application)
        guard !plan.parts.isEmpty else {
            global.printer.say("Nothing waits that is ticked so: no plan was saved.")
            return
        }
        try PlanFile.save(.reconciliation(plan), at: path)
        let words = try application.ledger.read { try ReconciliationPlanWords(plan, application, in: $0) }
        if !global.printer.format.isForPrograms { global.printer.data("\n" + words.text(width: Terminal.width)) }
        global.printer.say("Nothing of it was done. Apply with: gatehouse apply \(path)")
    }

    private func plan(
        _ outcomes: [Reconciling.Outcome], _ tick: Reconciling.Tick, isKept: Bool, _ application: Application
    ) throws -> ReconciliationPlan {
        var files: [ConnectionID: ReconciliationPlan.File] = [:]
        if isKept, let source {
            for outcome in outcomes {
                let connection = outcome.observations.connection
                files[connection.id] = try input.kept(source, of: connection, application)
            }
        }
        return try application.ledger.read { reader in
            try ReconciliationPlan(
                outcomes, ticking: tick, words: apply.isEmpty ? [Reconciling.Tick.everything] : apply, files: files,
                isKept: isKept, actor: global.actor, world: application.world, in: reader)
        }
    }

    /// What is ticked: every word must be a class, or name a difference that is open.
    private func tick(_ application: Application) throws -> Reconciling.Tick {
        if apply.isEmpty { return .none }
        if apply == [Reconciling.Tick.everything] { return .all }
        let open = try application.ledger.read { try $0.discrepancies(of: nil, state: .open) }
        let known = Set(
            [Reconciling.Tick.everything] + Reconciling.classes + open.flatMap { [$0.id.text, $0.subject] })
        if let wrong = apply.first(where: { !known.contains($0) }) {
            throw EngineError(
                .notFound,
                "there is no class and no open difference '\(wrong.prefix(60))': 'gatehouse reconcile list' shows those that are open, --apply all ticks everything"
            )
        }
        return .only(Set(apply))
    }

    /// One source, or every vendor that can be asked: one that fails keeps no other from being compared.
    private func observations(_ application: Application, _ observing: Observing) throws -> (
        [Observations], failures: [EngineError]
    ) {
        if let source { return ([try input.take(source, application, observing).observations], []) }
        let connections = try application.ledger.read { try $0.connections() }.filter {
            !$0.isRemoved && $0.mode == Mode.api.rawValue
        }
        guard !connections.isEmpty else {
            throw EngineError(
                .notFound, "no connection can be asked: give a status file, or connect a vendor in api mode")
        }
        var (all, failures): ([Observations], [EngineError]) = ([], [])
        for connection in connections {
            switch try observing.ask(connection) {
            case .success(let observations): all.append(observations)
            case .failure(let error): failures.append(error)
            }
        }
        if all.isEmpty, let first = failures.first {
            throw EngineError(first.code, failures.map(\.message).joined(separator: "\n"))
        }
        return (all, failures)
    }
}
