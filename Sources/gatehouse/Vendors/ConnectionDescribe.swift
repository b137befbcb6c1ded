import ArgumentParser
import GatehouseApp
import GatehouseEngine
import GatehouseForms
import GatehouseLedger
import GatehouseProviderKit

struct ConnectionDescribe: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "describe",
        abstract: "What the provider of a connection can do; of one outside, also where it says something else by now.")
    @Argument(help: "The connection.") var name: String
    @Flag(help: "Of a provider outside: keep what it says now in place of what was kept.") var take = false
    @OptionGroup var ask: AskOptions
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let application = try global.open(works: false)
        defer { application.close() }
        let desk = ConnectionDesk(application)
        let connection = try desk.find(name)
        if take { return try takeAnew(connection, desk, application) }
        let descriptor = try application.world.provider(of: connection).descriptor
        let hook = try HookWords(connection, application, actor: global.actor)
        global.printer.show(descriptor.json) {
            ProviderWords(descriptor: descriptor).text(width: Terminal.width) + (hook?.text ?? "")
        }
        guard connection.descriptor != nil else { return }
        let changes = try desk.changes(of: connection)
        if !changes.isEmpty { global.printer.say("By now it says otherwise:\n\(changes.words)") }
    }

    private func takeAnew(_ connection: Connection, _ desk: ConnectionDesk, _ application: Application) throws {
        guard connection.descriptor != nil else { throw ConnectionDesk.isModule(connection) }
        let changes = try desk.changes(of: connection)
        guard !changes.isEmpty else { return global.printer.say("It says what is kept; there is nothing to take.") }
        global.printer.say(changes.words)
        if ask.dryRun { return global.printer.say("Nothing was done.") }
        try Asking(yes: ask.yes, noInput: global.noInput, printer: global.printer).confirm("Keep what it says now?")
        try desk.takeDescription(of: name, actor: global.actor).show(global.printer, application)
    }
}

extension JSONDifference {
    var document: JSONValue {
        ["at": .string(pointer), "before": before ?? .null, "after": after ?? .null]
    }

    /// Both sides shortened: a fact may be a page of text.
    fileprivate var line: String {
        func shown(_ value: JSONValue?) -> String {
            guard let text = value?.canonicalText else { return "nothing" }
            return text.count > 60 ? text.prefix(60) + "…" : text
        }
        return "  \(pointer)  \(shown(before)) → \(shown(after))"
    }
}

extension [JSONDifference] {
    var words: String {
        guard !isEmpty else { return "" }
        let rest = count > 20 ? "\n  … and \(count - 20) more" : ""
        return prefix(20).map(\.line).joined(separator: "\n") + rest + "\n"
    }
}
