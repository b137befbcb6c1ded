import ArgumentParser
import GatehouseApp
import GatehouseEngine
import GatehouseForms
import GatehouseLedger
import GatehouseModel

struct ConnectionShow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract:
            "One connection: its settings, which secrets it has, where its vendor sends webhooks, and what is done about each class of differences."
    )
    @Argument(help: "The connection.") var name: String
    @Flag(help: "Show the whole address for webhooks; it is written into the audit trail.") var reveal = false
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let application = try global.open(works: false)
        defer { application.close() }
        let connection = try ConnectionDesk(application).find(name)
        let hook = try HookWords(connection, application, reveals: reveal, actor: global.actor)
        let policies = PolicyRow.all(application.world.policies, of: connection.name)
        let schedule = try ScheduleWords(connection, application)
        var document = connection.document.object ?? [:]
        document["schedule"] = schedule?.document
        document["policies"] = .array(policies.map(\.document))
        document["webhook_url"] = hook.map { .string($0.url) } ?? .null
        global.printer.show(.object(document)) {
            var lines = ["\(connection.name): \(connection.provider), \(connection.mode) mode, \(connection.id.text)"]
            for (name, value) in connection.settings.sorted(by: { $0.key < $1.key }) {
                lines.append("  \(name)  \(value.string ?? value.canonicalText)")
            }
            for name in connection.secrets.keys.sorted() { lines.append("  \(name)  ••••") }
            return lines.joined(separator: "\n") + "\n" + (schedule?.text ?? "") + (hook?.text ?? "") + "\n"
                + PolicyRow.table(policies)
        }
    }
}
