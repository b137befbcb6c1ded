import ArgumentParser
import GatehouseApp
import GatehouseEngine
import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit

struct ConnectionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "connection", abstract: "Accounts at vendors.",
        subcommands: [
            ConnectionList.self, ConnectionShow.self, ConnectionAdd.self, ConnectionDescribe.self, ConnectionSync.self,
            ConnectionTest.self,
            ConnectionScheduleCommand.self, ConnectionRotate.self, ConnectionRemove.self, ConnectionRestore.self,
        ])
}

struct ConnectionList: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "All connections.")
    @Flag(help: "Removed ones too.") var all = false
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let application = try global.open(works: false)
        defer { application.close() }
        let (connections, counts) = try application.ledger.read { reader in
            let supplies = try reader.supplies(of: nil).reduce(into: [:]) { $0[$1.connection, default: 0] += 1 }
            return (try reader.connections().filter { all || !$0.isRemoved }, supplies)
        }
        try global.printer.list(
            connections,
            columns: [
                .init("NAME") { $0.name },
                .init("PROVIDER") { $0.provider + ($0.descriptor == nil ? "" : " (outside)") },
                .init("MODE") { $0.mode },
                .init("SUPPLIES") { "\(counts[$0.id] ?? 0)" }, .init("STATE") { $0.isRemoved ? "removed" : "" },
                .init("ADDRESS", wide: true) { $0.settings["base_url"]?.string ?? "–" },
                .init("ID", wide: true) { $0.id.text },
            ], document: \.document)
        try LateFiles.tell(application, global.printer)
    }
}

struct ConnectionAdd: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract:
            "Connect an account at a vendor; in api mode the vendor is asked first, and its supplies are taken over.",
        discussion: """
            'gatehouse provider show ID' tells what a connection asks for. With --provider-url any server that speaks the provider
            contract is the provider: what it says of itself is shown, and kept as it is now.
            """)
    @Argument(help: "What it is called from now on.") var name: String
    @Option(help: "The id of a provider of this program.") var provider: String?
    @Option(help: "The address of a provider that stands outside.") var providerURL: String?
    @Option(
        help: ArgumentHelp(
            "portal: worked by hand in the vendor's pages; api: by HTTP. Portal where not given; of a provider outside, what it has."
        )) var mode: Mode?
    @OptionGroup var form: FormInput
    @OptionGroup var secrets: SecretInput
    @OptionGroup var global: GlobalOptions

    func validate() throws {
        if (provider == nil) == (providerURL == nil) {
            throw ValidationError("Say which provider it is: --provider ID, or --provider-url ADDRESS.")
        }
    }

    func run() throws {
        let application = try global.open(works: false)
        defer { application.close() }
        let outcome = try add(to: ConnectionDesk(application))
        outcome.show(global.printer, application)
        if outcome.connection.mode == Mode.portal.rawValue {
            let kinds = try application.world.provider(of: outcome.connection).descriptor.supplyKinds
            let categories = Array(Set(kinds.map(\.category))).sorted()
            let category = categories.count == 1 ? categories[0] : "CATEGORY"
            global.printer.say("Next: gatehouse supply add NAME --connection \(name) --category \(category)")
            if categories.count > 1 { global.printer.say("Categories: \(categories.joined(separator: ", "))") }
        }
    }
}

extension ConnectionAdd {
    private func add(to desk: ConnectionDesk) throws -> ConnectionDesk.Outcome {
        let (settings, secrets) = (try form.values(), try secrets.values())
        if let providerURL {
            return try desk.add(
                name, outside: providerURL, mode: mode, settings: settings, secrets: secrets, actor: global.actor
            ) { told in global.printer.say(ProviderWords(descriptor: told).text(width: Terminal.width)) }
        }
        return try desk.add(
            name, provider: provider ?? "", mode: mode ?? .portal, settings: settings, secrets: secrets,
            actor: global.actor)
    }
}

struct ConnectionSync: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sync", abstract: "Take over the supplies as the vendor shows them now.")
    @Argument(help: "The connection.") var name: String
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let application = try global.open(works: false)
        defer { application.close() }
        try ConnectionDesk(application).sync(name, actor: global.actor).show(global.printer, application)
    }
}

struct ConnectionTest: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test", abstract: "Ask the vendor by a call that changes nothing.")
    @Argument(help: "The connection.") var name: String
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let application = try global.open(works: false)
        defer { application.close() }
        let desk = ConnectionDesk(application)
        let connection = try desk.find(name)
        let health = try desk.check(connection)
        let changes = try desk.changes(of: connection)
        global.printer.show(
            .members([
                "connection": .string(name), "reachable": .bool(health.isReachable), "summary": .string(health.summary),
                "request_id": health.requestID.map { .string($0) },
                "description": connection.descriptor == nil ? nil : changes.isEmpty ? "as kept" : "changed",
                "changes": changes.isEmpty ? nil : .array(changes.map(\.document)),
            ])
        ) { "\(name): \(health.summary)\(health.requestID.map { " (request \($0))" } ?? "")\n" + changes.words }
        if !health.isReachable { throw Exit.Now(code: .unavailable) }
        guard changes.isEmpty else {
            global.printer.say(
                "The provider describes itself otherwise than when \(name) was added; what is kept stays in force. Take the new one with 'gatehouse connection describe \(name) --take'."
            )
            throw Exit.Now(code: .conflict)
        }
    }
}

