import GatehouseApp
import GatehouseEngine
import GatehouseLedger

/// Reminds of the files that a person has to bring from vendors' pages.
enum LateFiles {
    static func tell(_ application: Application, _ printer: Printer) throws {
        let late = try application.ledger.read { try LateFile.all(in: $0, now: application.world.clock.now) }
        for file in late { printer.say(file.words) }
    }
}
