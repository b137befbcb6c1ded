import ArgumentParser
import GatehouseApp
import GatehouseLedger
import GatehouseModel

struct SupplyPrice: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "price", abstract: "Say what one unit of a supply costs, as on the vendor's bill.",
        discussion:
            "Costs, idle units and seats are told in it, also for what was given out before. No vendor tells its prices by itself."
    )
    @Argument(help: "Its name.") var name: String
    @Argument(help: ArgumentHelp("Such as '49.90 EUR'.", valueName: "amount")) var amount: String?
    @Flag(help: "It is not known after all.") var unknown = false
    @OptionGroup var global: GlobalOptions

    func validate() throws {
        guard (amount != nil) != unknown else {
            throw ValidationError("Give an amount such as '49.90 EUR', or --unknown.")
        }
    }

    func run() throws {
        let price = try amount.map(Price.init(reading:))
        let application = try global.open(works: false)
        defer { application.close() }
        let supply = try application.ledger.read { try SupplyRow.find(name, in: $0).supply }
        let before = try SupplyDesk(application).price(price?.money, of: supply, actor: global.actor)
        let row = try application.ledger.read { try SupplyRow.find(name, in: $0) }
        global.printer.show(row.document) { row.words([]) }
        if let old = before.price { global.printer.say("It was \(old) each.") }
    }
}
