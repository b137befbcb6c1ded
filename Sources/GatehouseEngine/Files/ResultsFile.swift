import Foundation
package import GatehouseForms
package import GatehouseModel
package import GatehouseProviderKit
package import GatehouseTables

/// The results that a vendor's pages export: one row for each completed assessment of a person, scores in columns of their
/// own names. Rows that cannot be read are set aside with their place.
package struct ResultsFile: Sendable {
    package let name: String
    package let format: FileFormat
    package var results: [ToldResult] = []
    package var setAside: [TableProblem] = []
    package var doubts: [String] = []
    package var rows = 0

    /// The most rows that are taken from one file; it is held whole until it is kept.
    static let mostRows = 500_000

    /// Throws `refused` where the provider describes no such file, `TableError` where its columns are not there.
    package init(path: String, name: String? = nil, descriptor: Descriptor, settings: Table.Settings = .init()) throws {
        guard
            let (format, table) = try descriptor.open(path, name: name, purpose: .results, settings: settings)
        else {
            throw EngineError(
                .refused, "\(descriptor.name) describes no file of results: look at the vendor's own pages")
        }
        self.format = format
        self.name = table.name
        let titles = table.header.cells
        let scales = titles.indices.filter { index in !format.columns.contains { table.header.index($0.name) == index }
        }
        try table.forEachRow { row in
            rows += 1
            guard rows <= ResultsFile.mostRows else {
                throw EngineError(
                    .invalid,
                    "\(name ?? path): more than \(ResultsFile.mostRows) rows: split the file and take it in parts")
            }
            if let problem = row.problems.first { return setAside.append(problem) }
            if row.isBlank { return }
            do {
                results.append(
                    ToldResult(
                        try format.result(of: row, scales: scales.map { (title: titles[$0], index: $0) }),
                        file: self.name, line: row.line ?? row.number))
            } catch let problem as TableProblem { setAside.append(problem) }
        }
        doubts = table.doubts + table.header.unreadWords
    }
}

extension FileFormat {
    fileprivate func result(
        of row: borrowing TableRow, scales: [(title: String, index: Int)]
    ) throws(TableProblem) -> AssessmentResult {
        let names = [value(of: .reference, in: row), value(of: .vendorID, in: row), value(of: .address, in: row)]
        guard names.contains(where: { $0 != nil }) else {
            throw row.problem(
                columns.first { $0.role == .address }?.name, reason: "the row names nobody",
                remedy: "export the file again with its addresses")
        }
        var completedAt: Instant?
        if let column = columns.first(where: { $0.role == .asOf }), let text = row.value(column.name) {
            completedAt = Instant(text) ?? CalendarDate(text)?.start
            if completedAt == nil {
                throw row.problem(
                    column.name, reason: "this is no date", remedy: "write it like 2026-11-04 or 2026-11-04T09:30:00Z")
            }
        }
        var scores: [String: JSONValue] = [:]
        for scale in scales {
            let text = row.text(scale.index).trimmingCharacters(in: .whitespaces)
            guard !text.isEmpty, !scale.title.isEmpty else { continue }
            guard text.utf8.count <= 4096 else {
                throw row.problem(nil, reason: "the cell of \(scale.title) is too long", remedy: "4096 bytes at most")
            }
            scores[scale.title] = FileFormat.score(text)
        }
        return AssessmentResult(
            reference: names[0], vendorID: names[1], address: names[2], supply: value(of: .supply, in: row),
            assessment: value(of: .assessment, in: row) ?? "", completedAt: completedAt, scores: scores,
            reportLink: value(of: .link, in: row).map { Secret($0) })
    }

    /// A figure as a number, so that it is the same as the interface's; everything else as it is written.
    private static func score(_ text: String) -> JSONValue {
        if let whole = Int64(text), String(whole) == text { return .integer(whole) }
        let isPlain = text.utf8.allSatisfy { (48...57).contains($0) || $0 == 46 || $0 == 45 }
        if isPlain, let number = Double(text), number.isFinite { return .number(number) }
        return .string(text)
    }
}

extension ResultRefusal {
    /// A row of a file that could not be read.
    init(_ problem: TableProblem, in name: String) {
        let line = problem.line ?? problem.row ?? 0
        self.init(
            .unreadable, place: "\(problem.file ?? name), line \(line)", file: problem.file ?? name, line: line,
            column: problem.column, value: problem.value, reason: problem.reason, remedy: problem.remedy)
    }
}
