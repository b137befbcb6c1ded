import GatehouseApp
import GatehouseEngine
import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseTables

/// A vendor's list of supplies that is taken in, and what became of each row.
struct ListedSupplies {
    private let outcome: SupplyListing.Outcome
    private let rows: [SupplyRow]
    private let list: SupplyListFile
    private let connection: Connection
    private let printer: Printer

    init(
        _ list: SupplyListFile, at connection: Connection, asOf: Instant, _ application: Application,
        _ global: GlobalOptions
    ) throws {
        (self.list, self.connection, printer) = (list, connection, global.printer)
        let outcome = try SupplyListing(world: application.world).run(
            list, of: connection, asOf: asOf, actor: global.actor, in: application.ledger)
        self.outcome = outcome
        let named = (outcome.new + outcome.known).map(\.name).sorted()
        rows = try application.ledger.read { reader in try named.map { try SupplyRow.find($0, in: reader) } }
    }

    func show() throws {
        for doubt in list.doubts { printer.say("\(list.name): \(doubt)") }
        let aside = outcome.setAside.map {
            SetAsideRow(
                file: list.name, line: $0.line ?? $0.row ?? 0, value: $0.value, reason: "\($0.reason); \($0.remedy)")
        }
        let document = JSONValue.members([
            "file": .string(list.name), "connection": .string(connection.name),
            "import": .string(outcome.record.id.text),
            "rows": .integer(Int64(list.count)), "new": .array(outcome.new.map { .string($0.name) }),
            "known": .array(outcome.known.map { .string($0.name) }), "supplies": .array(rows.map(\.document)),
            "set_aside": .array(aside.map(\.document)),
        ])
        printer.show(document) {
            let shown = SupplyRow.columns.filter { !$0.isWide || $0.title == "VENDOR SAYS" }
            let table = TextTable(
                titles: shown.map(\.title), rows: rows.map { row in shown.map { $0.value(row) } })
            return
                "\(list.name): \(outcome.new.count) new, \(outcome.known.count) brought up to date\n"
                + (rows.isEmpty ? "" : table.text(width: Terminal.width)) + SetAsideRow.text(aside)
        }
        for supply in outcome.withoutCode {
            printer.say(
                "\(supply.name): no list shows the code that is for everybody; enter it with 'gatehouse supply add \"\(supply.name)\" --connection \(connection.name) --category \(supply.category) --usage \(supply.usage.rawValue) --code FILE'"
            )
        }
        if !aside.isEmpty { throw Exit.Now(code: .partly) }
    }
}
