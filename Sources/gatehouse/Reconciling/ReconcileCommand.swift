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
