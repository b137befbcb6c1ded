import ArgumentParser
import GatehouseApp
import GatehouseEngine
import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit

struct ConnectionScheduleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schedule",
        abstract: "How often 'gatehouse serve' asks a vendor and reconciles by itself, or a file is to be brought.",
        discussion: """
            What is certain is taken over, as the policies say; nothing that needs a tick is done. 'usual' is what
            reconciliation.every says. Of a vendor that is worked in its pages nobody can be asked: it is how old the newest file may
            be, before status, reconcile, connection list and serve remind of one. Without --every it is shown.
            """)
    @Argument(help: "The connection.") var name: String
    @Option(help: ArgumentHelp("Such as 6h or 1d; off; or usual.", valueName: "time|off|usual")) var every: String?
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let application = try global.open(works: false)
        defer { application.close() }
        let connection = try ConnectionDesk(application).find(name)
        if let every {
            let wish = try ScheduleWords.wish(every)
            if wish == .usual, connection.mode == Mode.portal.rawValue {
                throw EngineError(
                    .invalid,
                    "\(name) is worked in the vendor's pages: say how old its newest file may be, such as 7d, or off")
            }
            try application.ledger.write { writer in
                try writer.schedule(connection.id, wish)
                try writer.audit([
                    AuditNote(
                        at: application.world.clock.now, actor: global.actor, act: "connection.scheduled",
                        object: connection.id.text, details: ["every": .string(every)])
                ])
            }
        }
        let words = try ScheduleWords(connection, application)
        global.printer.show(words?.document ?? .null) { words.map { $0.text } ?? "  no file is wished for\n" }
    }
}

/// When a vendor is asked by itself, for people and for programs.
struct ScheduleWords {
    let schedule: Schedule
    let usual: Duration?
    let now: Instant
    /// Of a connection that nobody can ask: when its newest file was exported, if there was one.
    private let files: (isPortal: Bool, last: Instant?)

    /// Nil for a connection that nobody can ask, and of which nobody wished for files.
    init?(_ connection: Connection, _ application: Application) throws {
        let isPortal = connection.mode == Mode.portal.rawValue
        files = (
            isPortal, isPortal ? try application.ledger.read { try $0.newestSnapshot(of: connection.id) } : nil
        )
        schedule =
            try application.ledger.read { try $0.schedules() }.first { $0.connection == connection.id }
            ?? Schedule(connection: connection.id)
        (usual, now) = (isPortal ? nil : application.settings.reconcileEvery, application.world.clock.now)
        if isPortal, schedule.interval(usual: nil) == nil { return nil }
    }

    static func wish(_ text: String) throws -> Schedule.Wish {
        switch text {
        case "off": return .off
        case "usual": return .usual
        default:
            let every = try SearchWords.duration(text)
            guard every >= .seconds(60) else {
                throw EngineError(.invalid, "'\(text.prefix(20))' is too often: once a minute is the most")
            }
            return .every(every)
        }
    }

    var text: String {
        guard let interval = schedule.interval(usual: usual) else { return "  asked by itself: never\n" }
        if files.isPortal {
            let last = files.last.map { "the newest is of \($0)" } ?? "none was taken in yet"
            let isLate = files.last.map { now.since($0) > interval } ?? true
            return "  a file is wished every \(Length.words(interval)): \(last)\(isLate ? ", which is too old" : "")\n"
        }
        var parts = ["every \(Length.words(interval))\(schedule.wish == .usual ? " (as usual)" : "")"]
        if let last = schedule.lastAt { parts.append("last \(last)") }
        if let due = schedule.due(usual: usual) { parts.append(due <= now ? "due now" : "next \(due)") }
        var text = "  asked by itself: \(parts.joined(separator: ", "))\n"
        if let trouble = schedule.trouble {
            text += "  failed \(Counting.of(schedule.failures, "time")) in a row: \(trouble)\n"
        }
        return text
    }

    var document: JSONValue {
        if files.isPortal {
            return .members([
                "every_seconds": schedule.interval(usual: nil).map { .integer($0.components.seconds) },
                "by_file": .bool(true),
                "last_at": files.last.map { .string($0.description) },
                "next_at": schedule.interval(usual: nil).flatMap { every in
                    files.last.map { .string(max($0.advanced(by: every), now).description) }
                },
            ])
        }
        return .members([
            "every_seconds": schedule.interval(usual: usual).map { .integer($0.components.seconds) },
            "usual": .bool(schedule.wish == .usual), "last_at": schedule.lastAt.map { .string($0.description) },
            "next_at": schedule.due(usual: usual).map { .string(max($0, now).description) },
            "failures": .integer(Int64(schedule.failures)), "trouble": schedule.trouble.map { .string($0) },
        ])
    }
}

/// A length of time in its largest whole unit.
enum Length {
    static func words(_ length: Duration) -> String {
        let seconds = length.components.seconds
        for (unit, name) in [(86_400 as Int64, "d"), (3600, "h"), (60, "m")] where seconds % unit == 0 && seconds > 0 {
            return "\(seconds / unit)\(name)"
        }
        return "\(seconds)s"
    }
}
