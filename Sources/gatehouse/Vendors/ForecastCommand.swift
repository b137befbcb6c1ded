import ArgumentParser
import GatehouseApp
import GatehouseEngine
import GatehouseLedger
import GatehouseModel

struct ForecastCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "forecast",
        abstract: "When supplies run out at the pace at which they are used, and what is idle.",
        discussion:
            "The pace is what Gatehouse gave out less what came back. Without --window it is that of four weeks, or of a quarter where nothing went out in those; a supply that is younger is measured from its first units on, a week at least."
    )
    @Argument(help: ArgumentHelp("Only these; all that are not archived where none is named.", valueName: "supply"))
    var supplies: [String] = []
    @Option(help: ArgumentHelp("How many days to look back: 7, 28 or 90.", valueName: "days")) var window: Int64?
    @OptionGroup var global: GlobalOptions

    func validate() throws {
        if let window, !SupplyOutlook.windows.contains(window) {
            throw ValidationError("--window \(window): give 7, 28 or 90 days.")
        }
    }

    func run() throws {
        let application = try global.open(works: false)
        defer { application.close() }
        let rows = try application.ledger.read { reader in
            let all = try reader.supplies(of: nil)
            let wanted =
                supplies.isEmpty
                ? all.filter { !$0.isArchived }
                : try supplies.map { name in
                    guard let found = all.first(where: { $0.name == name }) else {
                        throw EngineError.unknown("supply", name, among: all.map(\.name))
                    }
                    return found
                }
            return try SupplyOutlook.all(
                of: wanted, window: window, at: application.world.clock.now, in: reader
            ).sorted { ($0.connectionName, $0.supply.name) < ($1.connectionName, $1.supply.name) }
        }
        try global.printer.list(rows, columns: SupplyOutlook.columns, document: \.document)
        for line in SupplyOutlook.sums(of: rows) { global.printer.say(line) }
    }
}

extension SupplyOutlook {
    static var columns: [Printer.Column<SupplyOutlook>] {
        [
            .init("SUPPLY") { $0.supply.name }, .init("CONNECTION") { $0.connectionName },
            .init("FREE") { $0.forecast == nil ? "–" : String($0.free) },
            .init("PER WEEK") { row in row.pace.map { SupplyOutlook.tenths($0.tenthsPerWeek) } ?? "–" },
            .init("OVER") { row in row.pace.map { "\($0.days)d" } ?? "–" },
            .init("RUNS OUT") { $0.endWords }, .init("EXPIRES UNUSED") { $0.lostWords },
            .init("IDLE") { row in row.idleValue.map { Price(money: $0).description } ?? "–" },
            .init("EXPIRING", wide: true) { row in row.lostValue.map { Price(money: $0).description } ?? "–" },
            .init("7D", wide: true) { $0.usedWords(7) }, .init("28D", wide: true) { $0.usedWords(28) },
            .init("90D", wide: true) { $0.usedWords(90) },
        ]
    }

    private var endWords: String {
        if let silence { return silence }
        if free == 0 { return "nothing is left" }
        return runsOut?.description ?? "in more than 100 years"
    }

    private var lostWords: String {
        guard let forecast, let first = forecast.lost.first?.expires else { return "–" }
        return "\(forecast.lostCount), from \(first)"
    }

    private func usedWords(_ window: Int64) -> String {
        paces[window].map { "\($0.given) out, \($0.returned) back" } ?? "–"
    }

    private static func tenths(_ number: Int64) -> String { "\(number / 10).\(number % 10)" }

    /// What is idle and what expires in all, each currency by itself.
    static func sums(of rows: [SupplyOutlook]) -> [String] {
        [("Idle", rows.compactMap(\.idleValue)), ("Expires unused", rows.compactMap(\.lostValue))].compactMap {
            what, amounts in
            let sums = Dictionary(grouping: amounts, by: \.currency).sorted { $0.key < $1.key }.map { currency, all in
                all.dropFirst().reduce(Optional(all[0])) { sum, next in sum.flatMap { $0.plus(next) } }
                    .map { Price(money: $0).description } ?? "more \(currency) than can be told"
            }
            return sums.isEmpty ? nil : "\(what): \(sums.joined(separator: ", "))"
        }
    }
}
