import ArgumentParser
import GatehouseApp
import GatehouseEngine
import GatehouseForms
import GatehouseLedger
import GatehouseModel

struct ProgrammeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "programme", abstract: "Engagements across vendors.",
        subcommands: [ProgrammeList.self, ProgrammeCreate.self, ProgrammeArchive.self])
}

struct ProgrammeList: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "All programmes.")
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let application = try global.open(works: false)
        defer { application.close() }
        try global.printer.list(
            try application.ledger.read { try $0.programmes() },
            columns: [
                .init("NAME") { $0.name }, .init("TAGS") { $0.tags.joined(separator: ",") },
                .init("STATE") { $0.isArchived ? "archived" : "open" },
                .init("ID", wide: true) { $0.id.text },
            ], document: \.document)
    }
}

struct ProgrammeCreate: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "create", abstract: "Begin a programme.")
    @Argument(help: "Its name.") var name: String
    @Option(help: "The client it is for; made when new.") var client: String?
    @Option(help: "Tags, separated by commas.") var tags = ""
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let application = try global.open(works: false)
        defer { application.close() }
        let world = application.world
        let programme = try application.ledger.write { writer in
            var owner: Client?
            if let client {
                owner =
                    try writer.clients().first { $0.name == client }
                    ?? Client(id: world.chance.id(at: world.clock.now), name: client)
                try writer.save(owner!)
            }
            let programme = Programme(
                id: world.chance.id(at: world.clock.now), name: name, client: owner?.id,
                tags: tags.split(separator: ",").map { String($0) })
            try writer.save(programme)
            try writer.audit([
                AuditNote(
                    at: world.clock.now, actor: global.actor, act: "programme.created", object: programme.id.text,
                    details: ["name": .string(name)])
            ])
            return programme
        }
        global.printer.show(programme.document) { "\(programme.id.text)\n" }
    }
}

struct ProgrammeArchive: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "archive", abstract: "Put a programme away; its history stays.")
    @Argument(help: "Its name.") var name: String
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let application = try global.open(works: false)
        defer { application.close() }
        try application.ledger.write { writer in
            guard var programme = try writer.programme(named: name) else {
                throw EngineError.unknown("programme", name, among: try writer.programmes().map(\.name))
            }
            programme.isArchived = true
            try writer.save(programme)
            try writer.audit([
                AuditNote(
                    at: application.world.clock.now, actor: global.actor, act: "programme.archived",
                    object: programme.id.text)
            ])
        }
        global.printer.say("\(name) is archived.")
    }
}

extension Programme {
    var document: JSONValue {
        .members([
            "id": .string(id.text), "name": .string(name), "client": client.map { .string($0.text) },
            "tags": .array(tags.map { .string($0) }), "archived": .bool(isArchived),
        ])
    }
}
