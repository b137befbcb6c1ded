import ArgumentParser
import Foundation
import GatehouseApp
import GatehouseEngine
import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit

struct SupplyImport: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Take the codes that a vendor exported into a pool.",
        discussion: """
            The good rows come in, each code once; the others are counted, and listed with --rejects. At a terminal what would \
            become of the file is shown first, and asked for.
            """)
    @Argument(help: "A CSV or XLSX file, as the vendor exported it.") var file: String
    @Option(help: "The pool.") var supply: String
    @Option(
        help: ArgumentHelp(
            "The shape that every code must have: letters, \\d, [classes], ?, +, *, {n}, {n,m}.", valueName: "pattern"))
    var pattern: String?
    @Option(help: "The words that the product column may hold, separated by commas.") var assessments: String?
    @Flag(help: "Refuse codes that do not say when they expire.") var expiryRequired = false
    @Flag(help: "Refuse codes whose last day is past; without it they come in as lost and are never given out.")
    var refuseExpired = false
    @Option(help: ArgumentHelp("Where the rows that do not come in are listed, as CSV.", valueName: "file"))
    var rejects: String?
    @Flag(help: "Refuse the whole file when a row of it is wrong.") var strict = false
    @Option(
        help: ArgumentHelp(
            "When the vendor made the file: codes that were set apart before that, and that no open case is about, are free by it.",
            valueName: "time"))
    var asOf: String?
    @OptionGroup var sheet: SheetInput
    @OptionGroup var ask: AskOptions
    @OptionGroup var global: GlobalOptions

    func run() throws {
        var options = CodesImport.Options()
        options.rules.pattern = try pattern.map { try CodePattern($0) }
        options.rules.assessments = assessments.map { $0.split(separator: ",").map(String.init) }
        options.rules.expiryIsRequired = expiryRequired
        options.rules.refusesExpired = refuseExpired
        options.rejects = rejects
        options.isStrict = strict
        options.settings = sheet.settings
        let application = try global.open(works: false)
        defer { application.close() }
        options.exportedAt = try asOf.map { try Instant(asOf: $0, now: application.world.clock.now) }
        func run(_ options: CodesImport.Options) throws -> CodesImport.Report {
            try CodesImport(world: application.world).run(
                path: file, name: (file as NSString).lastPathComponent, into: supply, options, actor: global.actor,
                in: application.ledger)
        }
        do {
            let asking = Asking(yes: ask.yes, noInput: global.noInput, printer: global.printer)
            if ask.dryRun || asking.canAsk {
                var trial = options
                trial.isTrial = true
                let report = try run(trial)
                if ask.dryRun || !global.printer.format.isForPrograms { show(report) }
                if ask.dryRun {
                    global.printer.say("Nothing came in.")
                    if report.rejectedTotal > 0 { throw Exit.Now(code: .partly) }
                    return
                }
                try asking.confirmIfSomebodyIsThere(
                    "Take \(Counting.of(Int(report.accepted + report.confirmed), "code")) into \(supply)?")
            }
            let report = try run(options)
            show(report)
            if report.expired > 0 {
                global.printer.say(
                    "\(report.expired) \(report.expired == 1 ? "row is" : "rows are") past the last day: such codes count as lost and are never given out"
                )
            }
            if report.rejectedTotal > 0 {
                tellWrong(report)
                throw Exit.Now(code: .partly)
            }
        } catch let refusal as CodesImport.Refusal {
            show(refusal.report)
            tellWrong(refusal.report)
            throw EngineError(
                .invalid,
                "\(file): \(refusal.report.rejectedTotal == 1 ? "1 row is" : "\(refusal.report.rejectedTotal) rows are") wrong and --strict was given: nothing was taken in"
            )
        }
    }

    private func tellWrong(_ report: CodesImport.Report) {
        global.printer.say(
            "\(report.file): \(report.rejectedTotal == 1 ? "1 row" : "\(report.rejectedTotal) rows") did not come in")
        for row in report.firstWrong {
            global.printer.say("  line \(row.line)  \(row.column) \"\(row.value)\"  \(row.words)")
        }
        global.printer.say(
            rejects.map { "Each is listed in \($0), with its line and reason." }
                ?? "--rejects FILE lists each with its line and reason.")
    }

    private func show(_ report: CodesImport.Report) {
        for doubt in report.doubts { global.printer.say("\(report.file): \(doubt)") }
        let reasons = report.rejected.map { ($0.key.rawValue, JSONValue.integer($0.value)) }
        let document = JSONValue.members([
            "file": .string(report.file), "rows": .integer(report.rows), "accepted": .integer(report.accepted),
            "confirmed": .integer(report.confirmed), "expired": .integer(report.expired),
            "import": report.record.map { .string($0.text) },
            "rejected": .object(Dictionary(reasons, uniquingKeysWith: { first, _ in first })),
            "first_wrong": .array(
                report.firstWrong.map {
                    [
                        "line": .integer($0.line), "column": .string($0.column), "value": .string($0.value),
                        "reason": .string($0.reason.rawValue), "where": $0.place.map { .string($0) } ?? .null,
                    ]
                }),
        ])
        global.printer.show(document) { report.lines.joined(separator: "\n") + "\n" }
    }
}
