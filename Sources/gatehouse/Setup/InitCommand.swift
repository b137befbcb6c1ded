import ArgumentParser
import GatehouseApp
import GatehouseEngine
import GatehouseForms
import GatehouseLedger

struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Make the data folder, the key, the database and the workspace.")
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let application = try global.open(setsUp: true, works: false)
        defer { application.close() }
        global.printer.data(
            "\(try application.house.health())\nworkspace: \(application.settings.workspace)\nkey: \(application.settings.dataFolder)/gatehouse.key (keep a copy of it elsewhere: without it no code can be read)\n"
        )
        global.printer.say("Next: gatehouse connection add NAME --provider code-bundles --mode portal")
    }
}

struct MigrateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate", abstract: "The schema of the database.",
        subcommands: [MigrateStatus.self, MigrateUp.self], defaultSubcommand: MigrateStatus.self)
}

struct MigrateStatus: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Which schema the database has, and which this program wants.")
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let version = try Application.schemaVersion(try global.settings())
        global.printer.show(["current": .integer(Int64(version.current)), "wanted": .integer(Int64(version.wanted))]) {
            "schema \(version.current), this program wants \(version.wanted)\n"
        }
        if version.current < version.wanted { global.printer.say("Bring it up with: gatehouse migrate up") }
    }
}

struct MigrateUp: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "up", abstract: "Bring the database to the schema that this program wants.")
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let version = try Application.migrate(try global.settings())
        global.printer.data("schema \(version.current)\n")
    }
}

struct ConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "The configuration, and where each value comes from.",
        subcommands: [ConfigShow.self, ConfigCheck.self])
}

struct ConfigShow: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Every value with its source.")
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let file = try global.configurationFile()
        try global.printer.list(
            file.entries,
            columns: [
                .init("KEY") { $0.key.name }, .init("VALUE") { $0.shown }, .init("SOURCE") { $0.source },
                .init("ENVIRONMENT", wide: true) { $0.key.environmentName },
                .init("HELP", wide: true) { $0.key.help },
            ]
        ) { .members(["key": .string($0.key.name), "value": .string($0.shown), "source": .string($0.source)]) }
    }
}

struct ConfigCheck: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Whether the configuration can be used.")
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let file = try global.configurationFile()
        _ = try file.settings()
        for doubt in file.doubts { global.printer.say(doubt) }
        global.printer.data("\(file.path ?? "no file, defaults and environment"): good\n")
    }
}
