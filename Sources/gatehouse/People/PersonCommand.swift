import ArgumentParser
import Foundation
import GatehouseApp
import GatehouseEngine
import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit

struct PersonCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "person", abstract: "The people, one record however many vendors know them.",
        subcommands: [
            PersonList.self, PersonShow.self, PersonAdd.self, PersonEdit.self, PersonDuplicates.self,
            PersonMergeCommand.self, PersonUnmerge.self, PersonApart.self,
        ])
}

struct PersonList: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "People who match.")
    @Argument(help: ArgumentHelp("Search words.", valueName: "search")) var words: [String] = []
    @Option(help: "At most so many; 100 where not given, and all of them as csv or jsonl.") var limit: Int?
    @Option(help: "Go on behind this person.") var cursor: String?
    @OptionGroup var global: GlobalOptions

    func validate() throws { try Paging.check(limit: limit, cursor: cursor, PersonID.self) }

    func run() throws {
        let application = try global.open(works: false)
        defer { application.close() }
        let search = try application.ledger.read {
            try SearchWords(world: application.world, stuckAfter: application.settings.stuckAfter).search(
                words.joined(separator: " "), in: $0)
        }
        try global.printer.list(after: cursor, limit: limit, columns: PersonList.columns, document: \.document) {
            cursor, limit in
            let people = try application.ledger.read {
                try $0.people(found: search, after: cursor.flatMap(PersonID.init), limit: limit + 1)
            }
            return Paging.Page(of: people, limit: limit) { $0.id.text }
        }
    }

    static var columns: [Printer.Column<Person>] {
        [
            .init("NAME") { $0.name ?? "–" }, .init("ADDRESS") { $0.addresses.first?.address ?? "–" },
            .init("LANG") { $0.language ?? "–" }, .init("VENDOR ID", wide: true) { $0.externalID ?? "–" },
            .init("TIME ZONE", wide: true) { $0.timeZone ?? "–" },
            .init("TAGS") { $0.tags.joined(separator: ",") }, .init("ID", wide: true) { $0.id.text },
        ]
    }
}

