import ArgumentParser
import Foundation
import GatehouseApp
import GatehouseEngine
import GatehouseForms
import GatehouseLedger
import GatehouseModel

struct ProgrammeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "programme", abstract: "Engagements across vendors.",
        subcommands: [
            ProgrammeList.self, ProgrammeShow.self, ProgrammeCreate.self, ProgrammeEdit.self, ProgrammeArchive.self,
        ])
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

struct ProgrammeShow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "One programme: how many people it has, and where they stand by supply.")
    @Argument(help: "Its name.") var name: String
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let application = try global.open(works: false)
        defer { application.close() }
        let (programme, client, people, standings) = try application.ledger.read { reader in
            let programme = try Programmes.find(name, in: reader)
            var search = InvitationSearch()
            search.programme = programme.id
            return (
                programme, try programme.client.flatMap { id in try reader.clients().first { $0.id == id }?.name },
                try Programmes.count(of: programme.id, in: reader), try StandingSummary(search, in: reader)
            )
        }
        var document = programme.document.object ?? [:]
        document["client_name"] = client.map { .string($0) }
        document["people"] = .integer(Int64(people))
        document["supplies"] = .array(standings.rows.map(\.document))
        global.printer.show(.object(document)) {
            let owner = client.map { ", for \($0)" } ?? ""
            var lines = ["\(programme.name)\(owner)\(programme.isArchived ? " (archived)" : "")"]
            lines.append("  people  \(people)")
            if !programme.tags.isEmpty { lines.append("  tags    \(programme.tags.joined(separator: ", "))") }
            let columns = StandingSummary.columns
            let table = TextTable(
                titles: columns.map(\.title), rows: standings.rows.map { row in columns.map { $0.value(row) } })
            return lines.joined(separator: "\n") + "\n" + table.text(width: Terminal.width)
        }
    }
}

struct ProgrammeEdit: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "edit", abstract: "Change a programme; what is not named stays.")
    @Argument(help: "Its name.") var name: String
    @Option(name: .customLong("name"), help: "Its new name.") var newName: String?
    @Option(help: "The client it is for, made when new; '' for none.") var client: String?
    @Option(help: "Tags, separated by commas; they replace those before.") var tags: String?
    @OptionGroup var global: GlobalOptions

    func validate() throws {
        guard newName != nil || client != nil || tags != nil else {
            throw ValidationError("Nothing to change: give --name, --client or --tags.")
        }
    }

    func run() throws {
        let application = try global.open(works: false)
        defer { application.close() }
        let programme = try application.ledger.write { writer in
            var programme = try Programmes.find(name, in: writer)
            if let newName { programme.name = try Programmes.name(newName, for: programme.id, in: writer) }
            programme.tags = tags.map(Programmes.tags) ?? programme.tags
            if let client {
                programme.client = client.isEmpty ? nil : try Programmes.client(client, application, in: writer)
            }
            try writer.save(programme)
            try writer.audit([
                AuditNote(
                    at: application.world.clock.now, actor: global.actor, act: "programme.changed",
                    object: programme.id.text,
                    details: .members([
                        "name": newName.map { .string($0) }, "client": client.map { .string($0) },
                        "tags": tags.map { .array(Programmes.tags($0).map { .string($0) }) },
                    ]))
            ])
            return programme
        }
        global.printer.show(programme.document) { "\(programme.id.text)\n" }
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
            let name = try Programmes.name(name, for: nil, in: writer)
            let owner = try client.map { try Programmes.client($0, application, in: writer) }
            let programme = Programme(
                id: world.chance.id(at: world.clock.now), name: name, client: owner, tags: Programmes.tags(tags))
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
            var programme = try Programmes.find(name, in: writer)
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
