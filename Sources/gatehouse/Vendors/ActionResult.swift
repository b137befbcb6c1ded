import ArgumentParser
import GatehouseApp
import GatehouseEngine
import GatehouseForms
import GatehouseLedger
import GatehouseModel

struct ActionResult: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "result", abstract: "What an action brought, also one that was done later or by hand.",
        discussion:
            "A link or a code in it is masked; with --reveal it is shown, and that is written into the audit trail.")
    @Argument(help: ArgumentHelp("The act, or the command that it belongs to.", valueName: "int_…|cmd_…")) var id:
        String
    @Flag(help: "Show its links and codes as they are.") var reveal = false
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let application = try global.open(works: false)
        defer { application.close() }
        let act = try find(in: application)
        guard let brought = try Brought(act.id, reveals: reveal, actor: global.actor, application) else {
            throw EngineError(
                .notFound, "\(act.verb) has brought nothing: it is \(act.state.rawValue.replacing("_", with: " "))")
        }
        let document = JSONValue.members([
            "act": .string(act.id.text), "verb": .string(act.verb), "state": .string(act.state.rawValue),
            "result": brought.document,
        ])
        global.printer.show(document) { ResultWords.text(brought.document) }
        if let hint = brought.hint { global.printer.say(hint) }
    }

    private func find(in application: Application) throws -> Intent {
        try application.ledger.read { reader in
            let acts =
                if let act = IntentID(id) { try reader.intents([act]) } else if let command = CommandID(id) {
                    try reader.intents(of: command)
                } else {
                    throw EngineError(
                        .invalid, "'\(id.prefix(40))' is no act and no command: their ids begin with int_ and cmd_")
                }
            guard let act = acts.first else { throw EngineError(.notFound, "there is no act \(id)") }
            return act
        }
    }
}

/// What an act brought, as it is to be shown: its secrets masked or, on purpose and audited, as they are.
struct Brought {
    let document: JSONValue
    /// How what is masked can be seen; nil where nothing is.
    let hint: String?

    /// Nil when it brought nothing.
    init?(_ act: IntentID, reveals: Bool, actor: String, _ application: Application) throws {
        if reveals {
            let revealing = Revealing(world: application.world)
            guard let whole = try revealing.result(of: act, actor: actor, in: application.ledger) else { return nil }
            (document, hint) = (whole, nil)
        } else {
            guard let result = try application.ledger.read({ try $0.result(of: act) }) else { return nil }
            document = result.document(reveals: false)
            hint = result.secrets.isEmpty ? nil : "To see what is masked: gatehouse action result \(act.text) --reveal"
        }
    }
}

/// What an action answered, for reading: tables as tables, the rest line by line.
enum ResultWords {
    static func text(_ result: JSONValue) -> String {
        if let columns = result["columns"]?.array?.compactMap(\.string), let rows = result["rows"]?.array {
            return TextTable(titles: columns, rows: rows.map { row in (row.array ?? []).map(word) }).text(
                width: Terminal.width)
        }
        guard let members = result.object else { return word(result) + "\n" }
        return members.sorted { $0.key < $1.key }.map { name, value in
            guard let list = value.array else { return "\(name): \(word(value))\n" }
            return "\(name):\n"
                + list.map { entry in
                    let line = entry.object.map {
                        $0.sorted { $0.key < $1.key }.map { "\($0.key) \(word($0.value))" }.joined(separator: ", ")
                    }
                    return "  \(line ?? word(entry))\n"
                }.joined()
        }.joined()
    }

    private static func word(_ value: JSONValue) -> String { value.isNull ? "" : value.string ?? value.canonicalText }
}
