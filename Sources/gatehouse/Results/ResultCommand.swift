import ArgumentParser
import Foundation
import GatehouseApp
import GatehouseEngine
import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit

struct ResultCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "result",
        abstract: "What completed assessments brought: taken in, listed, and shown on purpose only.",
        subcommands: [
            ResultPull.self, ResultTake.self, ResultList.self, ResultShow.self, ResultExport.self, ResultForget.self,
        ])
}

struct ResultPull: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pull",
        abstract: "Ask a connection's vendor for scores and reports, page by page.",
        discussion:
            "Repeating is safe: what is known stays as it is, and what has changed is a new version beside the old one. Stopped in the middle, whole pages are kept."
    )
    @Argument(help: "The connection.") var connection: String
    @Option(help: "Of this supply only.") var supply: String?
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let application = try global.open(works: false)
        defer { application.close() }
        let found = try ConnectionDesk(application).find(connection)
        let supply = try IntakeWords.supply(supply, of: found, application)
        let taking = ResultTaking(world: application.world, connection: found, actor: global.actor)
        let isShown = !global.quiet && Terminal.isTerminal(STDERR_FILENO)
        var reached = ResultIntake()
        let intake: ResultIntake
        do {
            intake = try taking.pull(supply: supply, in: application.ledger) { intake in
                reached = intake
                if isShown {
                    Terminal.write("\r\u{1B}[Kpage \(intake.pages): \(intake.told) results", to: STDERR_FILENO)
                }
            }
        } catch  where reached.pages > 0 {
            if isShown { Terminal.write("\r\u{1B}[K", to: STDERR_FILENO) }
            global.printer.say(
                "\(IntakeWords.line(reached, of: found.name)). Then it stopped; what came is kept, and 'gatehouse result pull \(found.name)' goes on safely."
            )
            throw error
        }
        if isShown { Terminal.write("\r\u{1B}[K", to: STDERR_FILENO) }
        // Rows that were refused are no interruption.
        try IntakeWords.tell(intake, of: found.name, global.printer)
    }
}

struct ResultTake: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "take", abstract: "Take in the file of results that a vendor's pages exported.")
    @Argument(help: "The file.") var file: String
    @Option(help: "The connection that it is from.") var connection: String
    @Option(help: "The one supply that it is about, where its rows do not say it.") var supply: String?
    @OptionGroup var sheet: SheetInput
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let application = try global.open(works: false)
        defer { application.close() }
        let found = try ConnectionDesk(application).find(connection)
        let descriptor = try application.world.provider(of: found).descriptor
        let results = try ResultsFile(
            path: file, name: file.split(separator: "/").last.map(String.init), descriptor: descriptor,
            settings: sheet.settings)
        for doubt in results.doubts { global.printer.say("\(results.name): \(doubt)") }
        let intake = try ResultTaking(world: application.world, connection: found, actor: global.actor).take(
            results, supply: try IntakeWords.supply(supply, of: found, application), in: application.ledger)
        try IntakeWords.tell(intake, of: results.name, global.printer)
    }
}

/// What a taking-in did, in words; some of it refused ends with 3.
enum IntakeWords {
    static func tell(_ intake: ResultIntake, of source: String, _ printer: Printer) throws {
        printer.show(intake.document) {
            var lines = [line(intake, of: source)]
            lines += intake.refusals.prefix(20).map { "  \($0.words)" }
            if intake.refused > 20 { lines.append("  … and \(intake.refused - 20) more; -o json tells the first 1000") }
            return lines.joined(separator: "\n") + "\n"
        }
        if intake.refused > 0 { throw Exit.Now(code: .partly) }
    }

    /// "drivers.csv: 12 results: 9 new, 1 revised, 2 known; 1 refused"
    static func line(_ intake: ResultIntake, of source: String) -> String {
        var words =
            "\(source): \(intake.told) results: \(intake.added) new, \(intake.revised) revised, \(intake.same) known"
        if intake.outdated > 0 { words += ", \(intake.outdated) older than results are kept" }
        if intake.repeated > 0 { words += ", \(intake.repeated) told twice" }
        if intake.refused > 0 { words += "; \(intake.refused) refused" }
        return words
    }

    static func supply(_ name: String?, of connection: Connection, _ application: Application) throws -> Supply? {
        try name.map { name in
            try application.ledger.read { reader in
                guard let supply = try reader.supply(named: name), supply.connection == connection.id else {
                    throw EngineError.unknown(
                        "supply of \(connection.name)", name, among: try reader.supplies(of: connection.id).map(\.name))
                }
                return supply
            }
        }
    }
}
