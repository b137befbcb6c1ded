import Foundation
import GatehouseTables
import GatehouseTesting
import Testing

@Suite struct AnnotationTests {
    /// Marks every row whose address holds no `@`, and reads the result's bytes.
    private func marked(
        _ bytes: [UInt8], settings: Table.Settings = Table.Settings()
    ) throws -> (bytes: [UInt8], table: Table, again: [[String]]) {
        try withFile(bytes) { path in
            let table = try Table(path: path, name: "people.csv", columns: HeaderWords.people, settings: settings)
            let target = path + ".errors.csv"
            try table.annotate(to: target, problems: Self.problems(table))
            let result = try Data(contentsOf: URL(filePath: target))
            let second = try Table(path: target, columns: HeaderWords.people, settings: settings)
            let again = (try? rows(second)) ?? []
            #expect(second.header.problems.isEmpty)
            return (Array(result), table, again)
        }
    }

    static func problems(_ table: Table) throws -> [TableProblem] {
        var problems: [TableProblem] = []
        do {
            try table.forEachRow { row in
                problems += row.problems
                if row.value("email")?.contains("@") != true {
                    problems.append(row.problem("email", reason: "this is no address", remedy: "write name@domain"))
                }
            }
        } catch let error as TableError { problems.append(TableProblem(error)) }
        return problems
    }

