import Foundation
import GatehouseForms
import GatehouseTables
import GatehouseTesting
import Testing

@Suite struct ExportTests {
    private func written(
        _ rows: [[TableCell]], columns: [String] = ["a", "b"], format: TableWriter.Format = .csv,
        options: TableWriter.Options = .init()
    ) throws -> String {
        let sink = MemorySink()
        let writer = try TableWriter(sink, format: format, columns: columns, options: options)
        for row in rows { try writer.write(row) }
        try writer.finish()
        return sink.text
    }

    @Test("CB-14: a CSV is written as RFC 4180 says, guarded, with numbers as numbers")
    func csv() throws {
        let rows: [[TableCell]] = [
            ["x,y", "a\"b"], ["=1+1", .integer(-5)], [.decimal(0.5), .boolean(true)], [.empty, " "], ["l\nm", "é"],
        ]
        #expect(try written(rows) == "a,b\r\n\"x,y\",\"a\"\"b\"\r\n'=1+1,-5\r\n0.5,true\r\n,\" \"\r\n\"l\nm\",é\r\n")
        #expect(try written([["=1+1", "x"]], options: .init(raw: true)) == "a,b\r\n=1+1,x\r\n")
        #expect(try written([], options: .init(mark: true)).utf8.starts(with: [0xEF, 0xBB, 0xBF]))
        #expect(try written([["a;b", "c"]], options: .init(delimiter: .semicolon)) == "a;b\r\n\"a;b\";c\r\n")
    }

    @Test("a file that would begin like a SYLK file or a hint, or a blank line, is quoted")
    func traps() throws {
        #expect(try written([["x", "y"]], columns: ["ID", "b"]) == "\"ID\",b\r\nx,y\r\n")
        #expect(try written([], columns: ["sep=;"]) == "\"sep=;\"\r\n")
        #expect(try written([[""], ["x"]], columns: ["a"]) == "a\r\n\"\"\r\nx\r\n")
    }

    @Test("any texts come back the same from CSV, in any dialect")
    func csvIdentity() {
        forAll(cases: 400) { chance in
            let delimiter = chance.element(of: [UInt8.comma, .semicolon, .tab, .pipe])
            let width = chance.number(in: 1...5)
            let rows = chance.list(of: 0...8) { chance in chance.list(of: width...width) { $0.text(length: 0...12) } }
            let columns = (0..<width).map { "c\($0)" }
            for raw in [false, true] {
                let text = try written(
                    rows.map { $0.map { .text($0) } }, columns: columns, options: .init(raw: raw, delimiter: delimiter))
                let read = try fields(text, dialect: CSVDialect(delimiter: delimiter)).dropFirst()
                let plain = read.map { raw ? $0 : $0.map { FormulaGuard.unguarded($0) } }
                try #require(plain.map { $0.map { Array($0.utf8) } } == rows.map { $0.map { Array($0.utf8) } })
            }
        }
    }

    @Test("any texts come back the same from a workbook, control characters too")
    func workbookIdentity() {
        forAll(cases: 60) { chance in
            let rows = chance.list(of: 1...12) { chance in ["row"] + chance.list(of: 3...3) { $0.text(length: 0...20) }
            }
            try withPlace("export.xlsx") { path in
                let writer = try TableWriter(path: path, format: .xlsx, columns: ["id", "a", "b", "c"])
                for row in rows { try writer.write(row.map { .text($0) }) }
                try writer.finish()
                let columns = ["id", "a", "b", "c"].map { TableColumn($0) }
                var read: [[String]] = []
                try Table(path: path, columns: columns).forEachRow { row in read.append((0..<4).map { row.text($0) }) }
                try #require(read.map { $0.map { Array($0.utf8) } } == rows.map { $0.map { Array($0.utf8) } })
            }
        }
    }

    @Test("a control character behind a letter that joins what follows it comes back from a workbook")
    func controlBehindPrepended() throws {
        let text = "\u{11F02}\u{1}G_x0041_"
        try withPlace("export.xlsx") { path in
            let writer = try TableWriter(path: path, format: .xlsx, columns: ["a"])
            try writer.write([.text(text)])
            try writer.finish()
            var read: [String] = []
            try Table(path: path, columns: [TableColumn("a")]).forEachRow { row in read.append(row.text(0)) }
            #expect(read.map { Array($0.utf8) } == [Array(text.utf8)])
        }
    }

    @Test("the naughty strings come through a workbook byte for byte", .needsShared("corpora/text"))
    func naughtyWorkbook() throws {
        let strings = try NaughtyStrings.load()
        try withPlace("export.xlsx") { path in
            let writer = try TableWriter(path: path, format: .xlsx, columns: ["id", "value"])
            for text in strings { try writer.write(["x", .text(text)]) }
            try writer.finish()
            var read: [[UInt8]] = []
            try Table(path: path, columns: [TableColumn("value")]).forEachRow { read.append(Array($0.text(1).utf8)) }
            #expect(read == strings.map { Array($0.utf8) })
        }
    }

