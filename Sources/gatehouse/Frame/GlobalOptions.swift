import ArgumentParser
import Foundation
import GatehouseApp
import GatehouseEngine

/// What every command takes.
struct GlobalOptions: ParsableArguments {
    @Option(name: [.customShort("o"), .long], help: "How lists are printed: table, wide, json, jsonl or csv.")
    var output: OutputFormat = .table

    @Option(help: ArgumentHelp("The configuration file.", valueName: "file"))
    var config: String?

    @Option(help: ArgumentHelp("The data folder (database, key, captured mail).", valueName: "folder"))
    var data: String?

    @Flag(help: "Never ask: where an answer is needed, stop.")
    var noInput = false

    @Flag(name: [.short, .long], help: "Say only what was asked for.")
    var quiet = false

    @Flag(help: "Say more: details for developers.")
    var verbose = false

    @Option(help: "Colour: auto, always or never.")
    var color: ColorChoice = .auto

    /// Opens the product as configuration and these flags say.
    func open(setsUp: Bool = false, works: Bool = true) throws -> Application {
        try Application.open(try settings(), setsUp: setsUp, works: works)
    }

    func configurationFile() throws -> ConfigurationFile {
        try ConfigurationFile(file: config, dataFolder: data, environment: Environment.all)
    }

    func settings() throws -> Settings {
        try ConfigurationFile.settings(file: config, dataFolder: data, environment: Environment.all)
    }

    /// Who is written into the audit trail.
    var actor: String { "cli:" + (Environment.all["GATEHOUSE_ACTOR"] ?? NSUserName()) }

    var printer: Printer { Printer(format: output, quiet: quiet, color: color) }
}

enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
    case table, wide, json, jsonl, csv
    /// For programs: no words around the data.
    var isForPrograms: Bool { self == .json || self == .jsonl || self == .csv }
}

enum ColorChoice: String, ExpressibleByArgument, CaseIterable { case auto, always, never }

/// Planning, asking, saving: what everything takes that can be planned.
struct PlanOptions: ParsableArguments {
    @Flag(help: "Print the plan and stop; nothing is written.")
    var dryRun = false

    @Option(
        name: .customLong("out"),
        help: ArgumentHelp("Save the plan for 'gatehouse apply' and stop.", valueName: "plan.json"))
    var out: String?

    @Flag(name: [.short, .long], help: "Go on without asking.")
    var yes = false
}

/// The same of every verb that changes something.
struct ChangeOptions: ParsableArguments {
    @OptionGroup var plan: PlanOptions

    @Flag(help: "Only record: a running 'gatehouse serve' performs it.")
    var recordOnly = false

    @Flag(help: "Exit with 2 when the plan has changes.")
    var exitCode = false

    var dryRun: Bool { plan.dryRun }
    var out: String? { plan.out }
    var yes: Bool { plan.yes }
}