    @Test("CB-7: the original comes back byte for byte, with every error marked in its row")
    func csv() throws {
        let text =
            "email;\"Name\";tags\r\na@example.org;\"A; B\";x\r\n\r\nnobody; \"x ;\r\nb@example.org;\"two\r\nlines\";y"
        let result = try marked(Array(text.utf8))
        #expect(
            String(decoding: result.bytes, as: UTF8.self)
                == "email;\"Name\";tags;error;remedy\r\na@example.org;\"A; B\";x;;\r\n\r\n"
                + "nobody; \"x ;;email: this is no address;write name@domain\r\nb@example.org;\"two\r\nlines\";y;;")
        #expect(result.again.count == 3)
    }

    @Test("CB-7: the encoding and its mark stay", arguments: [TextEncoding.utf8, .utf16LE, .utf16BE, .windows1252])
    func encodings(encoding: TextEncoding) throws {
        let text = "email,Vorname\r\nnobody,Jürgen\r\nå@example.org,Åse\r\n"
        let bytes: [UInt8] =
            switch encoding {
            case .utf16LE: [0xFF, 0xFE] + text.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
            case .utf16BE: [0xFE, 0xFF] + text.utf16.flatMap { [UInt8($0 >> 8), UInt8(truncatingIfNeeded: $0)] }
            case .windows1252: text.unicodeScalars.map { UInt8($0.value) }
            default: [0xEF, 0xBB, 0xBF] + Array(text.utf8)
            }
        let result = try marked(bytes)
        #expect(result.bytes.starts(with: bytes.prefix(4)))
        #expect(result.again == [["nobody", "Jürgen"], ["å@example.org", "Åse"]])
        let line = "nobody,Jürgen,email: this is no address,write name@domain\r\n"
        let expected: [UInt8] =
            encoding == .windows1252
            ? line.unicodeScalars.map { UInt8($0.value) }
            : encoding == .utf8
                ? Array(line.utf8)
                : line.utf16.flatMap {
                    encoding == .utf16LE
                        ? [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)]
                        : [UInt8($0 >> 8), UInt8(truncatingIfNeeded: $0)]
                }
        #expect(result.bytes.firstRange(of: expected) != nil)
    }

    @Test("CB-7: short and long rows are marked in the same two columns")
    func ragged() throws {
        let result = try marked(Array("email,name\nnobody\na@example.org,A,extra\n".utf8))
        #expect(
            String(decoding: result.bytes, as: UTF8.self)
                == "email,name,,error,remedy\nnobody,,,email: this is no address,write name@domain\n"
                + "a@example.org,A,extra,\"C: the row has 3 cells, the header 2\",\"put the value with the delimiter in quotes, or name the column\"\n"
        )
    }

    @Test("CB-7: marking a marked file replaces the old marks")
    func again() throws {
        let first = try marked(Array("email,name\nnobody,\"A\"\nb@example.org,B\n".utf8))
        let corrected = String(decoding: first.bytes, as: UTF8.self).replacingOccurrences(
            of: "nobody", with: "a@example.org"
        )
        .replacingOccurrences(of: "b@example.org", with: "nobody")
        let second = try marked(Array(corrected.utf8))
        #expect(
            String(decoding: second.bytes, as: UTF8.self)
                == "email,name,error,remedy\na@example.org,A,,\nnobody,B,email: this is no address,write name@domain\n")
    }

    @Test("CB-7: a quote that is never closed is marked on its line, and the file can be opened again")
    func unterminated() throws {
        let result = try marked(Array("email,name\na@example.org,A\nb@example.org,\"B\nc@example.org,C\n".utf8))
        let text = String(decoding: result.bytes, as: UTF8.self)
        #expect(
            text.hasPrefix(
                "email,name,error,remedy\na@example.org,A,,\nb@example.org,\"\"\"B\",the quote that opens here is never closed,"
            ))
        #expect(result.again == [["a@example.org", "A"], ["b@example.org", "\"B"], ["c@example.org", "C"]])
    }

    @Test("CB-7: broken bytes go back as they came, Excel's sep= line too")
    func lossless() throws {
        let bytes =
            Array("sep=;\r\nemail;name\r\nłódź@example.org;ż\r\nb@example.org;".utf8) + [0xFF]
            + Array("\r\nnobody;x\r\n".utf8)
        let result = try marked(bytes)
        #expect(result.bytes.firstRange(of: Array("b@example.org;".utf8) + [0xFF, 0x3B]) != nil)
        #expect(result.bytes.starts(with: Array("sep=;\r\nemail;name;error;remedy\r\n".utf8)))
    }

    @Test("neither a mark nor a cell of the sender that begins like a formula runs, and both come back as they were")
    func guarded() throws {
        let columns = [TableColumn("=1+1"), TableColumn("email")]
        try withFile("=1+1,email\nx,nobody\n".utf8) { path in
            let table = try Table(path: path, columns: columns)
            var problems: [TableProblem] = []
            try table.forEachRow { problems.append($0.problem("=1+1", reason: "r", remedy: "m")) }
            try table.annotate(to: path, problems: problems)
            let text = try String(contentsOfFile: path, encoding: .utf8)
            #expect(text == "'=1+1,email,error,remedy\nx,nobody,'=1+1: r,m\n")
            let again = try Table(path: path, columns: columns)
            #expect(again.header.index("=1+1") == 0)
        }
        let result = try marked(
            Array("email;Name;tags\nnobody;\"=HYPERLINK(\"\"x\"\";\"\"y\"\")\";x\nb@example.org;'=1;\" z\"\n".utf8))
        #expect(
            String(decoding: result.bytes, as: UTF8.self)
                == "email;Name;tags;error;remedy\nnobody;\"'=HYPERLINK(\"\"x\"\";\"\"y\"\")\";x;email: this is no address;write name@domain\n"
                + "b@example.org;'=1;\" z\";;\n")
        #expect(result.again.map { $0[1] } == ["=HYPERLINK(\"x\";\"y\")", "=1"])
        // With the mark before it, it would look as if apostrophes were this file's quotes.
        let like = try marked(Array("email,Name\nnobody,+a'\n".utf8))
        #expect(like.again.map { $0[1] } == ["+a'"])
    }

    @Test("any table with any problems comes back with its own cells unchanged")
    func anything() {
        forAll(cases: 80) { chance in
            let sink = MemorySink()
            let writer = CSVWriter(sink, delimiter: chance.element(of: [.comma, .semicolon, .tab]), raw: true)
            try writer.write(["email", "name", "tags"])
            let cells = chance.list(of: 1...20) { chance in
                ["\(chance.word())@example.org", chance.text(length: 0...15), chance.text(length: 0...8)]
            }
            for row in cells { try writer.write(row.map { TableCell.text($0) }) }
            try writer.finish()
            let wrong = chance.number(in: 0...2)
            try withFile(sink.bytes) { path in
                let table = try Table(path: path, columns: HeaderWords.people)
                let before = try rows(table)
                var problems: [TableProblem] = []
                try table.forEachRow { row in
                    if row.number % 3 == wrong {
                        problems.append(row.problem("name", reason: "wrong, \"quite\"", remedy: "m;n"))
                    }
                }
                try table.annotate(to: path, problems: problems)
                let again = try Table(path: path, columns: HeaderWords.people)
                let after = try rows(again)
                try #require(
                    after.map { $0.prefix(3).map { Array($0.utf8) } }
                        == before.map { $0.prefix(3).map { Array($0.utf8) } })
            }
        }
    }
}

