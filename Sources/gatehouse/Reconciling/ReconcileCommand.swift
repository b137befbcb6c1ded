import ArgumentParser
import GatehouseApp
import GatehouseEngine
import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit
import GatehouseReconciliation

struct ReconcileCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reconcile",
        abstract: "Hold the ledger against what the vendors say: differences, a plan, and applying it.",
        subcommands: [
            ReconcileRun.self, ReconcileList.self, ReconcileRuns.self, ReconcileShow.self, ReconcileResolve.self,
            ReconcileFiles.self,
        ],
        defaultSubcommand: ReconcileRun.self)
}

struct ReconcileRun: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Compare now: ask the vendors, or take a file; certain things are taken over, the rest is a plan.",
        discussion: """
            --apply all, --apply CLASS or --apply SUBJECT ticks what the plan proposes; without it nothing that needs a tick is done.
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
            "Do what the plan proposes: all, a class, or one subject; repeat for more.", valueName: "all|class|subject")
    ) var apply: [String] = []
    @Flag(
        help: "Exit with 0 only when both agree: with 2 when differences remain, or not everything could be compared.")
    var exitCode = false
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let application = try global.open()
        defer { application.close() }
        let observing = Observing(application: application, printer: global.printer)
        var outcomes: [Reconciling.Outcome] = []
        let tick = try tick(application)
        let (observations, failures) = try observations(application, observing)
        for observations in observations {
            outcomes.append(try observing.reconcile(observations, tick: tick, actor: global.actor))
        }
        let words = try application.ledger.read { reader in
            try outcomes.map { try ReconciliationWords($0, application, in: reader) }
        }
        global.printer.show(["items": .array(words.map(\.document)), "next_cursor": nil]) {
            words.map { $0.head + $0.table(width: Terminal.width) }.joined(separator: "\n")
        }
        let waiting = outcomes.reduce(0) { $0 + $1.waiting.count }
        if waiting > 0 { global.printer.say("\(waiting) steps wait for a tick: --apply all, or --apply CLASS") }
        for failure in failures { Problem(failure)?.write() }
        if !failures.isEmpty { throw Exit.Now(code: .partly) }
        for outcome in outcomes {
            for line in ReconciliationWords.doubts(of: outcome) { global.printer.say(line) }
        }
        if let said = AgreementWords.said(outcomes) { global.printer.say(said) }
        try LateFiles.tell(application, global.printer)
        if exitCode, !outcomes.allSatisfy({ $0.agreement == .agrees }) { throw Exit.Now(code: .changes) }
    }

    /// What is ticked: every word must be a class, or name a difference that is open.
    private func tick(_ application: Application) throws -> Reconciling.Tick {
        if apply.isEmpty { return .none }
        if apply.contains("all") { return .all }
        let open = try application.ledger.read { try $0.discrepancies(of: nil, state: .open) }
        let known = Set(Reconciling.classes + open.flatMap { [$0.id.text, $0.subject] })
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

struct ReconcileList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Differences that are open, over all connections.")
    @Flag(help: "Settled ones too.") var all = false
    @Option(name: .customLong("class"), help: "Only these classes; repeat for more.") var classes: [String] = []
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let application = try global.open(works: false)
        defer { application.close() }
        if let wrong = classes.first(where: { !Reconciling.classes.contains($0) }) {
            throw EngineError.unknown("class", wrong, among: Reconciling.classes)
        }
        let rows = try application.ledger.read {
            try DiscrepancyRow.all(all ? nil : .open, of: classes, application, in: $0)
        }
        try global.printer.list(
            rows, columns: DiscrepancyRow.columns(now: application.world.clock.now), document: \.document)
    }
}

struct ReconcileRuns: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "runs", abstract: "The newest runs.")
    @Option(help: "At most so many.") var limit = 50
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let application = try global.open(works: false)
        defer { application.close() }
        try application.ledger.read { reader in
            let names = Dictionary(
                try reader.connections().map { ($0.id, $0.name) }, uniquingKeysWith: { first, _ in first })
            try global.printer.list(
                try reader.runs(limit: limit),
                columns: [
                    .init("ID") { $0.id.text }, .init("CONNECTION") { names[$0.connection] ?? "–" },
                    .init("SOURCE") { $0.source }, .init("AT") { "\($0.at)" },
                    .init("RECORDS") { "\($0.records)" }, .init("MATCHED") { "\($0.matched)" },
                    .init("COMPLETE") { $0.isComplete ? "yes" : "no" },
                ]
            ) { $0.document(connection: names[$0.connection] ?? "") }
        }
    }
}

struct ReconcileShow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "One run: what was compared, which differences there were, and what was done.")
    @Argument(help: ArgumentHelp("The run.", valueName: "run_…")) var id: String
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let application = try global.open(works: false)
        defer { application.close() }
        try application.ledger.read { reader in
            guard let wanted = RunID(id), let run = try reader.run(wanted) else {
                throw EngineError(
                    .notFound, "there is no run '\(id.prefix(40))': 'gatehouse reconcile runs' shows them")
            }
            let words = try RunWords(run, application, in: reader)
            global.printer.show(words.document) { words.text(width: Terminal.width) }
        }
    }
}
