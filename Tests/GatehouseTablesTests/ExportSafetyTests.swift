import Foundation
import GatehouseTables
import GatehouseTesting
import Testing

/// LibreOffice, with formulas recognised and computed on opening, judges whether anything in an export runs.
@Suite struct ExportSafetyTests {
    private struct Cell: Decodable {
        let value: String?
        let type: String
    }

    /// What LibreOffice makes of a file: every cell with its type (`f` formula, `s` text, `n` number).
    private func opened(_ path: String) throws -> [[Cell]] {
        let converted = try ForeignWorkbook.convert(path, to: "xlsx")
        let output = try ExternalTool.runPython(
            """
            import json, openpyxl, sys
            rows = openpyxl.load_workbook(sys.stdin.read()).active.iter_rows()
            print(json.dumps([[{"value": None if c.value is None else str(c.value), "type": c.data_type} for c in row] for row in rows]))
            """, input: converted)
        return try JSONDecoder().decode([[Cell]].self, from: Data(output.utf8))
    }

    private func export(_ path: String, format: TableWriter.Format, raw: Bool) throws {
        let writer = try TableWriter(
            path: path, format: format, columns: ["payload", "note"], options: .init(raw: raw))
        for text in FormulaGuardTests.dangerous { try writer.write([.text(text), "x"]) }
        try writer.finish()
    }

    @Test(
        "nothing in a CSV export runs when LibreOffice opens it with evaluation on", .needsPython, .needsTool("soffice")
    )
    func csv() throws {
        try withPlace("export.csv") { path in
            try export(path, format: .csv, raw: true)
            let unsafe = try opened(path).flatMap { $0 }.filter { $0.type == "f" }
            #expect(unsafe.count >= 5, "the judge must see formulas where nothing guards")

            try export(path, format: .csv, raw: false)
            let cells = try opened(path)
            #expect(cells.count == FormulaGuardTests.dangerous.count + 1)
            #expect(cells.flatMap { $0 }.allSatisfy { $0.type == "s" })
            #expect(cells.dropFirst().allSatisfy { $0.first?.value?.hasPrefix("'") == true })
        }
    }

    @Test(
        "nothing runs in a list that comes back marked, and it is read as before", .needsPython, .needsTool("soffice"))
    func marked() throws {
        try withPlace("people.csv") { path in
            let writer = try TableWriter(
                path: path, format: .csv, columns: ["email", "name"], options: .init(raw: true))
            for text in FormulaGuardTests.dangerous { try writer.write(["nobody", .text(text)]) }
            try writer.finish()
            let table = try Table(path: path, columns: HeaderWords.people)
            let before = try rows(table)
            try table.annotate(to: path, problems: AnnotationTests.problems(table))
            let cells = try opened(path)
            #expect(cells.count == FormulaGuardTests.dangerous.count + 1)
            #expect(cells.flatMap { $0 }.allSatisfy { $0.type == "s" })
            #expect(try rows(Table(path: path, columns: HeaderWords.people)) == before)
        }
    }

    @Test("nothing in a workbook export runs, and its texts are the originals", .needsPython, .needsTool("soffice"))
    func workbook() throws {
        try withPlace("source.xlsx") { path in
            try export(path, format: .xlsx, raw: false)
            let cells = try opened(path)
            #expect(cells.flatMap { $0 }.allSatisfy { $0.type != "f" })
            let texts = cells.compactMap { $0.first?.value }
            #expect(texts.contains("=cmd|'/C calc'!A0"))
        }
    }

    @Test("an export that LibreOffice saved again comes back unchanged", .needsPython, .needsTool("soffice"))
    func roundTrip() throws {
        try withPlace("export.csv") { path in
            let texts = FormulaGuardTests.dangerous.filter { text in
                // LibreOffice itself drops these on saving as CSV.
                !text.unicodeScalars.contains { $0 == "\u{0}" || $0 == "\r" || $0 == "\u{FEFF}" }
            }
            let writer = try TableWriter(path: path, format: .csv, columns: ["email", "tags"])
            for text in texts { try writer.write([.text(text), "x"]) }
            try writer.finish()
            let saved = try ForeignWorkbook.convert(path, to: "csv")
            let read = try rows(Table(path: saved, columns: HeaderWords.people))
            #expect(read.map { $0[0] } == texts)
        }
    }
}
