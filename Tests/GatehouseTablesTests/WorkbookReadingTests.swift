import Foundation
import GatehouseTables
import GatehouseTesting
import Testing

/// Workbooks that other programs made.
enum ForeignWorkbook {
    /// Runs a Python script with openpyxl that saves to `path`.
    static func make(_ script: String, at path: String) throws {
        _ = try ExternalTool.runPython(
            "import openpyxl, datetime as d, sys\npath = sys.stdin.read()\n" + script, input: path)
    }

    /// Whatever LibreOffice makes of a file, in the same folder; the path of the result.
    static func convert(_ path: String, to format: String) throws -> String {
        let office = ExternalTool.find("soffice") ?? URL(filePath: "/usr/bin/soffice")
        let file = URL(filePath: path)
        let folder = file.deletingLastPathComponent()
        let profile = folder.appending(path: "profile")
        _ = try ExternalTool.run(
            office,
            [
                "-env:UserInstallation=\(profile.absoluteString)", "--headless", "--norestore", "--convert-to", format,
                // UTF-8, comma, numbers and formulas recognised: what a careless person would choose.
                "--infilter=CSV:44,34,76,1,,0,false,true", "--outdir", folder.appending(path: "converted").path, path,
            ])
        let name = file.deletingPathExtension().lastPathComponent
        return folder.appending(path: "converted/\(name).\(format)").path
    }
}

@Suite struct WorkbookReadingTests {
    private let anything = [TableColumn("email"), TableColumn("value")]

