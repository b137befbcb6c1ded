import ArgumentParser
import Foundation
import GatehouseApp
import GatehouseEngine
import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseTables

struct ResultExport: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write results with their scores into a file: CSV, XLSX or JSON lines, by its ending.",
        discussion:
            "One row for each person and assessment, scores in columns of the vendor's own names. Nothing in it runs when a spreadsheet program opens it. The audit trail tells whose results were written."
    )
    @Argument(help: "The file; it is made, and never written over.") var file: String
    @Argument(help: ArgumentHelp("Search words.", valueName: "search")) var words: [String] = []
    @Option(help: ArgumentHelp("The same as the search words.", valueName: "search")) var filter: String?
    @Flag(help: "Yes, scores and report links in the open; without it nothing is written.") var reveal = false
    @OptionGroup var global: GlobalOptions

    private static let page = 500
    private static let own = [
        "Name", "Address", "Connection", "Supply", "Assessment", "Completed", "Version", "Invitation", "Report link",
    ]

    func validate() throws {
        guard TableWriter.Format(path: file) != nil else {
            throw ValidationError("\(file.suffix(60)): the ending says the format: .csv, .xlsx or .jsonl.")
        }
    }

    func run() throws {
        guard reveal else {
            throw EngineError(
                .refused,
                "an export holds scores and report links in the open: say --reveal, which is written into the audit trail"
            )
        }
        guard !FileManager.default.fileExists(atPath: file) else {
            throw EngineError(.conflict, "\(file) is there already and nothing is overwritten: name another file")
        }
        let application = try global.open(works: false)
        defer { application.close() }
        let text = ([filter].compactMap { $0 } + words).joined(separator: " ")
        let search = try application.ledger.read {
            try SearchWords(world: application.world, stuckAfter: application.settings.stuckAfter).search(text, in: $0)
        }
        let scales = try scales(search, application)
        let columns = ResultExport.own + scales.map { ResultExport.own.contains($0) ? "\($0) (score)" : $0 }
        let writer = try TableWriter(
            path: file, format: TableWriter.Format(path: file) ?? .csv, columns: columns,
            options: .init(sheetName: "Results"))
        var (count, held) = (0, 0)
        try forEachPage(search, application) { rows in
            let contents = try reveal(rows, application)
            for row in rows {
                guard let found = contents[row.record.place] else {
                    held += 1
                    continue
                }
                try writer.write(ResultExport.cells(row, found, scales))
                count += 1
            }
        }
        try writer.finish()
        global.printer.show([
            "file": .string(file), "results": .integer(Int64(count)), "held_back": .integer(Int64(held)),
        ]) {
            "\(count) results written to \(file)\(held > 0 ? "; \(held) held back by open cases: gatehouse reconcile list" : "")\n"
        }
    }

    /// The trail is written before the page is.
    private func reveal(_ rows: [ResultRow], _ application: Application) throws -> [ResultPlace: RevealedResult] {
        let shown = try Revealing(world: application.world).results(
            of: rows.invitations, file: (file as NSString).lastPathComponent, actor: global.actor,
            in: application.ledger)
        return Dictionary(shown.map { ($0.record.place, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The names under which vendors give scores, in their order; no value leaves this.
    private func scales(_ search: InvitationSearch, _ application: Application) throws -> [String] {
        var names = Set<String>()
        try forEachPage(search, application) { rows in
            for result in try application.ledger.read({
                try $0.revealResults(of: rows.invitations, allVersions: false)
            }) { names.formUnion(result.content.scores.keys) }
        }
        return names.sorted()
    }

    private func forEachPage(
        _ search: InvitationSearch, _ application: Application, _ body: ([ResultRow]) throws -> Void
    )
        throws
    {
        var cursor: ResultPlace?
        while true {
            let rows = try application.ledger.read {
                try $0.results(matching: search, after: cursor, limit: ResultExport.page)
            }
            if !rows.isEmpty { try body(rows) }
            guard rows.count == ResultExport.page else { return }
            cursor = rows.last?.record.place
        }
    }

    private static func cells(_ row: ResultRow, _ found: RevealedResult, _ scales: [String]) -> [TableCell] {
        let record = found.record
        return [
            TableCell(row.personName), TableCell(row.address), .text(row.connectionName), .text(row.supplyName),
            .text(record.place.assessment), TableCell(record.completedAt?.description), .integer(record.version),
            .text(record.place.invitation.text), TableCell(found.content.reportLink?.reveal()),
        ] + scales.map { cell(found.content.scores[$0]) }
    }

    private static func cell(_ score: JSONValue?) -> TableCell {
        switch score {
        case .integer(let value)?: Int(exactly: value).map { .integer($0) } ?? .text(String(value))
        case .number(let value)? where value.isFinite: .decimal(value)
        case let other?: .text(other.string ?? other.canonicalText)
        case nil: .empty
        }
    }
}

extension [ResultRow] {
    fileprivate var invitations: [InvitationID] { Set(map(\.record.place.invitation)).sorted() }
}
