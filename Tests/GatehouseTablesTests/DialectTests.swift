import Foundation
import GatehouseTables
import GatehouseTesting
import Testing

@Suite struct DialectTests {
    private func judge(_ text: String) -> DialectFinding {
        Array(text.utf8).withUnsafeBytes { DialectFinding.judge($0, complete: true) }
    }

    private struct Answer: Decodable {
        let file: String
        let encoding: String
        let delimiter: String
    }

    @Test(
        "csv-dialects: delimiters are right for 95 % and never wrong where certain; encodings too",
        .needsShared("corpora/csv-dialects"))
    func corpus() throws {
        let folder = try #require(SharedMaterial.find("corpora/csv-dialects"))
        let answers = try JSONDecoder().decode(
            [Answer].self, from: Data(contentsOf: folder.appending(path: "dialects.json")))
        let names: [String: UInt8] = [
            "comma": .comma, "semicolon": .semicolon, "tab": .tab, "vslash": .pipe, "colon": .colon, "space": .space,
        ]
        var right = 0
        var certain = 0
        for answer in answers {
            let bytes = try FileBytes(path: folder.appending(path: "files/\(answer.file)").path)
            let reader = try CSVReader(bytes, file: answer.file)
            let isRight = reader.dialect.dialect.delimiter == names[answer.delimiter]
            if isRight { right += 1 }
            if reader.dialect.certain {
                certain += 1
                #expect(isRight, "certain and wrong: \(answer.file)")
            }
            #expect(reader.text.finding.encoding == .utf8, "\(answer.file)")
        }
        #expect(right * 100 >= answers.count * 95, "\(right) of \(answers.count)")
        // Asking about every file would be no answer either.
        #expect(certain * 100 >= answers.count * 85, "\(certain) of \(answers.count)")
    }

    @Test(
        "what people's spreadsheets write is certain",
        arguments: [
            ("email,name\nanna@example.org,Anna Hansen\n", ","),
            ("email;name\nanna@example.org;\"Hansen; Anna\"\n", ";"),
            ("email;score\nanna@example.org;1,5\nole@example.org;2,75\n", ";"),
            ("E-Mail-Adresse\tVorname\nanna@example.org\tAnna\n", "\t"),
            ("id|email\n1|anna@example.org\n2|b@example.org\n", "|"),
            ("name;email\nHansen, Anna;anna@example.org\nOlsen, Ole;ole@example.org\n", ";"),
            ("email,language,tags\na@example.org,da,\"x;y;z\"\nb@example.org,en,\"x;z\"\n", ","),
        ])
    func certain(text: String, delimiter: String) {
        let finding = judge(text)
        #expect(finding.dialect.delimiter == delimiter.utf8.first)
        #expect(finding.certain, "\(finding.doubt ?? "")")
        #expect(finding.hasHeader && finding.headerCertain)
    }

    @Test(
        "where a person must be asked, the finding says so",
        arguments: [
            "a,b;c\n", "10:30\n11:45\n", "just some text\nof two lines\n", "a;b,c\nd;e,f\n", "",
        ])
    func uncertain(text: String) {
        #expect(!judge(text).certain)
    }

    @Test("Excel's sep= line settles the delimiter and is no record")
    func separatorHint() throws {
        let text = "sep=;\r\nemail;name\r\na,b@example.org;x\r\n"
        let finding = judge(text)
        #expect(finding.dialect.delimiter == .semicolon)
        #expect(finding.certain)
        var found: [[String]] = []
        var places: [Int] = []
        try CSVReader(MemoryBytes(text)).forEachRecord {
            found.append($0.strings())
            places += [$0.number, $0.line]
        }
        #expect(found == [["email", "name"], ["a,b@example.org", "x"]])
        #expect(places == [1, 2, 2, 3])
    }

    @Test("quotes, escapes, spaces and line breaks are found out")
    func details() {
        #expect(judge("a,b\n'x, y',1\n'z',2\n").dialect.quote == .apostrophe)
        #expect(judge("a,b\n\"x\\\"y, z\",1\n\"w\",2\n").dialect.escape == .backslash)
        #expect(judge("a, b\n1, \"x, y\"\n2, \"z, w\"\n").dialect.spaceBeforeQuote)
        #expect(judge("a;b\r1;two\nlines\r2;x\ny\r").dialect.recordEnd == .carriageReturn)
        #expect(judge("a;b\r\n1;two\nlines\r\n2;x\ny\r\n").dialect.recordEnd == .pair)
        #expect(judge("a,b\r\n1,2\r\n").lineEnding == .crlf)
        #expect(judge("a,b\r1,2\r").lineEnding == .cr)
        #expect(judge("a,b\n1,2\r\n").lineEnding == .mixed)
    }

    @Test("a first row of values is no header")
    func header() {
        #expect(!judge("anna@example.org,3\nole@example.org,4\nida@example.org,5\n").hasHeader)
        #expect(judge("who,points\nanna@example.org,3\nole@example.org,4\n").hasHeader)
        #expect(judge("Nombre;Correo electrónico\nAna;ana@example.org\n").headerCertain)
    }

    @Test("whatever a writer quotes and delimits is found again, or asked about")
    func foundAgain() {
        forAll(cases: 400) { chance in
            let delimiter = chance.element(of: [UInt8.comma, .semicolon, .tab, .pipe])
            let width = chance.number(in: 2...7)
            let kinds = chance.list(of: width...width) { $0.number(in: 0...6) }
            let sink = MemorySink()
            let writer = CSVWriter(sink, delimiter: delimiter, raw: true)
            try writer.write((0..<width).map { TableCell.text("column \($0)") })
            for _ in 0..<chance.number(in: 2...30) {
                try writer.write(kinds.map { TableCell.text(Self.value($0, &chance)) })
            }
            try writer.finish()
            let finding = judge(sink.text)
            if finding.certain { try #require(finding.dialect.delimiter == delimiter, "\(sink.text)") }
        }
    }

    private static func value(_ kind: Int, _ chance: inout SeededGenerator) -> String {
        switch kind {
        case 0: "\(chance.word())@example.org"
        case 1: "\(chance.number(in: 0...999)),\(chance.number(in: 10...99))"
        case 2: "\(chance.word(length: 2...6)), \(chance.word(length: 2...6)); \(chance.word())"
        case 3: "2026-0\(chance.number(in: 1...9))-1\(chance.number(in: 0...9)) 10:3\(chance.number(in: 0...9))"
        case 4: chance.once(in: 3) ? "" : chance.word()
        case 5: "\(chance.word()) said \"\(chance.word())\""
        default: "\(chance.number(in: -50...50))"
        }
    }
}
