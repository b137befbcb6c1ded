import ArgumentParser
import GatehouseApp
import GatehouseEngine
import GatehouseForms
import GatehouseLedger
import GatehouseModel

struct TaskDecisions: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "decisions",
        abstract: "Acts whose outcome nobody knows: those that are looked up, and those that wait for your word.")
    @Option(help: "At most so many.") var limit = 100
    @Flag(help: "Those that nobody has begun yet, such as mails that wait: 'task decide --drop' gives them up.")
    var unsent = false
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let application = try global.open(works: false)
        defer { application.close() }
        let rows = try application.ledger.read { reader in
            let acts =
                try unsent ? Deciding.unsent(in: reader, limit: limit) : Deciding.waiting(in: reader, limit: limit)
            return try acts.map { act in
                WaitingAct(act, row: try act.invitation.flatMap { try reader.row($0) })
            }
        }
        try global.printer.list(
            rows,
            columns: [
                .init("ACT") { $0.act.id.text }, .init("WHAT") { $0.what }, .init("TO") { $0.address ?? "–" },
                .init("FROM") { $0.supply ?? "–" }, .init("WAITS FOR") { $0.waitsFor },
                .init("WHY") { $0.act.detail ?? "" },
            ], document: \.document)
        if unsent, !rows.isEmpty {
            global.printer.say("To give some up: gatehouse task decide ACT … --drop, with --reason")
        }
        if rows.contains(where: { $0.act.state == .needsPerson }) {
            global.printer.say(
                "Find out what happened, then: gatehouse task decide ACT --happened | --again | --drop, with --reason")
        }
    }
}

/// One act that is open, with what a person needs to find out about it.
struct WaitingAct {
    let act: Intent
    let address: String?
    let supply: String?

    init(_ act: Intent, row: InvitationRow?) {
        self.act = act
        (address, supply) = (row?.address, row?.supplyName)
    }

    var what: String { act.channel.map { "\(act.verb) by \($0.rawValue)" } ?? act.verb }
    var waitsFor: String {
        switch act.state {
        case .needsPerson: "you"
        case .ready: "a worker, from \(act.dueAt)"
        case .waiting: "the act before it"
        default: "the vendor, from \(act.dueAt)"
        }
    }

    var document: JSONValue {
        .members([
            "id": .string(act.id.text), "verb": .string(act.verb), "state": .string(act.state.rawValue),
            "invitation": act.invitation.map { .string($0.text) }, "address": address.map { .string($0) },
            "supply": supply.map { .string($0) }, "channel": act.channel.map { .string($0.rawValue) },
            "reason": act.detail.map { .string($0) }, "code": act.outcomeCode.map { .string($0) },
        ])
    }
}

struct TaskDecide: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "decide", abstract: "Say what became of acts whose outcome nobody can look up.",
        discussion: """
            Look first: ask the person, or look at the vendor's page or the mail server's log. --again of something that was done
            after all does it twice; --drop of it gives a unit back that somebody has.
            """)
    @Argument(help: ArgumentHelp("The acts, as 'task decisions' shows them.", valueName: "act")) var acts: [String]
    @Flag(help: "It was done.") var happened = false
    @Flag(help: "It was not done: do it now.") var again = false
    @Flag(help: "It was not done and is not to be done any more; also of what nobody has begun yet.") var drop = false
    @Option(help: "How you know; kept in the audit trail.") var reason: String
    @OptionGroup var global: GlobalOptions

    private var verdicts: [Deciding.Verdict] {
        (happened ? [.happened] : []) + (again ? [.again] : []) + (drop ? [.dropped] : [])
    }

    func validate() throws {
        guard verdicts.count == 1 else { throw ValidationError("Say one of --happened, --again or --drop.") }
        guard !reason.allSatisfy(\.isWhitespace) else { throw ValidationError("--reason: say how you know.") }
    }

    func run() throws {
        let ids = try acts.map { text -> IntentID in
            guard let id = IntentID(text) else {
                throw EngineError(.invalid, "'\(text.prefix(40))' is no act's id: it begins with int_")
            }
            return id
        }
        let application = try global.open()
        defer { application.close() }
        let work = try OwnWork(application, telling: global.printer, but: ids)
        let deciding = Deciding(world: application.world)
        for id in ids {
            let act = try deciding.decide(
                id, verdicts[0], reason: reason, actor: global.actor, in: application.ledger)
            let more = act.state == .done ? act.detail.map { "; \($0)" } ?? "" : ""
            global.printer.say("\(id.text): \(act.verb) is \(act.state.rawValue.replacing("_", with: " "))\(more).")
        }
        try work.perform()
        let settled = try application.ledger.read { try $0.intents(ids) }
        if happened { try tellFollowers(of: settled, application) }
        let summary = ActSummary(settled)
        if again { global.printer.say(summary.words) }
        if again, summary.exit(leftOut: false) != .done { throw Exit.Now(code: summary.exit(leftOut: false)) }
    }

    /// What waited for an act that was done after all goes on at once.
    private func tellFollowers(of acts: [Intent], _ application: Application) throws {
        let followers = try application.ledger.read { try Tasks.acts(behind: acts, in: $0) }
        if !followers.isEmpty { global.printer.say(ActSummary(followers).words) }
    }
}