@Suite struct WorkbookAnnotationTests {
    private static let script = """
        from openpyxl.styles import Font
        book = openpyxl.Workbook(); sheet = book.active; sheet.title = "People"
        sheet.append(["email", "joined", "n"])
        sheet.append(["a@example.org", d.datetime(2026, 3, 1, 9, 30), 4570123456])
        sheet.append(["nobody", d.date(2026, 3, 2), 0.5]); sheet["A3"].font = Font(bold=True)
        sheet["A6"] = "nobody <&> either"; sheet.row_dimensions[8].height = 30
        sheet.column_dimensions["A"].width = 40
        other = book.create_sheet("Notes"); other["B2"] = "kept"; other["B3"] = "=1+1"
        book.save(path)
        """

    private static let reading = """
        import json
        sheet = openpyxl.load_workbook(path)["People"]
        print(json.dumps([[str(c.value) for c in row] for row in sheet.iter_rows()] + [[str(sheet["A3"].font.bold), str(sheet.column_dimensions["A"].width),
            openpyxl.load_workbook(path)["Notes"]["B3"].value, sheet["B2"].number_format, sheet["C2"].data_type, sheet.dimensions]]))
        """

    private func read(_ path: String) throws -> [[String]] {
        let output = try ExternalTool.runPython(
            "import openpyxl, sys\npath = sys.stdin.read()\n" + Self.reading, input: path)
        return try JSONDecoder().decode([[String]].self, from: Data(output.utf8))
    }

    @Test("CB-7: a workbook comes back with its types, styles and other sheets, and two columns more", .needsPython)
    func workbook() throws {
        try withPlace("people.xlsx") { path in
            try ForeignWorkbook.make(Self.script, at: path)
            let columns = [HeaderWords.email, TableColumn("joined"), TableColumn("n")]
            let table = try Table(path: path, columns: columns)
            let target = path + ".errors.xlsx"
            try table.annotate(to: target, problems: try AnnotationTests.problems(table))
            let none = ["None", "None"]
            let wrong = ["email: this is no address", "write name@domain"]
            #expect(
                try read(target) == [
                    ["email", "joined", "n", "error", "remedy"],
                    ["a@example.org", "2026-03-01 09:30:00", "4570123456"] + none,
                    ["nobody", "2026-03-02 00:00:00", "0.5"] + wrong,
                    ["None", "None", "None"] + none, ["None", "None", "None"] + none,
                    ["nobody <&> either", "None", "None"] + wrong,
                    ["True", "40.0", "=1+1", "yyyy-mm-dd h:mm:ss", "n", "A1:E6"],
                ])
            let again = try Table(path: target, columns: columns)
            #expect(again.header.problems.isEmpty)
            #expect(try rows(again) == rows(table))

            // Marked again, without problems: the old marks go, the columns stay.
            try again.annotate(to: path, problems: [])
            #expect(try read(path).prefix(3).map { Array($0.suffix(2)) } == [["error", "remedy"], none, none])
            #expect(try Table(path: path, columns: columns).header.cells == ["email", "joined", "n"])
        }
    }

    @Test("CB-7: what LibreOffice saved can be marked, and LibreOffice opens it", .needsPython, .needsTool("soffice"))
    func libreOffice() throws {
        try withFile("email,name\nnobody,A\n\nb@example.org,\"x\ny\"\n".utf8) { path in
            let saved = try ForeignWorkbook.convert(path, to: "xlsx")
            let table = try Table(path: saved, columns: HeaderWords.people)
            let folder = URL(filePath: saved).deletingLastPathComponent()
            let target = folder.appending(path: "marked.xlsx").path
            try table.annotate(to: target, problems: try AnnotationTests.problems(table))
            let text = try String(contentsOfFile: ForeignWorkbook.convert(target, to: "csv"), encoding: .utf8)
            #expect(
                text
                    == "email,name,error,remedy\nnobody,A,email: this is no address,write name@domain\n,,,\nb@example.org,\"x\ny\",,\n"
            )
        }
    }

    @Test("CB-7: our own exports can be marked, whatever they hold")
    func ownExport() throws {
        try withPlace("export.xlsx") { path in
            let writer = try TableWriter(path: path, format: .xlsx, columns: ["email", "name"])
            try writer.write(["nobody", "<a> & \u{7}_x0041_"])
            try writer.write(["b@example.org", "  x  "])
            try writer.finish()
            let table = try Table(path: path, columns: HeaderWords.people)
            try table.annotate(to: path, problems: try AnnotationTests.problems(table))
            let again = try Table(path: path, columns: HeaderWords.people)
            #expect(again.header.cells == ["email", "name"])
            #expect(
                try rows(again).map { Array($0.prefix(2)) } == [
                    ["nobody", "<a> & \u{7}_x0041_"], ["b@example.org", "  x  "],
                ])
        }
    }
}
