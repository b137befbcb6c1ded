import ArgumentParser
import Foundation
import GatehouseApp
import GatehouseEngine
import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit
import GatehouseTables

struct ImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Lists of people. Importing mails nobody.",
        subcommands: [ImportCheck.self, ImportRun.self, ImportList.self, ImportShow.self, ImportUndo.self])
}

struct ImportCheck: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "What would be made of a file; nothing is written but the marked copy.")
    @Argument(help: "A CSV or XLSX file.") var file: String
    @OptionGroup var sheet: SheetInput
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let people = try ImportFile.read(file, sheet)
        ImportFile.report(people, path: file, marked: try ImportFile.mark(people, path: file, sheet), global.printer)
        if people.rejectedRows > 0 { throw Exit.Now(code: .partly) }
    }
}

struct ImportRun: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Take the good rows in; the wrong ones come back marked.",
        discussion: "At a terminal what would become of the file is shown first, and asked for.")
    @Argument(help: "A CSV or XLSX file.") var file: String
    @Option(help: "The programme they join.") var programme: String?
    @Flag(help: "Refuse the whole file when a row of it is wrong.") var strict = false
    @OptionGroup var sheet: SheetInput
    @OptionGroup var ask: AskOptions
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let application = try global.open(works: false)
        defer { application.close() }
        let people = try ImportFile.read(file, sheet)
        let marked = ask.dryRun ? nil : try ImportFile.mark(people, path: file, sheet)
        if strict, people.rejectedRows > 0 {
            ImportFile.report(people, path: file, marked: marked, global.printer)
            throw EngineError(
                .invalid,
                "\(people.name): \(people.rejectedRows) rows are wrong and --strict was given: nothing was taken in")
        }
        let asking = Asking(yes: ask.yes, noInput: global.noInput, printer: global.printer)
        let importing = PeopleImport(world: application.world)
        if ask.dryRun || (asking.canAsk && !global.printer.format.isForPrograms) {
            let known = try application.ledger.read { try importing.known(people, in: $0) }
            ImportFile.report(
                people, path: file, marked: marked, global.printer, found: known.count, differences: known.differences)
        }
        if ask.dryRun {
            global.printer.say("Nobody was taken in.")
            if people.rejectedRows > 0 { throw Exit.Now(code: .partly) }
            return
        }
        try asking.confirmIfSomebodyIsThere("Take \(Counting.people(people.people.count)) in?")
        let outcome = try importing.run(
            people, programme: programme, actor: global.actor, in: application.ledger)
        ImportFile.report(
            people, path: file, marked: marked, global.printer, record: outcome.record, found: outcome.found,
            differences: outcome.differences)
        if people.rejectedRows > 0 { throw Exit.Now(code: .partly) }
    }
}

struct ImportList: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "What was imported, newest first.")
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let application = try global.open(works: false)
        defer { application.close() }
        try global.printer.list(
            try application.ledger.read { try $0.imports(limit: 200) },
            columns: [
                .init("ID") { $0.id.text }, .init("KIND") { $0.kind }, .init("FILE") { $0.file },
                .init("AT") { "\($0.at)" }, .init("ROWS") { "\($0.rows)" },
                .init("OK") { "\($0.accepted)" }, .init("REJECTED") { "\($0.rejected)" },
                .init("KNOWN") { "\($0.duplicates)" },
                .init("STATE") { $0.undoneAt == nil ? "" : "undone" },
            ], document: \.document)
    }
}

struct ImportShow: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "One import.")
    @Argument(help: "Its id.") var id: String
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let application = try global.open(works: false)
        defer { application.close() }
        guard let id = ImportID(id), let record = try application.ledger.read({ try $0.importRecord(id) }) else {
            throw EngineError(.notFound, "there is no import '\(self.id.prefix(40))'")
        }
        global.printer.data(record.document.prettyText + "\n")
    }
}