    @Test("texts, numbers, dates, times and booleans come as a person sees them", .needsPython)
    func values() throws {
        try withPlace("people.xlsx") { path in
            try ForeignWorkbook.make(
                """
                book = openpyxl.Workbook(); sheet = book.active
                sheet.append(["email", "value"])
                values = [4570123456, 0.1, 1/3, 1e20, 1.5e-7, -5, True, False, d.date(2026, 3, 1), d.datetime(2026, 3, 1, 9, 30, 15),
                          d.datetime(2026, 3, 1), d.time(8, 5), d.timedelta(hours=27, minutes=30), "007", " spaces ", "a\\nb",
                          "_x005F_x0041_", "<&>\\"'", "Łódź 日本 😀", d.date(1900, 1, 1), d.date(1900, 3, 1)]
                for value in values: sheet.append(["a@example.org", value])
                book.save(path)
                """, at: path)
            let table = try Table(path: path, columns: anything)
            #expect(table.format == .xlsx)
            #expect(
                try rows(table).map { $0[1] } == [
                    "4570123456", "0.1", "0.3333333333333333", "100000000000000000000", "0.00000015", "-5", "TRUE",
                    "FALSE",
                    "2026-03-01", "2026-03-01T09:30:15", "2026-03-01T00:00:00", "08:05:00", "27:30:00", "007",
                    " spaces ", "a\nb",
                    "_x0041_", "<&>\"'", "Łódź 日本 😀", "1900-01-01", "1900-03-01",
                ])
        }
    }

    @Test("days counted from 1904 are the same days", .needsPython)
    func macEpoch() throws {
        try withPlace("mac.xlsx") { path in
            try ForeignWorkbook.make(
                """
                from openpyxl.utils.datetime import CALENDAR_MAC_1904
                book = openpyxl.Workbook(); book.epoch = CALENDAR_MAC_1904; sheet = book.active
                sheet.append(["email", "value"])
                for day in [d.date(2026, 3, 1), d.date(1904, 1, 2)]: sheet.append(["a@example.org", day])
                book.save(path)
                """, at: path)
            #expect(try rows(Table(path: path, columns: anything)).map { $0[1] } == ["2026-03-01", "1904-01-02"])
        }
    }

    @Test("every day from 1900 to 2200 is the day that openpyxl meant", .needsPython)
    func everyDay() throws {
        try withPlace("days.xlsx") { path in
            try ForeignWorkbook.make(
                """
                book = openpyxl.Workbook(write_only=True); sheet = book.create_sheet()
                sheet.append(["email", "value"])
                day = d.date(1900, 3, 1)
                while day.year < 2200:
                    sheet.append([day.isoformat(), day]); day += d.timedelta(days=7)
                book.save(path)
                """, at: path)
            let found = try rows(Table(path: path, columns: anything))
            #expect(found.count > 15_000)
            #expect(found.allSatisfy { $0[0] == $0[1] })
        }
    }

    @Test(
        "the first visible sheet is read, with its own row numbers; blank rows and columns stay where they are",
        .needsPython)
    func place() throws {
        try withPlace("sheets.xlsx") { path in
            try ForeignWorkbook.make(
                """
                book = openpyxl.Workbook(); hidden = book.active; hidden.sheet_state = "hidden"; hidden["A1"] = "no"
                book.create_chartsheet("chart")
                sheet = book.create_sheet("People")
                sheet["B3"] = "email"; sheet["D3"] = "value"
                sheet["B7"] = "a@example.org"; sheet["D7"] = "x"; sheet["B9"] = "b@example.org"
                book.create_sheet("Other")["A1"] = "no"
                book.save(path)
                """, at: path)
            let table = try Table(path: path, columns: anything)
            #expect(table.header.cells == ["", "email", "", "value"])
            var places: [Int] = []
            var values: [String?] = []
            try table.forEachRow {
                places.append($0.number)
                values += [$0.value("email"), $0.value("value")]
            }
            #expect(places == [7, 9])
            #expect(values == ["a@example.org", "x", "b@example.org", nil])
        }
    }

    @Test("a formula without a computed value and a failed one are named with cell and remedy", .needsPython)
    func formulas() throws {
        try withPlace("formulas.xlsx") { path in
            try ForeignWorkbook.make(
                """
                book = openpyxl.Workbook(); sheet = book.active
                sheet.append(["email", "value"]); sheet.append(["a@example.org", "=1+1"]); sheet.append(["b@example.org", "#N/A"])
                book.save(path)
                """, at: path)
            var problems: [TableProblem] = []
            try Table(path: path, columns: anything).forEachRow { problems += $0.problems }
            #expect(problems.map(\.row) == [2, 3])
            #expect(problems.map(\.column) == ["value", "value"])
            #expect(problems.last?.value == "#N/A")
        }
    }

    @Test("what LibreOffice saves is read the same", .needsPython, .needsTool("soffice"))
    func libreOffice() throws {
        let text =
            "email,value\r\nåse@example.org,\"two\r\nlines\"\r\nb@example.org,2026-03-01\r\nc@example.org,1.25\r\n"
        try withFile(text.utf8) { path in
            let table = try Table(path: ForeignWorkbook.convert(path, to: "xlsx"), columns: anything)
            #expect(
                try rows(table) == [
                    ["åse@example.org", "two\nlines"], ["b@example.org", "2026-03-01"], ["c@example.org", "1.25"],
                ])
        }
    }

    @Test("prefixed XML, phonetic guides, rich text and cells without a name are understood", .needsPython)
    func otherSpellings() throws {
        try withPlace("odd.xlsx") { path in
            try ForeignWorkbook.make(
                """
                import zipfile
                main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
                rel = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
                pack = 'http://schemas.openxmlformats.org/package/2006/relationships'
                with zipfile.ZipFile(path, 'w') as z:
                    z.writestr('_rels/.rels', f'<Relationships xmlns="{pack}"><Relationship Id="a" Type="{rel}/officeDocument" Target="/xl/book.xml"/></Relationships>')
                    z.writestr('xl/_rels/book.xml.rels', f'<Relationships xmlns="{pack}"><Relationship Id="s" Type="{rel}/worksheet" Target="../xl/one.xml"/><Relationship Id="t" Type="{rel}/sharedStrings" Target="texts.xml"/></Relationships>')
                    z.writestr('xl/book.xml', f'<x:workbook xmlns:x="{main}" xmlns:q="{rel}"><x:sheets><x:sheet name="A" sheetId="1" q:id="s"/></x:sheets></x:workbook>')
                    z.writestr('xl/texts.xml', f'<sst xmlns="{main}"><si><t>email</t></si><si><r><t>va</t></r><r><t xml:space="preserve">lue</t></r></si><si><t>東京</t><rPh sb="0" eb="2"><t>とうきょう</t></rPh></si></sst>')
                    z.writestr('xl/one.xml', f'<x:worksheet xmlns:x="{main}"><x:sheetData><x:row><x:c t="s"><x:v>0</x:v></x:c><x:c t="s"><x:v>1</x:v></x:c></x:row>'
                        '<x:row><x:c t="inlineStr"><x:is><x:r><x:t>a@</x:t></x:r><x:r><x:t>example.org</x:t></x:r></x:is></x:c><x:c t="s"><x:v>2</x:v></x:c></x:row></x:sheetData></x:worksheet>')
                """, at: path)
            let table = try Table(path: path, columns: anything)
            #expect(try rows(table) == [["a@example.org", "東京"]])
        }
    }
}
