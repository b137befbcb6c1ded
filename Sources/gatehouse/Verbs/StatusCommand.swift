import ArgumentParser
import GatehouseApp
import GatehouseEngine
import GatehouseLedger
import GatehouseModel

struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Who stands where: what the ledger knows and how old that is.",
        discussion:
            "Search words: stage:invited vendor:campaigns supply:spring-24 programme:\"North\" tag:x -tag:test lang:da is:stuck older:7d anna"
    )

    @Argument(help: ArgumentHelp("Search words.", valueName: "search")) var words: [String] = []
    @Option(help: ArgumentHelp("The same as the search words.", valueName: "search")) var filter: String?
    @Flag(help: "Ask the vendors first.") var now = false
    @Flag(help: "People by rows, connections by columns.") var matrix = false
    @Flag(help: "Only how many stand where, by supply.") var summary = false
    @Option(help: "At most so many: invitations, or people with --matrix; 100 where not given.")
    var limit: Int?
    @Option(help: ArgumentHelp("Go on where a page ended, as it said.", valueName: "id")) var cursor: String?
    @OptionGroup var global: GlobalOptions

    func validate() throws {
        try Paging.check(limit: limit, cursor: matrix ? nil : cursor, InvitationID.self)
        if matrix, let cursor, MatrixPage.Cursor(cursor) == nil {
            throw ValidationError(
                "--cursor \(cursor.prefix(40)): no matrix gave this; use the one that it printed.")
        }
    }

    func run() throws {
        let application = try global.open(works: now)
        defer { application.close() }
        let pulled =
            now ? try Observing(application: application, printer: global.printer).pullAll(actor: global.actor) : nil
        try showLedger(of: application)
        try LateFiles.tell(application, global.printer)
        // What the ledger knows was shown; that it is not the newest is said, and told to programs.
        guard let pulled, let first = pulled.failures.first else { return }
        for failure in pulled.failures { Problem(failure)?.write() }
        throw Exit.Now(code: pulled.failures.count < pulled.asked ? .partly : Problem(first)?.exit ?? .failed)
    }

    private func showLedger(of application: Application) throws {
        let text = ([filter].compactMap { $0 } + words).joined(separator: " ")
        try application.ledger.read { reader in
            let search = try SearchWords(world: application.world, stuckAfter: application.settings.stuckAfter).search(
                text, in: reader)
            if summary { return try show(StandingSummary(search, in: reader)) }
            let planner = Planner(world: application.world)
            if matrix {
                let page = try planner.matrix(
                    matching: search, after: cursor.flatMap(MatrixPage.Cursor.init), limit: limit ?? 100, in: reader)
                return try show(
                    StatusMatrix(page.views, try reader.connections(), now: application.world.clock.now),
                    next: page.next?.text)
            }
            let limit = limit ?? 100
            let views = try planner.views(
                matching: search, after: cursor.flatMap(InvitationID.init), limit: limit + 1, in: reader)
            let page = Array(views.prefix(limit))
            let next = views.count > limit ? page.last?.row.invitation.id.text : nil
            try global.printer.list(
                page, columns: StatusColumns.all(now: application.world.clock.now), nextCursor: next,
                document: \.document)
            if let next { global.printer.say("More: --cursor \(next), or all of them with --limit 1000000") }
            if page.isEmpty, text.isEmpty {
                global.printer.say("Nobody was invited yet: gatehouse invite people.xlsx --from SUPPLY")
            }
        }
    }

    private func show(_ matrix: StatusMatrix, next: String?) throws {
        if [.table, .wide].contains(global.printer.format), !matrix.rows.isEmpty {
            global.printer.data(matrix.table(matrix.rows, width: Terminal.width))
        } else {
            try global.printer.list(matrix.rows, columns: matrix.columns, nextCursor: next, document: \.document)
        }
        if let next { global.printer.say("More: --cursor \(next)") }
        global.printer.say(StatusMatrix.legend)
    }

    private func show(_ summary: StandingSummary) throws {
        try global.printer.list(summary.rows, columns: StandingSummary.columns, document: \.document)
    }
}
