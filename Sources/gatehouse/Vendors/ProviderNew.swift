import ArgumentParser
import Foundation
import GatehouseApp
import GatehouseEngine
import GatehouseForms

struct ProviderNew: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new",
        abstract: "Begin a provider module: a folder that compiles, with a \"write me\" wherever only you can know.",
        discussion: """
            Works in a checkout of the sources, and overwrites nothing. docs/writing-a-provider.md goes on from there; a
            provider in another language needs no module and speaks the contract over HTTP instead.
            """)
    @Argument(help: "Its id: small letters, figures and hyphens, such as acme-keys.") var name: String
    @Option(help: ArgumentHelp("The checkout; the one around this folder where not given.", valueName: "folder"))
    var dir: String?
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let name = try ProviderName(name)
        guard !builtInProviders.ids.contains(name.id) else {
            throw EngineError(.conflict, "there is a provider \(name.id) already: choose another name")
        }
        let folder = URL(filePath: dir ?? FileManager.default.currentDirectoryPath)
        guard let checkout = NewProvider.checkout(around: folder) else {
            throw EngineError(
                .notFound,
                "\(folder.path) is in no checkout of Gatehouse's sources, where a module is built: go there, or name it with --dir. A provider in any language can stand outside instead: see Providers/Examples"
            )
        }
        let outcome = try NewProvider(name, in: checkout).make()
        global.printer.show([
            "id": .string(name.id), "module": .string(name.type), "made": .array(outcome.made.map { .string($0) }),
            "changed": .array(outcome.changed.map { .string($0) }),
        ]) {
            let lines = outcome.made.map { "  + \($0)" } + outcome.changed.map { "  ~ \($0)" }
            return
                (lines + [
                    "Next: swift build, then .build/debug/gatehouse provider test \(name.id)",
                    "It fails where something is to be written, and says where; docs/writing-a-provider.md goes on from there.",
                ]).joined(separator: "\n") + "\n"
        }
    }
}
