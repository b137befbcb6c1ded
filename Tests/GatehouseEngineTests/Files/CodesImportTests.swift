import Foundation
import GatehouseEngine
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit
import GatehouseTesting
import Testing

@Suite("Codes from a vendor's file")
struct CodesImportTests {
    private func importing(
        _ text: String, into bed: EngineBed, strict: Bool = false,
        rules: CodesFile.Rules = CodesFile.Rules(pattern: nil)
    ) throws -> (CodesImport.Report?, rejects: [String]) {
        let folder = try Scratch.folder()
        defer { Scratch.remove(folder) }
        let file = folder.appending(path: "codes.csv")
        try Data(text.utf8).write(to: file)
        let list = folder.appending(path: "rejects.csv")
        var options = CodesImport.Options()
        options.rules = rules
        options.rejects = list.path
        options.isStrict = strict
        var report: CodesImport.Report?
        do {
            report = try CodesImport(world: bed.world).run(
                path: file.path, name: "codes.csv", into: "spring", options, actor: "t", in: bed.ledger)
        } catch let refusal as CodesImport.Refusal { report = refusal.report }
        let lines =
            (try? String(contentsOf: list, encoding: .utf8))?.split(whereSeparator: \.isNewline).map(String.init) ?? []
        return (report, lines)
    }

    private static let file = """
        code,product,batch,expires_on
        GLP-00001,top-5,B1,2027-01-31
        GLP-00002,top-5,B1,2027-02-30
        GLP_00003,top-5,B1,2027-01-31
        GLP-00004,other,B1,2027-01-31
         glp-00001 ,top-5,B1,2027-01-31
        GLP-00001,top-5,B1,2027-01-31
        GLP-00006,top-5,B1,2027-01-31
        POOL-10001,top-5,B1,2027-01-31

        GLP-00007,top-5,B1,
        """

    private func rules() throws -> CodesFile.Rules {
        CodesFile.Rules(
            pattern: try CodePattern("[A-Zglp]{3,4}-\\d{5}"), assessments: ["top-5"], expiryIsRequired: true)
    }

