import ArgumentParser
import Foundation
import GatehouseApp
import GatehouseEngine
import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit

struct TaskCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "task", abstract: "The work list: what a person has to do in the vendors' portals.",
        subcommands: [
            TaskList.self, TaskShow.self, TaskDone.self, TaskCancel.self, TaskDecisions.self, TaskDecide.self,
        ])
}

struct TaskList: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "Open items over all connections.")
    @Flag(help: "Closed ones too.") var all = false
    @Option(help: "Of this connection alone.") var connection: String?
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let application = try global.open(works: false)
        defer { application.close() }
        let only = try connection.map { try ConnectionDesk(application).find($0).id }
        let (items, names, people) = try application.ledger.read { reader in
            let connections = try reader.connections()
            let items = try Ticking(world: application.world).listed(
                try WorkOrder(connections, application.world).sorted(
                    try reader.workItems(of: only, state: all ? nil : .open), in: reader), in: reader)
            return (
                items, Dictionary(connections.map { ($0.id, $0.name) }, uniquingKeysWith: { a, _ in a }),
                Dictionary(
                    try items.map { ($0.id, TaskCount(try reader.intents($0.intents))) },
                    uniquingKeysWith: { a, _ in a }
                )
            )
        }
        try global.printer.list(
            items,
            columns: [
                .init("ID") { $0.id.text }, .init("CONNECTION") { names[$0.connection] ?? "–" },
                .init("WHAT") { $0.title },
                .init("PEOPLE") { people[$0.id]?.words ?? "–" },
                .init("STATE") { $0.isShown ? "open, shown" : $0.state.rawValue },
            ],
            document: { item in
                var document = item.document(connection: names[item.connection] ?? "").object ?? [:]
                document["people"] = people[item.id]?.document
                return .object(document)
            })
    }
}

/// How many people a work item is for, and of how many it is still to be done.
private struct TaskCount {
    private let all: Int
    private let waiting: Int

    init(_ acts: [Intent]) {
        all = Set(acts.compactMap(\.invitation)).count
        waiting = Set(acts.filter { $0.state == .manual }.compactMap(\.invitation)).count
    }

    /// Nil where it is for nobody by name.
    var words: String? { all == 0 ? nil : waiting == all || waiting == 0 ? "\(all)" : "\(waiting) of \(all)" }

    var document: JSONValue { ["all": .integer(Int64(all)), "waiting": .integer(Int64(waiting))] }
}

struct TaskShow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "What to click, and exactly the file or text that the site takes.")
    @Argument(help: "The item's id.") var id: String
    @Option(help: ArgumentHelp("Write its files into this folder.", valueName: "folder")) var save: String?
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let application = try global.open(works: false)
        defer { application.close() }
        let found = try application.ledger.read { try Tasks.find(id, in: $0).id }
        let shownBefore = try application.ledger.read { try $0.workItem(found)?.shownAt }
        let item = try Ticking(world: application.world).show(found, actor: global.actor, in: application.ledger)
        let (connection, people) = try application.ledger.read { reader in
            (try reader.connection(item.connection)?.name ?? "", try TaskPeople(item, application.world, in: reader))
        }
        var saved: [String: String] = [:]
        if let save {
            try FileManager.default.createDirectory(atPath: save, withIntermediateDirectories: true)
            for material in item.materials {
                let path = save + "/" + material.name.replacingOccurrences(of: "/", with: "-")
                guard
                    FileManager.default.createFile(
                        atPath: path, contents: Data(material.content), attributes: [.posixPermissions: 0o600])
                else {
                    throw EngineError(.failed, "\(path): cannot be written")
                }
                saved[material.name] = path
            }
        }
        var document = item.document(connection: connection).object ?? [:]
        document["people"] = people.document
        global.printer.show(.object(document)) {
            var lines = [item.title] + item.steps.enumerated().map { "  \($0 + 1). \($1)" }
            for material in item.materials {
                lines.append("  — \(material.name)\(saved[material.name].map { " → \($0)" } ?? ""):")
                lines += String(decoding: material.content, as: UTF8.self).split(
                    omittingEmptySubsequences: false, whereSeparator: \.isNewline
                ).map { "    \($0)" }
            }
            let form = Form(document: item.asks) ?? .empty
            lines += people.lines
            if item.state == .open, let shown = shownBefore {
                lines.append(
                    "  ! Its codes were shown or written to a file on \(shown): whoever has those has these. 'gatehouse audit list' says who and which file; where they were handed over, tick it off."
                )
            }
            if item.state == .open {
                if !form.fields.isEmpty {
                    lines += ["  Ticking it off asks for:"] + FormWords.lines(form, indent: "    ")
                }
                let values = form.fields.filter(\.isRequired).map { " --set \($0.name)=…" }.joined()
                let isEach = form.asksForEach && item.intents.count > 1
                lines.append(
                    "When it is done: gatehouse task done \(item.id.text)\(isEach ? " --item ADDRESS" : "")\(values)")
                if !isEach, people.entries.count > 1 {
                    lines.append(
                        "Of some of them: gatehouse task done \(item.id.text) --item ADDRESS, or --except ADDRESS for all others"
                    )
                    lines.append(
                        "Where the page refuses somebody: gatehouse task cancel \(item.id.text) --item ADDRESS --reason …"
                    )
                }
                if isEach {
                    lines.append(
                        "or all at once, from a file with the columns email and \(form.fields.map(\.name).joined(separator: ", ")): gatehouse task done \(item.id.text) --each FILE"
                    )
                }
            } else {
                lines.append("It is \(item.state.rawValue).")
            }
            return lines.joined(separator: "\n") + "\n"
        }
    }
}