struct ConnectionRotate: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate",
        abstract: "Give a connection a new secret or other settings; the vendor is asked before they are kept.")
    @Argument(help: "The connection.") var name: String
    @Flag(help: "Make a new address for the vendor's webhooks; the one before then leads nowhere.") var webhook = false
    @OptionGroup var form: FormInput
    @OptionGroup var secrets: SecretInput
    @OptionGroup var global: GlobalOptions

    private var changesSettings: Bool { !form.pairs.isEmpty || form.file != nil || !secrets.pairs.isEmpty }

    func validate() throws {
        if !changesSettings, !webhook {
            throw ValidationError("Say what is new: --secret key=FILE, --set key=value or --webhook.")
        }
    }

    func run() throws {
        let application = try global.open(works: false)
        defer { application.close() }
        if webhook {
            let connection = try ConnectionDesk(application).find(name)
            _ = try HookAddresses(world: application.world).rotate(
                connection, actor: global.actor, in: application.ledger)
            global.printer.say(
                "\(name) has a new address for webhooks: 'gatehouse connection show \(name) --reveal' shows it. Give it to the vendor."
            )
        }
        guard changesSettings else { return }
        try ConnectionDesk(application).change(
            name, settings: try form.values(), secrets: try secrets.values(), actor: global.actor
        )
        .show(global.printer, application)
    }
}

struct ConnectionRemove: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Put a connection away with its secrets; its history stays readable.")
    @Argument(help: "The connection.") var name: String
    @OptionGroup var ask: AskOptions
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let application = try global.open(works: false)
        defer { application.close() }
        let printer = global.printer
        var connection = try ConnectionDesk(application).find(name)
        let (open, living) = try application.ledger.read { reader in
            var search = InvitationSearch()
            search.connection = connection.id
            search.isLiving = true
            let states = IntentState.allCases.filter { !$0.isFinal }
            return (
                try reader.openIntents(of: connection.id, in: states, limit: 1),
                try reader.rows(matching: search, after: nil, limit: 100_000).count
            )
        }
        if let first = open.first {
            throw EngineError(
                .refused,
                "\(name) has acts that are not done (\(first.verb), \(first.state.rawValue.replacing("_", with: " "))): finish or cancel them first"
            )
        }
        printer.say(
            "  - \(name)   \(living) living invitations stay readable and can no longer be worked here; its secrets are deleted. 'gatehouse connection restore \(name)' takes it up again"
        )
        if ask.dryRun { return printer.say("Nothing was done.") }
        try Asking(yes: ask.yes, noInput: global.noInput, printer: printer).confirm("Remove it?")
        connection.isRemoved = true
        connection.secrets = [:]
        let removed = connection
        try application.ledger.write { writer in
            try writer.save(removed)
            try writer.audit([
                AuditNote(
                    at: application.world.clock.now, actor: global.actor, act: "connection.removed",
                    object: removed.id.text,
                    details: ["name": .string(name)])
            ])
        }
        printer.say("\(name) is removed.")
    }
}

struct ConnectionRestore: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Take a removed connection up again, with its supplies and history; its secrets are given anew.")
    @Argument(help: "The connection.") var name: String
    @OptionGroup var form: FormInput
    @OptionGroup var secrets: SecretInput
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let application = try global.open(works: false)
        defer { application.close() }
        try ConnectionDesk(application).restore(
            name, settings: try form.values(), secrets: try secrets.values(), actor: global.actor
        )
        .show(global.printer, application)
    }
}

extension ConnectionDesk.Outcome {
    func show(_ printer: Printer, _ application: Application) {
        var document = connection.document.object ?? [:]
        document["summary"] = .string(health.summary)
        document["supplies"] = .array(
            supplies.map {
                ["name": .string($0.supply.name), "id": .string($0.supply.id.text), "new": .bool($0.isNew)]
            })
        document["differences"] = .array(
            differences.map {
                [
                    "supply": .string($0.supply.name), "ours": .integer($0.ours), "theirs": .integer($0.theirs),
                ]
            })
        printer.show(.object(document)) {
            var lines = ["\(connection.name): \(health.summary)"]
            for (supply, isNew) in supplies {
                lines.append(
                    "  \(isNew ? "+" : "=") \(supply.name)   \(supply.category), \(supply.usage.rawValue)\(supply.isArchived ? ", archived" : "")"
                )
            }
            lines += differences.map { "  ! \($0.words)" }
            return lines.joined(separator: "\n") + "\n"
        }
    }
}

extension Connection {
    /// Without the secrets; of those only which there are.
    var document: JSONValue {
        .members([
            "id": .string(id.text), "name": .string(name), "provider": .string(provider), "mode": .string(mode),
            "settings": .object(settings),
            "secrets": .array(secrets.keys.sorted().map { .string($0) }), "removed": .bool(isRemoved),
            "outside": descriptor == nil ? nil : true,
        ])
    }
}
