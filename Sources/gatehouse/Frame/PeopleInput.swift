import ArgumentParser
import Foundation
import GatehouseApp
import GatehouseEngine
import GatehouseLedger
import GatehouseModel
import GatehouseTables

/// People as a command takes them: a file, addresses, or a filter over those who are known.
struct PeopleInput: ParsableArguments {
    @Argument(help: ArgumentHelp("A CSV or XLSX file of people, or addresses.", valueName: "people"))
    var people: [String] = []

    @Option(help: ArgumentHelp("Known people: tag:marketing lang:de programme:\"North\" anna", valueName: "search"))
    var filter: String?

    @OptionGroup var sheet: SheetInput

    @Flag(help: "Refuse the whole file when a row of it is wrong.")
    var strict = false

    func validate() throws { try SearchInput.refuseBlank(filter) }

    struct Taken {
        var drafts: [PersonDraft] = []
        var known: [PersonID] = []
        var source: String?
        var files: [PeopleSource] = []
        var rejects: (rows: Int, problems: [TableProblem], file: String)?
    }

    /// Reads what was given. Wrong rows are left out and marked in a copy of the file beside it.
    ///
    /// - Parameter writes: false writes no copy.
    func taken(_ application: Application, printer: Printer, writes: Bool = true) throws -> Taken {
        var taken = Taken()
        for given in people {
            if given.contains("@"), !FileManager.default.fileExists(atPath: given) {
                taken.drafts.append(try typed(given, application))
            } else {
                try addFile(given, application, printer, writes: writes, to: &taken)
            }
        }
        if let filter {
            let search = try application.ledger.read {
                try SearchWords(world: application.world, stuckAfter: application.settings.stuckAfter).search(
                    filter, in: $0)
            }
            taken.known += try allPeople(search, application)
        }
        return taken
    }

    private func typed(_ text: String, _ application: Application) throws -> PersonDraft {
        var name: String?
        var address = text
        if let open = text.lastIndex(of: "<"), text.hasSuffix(">") {
            name = PersonName.folded(String(text[..<open]))
            address = String(text[text.index(after: open)...].dropLast())
        }
        do throws(AddressProblem) {
            let parsed = try EmailAddress(parsing: address, domains: application.world.domains)
            return PersonDraft(address: parsed.address, name: name, origin: "typed")
        } catch { throw EngineError(.invalid, "\(address.prefix(80)): \(error)") }
    }

    private func addFile(
        _ path: String, _ application: Application, _ printer: Printer, writes: Bool, to taken: inout Taken
    ) throws {
        guard FileManager.default.fileExists(atPath: path) else {
            throw EngineError(
                .notFound, "\(path): there is no such file; give a file of people, an address, or --filter")
        }
        let file = try PeopleFile(
            path: path, name: (path as NSString).lastPathComponent, settings: sheet.settings,
            domains: application.world.domains)
        for doubt in file.doubts { printer.say("\(file.name): \(doubt)") }
        taken.files.append(
            PeopleSource(
                file: file.name, rows: file.rows, rejected: file.rejectedRows, first: taken.drafts.count,
                count: file.people.count))
        taken.drafts += file.people
        taken.source = file.name
        guard file.rejectedRows > 0 else {
            // A column that nobody knows refuses no row, but whoever misspelt one must see it.
            for problem in file.problems {
                printer.say(
                    "\(file.name), row \(problem.row ?? 1), column \"\(problem.column ?? "")\": \(problem.reason); \(problem.remedy)"
                )
            }
            return
        }
        let marked = PeopleInput.markedPath(for: path)
        if writes {
            try Table(path: path, name: file.name, columns: HeaderWords.people, settings: sheet.settings).annotate(
                to: marked, problems: file.problems)
        } else {
            printer.say("\(file.name) would come back with each mistake marked as \(marked); nothing was written.")
        }
        if strict {
            throw EngineError(
                .invalid,
                "\(file.name): \(file.rejectedRows == 1 ? "1 row is" : "\(file.rejectedRows) rows are") wrong and --strict was given\(writes ? "; see \(marked)" : "")"
            )
        }
        taken.rejects = (file.rejectedRows, file.problems, writes ? marked : "")
    }

    /// `people.xlsx` is given back as `people.errors.xlsx`.
    static func markedPath(for path: String) -> String {
        let url = URL(fileURLWithPath: path)
        return url.deletingPathExtension().path + ".errors." + (url.pathExtension.isEmpty ? "csv" : url.pathExtension)
    }

    private func allPeople(_ search: InvitationSearch, _ application: Application) throws -> [PersonID] {
        try application.ledger.read { reader in
            var ids: [PersonID] = []
            var cursor: PersonID?
            while true {
                let page = try reader.people(found: search, after: cursor, limit: 1000)
                ids += page.map(\.id)
                guard page.count == 1000 else { return ids }
                cursor = page.last?.id
            }
        }
    }
}