struct PersonShow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "One person: addresses, invitations, mail, and what helps when something did not arrive.",
        discussion:
            "Codes are masked; with --reveal those of living invitations are shown with their links, and that is written into the audit trail."
    )
    @Argument(help: ArgumentHelp("An id or an address.", valueName: "person")) var person: String
    @Flag(help: "Show the links and codes of living invitations; it is written into the audit trail.")
    var reveal = false
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let application = try global.open(works: false)
        defer { application.close() }
        let id = try application.ledger.read { try People.find(person, application, in: $0).id }
        let shown =
            reveal
            ? try Revealing(world: application.world).credentials(of: id, actor: global.actor, in: application.ledger)
            : [:]
        try application.ledger.read { reader in
            let found = try People.find(id.text, application, in: reader)
            var search = InvitationSearch()
            search.person = [found.id]
            let views = try Planner(world: application.world).views(
                matching: search, after: nil, limit: 1000, in: reader)
            let help = try views.map { ($0, try Help.steps(for: $0, application, in: reader)) }
            let results = Dictionary(
                grouping: try reader.results(of: views.map(\.row.invitation.id)), by: \.place.invitation)
            let merges = try Merging.merges(of: found.id, in: reader)
            global.printer.show(
                .members([
                    "person": found.document, "invitations": .array(views.map(\.document)),
                    "help": .object(
                        Dictionary(
                            help.map { ($0.row.invitation.id.text, JSONValue.array($1.map { .string($0) })) },
                            uniquingKeysWith: { a, _ in a })),
                    "credentials": reveal ? .object(PersonShow.document(shown)) : nil,
                    "results": .array(results.values.joined().newest.map(\.document)),
                    "merged": .array(merges.map(\.document)),
                ])
            ) { words(found, merges, help, shown, results) }
        }
    }

    private static func document(_ shown: [InvitationID: RevealedCredential]) -> [String: JSONValue] {
        Dictionary(
            shown.map { id, credential in
                (
                    id.text,
                    JSONValue.members([
                        "code": credential.secret.map { .string($0.reveal()) },
                        "link": credential.link.map { .string($0.reveal()) },
                    ])
                )
            }, uniquingKeysWith: { first, _ in first })
    }

    private func words(
        _ person: Person, _ merges: [PersonMerge], _ help: [(InvitationView, [String])],
        _ shown: [InvitationID: RevealedCredential],
        _ results: [InvitationID: [ResultRecord]]
    ) -> String {
        var lines = [person.name ?? "(no name)"] + person.addresses.map { "  \($0.address)" }
        lines.append(
            "  language \(person.language ?? "not known"), time zone \(person.timeZone ?? "not known"), id \(person.id.text)"
        )
        for merge in merges {
            lines.append("  one with \(merge.other.called) since \(merge.at.description.prefix(10)) (\(merge.id.text))")
        }
        for (view, steps) in help {
            lines.append("\(view.row.connectionName) / \(view.row.supplyName): \(view.stageWords)")
            lines.append(
                "  the vendor says \(view.row.invitation.vendorWord.map { "\"\($0)\"" } ?? "nothing yet"); \(view.row.invitation.id.text); \(view.credentialWord) \(view.row.credentialMasked ?? "–")"
            )
            if let credential = shown[view.row.invitation.id] {
                if let code = credential.secret, code != credential.link {
                    lines.append("  \(view.credentialWord) \(code.reveal())")
                }
                if let link = credential.link { lines.append("  link \(link.reveal())") }
            }
            if let reason = view.heldBack { lines.append("  nothing of it is sent or shown: it \(reason)") }
            for result in (results[view.row.invitation.id] ?? []).newest {
                lines.append("  result \(result.words): gatehouse result show \(view.row.invitation.id.text)")
            }
            lines.append(
                "  may: \(view.mayDo.isEmpty ? "nothing now" : view.mayDo.map(\.rawValue).joined(separator: ", "))")
            for (verb, reason) in view.mayNot.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
                lines.append("  not \(verb.rawValue): \(reason)")
            }
            if !steps.isEmpty {
                lines += ["  if it did not arrive:"] + steps.enumerated().map { "    \($0 + 1). \($1)" }
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }
}

struct PersonAdd: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "add", abstract: "Add one person; mails nobody.")
    @Argument(help: ArgumentHelp("The address.", valueName: "email")) var address: String
    @Option(help: "The name.") var name: String?
    @Option(help: "The language, such as da.") var language: String?
    @Option(name: .customLong("time-zone"), help: "Such as Europe/Copenhagen.") var timeZone: String?
    @Option(help: "Tags, separated by commas.") var tags = ""
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let application = try global.open(works: false)
        defer { application.close() }
        let person = try application.ledger.write { writer in
            let parsed = try People.address(address, application)
            let person = Person(
                id: application.world.chance.id(at: application.world.clock.now), name: name.flatMap(PersonName.folded),
                addresses: [parsed],
                language: try language.map(People.language), timeZone: try timeZone.map(People.zone),
                tags: tags.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) })
            try writer.add([person])
            try writer.audit([
                AuditNote(
                    at: application.world.clock.now, actor: global.actor, act: "person.added", object: person.id.text)
            ])
            return person
        }
        global.printer.show(person.document) { "\(person.id.text)\n" }
    }
}

struct PersonEdit: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "edit", abstract: "Change a person; what is not named stays.")
    @Argument(help: ArgumentHelp("An id or an address.", valueName: "person")) var person: String
    @Option(help: "The name.") var name: String?
    @Option(help: "A new address for mail; the ones before are kept for matching.") var address: String?
    @Option(help: "The language, such as da.") var language: String?
    @Option(name: .customLong("time-zone"), help: "Such as Europe/Copenhagen.") var timeZone: String?
    @Option(help: "Tags, separated by commas; they replace those before.") var tags: String?
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let application = try global.open(works: false)
        defer { application.close() }
        let changed = try application.ledger.write { writer in
            var found = try People.locked(person, application, in: writer)
            if let name { found.name = PersonName.folded(name) }
            if let language { found.language = try People.language(language) }
            if let timeZone { found.timeZone = try People.zone(timeZone) }
            if let tags { found.tags = tags.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) } }
            if let address {
                let parsed = try People.address(address, application)
                found.addresses =
                    [parsed] + found.addresses.filter { $0.address.lowercased() != parsed.address.lowercased() }
            }
            try writer.save(found)
            try writer.audit([
                AuditNote(
                    at: application.world.clock.now, actor: global.actor, act: "person.changed", object: found.id.text)
            ])
            return found
        }
        global.printer.show(changed.document) { "\(changed.id.text)\n" }
    }
}

