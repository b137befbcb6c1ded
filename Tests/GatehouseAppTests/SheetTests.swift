import Foundation
import GatehouseForms
import GatehouseTesting
import Testing

@Suite("Workbooks with further sheets, on the command line")
struct SheetTests {
    /// Three sheets: people, codes, and one that is nothing of the kind.
    private func workbook(_ gatehouse: CommandLineRun) throws -> String {
        let path = gatehouse.path("book.xlsx")
        _ = try ExternalTool.runPython(
            """
            import openpyxl, sys
            path = sys.stdin.read()
            book = openpyxl.Workbook(); people = book.active; people.title = "People"
            people.append(["email", "name"]); people.append(["ann@example.org", "Ann"])
            more = book.create_sheet("More people")
            more.append(["email", "language"]); more.append(["bo@example.org", "da"]); more.append(["cy", "da"])
            notes = book.create_sheet("Notes"); notes.append(["remember the cake"])
            book.save(path)
            """, input: path)
        return path
    }

    @Test(
        "CB-7: which sheet was read and which were not is said; --sheet chooses, and the marked copy marks that one",
        .needsPython)
    func people() throws {
        try CommandLineRun.with { gatehouse in
            let book = try workbook(gatehouse)
            let first = try gatehouse("import", "run", book, "-o", "json")
            #expect(first.status == 0 && first.json?["accepted"] == 1)
            #expect(
                first.words.contains(
                    "the sheet \"People\" was read, not \"More people\", \"Notes\"; --sheet NAME chooses another"),
                "\(first.words)")
            let second = try gatehouse("import", "run", book, "--sheet", "more people", "-o", "json")
            #expect(second.status == 3 && second.json?["accepted"] == 1 && second.json?["rejected"] == 1)
            #expect(!second.words.contains("was read, not"))
            let marked = try #require(second.json?["marked_file"]?.string)
            let sheets = try ExternalTool.runPython(
                """
                import openpyxl, sys
                book = openpyxl.load_workbook(sys.stdin.read())
                print([[c.value for c in r] for r in book["More people"].rows][0], book["People"].max_column)
                """, input: marked)
            #expect(sheets.contains("'error', 'remedy'") && sheets.contains("] 2"), "\(sheets)")
            let wrong = try gatehouse("import", "check", book, "--sheet", "Leute")
            #expect(wrong.status == 1 && wrong.words.contains("no sheet \"Leute\""), "\(wrong.words)")
            #expect(wrong.words.contains("name one of \"People\", \"More people\", \"Notes\""))
            let list = try gatehouse.write("email\nann@example.org\n", to: "people.csv")
            #expect(try gatehouse("import", "check", list, "--sheet", "A").words.contains("a CSV file has no sheet"))
        }
    }

    @Test(
        "A line that is not UTF-8 is told with file, line and what was assumed; --encoding and --delimiter say otherwise"
    )
    func encoding() throws {
        try CommandLineRun.with { gatehouse in
            let file = gatehouse.path("people.csv")
            try (Data("email,name\nann@example.org,Ann\nbo@example.org,J".utf8) + Data([0xF6]) + Data("rg\n".utf8))
                .write(to: URL(filePath: file))
            let guessed = try gatehouse("import", "run", file, "--yes")
            #expect(guessed.status == 0, "\(guessed)")
            for part in ["people.csv: ", "read as windows-1252", "line 3", "--encoding NAME"] {
                #expect(guessed.words.contains(part), "\(part): \(guessed)")
            }
            #expect(try gatehouse("person", "list", "Jörg", "-o", "jsonl").lines.count == 1)
            let said = try gatehouse("import", "check", file, "--encoding", "windows-1250", "-o", "json")
            #expect(said.status == 0 && !said.words.contains("--encoding"), "\(said)")
            let wrong = try gatehouse("import", "check", file, "--encoding", "utf-8", "-o", "json")
            #expect(wrong.json?["rejected"] == 1, "\(wrong)")
            let strange = try gatehouse("import", "check", file, "--encoding", "klingon")
            #expect(strange.status == 64 && strange.words.contains("known are utf-8"), "\(strange)")
            let pipes = try gatehouse.write("email|name\ncy@example.org|Cy, Ltd\n", to: "pipes.csv")
            #expect(try gatehouse("import", "check", pipes, "--delimiter", "pipe", "-o", "json").json?["accepted"] == 1)
            #expect(try gatehouse("import", "check", pipes, "--delimiter", "dot").status == 64)
        }
    }

    @Test("Codes and status files of a workbook: the sheet is chosen and the others are told", .needsPython)
    func codesAndStatus() throws {
        try CommandLineRun.with { gatehouse in
            let book = gatehouse.path("codes.xlsx")
            _ = try ExternalTool.runPython(
                """
                import openpyxl, sys
                path = sys.stdin.read()
                book = openpyxl.Workbook(); codes = book.active; codes.title = "Codes"
                codes.append(["code"]); codes.append(["SP-1"]); codes.append(["SP-2"])
                status = book.create_sheet("Status")
                status.append(["code", "email", "status"]); status.append(["SP-1", "", "Distributed"])
                book.save(path)
                """, input: book)
            let added = try gatehouse(
                "connection", "add", "desk", "--provider", "code-bundles", "--mode", "portal", "--set",
                "plan=subscription")
            try #require(added.status == 0, "\(added.words)")
            try #require(
                try gatehouse(
                    "supply", "add", "spring", "--connection", "desk", "--category", "strengths", "--usage", "single"
                ).status == 0)
            let taken = try gatehouse("supply", "import", book, "--supply", "spring", "-o", "json")
            #expect(taken.status == 0 && taken.json?["accepted"] == 2)
            #expect(taken.words.contains("the sheet \"Codes\" was read, not \"Status\""), "\(taken.words)")
            let seen = try gatehouse("observe", book, "--sheet", "Status", "-o", "json")
            #expect(seen.status == 0 && seen.json?["run"]?["records"] == 1, "\(seen.words)")
        }
    }
}