    @Test("CB-14: good rows come in, each wrong one is listed by line with its reason", arguments: TestDatabase.all)
    func rejects(_ database: TestDatabase) throws {
        try database.withEngine(mode: .portal) { bed in
            try bed.supply(units: 1)
            let (report, lines) = try importing(Self.file, into: bed, rules: rules())
            #expect(report?.rows == 9)
            #expect(report?.accepted == 2)
            #expect(
                report?.rejected == [
                    .badDate: 2, .badFormat: 1, .unknownProduct: 1, .duplicateInFile: 2, .alreadyKnown: 1,
                ])
            #expect(report?.lines.first == "accepted 2")
            let shown = report?.firstWrong.map { "\($0.line) \($0.column) \($0.value)" }
            #expect(
                shown == [
                    "3 expires_on 2027-02-30", "4 code ••••0003", "5 product other", "6 code ••••0001",
                    "7 code ••••0001", "9 code ••••0001", "11 expires_on ",
                ])
            #expect(
                lines == [
                    "line,reason,code", "3,bad_date,GLP-00002", "4,bad_format,GLP_00003", "5,unknown_product,GLP-00004",
                    "6,duplicate_in_file,glp-00001", "7,duplicate_in_file,GLP-00001", "9,already_known,POOL-10001",
                    "11,bad_date,GLP-00007",
                ])
            let counts = try bed.counts()
            #expect(counts[.available] == 3 && counts.isConserved)
            let free = try bed.ledger.read { try $0.freeCredentials(of: SupplyID(unique: "spring"), limit: 10) }
            #expect(Set(free.map(\.expires)) == [nil, CalendarDate("2027-01-31")])
            #expect(try bed.verifyAudit())
        }
    }

    @Test("CB-14: what a spreadsheet has made of a code is no code; what only looks a little like it is")
    func spoilt() throws {
        try TestDatabase.sqlite.withEngine(mode: .portal) { bed in
            try bed.supply(units: 0)
            let text = "code\n\"1,23E+10\"\n1.23E+10\n5e+7\n=CMD()\nAE+10\n12E-34\n1E10\n12+34\n"
            let (report, _) = try importing(text, into: bed)
            #expect(report?.accepted == 4 && report?.rejected == [.badFormat: 4], "\(String(describing: report))")
        }
    }

    @Test(
        "CB-14: a link with a last slash is its code; one that leads on behind it is no second code for the same seat",
        arguments: TestDatabase.all)
    func linkEnds(_ database: TestDatabase) throws {
        let vendor = ScriptedVendor(linkBase: "https://my.vendor.example/ac")
        try database.withEngine(mode: .portal, vendor: vendor) { bed in
            try bed.supply(units: 0)
            let base = "https://my.vendor.example/ac/"
            let first = ["AAA-111", "BBB-222", base + "CCC-333/", base + "DDD-444?#"]
            let (taken, _) = try importing((["code"] + first).joined(separator: "\n") + "\n", into: bed)
            #expect(taken?.accepted == 4, "\(String(describing: taken))")
            let again = [
                base + "AAA-111/", base + "bbb222#", "CCC333", base + "AAA-111?utm=1", base + "BBB-222#top",
                base + "CCC-333/x", base + "DDD%2D444",
            ]
            let (report, _) = try importing((["code"] + again).joined(separator: "\n") + "\n", into: bed)
            #expect(
                report?.accepted == 0 && report?.rejected == [.alreadyKnown: 3, .badFormat: 4],
                "\(String(describing: report))")
            #expect(try bed.counts().purchased == 4)
        }
    }

    @Test(
        "CB-14: a code whose link redeems another, or leads elsewhere, does not come in; another spelling of the code does",
        arguments: TestDatabase.all)
    func links(_ database: TestDatabase) throws {
        let vendor = ScriptedVendor(linkBase: "https://my.vendor.example/ac")
        try database.withEngine(mode: .portal, vendor: vendor) { bed in
            try bed.supply(units: 0)
            let text = """
                code,link
                AAA-111,https://my.vendor.example/ac/AAA-111
                BBB-222,http://My.Vendor.example/ac/bbb222
                CCC/3,https://my.vendor.example/ac/CCC%2F3
                DDD-444,
                FFF-666,
                AAA111,https://my.vendor.example/ac/BBB222
                BBB333,https://my.vendor.example/ac/BBB33
                GGG777,https://evil.example/ac/GGG777
                HHH888,https://my.vendor.example/other/HHH888
                III999,my.vendor.example/ac/III999
                JJJ000,https://my.vendor.example/ac/
                EEE-555,
                """
            let (report, lines) = try importing(text, into: bed)
            #expect(report?.accepted == 6 && report?.rejected == [.linkOfAnother: 2, .linkElsewhere: 4])
            #expect(
                lines.dropFirst().map { $0 } == [
                    "7,link_of_another_code,AAA111", "8,link_of_another_code,BBB333", "9,link_elsewhere,GGG777",
                    "10,link_elsewhere,HHH888", "11,link_elsewhere,III999", "12,link_elsewhere,JJJ000",
                ])
            let wrong = try #require(report?.firstWrong)
            #expect(wrong[0].line == 7 && wrong[0].column == "link" && wrong[0].words.contains("two people"))
            #expect(wrong[0].value == "my.vendor.example/\(Secret("https://my.vendor.example/ac/BBB222").masked)")
            #expect(wrong[2].value.hasPrefix("evil.example/") && wrong[2].words.contains("connection rotate"))
        }
    }

    @Test(
        "CB-1: another spelling of a code is no other code, in one file and in the next; it is said where the code is",
        arguments: TestDatabase.all)
    func spellings(_ database: TestDatabase) throws {
        try database.withEngine(mode: .portal) { bed in
            try bed.supply(units: 0)
            let (first, _) = try importing("code\nQRS-777-888\nqrs777888\nＱＲＳ777888\nQRS-777-889\n", into: bed)
            #expect(first?.accepted == 2 && first?.rejected == [.duplicateInFile: 2])
            let (next, lines) = try importing("code\nQRS777889\nQRS777890\n", into: bed)
            #expect(next?.accepted == 1 && next?.rejected == [.alreadyKnown: 1])
            #expect(lines.dropFirst().map { $0 } == ["2,already_known,QRS777889"])
            #expect(next?.firstWrong.first?.words.contains("in another spelling, not given out") == true)
        }
    }

    @Test("CB-14: a row with its link alone holds the code at the link's end, and is that code")
    func linkAlone() throws {
        try TestDatabase.sqlite.withEngine(
            mode: .portal, vendor: ScriptedVendor(linkBase: "https://my.vendor.example/ac/")
        ) { bed in
            try bed.supply(units: 0)
            let text = "code,link\n,https://my.vendor.example/ac/EEE-555\nEEE-555,\n"
            let (report, _) = try importing(text, into: bed)
            #expect(report?.accepted == 1 && report?.rejected == [.duplicateInFile: 1])
        }
    }

    @Test(
        "CB-14: a code whose last day is past is counted, and does not come in where that was asked; today is not past",
        arguments: TestDatabase.all)
    func expired(_ database: TestDatabase) throws {
        try database.withEngine(mode: .portal) { bed in
            try bed.supply(units: 0)
            // The clock stands on 22 November 2025.
            let text = "code,expires_on\nA-1,2025-11-21\nA-2,2025-11-22\nA-3,2025-11-21T23:59:59Z\nA-4,\n"
            var rules = CodesFile.Rules()
            rules.refusesExpired = true
            let (report, lines) = try importing(text, into: bed, rules: rules)
            #expect(report?.accepted == 2 && report?.rejected == [.expired: 2])
            #expect(lines == ["line,reason,code", "2,expired,A-1", "4,expired,A-3"])
            #expect(report?.firstWrong.map { "\($0.column) \($0.value)" }.first == "expires_on 2025-11-21")
            let taken = try importing(text.replacing("A-", with: "B-"), into: bed)
            #expect(taken.0?.accepted == 4 && taken.0?.expired == 2 && taken.0?.rejected == [:])
            try Expiring(world: bed.world).sweep(bed.ledger)
            #expect(try bed.counts()[.available] == 4 && bed.counts()[.lost] == 2 && bed.counts().isConserved)
        }
    }

    @Test(
        "CB-14: a last day is read as people and spreadsheets write it, and refused where day and month might change places"
    )
    func days() throws {
        try TestDatabase.sqlite.withEngine(mode: .portal) { bed in
            try bed.supply(units: 0)
            let written = [
                "31.12.2030", "1.2.2030", "2030-12-31T00:00", "2030-12-31 00:00:00", "31/12/2030", "12/31/2030",
                "05/05/2030", "31.12.2030 00:00", "2030-12-31T00:00:00Z",
            ]
            let wrong = ["03/04/2030", "31.02.2030", "31.12.30", "48579", "2030-12-31 25:00", "12.31.2030"]
            let rows = (written + wrong).enumerated().map { "A-\($0.offset),\($0.element)" }
            let (report, _) = try importing("code,expires_on\n" + rows.joined(separator: "\n") + "\n", into: bed)
            #expect(report?.accepted == Int64(written.count) && report?.rejected == [.badDate: Int64(wrong.count)])
            #expect(report?.firstWrong.map(\.value) == wrong)
            let free = try bed.ledger.read { try $0.freeCredentials(of: SupplyID(unique: "spring"), limit: 20) }
            let days = Dictionary(grouping: free.compactMap(\.expires), by: \.description).mapValues(\.count)
            #expect(days == ["2030-12-31": 7, "2030-02-01": 1, "2030-05-05": 1])
        }
    }

    @Test("CB-14: a workbook's day is understood with a date's format and without one", .needsPython)
    func workbookDays() throws {
        let folder = try Scratch.folder()
        defer { Scratch.remove(folder) }
        let path = folder.appending(path: "codes.xlsx").path
        _ = try ExternalTool.runPython(
            """
            import openpyxl, datetime as d, sys
            path = sys.stdin.read()
            book = openpyxl.Workbook(); sheet = book.active
            sheet.append(["code", "expires_on"])
            for n, day in enumerate([d.date(2030, 12, 31), d.datetime(2030, 12, 31), 47848, "31.12.2030", 2030]):
                sheet.append([f"A-{n}", day])
            book.save(path)
            """, input: path)
        try TestDatabase.sqlite.withEngine(mode: .portal) { bed in
            try bed.supply(units: 0)
            let report = try CodesImport(world: bed.world).run(
                path: path, name: "codes.xlsx", into: "spring", .init(), actor: "t", in: bed.ledger)
            #expect(report.accepted == 4 && report.rejected == [.badDate: 1], "\(report)")
            let free = try bed.ledger.read { try $0.freeCredentials(of: SupplyID(unique: "spring"), limit: 9) }
            #expect(Set(free.map(\.expires)) == [CalendarDate("2030-12-31")])
        }
    }

    @Test(
        "CB-14: codes that a sheet keeps as numbers are told once; one that has lost its last figures does not come in",
        .needsPython)
    func numbersInASheet() throws {
        let folder = try Scratch.folder()
        defer { Scratch.remove(folder) }
        let path = folder.appending(path: "codes.xlsx").path
        _ = try ExternalTool.runPython(
            """
            import openpyxl, datetime as d, sys
            path = sys.stdin.read()
            book = openpyxl.Workbook(); sheet = book.active
            sheet.append(["code", "left"])
            for code in ["0012345678", 12345678, 12345678901234567890, d.date(2030, 3, 1), "A-1"]: sheet.append([code, 1])
            book.save(path)
            """, input: path)
        func taken(_ pattern: String?) throws -> CodesImport.Report {
            try TestDatabase.sqlite.withEngine(mode: .portal) { bed in
                try bed.supply(units: 0)
                var options = CodesImport.Options()
                options.rules.pattern = try pattern.map { try CodePattern($0) }
                return try CodesImport(world: bed.world).run(
                    path: path, name: "codes.xlsx", into: "spring", options, actor: "t", in: bed.ledger)
            }
        }
        let all = try taken(nil)
        #expect(all.accepted == 4 && all.rejected == [.badFormat: 1], "\(all)")
        #expect(all.doubts.last?.hasPrefix("3 codes are numbers or days in this sheet") == true, "\(all.doubts)")
        let fitting = try taken("[0-9]+")
        #expect(fitting.accepted == 2 && fitting.rejected == [.badFormat: 3], "\(fitting)")
        #expect(!fitting.doubts.joined().contains("numbers"), "\(fitting.doubts)")
    }

    @Test(
        "CB-14: of a code that came in earlier it is said where it is and what became of it, never the code",
        arguments: TestDatabase.all)
    func whereItIs(_ database: TestDatabase) throws {
        try database.withEngine(mode: .portal) { bed in
            try bed.supply(units: 0)
            try bed.supply("autumn", units: 2)
            try bed.invite(bed.request(1, from: "autumn", channel: .ourMail))
            try bed.settle()
            let (report, _) = try importing("code\nPOOL-10001\nPOOL-10002\nNEW-1\n", into: bed)
            #expect(report?.accepted == 1 && report?.rejected == [.alreadyKnown: 2])
            #expect(report?.firstWrong.map(\.place) == ["autumn, given out", "autumn, not given out"])
            let words = report?.firstWrong.map { "\($0.value) \($0.words)" } ?? []
            #expect(words.first == "••••0001 came in earlier: autumn, given out; nothing to do")
            #expect(!words.joined().contains("POOL"))
        }
    }

    @Test(
        "CB-14: a code is never given out past its last day, and counts as lost from then on",
        arguments: TestDatabase.all)
    func pastItsDay(_ database: TestDatabase) throws {
        try database.withEngine(mode: .portal) { bed in
            try bed.supply(units: 0)
            _ = try importing("code,expires_on\nA-1,2025-11-22\nA-2,2025-11-24\nA-3,\n", into: bed)
            bed.clock.advance(by: .seconds(86_400))
            // Nobody has counted yet: one of the three is too old all the same.
            #expect(throws: (any Error).self) { try bed.invite(bed.request(3, from: "spring", channel: .ourMail)) }
            try bed.invite(bed.request(1, from: "spring", channel: .ourMail))
            let credentials = try bed.invitations().compactMap(\.credential)
            let held = try bed.ledger.read { try $0.reveal(credentials) }.values.map { $0.secret?.reveal() }
            #expect(held == ["A-2"])
            try Expiring(world: bed.world).sweep(bed.ledger)
            #expect(try bed.counts()[.available] == 1 && bed.counts()[.lost] == 1 && bed.counts().isConserved)
            let entries = try bed.ledger.read { try $0.entries(of: SupplyID(unique: "spring")) }
            #expect(entries.last?.kind == .lost && entries.last?.reason == "expired")
            // Nothing is due now, and nothing is looked through.
            let day = CalendarDate(containing: bed.clock.now)
            #expect(try !bed.ledger.read { try $0.mayHaveExpired(before: day) })
            #expect(try bed.verifyAudit())
        }
    }

    @Test("CB-2: a code of another assessment than the supply's does not come in, however it is written")
    func otherAssessment() throws {
        try TestDatabase.sqlite.withEngine(mode: .portal) { bed in
            try bed.supply(units: 0)
            let (report, lines) = try importing(
                "code,product\nA-1,Top 5\nA-2,top-5\nA-3,All 34\nA-4,\nA-5,TOP  5\n", into: bed)
            #expect(report?.accepted == 4 && report?.rejected == [.unknownProduct: 1])
            #expect(lines.last == "4,unknown_product,A-3")
            // What a person asks for goes before it.
            let asked = try importing(
                "code,product\nB-1,All 34\n", into: bed, rules: CodesFile.Rules(assessments: ["All 34"]))
            #expect(asked.0?.accepted == 1)
        }
    }

    @Test("CB-7: a strict import of a file with one wrong row takes nothing and lists it", arguments: TestDatabase.all)
    func strict(_ database: TestDatabase) throws {
        try database.withEngine(mode: .portal) { bed in
            try bed.supply(units: 1)
            for text in ["code\nA-1\nA-2\nPOOL-10001\n", "code\nA-1\n\"A 2\"\n"] {
                let (report, lines) = try importing(text, into: bed, strict: true)
                #expect(report?.accepted == 0 && report?.rejectedTotal == 1)
                #expect(lines.count == 2)
            }
            #expect(try bed.counts()[.available] == 1)
            let (report, lines) = try importing("code\nA-1\nA-2\n", into: bed, strict: true)
            #expect(report?.accepted == 2 && lines == ["line,reason,code"])
        }
    }

    @Test("The same file a second time brings nothing and says that all is known", arguments: TestDatabase.all)
    func again(_ database: TestDatabase) throws {
        try database.withEngine(mode: .portal) { bed in
            try bed.supply(units: 0)
            let text = "code\n" + (1...500).map { "A-\($0)\n" }.joined()
            #expect(try importing(text, into: bed).0?.accepted == 500)
            #expect(try importing(text, into: bed).0?.rejected == [.alreadyKnown: 500])
            #expect(try bed.counts()[.available] == 500)
        }
    }

    @Test("A file without codes, without an asked column, or for a supply that is no pool is refused")
    func refused() throws {
        try TestDatabase.all[0].withEngine(mode: .portal) { bed in
            try bed.supply(units: 1)
            #expect(throws: EngineError.self) { try importing("name,when\nA,B\n", into: bed) }
            let error = #expect(throws: EngineError.self) {
                try importing("code\nA-1\n", into: bed, rules: CodesFile.Rules(assessments: ["top-5"]))
            }
            #expect(error?.message.contains("--assessments") == true)
        }
        try TestDatabase.all[0].withEngine { bed in
            try bed.supply(units: 1)
            let error = #expect(throws: EngineError.self) { try importing("code\nA-1\n", into: bed) }
            #expect(error?.code == .refused)
        }
    }
}
