import Foundation
import GatehouseTables
import GatehouseTesting
import Testing

/// Nothing that a file holds may end the program.
@Suite struct WhateverBytesTests {
    @Test("any bytes get a verdict, as a CSV")
    func bytes() {
        let pieces: [[UInt8]] = [
            Array("\"".utf8), Array(",".utf8), Array(";".utf8), [9], [13], [10], [13, 10], [0], [0xFF], [0xFE],
            [0xEF, 0xBB, 0xBF],
            [0xE2, 0x82], [0x80], [0xD8, 0], [0, 0xDC], Array("'".utf8), Array("\\".utf8), Array("sep=".utf8),
            Array("email".utf8),
            Array("=1+1".utf8), Array("12,5".utf8), Array("łódź".utf8), Array(" ".utf8),
        ]
        forAll(cases: 1500) { chance in
            let bytes = chance.list(of: 0...30) { chance in
                chance.once(in: 4) ? [chance.number(in: 0...255)] : chance.element(of: pieces)
            }.flatMap { $0 }
            let verdict = try CSVVerdict.judge(MemoryBytes(bytes, chunk: chance.number(in: 1...9)))
            try #require(verdict.rows >= 0)
            try #require(JSONSerialization.jsonObject(with: Data(verdict.json().utf8)) is [String: Any])
        }
    }

    @Test("any bytes are a table or an error, and can be marked if they are a table")
    func tables() {
        forAll(cases: 300) { chance in
            let noise = chance.list(of: 0...6) { $0.text(length: 0...12) }.joined(
                separator: chance.element(of: [",", ";", "\n"]))
            let text = "email\(chance.element(of: [",", ";", "\t"]))name\n" + noise
            try withFile(text.utf8) { path in
                do {
                    let table = try Table(path: path, columns: HeaderWords.people)
                    try table.annotate(to: path + ".marked", problems: AnnotationTests.problems(table))
                    _ = try Table(path: path + ".marked", columns: HeaderWords.people)
                } catch is TableError {}
            }
        }
    }

    @Test("damaged workbooks are errors or tables, never the end", .needsPython)
    func workbooks() throws {
        let folder = try Scratch.folder()
        defer { Scratch.remove(folder) }
        try ForeignWorkbook.make(
            """
            import io, os, random, zipfile
            chance = random.Random(11)
            book = openpyxl.Workbook(); sheet = book.active
            sheet.append(["email", "name", "when"]); sheet.append(["a@example.org", "<A> & _x0041_", d.datetime(2026, 3, 1, 9, 30)]); sheet.append(["b", 1.5, True])
            memory = io.BytesIO(); book.save(memory)
            with zipfile.ZipFile(memory) as z: parts = {name: z.read(name) for name in z.namelist()}
            tokens = [b'<', b'>', b'"', b'&', b'</row>', b'<row r="99999999999999999999"/>', b'r="ZZZZZ1"', b's="-1"', b't="s"', b'<v>9e999</v>', b'<c r="A-1">', b'<!--', b'<![CDATA[', b'\\x00', b'\\xff']
            for number in range(300):
                name = chance.choice([n for n in parts if n.endswith((".xml", ".rels"))])
                data = bytearray(parts[name])
                for _ in range(chance.randint(1, 3)):
                    at = chance.randrange(len(data) + 1); kind = chance.randrange(3)
                    if kind == 0: data[at:at] = chance.choice(tokens)
                    elif kind == 1: del data[at:at + chance.randint(1, 20)]
                    else: data[at:at + 3] = chance.choice(tokens)
                with zipfile.ZipFile(os.path.join(path, f"{number}.xlsx"), "w") as z:
                    for part, content in parts.items(): z.writestr(part, bytes(data) if part == name else content)
            """, at: folder.path)
        var errors = 0
        for number in 0..<300 {
            let path = folder.appending(path: "\(number).xlsx").path
            do {
                let table = try Table(path: path, columns: [TableColumn("email"), TableColumn("name")])
                try table.annotate(to: path + ".marked.xlsx", problems: AnnotationTests.problems(table))
            } catch is TableError { errors += 1 }
        }
        #expect(errors > 50 && errors < 300)
    }
}