/// Finding and reading people's facts as commands give them.
enum People {
    static func find(_ text: String, _ application: Application, in reader: any LedgerReader) throws -> Person {
        if let id = PersonID(text), let found = try reader.person(id) { return found }
        let address = application.world.folded(text)
        if let found = try reader.people(atAddresses: [address])[address] { return found }
        throw EngineError(
            .notFound,
            "there is no person '\(text.prefix(80))': give an id (per_…) or an address; 'gatehouse person list' finds them"
        )
    }

    /// As `find`, to change it: nobody else changes or merges it meanwhile.
    static func locked(_ text: String, _ application: Application, in writer: any LedgerWriter) throws -> Person {
        let person = try find(text, application, in: writer)
        guard try writer.lock([person.id]) == [person.id] else {
            throw EngineError(.conflict, "somebody has just merged \(person.called) with another: look again")
        }
        return try find(person.id.text, application, in: writer)
    }

    static func address(_ text: String, _ application: Application) throws -> EmailAddress {
        do throws(AddressProblem) { return try EmailAddress(parsing: text, domains: application.world.domains) } catch {
            throw EngineError(.invalid, "\(text.prefix(80)): \(error)")
        }
    }

    static func language(_ text: String) throws -> String {
        if let tag = LanguageWord.canonical(text) { return tag }
        throw EngineError(
            .invalid,
            "'\(text.prefix(40))' is no language tag; \(LanguageWord.proposal(for: text).map { "did you mean \($0)?" } ?? "write it like da or pt-BR")"
        )
    }

    static func zone(_ text: String) throws -> String {
        guard let zone = TimeZone(identifier: text) else {
            throw EngineError(.invalid, "'\(text.prefix(40))' is no time zone; write it like Europe/Copenhagen")
        }
        return zone.identifier
    }
}

/// What to try when something did not arrive or is refused (CB-18, CB-20).
enum Help {
    static func steps(for view: InvitationView, _ application: Application, in reader: any LedgerReader) throws
        -> [String]
    {
        // Who has registered has got it.
        let isOpen = view.row.invitation.standing.interval.map { $0.low < .registered } ?? true
        guard isOpen, view.row.invitation.isLiving,
            let connection = try reader.connection(view.row.invitation.connection),
            let provider = try? application.world.provider(of: connection)
        else { return [] }
        // Who sends the mail is the one to be let through, and the one who reminds.
        let isOurs = view.row.invitation.channel == .ourMail
        var settings = connection.settings
        let sender = isOurs ? application.world.sender.mailbox.address : provider.descriptor.traits.mailSender
        if let sender, isOurs || settings["mail_sender"] == nil { settings["mail_sender"] = .string(sender) }
        return provider.descriptor.help(.mailNotArrived, usage: view.row.facet.usage).compactMap { step in
            if isOurs, step.offer == .verb(.remind) { return "Send a reminder with 'gatehouse remind'." }
            let text = step.text(settings: settings)
            return text.contains("{") ? nil : text
        }
    }
}

extension Person {
    var document: JSONValue {
        .members([
            "id": .string(id.text), "name": name.map { .string($0) },
            "addresses": .array(addresses.map { .string($0.address) }),
            "language": language.map { .string($0) }, "time_zone": timeZone.map { .string($0) },
            "external_id": externalID.map { .string($0) },
            "tags": .array(tags.map { .string($0) }),
        ])
    }
}
