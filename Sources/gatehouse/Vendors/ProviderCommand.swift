import ArgumentParser
import GatehouseApp
import GatehouseEngine
import GatehouseForms
import GatehouseModel
import GatehouseProviderKit

struct ProviderCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "provider", abstract: "The installed ways to work with a vendor, and what each can do.",
        subcommands: [ProviderList.self, ProviderShow.self, ProviderTest.self, ProviderNew.self])
}

struct ProviderList: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "All installed providers.")
    @OptionGroup var global: GlobalOptions

    func run() throws {
        try global.printer.list(
            builtInProviders.all.map(\.descriptor),
            columns: [
                .init("ID") { $0.id }, .init("NAME") { $0.name }, .init("VERSION") { $0.version },
                .init("MODES") { $0.modes.map(\.rawValue).joined(separator: ",") },
                .init("ACTIONS") { "\($0.actions.count)" },
                .init("SUMMARY") { $0.summary },
            ]
        ) {
            .members([
                "id": .string($0.id), "name": .string($0.name), "version": .string($0.version),
                "summary": .string($0.summary),
                "modes": .array($0.modes.map { .string($0.rawValue) }),
                "actions": .array($0.actions.map { .string($0.name) }),
            ])
        }
    }
}

struct ProviderShow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "One provider: what it can do and on which conditions, its actions, what a connection asks for.")
    @Argument(help: "Its id.") var id: String
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let descriptor = try builtInProviders.provider(id).descriptor
        global.printer.show(descriptor.json) { ProviderWords(descriptor: descriptor).text(width: Terminal.width) }
    }
}

/// A descriptor for reading.
struct ProviderWords {
    let descriptor: Descriptor

    func text(width: Int?) -> String {
        var text = "\(descriptor.name) (\(descriptor.id) \(descriptor.version))\n\(descriptor.summary)\n"
        text += "\nWhat it can do; the first row that fits decides:\n" + capabilities.text(width: width)
        text += "\nActions (gatehouse action run CONNECTION NAME):\n" + actions.text(width: width)
        text += "\nKinds of supply:\n"
        for kind in descriptor.supplyKinds {
            let stock = kind.stock.sorted { $0.key.rawValue < $1.key.rawValue }.map {
                "\($0.key.rawValue) \($0.value.rawValue)"
            }
            text += "  \(kind.category)/\(kind.usage.rawValue)  \(kind.label) (\(stock.joined(separator: ", ")))\n"
        }
        var told: [Form] = []
        for form in descriptor.supplyKinds.compactMap(\.attributes) where !told.contains(form) {
            told.append(form)
            text += "\nMay be said of a supply that is entered by hand (supply add --set):\n"
            text += FormWords.lines(form).joined(separator: "\n") + "\n"
        }
        text += "\nA connection asks for:\n" + FormWords.lines(descriptor.settings).joined(separator: "\n") + "\n"
        text +=
            "\nMay be said with each distribution (--set):\n"
            + FormWords.lines(descriptor.options).joined(separator: "\n") + "\n"
        return text
    }

    private var capabilities: TextTable {
        TextTable(
            titles: ["VERB", "DONE BY", "MODE", "CHANNEL", "SUPPLY", "CONDITIONS"],
            rows: descriptor.capabilities.map { row in
                [
                    row.verb.rawValue, row.support.who, words(row.modes), words(row.channels),
                    (row.usages.map(\.rawValue) + row.categories).joined(separator: ","), conditions(row),
                ]
            })
    }

    private func conditions(_ row: Capability) -> String {
        if let reason = row.support.reason { return reason }
        var facts: [String] = []
        if row.isOneAct { facts.append("one act with distributing") }
        if let limit = row.batchLimit { facts.append("at most \(limit) at once") }
        let rules = Set(row.conditions.map(\.rule)).sorted()
        if !rules.isEmpty { facts.append("conditions " + rules.joined(separator: ", ")) }
        return facts.joined(separator: "; ")
    }

    private var actions: TextTable {
        TextTable(
            titles: ["NAME", "ON", "EFFECT", "PORTAL", "API", "PURPOSE"],
            rows: descriptor.actions.map { action in
                [
                    action.name, action.scope.rawValue, action.effect.rawValue, action.support[.portal]?.who ?? "–",
                    action.support[.api]?.who ?? "–", action.purpose,
                ]
            })
    }

    private func words<Word: RawRepresentable>(_ words: [Word]) -> String where Word.RawValue == String {
        words.isEmpty ? "any" : words.map(\.rawValue).joined(separator: ",")
    }
}
