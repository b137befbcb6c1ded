import ArgumentParser
import GatehouseApp
import GatehouseEngine
import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit

struct ActionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "action",
        abstract: "What only one vendor has; everything here is drawn from its provider's description.",
        subcommands: [ActionList.self, ActionShow.self, ActionRun.self, ActionResult.self])
}

struct ActionList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "The actions of a connection, and how each is done there.")
    @Argument(help: "The connection.") var connection: String
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let application = try global.open(works: false)
        defer { application.close() }
        let site = try ActionSite(connection, application)
        try global.printer.list(
            site.descriptor.actions,
            columns: [
                .init("NAME") { $0.name }, .init("ON") { $0.scope.rawValue }, .init("EFFECT") { $0.effect.rawValue },
                .init("DONE BY") { site.support($0) }, .init("PURPOSE") { $0.purpose },
                .init("RULES", wide: true) { $0.rules.joined(separator: ",") },
            ]
        ) { site.document(of: $0) }
    }
}

struct ActionShow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "One action: what it is for and what it asks.")
    @Argument(help: "The connection.") var connection: String
    @Argument(help: "The action.") var name: String
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let application = try global.open(works: false)
        defer { application.close() }
        let site = try ActionSite(connection, application)
        let action = try site.action(name)
        global.printer.show(site.document(of: action)) { site.help(action) }
    }
}

struct ActionRun: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Do an action: --set for each value of its form.",
        discussion: """
            With CONNECTION and NAME, --help shows what the action asks for. A link or a code in its answer is masked; with \
            --reveal it is shown as it is, and that is written into the audit trail.
            """)
    @Argument(help: "The connection.") var connection: String
    @Argument(help: "The action.") var name: String
    @Option(
        name: .customLong("on"),
        help: ArgumentHelp("What it is done on: a supply's name or an invitation's id.", valueName: "subject"))
    var subject: String?
    @Flag(help: "Show the links and codes of its answer as they are.") var reveal = false
    @OptionGroup var form: FormInput
    @OptionGroup var change: ChangeOptions
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let application = try global.open()
        defer { application.close() }
        let site = try ActionSite(connection, application)
        let action = try site.action(name)
        var request = ActionRequest(connection: connection, name: name, subject: subject, input: try form.values())
        let planner = Planner(world: application.world)
        if let open = try application.ledger.read({ [request] in
            try planner.openChoice(of: request, actor: global.actor, in: $0)
        }) {
            let asking = Asking(yes: change.yes, noInput: global.noInput, printer: global.printer)
            request.input[open.field] = .string(try asking.answer(to: open, of: action))
        }
        let plan = try application.ledger.read { [request] in
            try planner.plan(request, actor: global.actor, in: $0)
        }
        var runner = PlanRunner(
            application: application, printer: global.printer, change: change, noInput: global.noInput,
            actor: global.actor)
        runner.question = action.effect == .read ? .none : action.effect == .irreversible ? .twice : .once
        guard let performed = try runner.carryOut(PlanPrinter(plan: plan)) else { return }
        global.printer.say(performed.summary.words)
        let brought = try performed.acts.first.flatMap { act in
            try Brought(act.id, reveals: reveal, actor: global.actor, application)
        }
        if global.printer.format.isForPrograms {
            var document = performed.document(of: plan).object ?? [:]
            document["act"] = performed.acts.first.map { .string($0.id.text) }
            document["result"] = brought?.document ?? .null
            global.printer.data(JSONValue.object(document).prettyText + "\n")
        } else if let brought {
            global.printer.data(ResultWords.text(brought.document))
        }
        if let hint = brought?.hint { global.printer.say(hint) }
        throw Exit.Now(code: performed.exit)
    }
}

/// A connection with what its provider says of its actions.
struct ActionSite {
    let connection: Connection
    let descriptor: Descriptor

    init(_ name: String, _ application: Application) throws {
        connection = try ConnectionDesk(application).find(name)
        descriptor = try application.world.provider(of: connection).descriptor
    }

    private var mode: Mode { Mode(rawValue: connection.mode) ?? .portal }

    func action(_ name: String) throws -> ActionDescription {
        guard let action = descriptor.action(named: name) else {
            throw EngineError.unknown("action of \(descriptor.name)", name, among: descriptor.actions.map(\.name))
        }
        return action
    }

    func support(_ action: ActionDescription) -> String {
        guard let support = action.support[mode] else { return "not in \(mode.rawValue) mode" }
        return support.reason.map { "nobody: \($0)" } ?? support.who
    }

    /// As the descriptor itself tells it.
    func document(of action: ActionDescription) -> JSONValue {
        descriptor.json["actions"]?.array?.first { $0["name"]?.string == action.name } ?? .null
    }

    func help(_ action: ActionDescription) -> String {
        let on = action.scope == .connection ? "" : " --on \(action.scope == .supply ? "SUPPLY" : "inv_…")"
        var lines = [
            "\(action.title): \(action.purpose)", "",
            "gatehouse action run \(connection.name) \(action.name)\(on) --set key=value …", "",
        ]
        lines.append(
            "  done on     \(action.scope == .connection ? "the whole connection" : "one \(action.scope.rawValue)")")
        lines.append(
            "  effect      \(action.effect == .irreversible ? "cannot be taken back" : action.effect == .read ? "changes nothing" : "changes something")"
        )
        lines.append("  done by     \(support(action))")
        if !action.rules.isEmpty { lines.append("  rules       \(action.rules.joined(separator: ", "))") }
        for condition in action.conditions { lines.append("  otherwise   \(condition.reason) (\(condition.rule))") }
        lines += ["", "Values (--set, or a JSON file with --input):"] + FormWords.lines(action.input)
        return lines.joined(separator: "\n") + "\n"
    }
}

/// `action run CONNECTION NAME --help` shows the form of that action instead of the general help.
enum ActionHelp {
    /// Nil where the arguments ask for something else, or nothing can be said of it.
    static func text(for arguments: [String]) -> String? {
        let asks = arguments.contains { $0 == "--help" || $0 == "-h" }
        guard asks, arguments.starts(with: ["action", "run"]) else { return nil }
        let rest = arguments.filter { $0 != "--help" && $0 != "-h" }
        guard let run = try? Gatehouse.parseAsRoot(rest) as? ActionRun,
            let application = try? run.global.open(works: false)
        else { return nil }
        defer { application.close() }
        guard let site = try? ActionSite(run.connection, application), let action = try? site.action(run.name) else {
            return nil
        }
        return site.help(action)
    }
}

extension Asking {
    fileprivate func answer(to open: OpenChoice, of action: ActionDescription) throws -> String {
        let choices = open.answers.map { answer in
            Choice(
                value: answer.value,
                words: answer.label + (answer.concerned.flatMap(PlanPrinter.words).map { ": \($0)" } ?? ""))
        }
        return try choose(
            "\(action.title): \(open.title)?", field: open.field, among: choices, option: "--set \(open.field)=")
    }
}