struct TaskDone: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "done", abstract: "Tick an item off: only now does it count as done.",
        discussion: """
            --item ticks off one of its people, --except all but one; the item stays open for the rest. Where each has a link or code of their own, \
            --each takes them from a file with a column email and one for each value that the item asks for.
            """)
    @Argument(help: "The item's id.") var id: String
    @OptionGroup var part: TaskPart
    @Option(help: ArgumentHelp("What it asks for, person by person: CSV or XLSX.", valueName: "file")) var each: String?
    @OptionGroup var sheet: SheetInput
    @OptionGroup var form: FormInput
    @OptionGroup var ask: AskOptions
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let application = try global.open()
        defer { application.close() }
        let item = try application.ledger.read { try Tasks.find(id, in: $0) }
        guard try ask.several(try names(in: item, application), of: item, "Tick it off for them?", global) else {
            return
        }
        let work = try OwnWork(application, telling: global.printer)
        let (settled, failures) = try tick(item, application)
        try work.perform()
        global.printer.say("\(Counting.of(settled.count, "act")) ticked off.")
        for act in settled where try application.ledger.read({ try $0.result(of: act.id) }) != nil {
            global.printer.say("What was entered is kept: gatehouse action result \(act.id.text)")
        }
        for words in settled.filter({ $0.verb.hasPrefix("action:") }).compactMap(\.detail) { global.printer.say(words) }
        if let hint = LinkHint.words(settled) { global.printer.say(hint) }
        for failure in failures { Problem(failure)?.write() }
        let left = try application.ledger.read { reader in
            try TaskPeople(item, application.world, in: reader).entries.count { $0.state == .manual }
        }
        if left > 0 { global.printer.say("\(Counting.people(left)) still wait\(left == 1 ? "s" : "") for it.") }
        let followers = try application.ledger.read { try Tasks.acts(behind: settled, in: $0) }
        let summary = ActSummary(followers)
        if !followers.isEmpty { global.printer.say("What follows: " + summary.words) }
        if !failures.isEmpty { throw Exit.Now(code: settled.isEmpty ? .failed : .partly) }
        if !followers.isEmpty, summary.exit(leftOut: false) != .done {
            throw Exit.Now(code: summary.exit(leftOut: false))
        }
    }

    /// For whom it would be ticked off.
    private func names(in item: WorkItem, _ application: Application) throws -> [String] {
        let people = try application.ledger.read { try TaskPeople(item, application.world, in: $0) }
        guard let each else { return try people.names(of: part.chosen(of: people)) }
        return try people.values(in: each, sheet, form: Form(document: item.asks) ?? .empty).map(\.who)
    }

    /// Each person of a file by themselves: one wrong link keeps nobody else from being ticked off.
    private func tick(_ item: WorkItem, _ application: Application) throws -> (
        settled: [Intent], failures: [EngineError]
    ) {
        let ticking = Ticking(world: application.world)
        let known = try application.ledger.read { try TaskPeople(item, application.world, in: $0) }
        guard let each else {
            let chosen = try part.chosen(of: known)
            return (
                try ticking.tick(
                    item.id, of: chosen, values: try form.values(), actor: global.actor, in: application.ledger), []
            )
        }
        guard part.isWhole else {
            throw EngineError(.invalid, "--each names its people itself: leave --item and --except out")
        }
        let rows = try known.values(in: each, sheet, form: Form(document: item.asks) ?? .empty)
        var (settled, failures): ([Intent], [EngineError]) = ([], [])
        for row in rows {
            do {
                settled += try ticking.tick(
                    item.id, of: try known.waiting([row.who]), values: row.values, actor: global.actor,
                    in: application.ledger)
            } catch let error as EngineError {
                failures.append(EngineError(error.code, "\(row.who): \(error.message)", problems: error.problems))
            } catch let error as LedgerError where error.isAboutTheAnswer {
                failures.append(EngineError(.conflict, "\(row.who): \(error.message)"))
            }
        }
        return (settled, failures)
    }
}