struct ImportUndo: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "undo", abstract: "Remove the people of an import, until one of them was invited.")
    @Argument(help: "Its id.") var id: String
    @OptionGroup var ask: AskOptions
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let application = try global.open(works: false)
        defer { application.close() }
        guard let id = ImportID(id) else {
            throw EngineError(.invalid, "'\(self.id.prefix(40))' is no import's id: it begins with imp_")
        }
        let asking = Asking(yes: ask.yes, noInput: global.noInput, printer: global.printer)
        let importing = PeopleImport(world: application.world)
        if ask.dryRun || asking.canAsk {
            let record = try application.ledger.read { try importing.undoable(id, in: $0) }
            global.printer.say(
                "\(record.file), \(record.at): \(Counting.people(record.created.count)) whom it made would go.")
        }
        if ask.dryRun { return global.printer.say("Nothing was done.") }
        try asking.confirmIfSomebodyIsThere("Remove them?")
        let record = try importing.undo(id, actor: global.actor, in: application.ledger)
        global.printer.say("\(Counting.people(record.created.count)) removed.")
    }
}

enum ImportFile {
    static func read(_ path: String, _ sheet: SheetInput) throws -> PeopleFile {
        guard FileManager.default.fileExists(atPath: path) else {
            throw EngineError(.notFound, "\(path): there is no such file")
        }
        return try PeopleFile(
            path: path, name: (path as NSString).lastPathComponent, settings: sheet.settings, domains: domainFolding)
    }

    /// Writes the marked copy; nil when nothing is wrong.
    static func mark(_ people: PeopleFile, path: String, _ sheet: SheetInput) throws -> String? {
        guard !people.problems.isEmpty else { return nil }
        let marked = PeopleInput.markedPath(for: path)
        try Table(path: path, name: people.name, columns: HeaderWords.people, settings: sheet.settings).annotate(
            to: marked, problems: people.problems)
        return marked
    }

    static func report(
        _ people: PeopleFile, path: String, marked: String?, _ printer: Printer, record: ImportRecord? = nil,
        found: Int? = nil, differences: [ListDifference] = []
    ) {
        for doubt in people.doubts { printer.say("\(people.name): \(doubt)") }
        let document = JSONValue.members([
            "file": .string(people.name), "rows": .integer(Int64(people.rows)),
            "accepted": .integer(Int64(people.people.count)),
            "rejected": .integer(Int64(people.rejectedRows)), "marked_file": marked.map { .string($0) },
            "import": record.map { .string($0.id.text) },
            "known_before": found.map { .integer(Int64($0)) },
            "known_otherwise": found.map { _ in .array(differences.map(\.document)) },
            "problems": .array(people.problems.map { PlanCoding.document(of: $0) }),
        ])
        printer.show(document) {
            var lines = [
                "\(people.name): \(Counting.of(people.rows, "row")), \(people.people.count) good, \(people.rejectedRows) rejected\(found.map { ", \($0) known before" } ?? "")"
            ]
            for problem in people.problems.prefix(20) {
                lines.append(
                    "  \(problem.row.map { "row \($0)" } ?? "file")  \(problem.column ?? "")  \"\(problem.value)\"  \(problem.reason); \(problem.remedy)"
                )
            }
            lines += differences.prefix(20).map { "  \($0.words)" }
            if differences.count > 20 { lines.append("  … and \(differences.count - 20) more; -o json lists them all") }
            if let marked { lines.append("  marked copy: \(marked)") }
            if let record { lines.append("  \(record.id.text); undo with: gatehouse import undo \(record.id.text)") }
            return lines.joined(separator: "\n") + "\n"
        }
    }
}

extension ImportRecord {
    var document: JSONValue {
        .members([
            "id": .string(id.text), "kind": .string(kind), "file": .string(file), "at": .string(at.description),
            "actor": .string(actor),
            "rows": .integer(rows), "accepted": .integer(accepted), "rejected": .integer(rejected),
            "known_before": .integer(duplicates),
            "created": .integer(Int64(created.count)), "undone_at": undoneAt.map { .string($0.description) },
        ])
    }
}
