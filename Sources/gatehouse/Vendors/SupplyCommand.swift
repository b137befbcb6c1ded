import ArgumentParser
import GatehouseApp
import GatehouseEngine
import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit

struct SupplyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "supply", abstract: "What invitations are given out from, and how much of it is left.",
        subcommands: [
            SupplyList.self, SupplyShow.self, SupplyAdd.self, SupplyEdit.self, SupplyImport.self, SupplyExport.self,
            ForecastCommand.self, SupplyPrice.self, SupplyArchive.self,
        ])
}

struct SupplyList: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "All supplies with their balance.")
    @Option(help: "Only those of one connection.") var connection: String?
    @Flag(help: "Archived ones too.") var all = false
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let application = try global.open(works: false)
        defer { application.close() }
        let rows = try application.ledger.read { reader in
            var only: ConnectionID?
            if let connection {
                guard let found = try reader.connection(named: connection) else {
                    throw EngineError.unknown("connection", connection, among: try reader.connections().map(\.name))
                }
                only = found.id
            }
            return try SupplyRow.all(of: only, in: reader).filter { all || !$0.supply.isArchived }
        }
        try global.printer.list(rows, columns: SupplyRow.columns, document: \.document)
        if rows.isEmpty {
            global.printer.say(
                "There is none yet: gatehouse connection add, then gatehouse supply add or gatehouse connection sync")
        }
    }
}

struct SupplyShow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "One supply: its balance, what came in and went out, what the vendor says of it."
    )
    @Argument(help: "Its name.") var name: String
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let application = try global.open(works: false)
        defer { application.close() }
        try application.ledger.read { reader in
            let row = try SupplyRow.find(name, in: reader)
            let entries = try reader.entries(of: row.supply.id)
            var document = row.document.object ?? [:]
            document["entries"] = .array(entries.map(\.document))
            global.printer.show(.object(document)) { row.words(entries) }
        }
    }
}

struct SupplyAdd: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Enter a supply that the vendor's pages show (portal mode).",
        discussion:
            "'gatehouse provider show ID' tells the categories. A supply with one code for everybody asks for --code and --uses, one whose units the vendor keeps for --left."
    )
    @Argument(help: "What it is called from now on.") var name: String
    @Option(help: "The connection.") var connection: String
    @Option(help: "The kind, as the provider calls it.") var category: String
    @Option(help: "single, multi or personal; the category's own where it has but one.") var usage: Usage?
    @Option(help: ArgumentHelp("The vendor's own id or name of it; the name where not given.", valueName: "id"))
    var vendorID: String?
    @Option(
        help: ArgumentHelp(
            "What the vendor's pages call it, letter by letter: files and steps use it. The vendor's id where not given.",
            valueName: "name"))
    var vendorName: String?
    @Option(help: "What a person takes who is given one, separated by commas; the category's own where not given.")
    var assessments = ""
    @Option(help: ArgumentHelp("Price of one unit, such as 49.90 EUR.", valueName: "amount")) var price: String?
    @Option(
        help: ArgumentHelp(
            "The shared code of a supply for many, from a file: one code a line, the main one first; - reads standard input.",
            valueName: "file")) var code: String?
    @Option(help: "How often the shared code may be used.") var uses: Int64?
    @Option(help: "How many units the vendor's page shows as left, where the vendor keeps them.") var left: Int64?
    @OptionGroup var form: FormInput
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let application = try global.open(works: false)
        defer { application.close() }
        let entry = SupplyDesk.Entry(
            name: name, connection: connection, category: category, usage: usage, vendorID: vendorID,
            vendorName: vendorName,
            assessments: assessments.split(separator: ",").map { String($0) },
            price: try price.map(Price.init(reading:))?.money,
            codes: try code.map {
                try SecretInput.read($0, for: "the code").reveal().split(whereSeparator: \.isNewline).map {
                    Secret(String($0))
                }
            } ?? [],
            uses: uses, left: left, attributes: try form.values())
        let supply = try SupplyDesk(application).add(entry, actor: global.actor)
        let row = try application.ledger.read { try SupplyRow.find(supply.name, in: $0) }
        global.printer.show(row.document) { row.words([]) }
    }
}

struct SupplyArchive: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "archive", abstract: "Put a supply away: nothing is given out from it any more.",
        discussion: "Where the provider has an action of that name it is run, so that the vendor archives it too.")
    @Argument(help: "Its name.") var name: String
    @OptionGroup var change: ChangeOptions
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let application = try global.open()
        defer { application.close() }
        let (supply, connection) = try application.ledger.read { reader in
            let supply = try SupplyRow.find(name, in: reader).supply
            return (supply, try reader.connection(supply.connection))
        }
        guard let connection else { throw EngineError(.notFound, "the connection of \(name) is gone") }
        let provider = try application.world.provider(of: connection)
        guard provider.descriptor.action(named: "archive")?.scope == .supply else {
            try Asking(yes: change.yes, noInput: global.noInput, printer: global.printer).confirm("Archive \(name)?")
            try SupplyDesk(application).archive(supply, actor: global.actor)
            return global.printer.say("\(name) is archived.")
        }
        let request = ActionRequest(connection: connection.name, name: "archive", subject: supply.name)
        let plan = try application.ledger.read {
            try Planner(world: application.world).plan(request, actor: global.actor, in: $0)
        }
        try PlanRunner(
            application: application, printer: global.printer, change: change, noInput: global.noInput,
            actor: global.actor
        ).run(
            PlanPrinter(plan: plan))
    }
}