struct TaskCancel: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel", abstract: "Give an item up: it was not and will not be done.",
        discussion: """
            --item gives up one of its people, --except all but one; the item stays open for the rest. Whoever was to be invited \
            by it was not invited: the issue is withdrawn and the unit is free again.
            """)
    @Argument(help: "The item's id.") var id: String
    @OptionGroup var part: TaskPart
    @Option(help: "Why.") var reason: String
    @OptionGroup var ask: AskOptions
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let application = try global.open(works: false)
        defer { application.close() }
        let (item, known) = try application.ledger.read { reader in
            let item = try Tasks.find(id, in: reader)
            return (item, try TaskPeople(item, application.world, in: reader))
        }
        let chosen = try part.chosen(of: known)
        guard try ask.several(known.names(of: chosen), of: item, "Give it up for them?", global) else { return }
        let settled = try Ticking(world: application.world).cancel(
            item.id, of: chosen, reason: reason, actor: global.actor, in: application.ledger)
        global.printer.say("\(Counting.of(settled.count, "act")) given up.")
        if item.shownAt != nil, item.holdsSecrets {
            global.printer.say(
                "The codes in it were shown, so somebody may have them: those that were free again are set apart. Take them back at the vendor, then import what it exports afterwards with --as-of."
            )
        }
        let left = try application.ledger.read {
            try TaskPeople(item, application.world, in: $0).entries.count { $0.state == .manual }
        }
        if left > 0 { global.printer.say("\(Counting.people(left)) still wait\(left == 1 ? "s" : "") for it.") }
    }
}

enum Tasks {
    /// The acts of the same commands that waited for these, as they stand now.
    static func acts(behind settled: [Intent], in reader: any LedgerReader) throws -> [Intent] {
        var before = Set(settled.map(\.id))
        let others = try Set(settled.map(\.command)).sorted { $0.text < $1.text }.flatMap {
            try reader.intents(of: $0)
        }
        .filter { !before.contains($0.id) }
        var followers: [Intent] = []
        while true {
            let next = others.filter { act in
                !before.contains(act.id) && (act.after.map { before.contains($0) } ?? false)
            }
            if next.isEmpty { return followers }
            followers += next
            before.formUnion(next.map(\.id))
        }
    }

    static func find(_ text: String, in reader: any LedgerReader) throws -> WorkItem {
        guard let id = TaskID(text), let item = try reader.workItem(id) else {
            throw EngineError(.notFound, "there is no work item '\(text.prefix(40))': 'gatehouse task list' shows them")
        }
        return item
    }
}

extension WorkItem {
    /// Somebody may have its codes already.
    fileprivate var isShown: Bool { state == .open && shownAt != nil && holdsSecrets }

    func document(connection: String) -> JSONValue {
        .members([
            "id": .string(id.text), "connection": .string(connection), "title": .string(title),
            "steps": .array(steps.map { .string($0) }),
            "materials": .array(
                materials.map {
                    ["name": .string($0.name), "media_type": .string($0.mediaType), "secret": .bool($0.isSecret)]
                }),
            "acts": .array(intents.map { .string($0.text) }), "asks": asks, "state": .string(state.rawValue),
            "created_at": .string(createdAt.description), "shown_at": shownAt.map { .string($0.description) },
        ])
    }
}
