import ArgumentParser
import GatehouseApp
import GatehouseEngine
import GatehouseLedger
import GatehouseModel

struct CompareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract:
            "Vendors side by side: how many complete, how soon, where people are stuck, what reminders did, what it cost.",
        discussion:
            "Where a vendor's words leave it open, a count is a range, from what is certain to what is possible, and a time is 'not told'. Times run from the day an invitation is known to be with its person until it was first seen to be that far. What followed a reminder is counted; whether the reminder was why, nobody can tell."
    )

    @Option(help: "vendor, programme, client or coach.") var by: ComparisonQuestion.Side = .vendor
    @Option(help: "Invitations of this programme alone.") var programme: String?
    @Option(help: "Invitations for this client alone.") var client: String?
    @Option(help: ArgumentHelp("Invitations from this day on (UTC).", valueName: "YYYY-MM-DD")) var since: String?
    @Option(help: ArgumentHelp("Invitations up to this day.", valueName: "YYYY-MM-DD")) var until: String?
    @Option(help: ArgumentHelp("Steps seen within so many days after a reminder are counted.", valueName: "days"))
    var within: Int64 = 7
    @Option(help: "At most so many of them.") var limit = 100
    @Option(help: ArgumentHelp("Go on behind this one, as a page ended.", valueName: "id")) var cursor: String?
    @Flag(help: "Add everything up anew first.") var rebuild = false
    @OptionGroup var global: GlobalOptions

    func validate() throws {
        for (name, day) in [("--since", since), ("--until", until)] where day.map({ CalendarDate($0) == nil }) == true {
            throw ValidationError("\(name) \(day ?? ""): write a day like 2026-11-09.")
        }
        if let first = since.flatMap({ CalendarDate($0) }), let last = until.flatMap({ CalendarDate($0) }), last < first
        {
            throw ValidationError("--until \(last) is before --since \(first).")
        }
        if by == .coach, programme != nil || client != nil {
            throw ValidationError("--by coach is over all programmes and clients: leave out --programme and --client.")
        }
        guard (1...3650).contains(within), (1...1_000_000).contains(limit) else {
            throw ValidationError("--within: give 1 to 3650 days; --limit: a number from 1 to 1000000.")
        }
    }

    func run() throws {
        let application = try global.open(works: false)
        defer { application.close() }
        let comparing = Comparing(world: application.world)
        if rebuild { try comparing.rebuild(application.ledger) }
        try comparing.catchUp(application.ledger, budget: CompareCommand.patience)
        var question = ComparisonQuestion(
            stuckAfter: application.settings.stuckAfter, now: application.world.clock.now)
        question.side = by
        question.since = since.flatMap { CalendarDate($0) }
        question.until = until.flatMap { CalendarDate($0) }
        question.withinDays = within
        let comparison = try application.ledger.read { reader in
            question.programme = try programme.map { name in
                guard let found = try reader.programme(named: name) else {
                    throw EngineError.unknown("programme", name, among: try reader.programmes().map(\.name))
                }
                return found.id
            }
            question.client = try client.map { name in
                let clients = try reader.clients()
                guard let found = clients.first(where: { $0.name == name }) else {
                    throw EngineError.unknown("client", name, among: clients.map(\.name))
                }
                return found.id
            }
            return try comparing.compare(question, in: reader)
        }
        try show(comparison, question)
    }

    /// What is not in by then is left to the next time, and said.
    private static let patience = Duration.seconds(10)

    private func show(_ comparison: Comparison, _ question: ComparisonQuestion) throws {
        let (rows, next) = try page(of: comparison.groups)
        let columns = ComparisonColumns(question)
        switch global.printer.format {
        case .table, .wide:
            if rows.isEmpty { return global.printer.say(nothing(question)) }
            global.printer.data(columns.table(rows, width: Terminal.width))
        case .csv:
            try global.printer.list(
                rows, columns: ComparisonColumns.forPrograms, nextCursor: next, document: \.document)
        case .json, .jsonl: try global.printer.list(rows, columns: columns.all, nextCursor: next, document: \.document)
        }
        if let next { global.printer.say("More: --cursor '\(next)'") }
        if !comparison.state.isBehind {
            if !rows.isEmpty { global.printer.say(CompareCommand.legend(by)) }
            if rows.contains(where: { $0.unpriced > 0 }) {
                global.printer.say("Without a price no cost is told: gatehouse supply price SUPPLY '49.90 EUR'.")
            }
        } else if let asOf = comparison.state.asOf {
            global.printer.say(
                "As of \(asOf); what changed since is still being added up. Ask again, or run gatehouse serve.")
        } else {
            global.printer.say("Not everything is added up yet: ask again, or run gatehouse serve.")
        }
    }

    /// What follows the cursor, and where it goes on.
    private func page(of groups: [ComparisonGroup]) throws -> ([ComparisonGroup], String?) {
        func key(_ group: ComparisonGroup) -> String { group.id ?? group.name }
        var start = 0
        if let cursor {
            guard let index = groups.firstIndex(where: { key($0) == cursor }) else {
                throw EngineError(
                    .notFound, "--cursor \(cursor.prefix(40)): nothing here is called so; use what the page ended with")
            }
            start = index + 1
        }
        let rows = Array(groups.dropFirst(start).prefix(limit))
        return (rows, start + rows.count < groups.count ? rows.last.map(key) : nil)
    }

    private func nothing(_ question: ComparisonQuestion) -> String {
        if question.side == .vendor { return "Nothing to compare yet: gatehouse connection add" }
        return since == nil && until == nil
            ? "Nobody was invited yet: gatehouse invite" : "Nobody was invited in these days."
    }

    private static func legend(_ side: ComparisonQuestion.Side) -> String {
        let coaches =
            side == .coach ? " Whom two coaches share is counted for both, so that the columns do not add up." : ""
        return """
            3–5: 3 for certain, 5 are possible, and the vendor's words leave it open. not told: this vendor does not tell.
            2d / 9d: half were seen that far within 2 days, nine in ten within 9. Stuck: no step seen since.
            Moved after a reminder: a step was seen; whether the reminder was why, nobody can tell.\(coaches)
            """
    }
}

extension ComparisonQuestion.Side: ExpressibleByArgument {}
