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
    @Option(
        help:
            "At most so many: invitations, or people with --matrix; 100 where not given, and all of them as csv or jsonl."
    )
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
        let search = try application.ledger.read {
            try SearchWords(world: application.world, stuckAfter: application.settings.stuckAfter).search(text, in: $0)
        }
        if summary { return try show(application.ledger.read { try StandingSummary(search, in: $0) }) }
        if matrix { return try showMatrix(search, of: application) }
        let planner = Planner(world: application.world)
        var isEmpty = true
        try global.printer.list(
            after: cursor, limit: limit, columns: StatusColumns.all(now: application.world.clock.now),
            document: \.document
        ) { cursor, limit in
            let views = try application.ledger.read {
                try planner.views(
                    matching: search, after: cursor.flatMap(InvitationID.init), limit: limit + 1, in: $0)
            }
            isEmpty = isEmpty && views.isEmpty
            return Paging.Page(of: views, limit: limit) { $0.row.invitation.id.text }
        }
        if isEmpty, text.isEmpty {
            global.printer.say("Nobody was invited yet: gatehouse invite people.xlsx --from SUPPLY")
        }
    }

    private func showMatrix(_ search: InvitationSearch, of application: Application) throws {
        let planner = Planner(world: application.world)
        let (now, connections) = (application.world.clock.now, try application.ledger.read { try $0.connections() })
        func page(_ cursor: String?, _ limit: Int) throws -> (matrix: StatusMatrix, next: String?) {
            let found = try application.ledger.read {
                try planner.matrix(
                    matching: search, after: cursor.flatMap(MatrixPage.Cursor.init), limit: limit, in: $0)
            }
            return (StatusMatrix(found.views, connections, now: now), found.next?.text)
        }
        if [.table, .wide].contains(global.printer.format) {
            let (matrix, next) = try page(cursor, limit ?? Paging.standard)
            if matrix.rows.isEmpty {
                global.printer.say("nothing found")
            } else {
                global.printer.table(matrix.table(matrix.rows, width: Terminal.width))
            }
            if let next { global.printer.say("More: --cursor \(next)") }
        } else {
            try global.printer.list(
                after: cursor, limit: limit, columns: StatusMatrix([], connections, now: now).columns,
                document: \.document
            ) { cursor, limit in
                let (matrix, next) = try page(cursor, limit)
                return Paging.Page(matrix.rows, next: next)
            }
        }
        global.printer.say(StatusMatrix.legend)
    }

    private func show(_ summary: StandingSummary) throws {
        try global.printer.list(summary.rows, columns: StandingSummary.columns, document: \.document)
    }
}
