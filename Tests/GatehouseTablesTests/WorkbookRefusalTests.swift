import Foundation
import GatehouseTables
import GatehouseTesting
import Testing

@Suite struct WorkbookRefusalTests {
    private static let prelude = """
        import zipfile
        main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
        rel = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
        pack = 'http://schemas.openxmlformats.org/package/2006/relationships'
        def save(sheet, texts=None):
            with zipfile.ZipFile(path, 'w', zipfile.ZIP_DEFLATED) as z:
                z.writestr('_rels/.rels', f'<Relationships xmlns="{pack}"><Relationship Id="a" Type="{rel}/officeDocument" Target="xl/workbook.xml"/></Relationships>')
                z.writestr('xl/_rels/workbook.xml.rels', f'<Relationships xmlns="{pack}"><Relationship Id="s" Type="{rel}/worksheet" Target="sheet.xml"/><Relationship Id="t" Type="{rel}/sharedStrings" Target="texts.xml"/></Relationships>')
                z.writestr('xl/workbook.xml', f'<workbook xmlns="{main}" xmlns:r="{rel}"><sheets><sheet name="A" sheetId="1" r:id="s"/></sheets></workbook>')
                if texts: z.writestr('xl/texts.xml', texts)
                with z.open('xl/sheet.xml', 'w') as f:
                    for piece in sheet: f.write(piece.encode())
        head = f'<worksheet xmlns="{main}"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>email</t></is></c></row>'
        tail = '</sheetData></worksheet>'

        """

    private func refusal(_ script: String, limits: WorkbookLimits = WorkbookLimits()) throws -> TableError? {
        try withPlace("people.xlsx") { path in
            try ForeignWorkbook.make(Self.prelude + script, at: path)
            return tableError {
                let table = try Table(
                    path: path, columns: [TableColumn("email")], settings: .init(workbook: limits))
                try table.forEachRow { _ in }
            }
        }
    }

    @Test("a bomb is refused long before it is unpacked", .needsPython)
    func bomb() throws {
        let error = try refusal("save([head] + ['<!--' + ' ' * 1000000 + '-->'] * 300 + [tail])")
        #expect(error?.code == .workbookTooLarge)
        #expect(error?.remedy.contains("CSV") == true)
    }

    @Test("a sheet over the total is refused even when it is not packed tightly", .needsPython)
    func total() throws {
        let error = try refusal(
            "import random\nsave([head] + [f'<row><c><v>{random.random()}</v></c></row>' for i in range(40000)] + [tail])",
            limits: WorkbookLimits(totalBytes: 1 << 20))
        #expect(error?.code == .workbookTooLarge)
    }

    @Test("too much shared text is refused", .needsPython)
    func sharedText() throws {
        let error = try refusal(
            "save([head, tail], f'<sst xmlns=\"{main}\">' + '<si><t>abcdefghij</t></si>' * 5000 + '</sst>')",
            limits: WorkbookLimits(sharedStringBytes: 20_000))
        #expect(error?.code == .workbookTooLarge)
    }

    @Test("a long text that many cells name is refused before it fills memory", .needsPython)
    func sharedTextRepeated() throws {
        let script = """
            texts = f'<sst xmlns="{main}"><si><t>' + 'x' * 10000 + '</t></si></sst>'
            row = '<row>' + '<c t="s"><v>0</v></c>' * 50 + '</row>'
            save([head, row * 100, tail], texts)
            """
        #expect(try refusal(script, limits: WorkbookLimits(rowBytes: 400_000))?.code == .workbookTooLarge)
        #expect(try refusal(script, limits: WorkbookLimits(textBytes: 10_000_000))?.code == .workbookTooLarge)
        #expect(try refusal(script, limits: WorkbookLimits(cellBytes: 5000))?.code == .cellTooLong)
        #expect(try refusal(script) == nil)
    }

    @Test("rows and columns beyond a spreadsheet's own are refused with their place", .needsPython)
    func size() throws {
        #expect(try refusal("save([head, '<row r=\"1048577\"><c><v>1</v></c></row>', tail])")?.code == .tooManyRows)
        let wide = try refusal("save([head, '<row r=\"2\"><c r=\"XFE2\"><v>1</v></c></row>', tail])")
        #expect(wide?.code == .tooManyColumns)
        #expect(wide?.row == 2)
        #expect(wide?.column == "XFE")
        let long = try refusal(
            "save([head, '<row r=\"2\"><c r=\"A2\" t=\"inlineStr\"><is><t>' + 'x' * 3000 + '</t></is></c></row>', tail])",
            limits: WorkbookLimits(cellBytes: 2000))
        #expect(long?.code == .cellTooLong)
    }

    @Test("entities that grow are refused", .needsPython)
    func entities() throws {
        let error = try refusal(
            "save(['<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]>', head.replace('email', '&b;'), tail])"
        )
        #expect(error?.code == .damagedWorkbook)
    }

    @Test("broken XML, a missing string and a cut archive are damage, not a table", .needsPython)
    func damage() throws {
        #expect(try refusal("save([head, '<row><c>', tail])")?.code == .damagedWorkbook)
        #expect(
            try refusal("save([head, '<row r=\"2\"><c r=\"A2\" t=\"s\"><v>7</v></c></row>', tail])")?.code
                == .damagedWorkbook)
        let cut = try refusal(
            "save([head, tail])\ndata = open(path, 'rb').read()\nopen(path, 'wb').write(data[:len(data) // 2])")
        #expect(cut?.code == .damagedWorkbook)
        let flipped = try refusal(
            """
            save([head, '<row r="2"><c r="A2"><v>12345</v></c></row>', tail])
            data = bytearray(open(path, 'rb').read()); at = data.rfind(b'xl/sheet.xml', 0, data.find(b'PK\\x01\\x02')) + 40
            data[at] ^= 0xFF; open(path, 'wb').write(data)
            """)
        #expect(flipped?.code == .damagedWorkbook)
    }

    @Test("files that people take for tables are refused by their right name")
    func foreign() throws {
        let beginnings: [([UInt8], String)] = [
            ([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], "password"), (Array("%PDF-1.7\n".utf8), "PDF"),
            ([0x1F, 0x8B, 8, 0], "gz"),
        ]
        for (bytes, word) in beginnings {
            let error = try withFile(bytes) { path in tableError { _ = try Table(path: path, columns: []) } }
            #expect(error?.code == .unknownFormat)
            #expect(error?.reason.contains(word) == true)
        }
    }

    @Test("other archives are not workbooks", .needsPython)
    func otherArchives() throws {
        try withPlace("people.ods") { path in
            try ForeignWorkbook.make(
                "import zipfile\nzipfile.ZipFile(path, 'w').writestr('content.xml', '<x/>')", at: path)
            let error = tableError { _ = try Table(path: path, columns: []) }
            #expect(error?.code == .unknownFormat)
            #expect(error?.reason.contains(".ods") == true)
        }
    }

    @Test("a file that is not there, or a folder, cannot be read")
    func unreadable() throws {
        #expect(tableError { _ = try Table(path: "/nonexistent/people.csv", columns: []) }?.code == .unreadable)
        #expect(tableError { _ = try Table(path: "/", columns: []) }?.code == .unreadable)
    }
}