    @Test("a workbook has numbers as numbers and texts as texts, and the same rows give the same bytes", .needsPython)
    func workbook() throws {
        try withPlace("export.xlsx") { path in
            func write() throws -> Data {
                let writer = try TableWriter(path: path, format: .xlsx, columns: ["a", "b", "c", "d", "e"])
                try writer.write(["=1+1", "007", .integer(5), .decimal(0.25), .boolean(true)])
                try writer.write(["http://example.org", .integer(1_234_567_890_123_456_789), .empty, "", "x"])
                try writer.finish()
                return try Data(contentsOf: URL(filePath: path))
            }
            let first = try write()
            let second = try write()
            #expect(first == second)
            let output = try ExternalTool.runPython(
                """
                import openpyxl, sys
                for row in openpyxl.load_workbook(sys.stdin.read()).active.iter_rows():
                    print([(c.value, c.data_type) for c in row])
                """, input: path)
            #expect(
                output == """
                    [('a', 's'), ('b', 's'), ('c', 's'), ('d', 's'), ('e', 's')]
                    [('=1+1', 's'), ('007', 's'), (5, 'n'), (0.25, 'n'), (True, 'b')]
                    [('http://example.org', 's'), ('1234567890123456789', 's'), (None, 'n'), (None, 'n'), ('x', 's')]

                    """)
        }
    }

    @Test("JSON lines are JSON, whatever the texts", .needsPython)
    func jsonLines() throws {
        var chance = SeededGenerator(seed: 5)
        let texts = chance.list(of: 300...300) { $0.text() }
        let output = try written(
            texts.map { [.text($0), .integer(7), .decimal(0.5), .boolean(false), .empty] },
            columns: ["text\"\n", "i", "d", "b", "e"],
            format: .jsonLines)
        let answer = try ExternalTool.runPython(
            """
            import json, sys
            rows = [json.loads(line) for line in sys.stdin.buffer.read().decode().split("\\n") if line]
            assert all(list(r)[0] == 'text"\\n' and (r["i"], r["d"], r["b"], r["e"]) == (7, 0.5, False, None) for r in rows)
            print(json.dumps([r['text"\\n'] for r in rows]))
            """, input: output)
        let read = try JSONDecoder().decode([String].self, from: Data(answer.utf8))
        #expect(read.map { Array($0.utf8) } == texts.map { Array($0.utf8) })
    }

    @Test("a text that no workbook can hold is refused with its cell")
    func tooLong() throws {
        try withPlace("export.xlsx") { path in
            let writer = try TableWriter(path: path, format: .xlsx, columns: ["a", "b"])
            try writer.write(["x", .text(String(repeating: "é", count: 32_767))])
            let error = tableError { try writer.write(["x", .text(String(repeating: "é", count: 32_768))]) }
            #expect(error?.code == .cellTooLong)
            #expect(error?.row == 3)
            #expect(error?.column == "B")
            #expect(error?.file == path)
        }
    }

    @Test(
        "a file appears whole or not at all, readable by its owner only",
        arguments: [TableWriter.Format.csv, .xlsx, .jsonLines])
    func atomic(format: TableWriter.Format) throws {
        try withPlace("export.\(format.rawValue)") { path in
            let folder = URL(filePath: path).deletingLastPathComponent().path
            do {
                let writer = try TableWriter(path: path, format: format, columns: ["a"])
                try writer.write(["x"])
                #expect(!FileManager.default.fileExists(atPath: path))
            }
            let left = try FileManager.default.contentsOfDirectory(atPath: folder)
            #expect(left.isEmpty)
            let writer = try TableWriter(path: path, format: format, columns: ["a"])
            try writer.finish()
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            #expect(mode == 0o600)
            let after = try FileManager.default.contentsOfDirectory(atPath: folder)
            #expect(after == ["export.\(format.rawValue)"])
        }
    }

    @Test("a place that cannot be written to is an error", arguments: [TableWriter.Format.csv, .xlsx])
    func unwritable(format: TableWriter.Format) {
        let error = tableError { _ = try TableWriter(path: "/nonexistent/x.csv", format: format, columns: ["a"]) }
        #expect(error?.code == .unwritable)
    }

    @Test("a full disk is an error, and nothing is left")
    func fullDisk() {
        let sink = DescriptorSink(descriptor: open("/dev/full", O_WRONLY), name: "export.csv")
        let error = tableError {
            let writer = try TableWriter(sink, format: .csv, columns: ["a"])
            try writer.finish()
        }
        #expect(error?.code == .unwritable)
        #expect(error?.file == "export.csv")
    }
}
