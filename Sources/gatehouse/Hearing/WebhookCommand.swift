import ArgumentParser
import GatehouseApp
import GatehouseEngine
import GatehouseForms
import GatehouseLedger
import GatehouseModel

struct WebhookCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "webhook",
        abstract: "What vendors sent by themselves: a hint to ask them, never believed.",
        subcommands: [WebhookList.self, WebhookShow.self, WebhookListen.self, WebhookRedeliver.self])
}

struct WebhookList: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "What came, the newest first.")
    @Option(help: "Of this connection only.") var connection: String?
    @Option(help: "waiting, pulled, idle, refused or failed.") var state: WebhookDelivery.State?
    @Option(help: "At most so many.") var limit = 100
    @Option(help: ArgumentHelp("Go on behind this one.", valueName: "whk_…")) var cursor: String?
    @OptionGroup var global: GlobalOptions

    func validate() throws { try Paging.check(limit: limit, cursor: cursor, WebhookID.self) }

    func run() throws {
        let application = try global.open(works: false)
        defer { application.close() }
        let wanted = try connection.map { try ConnectionDesk(application).find($0) }
        let (found, names) = try application.ledger.read { reader in
            (
                try reader.webhooks(
                    of: wanted?.id, state: state, before: cursor.flatMap(WebhookID.init), limit: limit + 1),
                try reader.webhookOwners()
            )
        }
        let page = Array(found.prefix(limit))
        let next = found.count > limit ? page.last?.id.text : nil
        try global.printer.list(
            page,
            columns: [
                .init("ID") { $0.id.text }, .init("CONNECTION") { names[$0.connection] ?? "–" },
                .init("AT") { $0.at.description }, .init("BYTES") { "\($0.size)" },
                .init("STATE") { $0.state.rawValue },
                .init("OUTCOME") { $0.outcome.isEmpty ? "–" : $0.outcome },
                .init("RUN", wide: true) { $0.run?.text ?? "–" }, .init("TRIES", wide: true) { "\($0.attempts)" },
                .init("SHA-256", wide: true) { $0.digest },
            ], nextCursor: next
        ) { $0.document(names) }
        if let next, !global.printer.format.isForPrograms { global.printer.say("More: --cursor \(next)") }
    }
}

struct WebhookShow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "One of them: what came, and what it led to.",
        discussion: "Headers whose values could open something are masked; the body is never shown.")
    @Argument(help: ArgumentHelp("Its id.", valueName: "whk_…")) var id: String
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let application = try global.open(works: false)
        defer { application.close() }
        let (found, names) = try application.ledger.read { reader in
            (try WebhookDelivery.find(id, in: reader), try reader.webhookOwners())
        }
        global.printer.show(found.document(names)) {
            var lines = [
                "\(found.id.text): \(found.state.rawValue)\(found.outcome.isEmpty ? "" : ", \(found.outcome)")",
                "  for \(names[found.connection] ?? found.connection.text), at \(found.at)",
                "  \(found.size) bytes, sha256 \(found.digest)",
            ]
            lines += found.headers.map { "  \($0)" }
            if found.attempts > 0 { lines.append("  tried \(found.attempts) times") }
            if found.state == .waiting { lines.append("  looked at from \(found.dueAt) on") }
            if let run = found.run { lines.append("  it led to: gatehouse reconcile show \(run.text)") }
            return lines.joined(separator: "\n") + "\n"
        }
    }
}

struct WebhookRedeliver: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "redeliver", abstract: "Judge one again as it came, and ask the vendor again because of it.")
    @Argument(help: ArgumentHelp("Its id.", valueName: "whk_…")) var id: String
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let application = try global.open()
        defer { application.close() }
        let actor = global.actor
        let work = try OwnWork(application, telling: global.printer)
        let now = application.world.clock.now
        let found = try application.ledger.write { writer in
            let found = try WebhookDelivery.find(id, in: writer)
            try writer.revive(found.id, at: now)
            try writer.audit([AuditNote(at: now, actor: actor, act: "webhook.redelivered", object: found.id.text)])
            return found
        }
        try HookWorker(world: application.world).runUntilIdle(application.ledger) { global.printer.say($0.words) }
        try work.perform()
        let (after, names) = try application.ledger.read { reader in
            (try WebhookDelivery.find(found.id.text, in: reader), try reader.webhookOwners())
        }
        global.printer.show(after.document(names)) {
            "\(after.id.text): \(after.state.rawValue)\(after.outcome.isEmpty ? "" : ", \(after.outcome)")\n"
        }
        if after.state == .waiting { global.printer.say("The vendor is asked when its pause is over: gatehouse serve") }
        if [.refused, .failed].contains(after.state) { throw Exit.Now(code: .failed) }
    }
}

extension WebhookDelivery.State: ExpressibleByArgument {}

extension LedgerReader {
    /// The names of the connections, of removed ones too.
    fileprivate func webhookOwners() throws -> [ConnectionID: String] {
        Dictionary(try connections().map { ($0.id, $0.name) }, uniquingKeysWith: { first, _ in first })
    }
}

extension WebhookDelivery {
    fileprivate static func find(_ text: String, in reader: any LedgerReader) throws -> WebhookDelivery {
        if let id = WebhookID(text), let found = try reader.webhook(id) { return found }
        throw EngineError(
            .notFound,
            "there is no webhook '\(text.prefix(80))': 'gatehouse webhook list' shows those of the last 30 days")
    }

    fileprivate func document(_ names: [ConnectionID: String]) -> JSONValue {
        .members([
            "id": .string(id.text), "connection": .string(names[connection] ?? connection.text),
            "at": .string(at.description), "bytes": .integer(Int64(size)), "sha256": .string(digest),
            "headers": .array(headers.map { .string($0) }), "state": .string(state.rawValue),
            "outcome": .string(outcome), "run": run.map { .string($0.text) }, "tries": .integer(Int64(attempts)),
            "done_at": doneAt.map { .string($0.description) },
        ])
    }
}
