import Campaigns
import CodeBundles
import Foundation
import GatehouseEngine
import GatehouseModel
import GatehouseProviderKit
import GatehouseReconciliation
import GatehouseTables
import GatehouseTesting
import KeyPool
import LearnerInvites
import Testing

@Suite("Two spreadsheets, compared without a database")
struct TwoFilesTests {
    private func compare(
        _ provider: any Provider, ledger: String, vendor: String, memory: Int = 1 << 20, threads: Int = 2,
        carrying: Carrying = .none, byAddress: Bool = false
    ) throws -> (report: TwoFiles.Report, breaks: [String]) {
        let folder = try Scratch.folder()
        defer { Scratch.remove(folder) }
        func write(_ text: String, _ name: String) throws -> String {
            let place = folder.appending(path: name)
            try Data(text.utf8).write(to: place)
            return place.path
        }
        let out = folder.appending(path: "breaks.csv").path
        var request = TwoFiles.Request(
            ledger: try write(ledger, "ledger.csv"), vendor: try write(vendor, "vendor.csv"), out: out)
        let made = try #require(Instant("2026-11-22T12:00:00Z"))
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSince1970: Double(made.milliseconds) / 1000)],
            ofItemAtPath: request.vendor)
        (request.memory, request.threads, request.folder) = (memory, threads, folder.path)
        (request.carrying, request.byAddress) = (carrying, byAddress)
        let report = try TwoFiles(provider.descriptor, request).run()
        let lines = try String(contentsOfFile: out, encoding: .utf8).split(whereSeparator: \.isNewline)
        // The rows that went to disk lie in files without a name.
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 3)
        return (report, lines.dropFirst().map(String.init))
    }

    @Test("Each key gets one of six classes, the first that applies; whoever agrees gets none")
    func classes() throws {
        let (report, breaks) = try compare(
            CodeBundles(),
            ledger: """
                id,ref,email,name,group,status,issued_at,updated_at
                1,GLP-1,ann@example.org,Ann,,invited,,
                2,GLP-2,bob@example.org,Bob,,invited,,
                3,GLP-3,cat@example.org,Cat,,started,,
                4,GLP-4,dan@example.org,Dan,,invited,,
                5,GLP-5,eve@example.org,Eve,,invited,,
                6,GLP-6,,,,available,,
                7,GLP-7,gus@example.org,Gus,,retracted,,

                """,
            vendor: """
                code,email,status,distributed_at,activated_at
                 glp-1 ,ANN+work@Example.org,Distributed,,
                GLP-2,bob@example.org,activated,,
                GLP-3,cat@example.org,Distributed,,
                GLP-4,other@example.org,Activated,,
                GLP-6,,Available,,
                GLP-7,gus@example.org,Distributed,,
                GLP-8,hal@example.org,Distributed,,
                GLP-9,ida@example.org,Distributed,,
                glp-9,ida@example.org,Activated,,

                """)
        #expect(
            Set(breaks) == [
                "vendor_ahead,GLP-2,invited,activated,bob@example.org,bob@example.org",
                "vendor_behind,GLP-3,started,Distributed,cat@example.org,cat@example.org",
                "recipient_mismatch,GLP-4,invited,Activated,dan@example.org,other@example.org",
                "missing_at_vendor,GLP-5,invited,,eve@example.org,",
                "vendor_behind,GLP-7,retracted,Distributed,gus@example.org,gus@example.org",
                "unknown_at_gateway,GLP-8,,Distributed,,hal@example.org",
                "duplicate,GLP-9,,Distributed,,ida@example.org",
            ])
        #expect(report.ledger.rows == 7 && report.vendor.rows == 9 && report.counts[.vendorBehind] == 2)
        #expect(report.counts.values.reduce(0, +) == Int64(breaks.count) && report.held.isEmpty)
    }

    @Test("Further columns are carried to each difference, in memory and by way of the disk", arguments: [1 << 20, 0])
    func carried(memory: Int) throws {
        let ledger =
            "ref,email,status,group,note\nGLP-1,ann@example.org,invited,Blue,\"a, b\"\nGLP-2,bob@example.org,started,Red,\n"
        let vendor =
            "code,email,status,Coach\nGLP-1,ann@example.org,Activated, Zoë \nGLP-3,cat@example.org,Distributed\n"
        let all = try compare(CodeBundles(), ledger: ledger, vendor: vendor, memory: memory, carrying: .all)
        #expect(
            Set(all.breaks) == [
                "vendor_ahead,GLP-1,invited,Activated,ann@example.org,ann@example.org,Blue,\"a, b\",Zoë",
                "missing_at_vendor,GLP-2,started,,bob@example.org,,Red,,",
                "unknown_at_gateway,GLP-3,,Distributed,,cat@example.org,,,",
            ])
        let some = try compare(
            CodeBundles(), ledger: ledger, vendor: vendor, memory: memory, carrying: .named(["coach", "group"]))
        #expect(some.breaks.contains("vendor_ahead,GLP-1,invited,Activated,ann@example.org,ann@example.org,Blue,Zoë"))
        let refusal = #expect(throws: EngineError.self) {
            try compare(CodeBundles(), ledger: ledger, vendor: vendor, carrying: .named(["colour"]))
        }
        #expect(refusal?.message.contains("neither file has a column “colour”") == true)
    }

    @Test("Where a vendor has no codes the address without case and plus-tag is the key")
    func addresses() throws {
        let ledger = "ref,email,status\n,Ann+x@Example.org,invited\n,bob@example.org,completed\n"
        let campaign = try compare(
            Campaigns(), ledger: ledger,
            vendor: "email,name,status\nann@example.org,,Unused\nBOB@example.org,,Completed\n")
        #expect(campaign.breaks.isEmpty)
        let learners = try compare(
            LearnerInvites(), ledger: ledger,
            vendor: "email,group,status\nann@example.org,North,Active\nbob@example.org,North,Cancelled\n")
        #expect(learners.report.counts == [.vendorAhead: 2])
        let keys = try compare(
            KeyPool(), ledger: ledger, vendor: "email,completion date\nann@example.org,\nbob@example.org,2026-03-04\n")
        #expect(keys.breaks.isEmpty && keys.report.vendor.setAside.isEmpty)
    }

    @Test("A completion on a day that does not exist or had not come when the file was made is set aside with its line")
    func impossibleDays() throws {
        let people = ["ann", "bob", "cat", "dan"]
        let (report, breaks) = try compare(
            KeyPool(), ledger: "ref,email,status\n" + people.map { ",\($0)@example.org,invited\n" }.joined(),
            vendor: "email,completion date\nann@example.org,31/11/2026\nbob@example.org,\"Feb 30, 2026\"\n"
                + "cat@example.org,2027-05-01\ndan@example.org,23.11.2026\n")
        #expect(breaks == ["vendor_ahead,dan@example.org,invited,Completed,dan@example.org,dan@example.org"])
        #expect(report.vendor.setAside.map(\.line) == [2, 3, 4])
        #expect(
            report.vendor.setAside.map(\.reason) == [
                "there is no such day", "there is no such day",
                "this day had not come when the file was made (2026-11-22)",
            ])
    }

    @Test(
        "A word that no table knows is set aside with its line; its row is there, and nothing is concluded of its status"
    )
    func unknownWord() throws {
        let (report, breaks) = try compare(
            CodeBundles(), ledger: "ref,email,status\nA-1,a@example.org,invited\nA-2,b@example.org,invited\n",
            vendor: "code,email,status\nA-1,a@example.org,Paused\ncode,email,status\nA-2,b@example.org,Distributed\n")
        #expect(breaks.isEmpty)
        #expect(
            report.vendor.setAside.map(\.line) == [2, 3] && report.vendor.setAside.map(\.value) == ["Paused", "status"])
        #expect(report.vendor.setAside.map(\.file) == ["vendor.csv", "vendor.csv"] && !report.vendor.isIncomplete)
    }

    @Test("A file that breaks off is used as far as it goes, and nothing is concluded from what it does not show")
    func truncated() throws {
        let ledger = "ref,email,status\nA-1,a@example.org,invited\nA-2,b@example.org,invited\nA-3,,available\n"
        let (report, breaks) = try compare(
            CodeBundles(), ledger: ledger, vendor: "code,email,status\nA-1,a@example.org,Activated\nA-2,\"b@exam")
        #expect(breaks == ["vendor_ahead,A-1,invited,Activated,a@example.org,a@example.org"])
        #expect(report.vendor.isIncomplete && report.held == [.missingAtVendor: 2])
        #expect(report.vendor.setAside.count == 1 && report.vendor.setAside[0].reason.contains("quote"))
    }

    @Test(
        "So is one that breaks off in the middle of a row, wherever that is told from a row that is whole",
        arguments: [
            ("A-2", "breaks off"), ("A-2,b@example.org", "breaks off"), ("A-2,b@example.org,Distr", "may break off"),
        ])
    func torn(end: String, reason: String) throws {
        let ledger = "ref,email,status\nA-1,a@example.org,invited\nA-2,b@example.org,invited\nA-3,,available\n"
        let whole = "code,email,status\nA-1,a@example.org,Activated\n"
        let (report, breaks) = try compare(CodeBundles(), ledger: ledger, vendor: whole + end)
        #expect(breaks == ["vendor_ahead,A-1,invited,Activated,a@example.org,a@example.org"])
        let isShown = end.hasSuffix("Distr")
        #expect(report.vendor.isIncomplete && report.held == [.missingAtVendor: isShown ? 1 : 2])
        #expect(report.vendor.setAside.map(\.line) == [3] && report.vendor.setAside[0].reason.contains(reason))
        // Short rows are how such a file is written, and the last line of one typed by hand may lack its end.
        let short = try compare(
            CodeBundles(), ledger: ledger, vendor: "code,status,email\nA-3,Available\nA-1,Available")
        #expect(!short.report.vendor.isIncomplete && short.report.vendor.setAside.isEmpty)
    }

    @Test("A cell too large to be read is passed over to its row's end; nothing is concluded of what it may have shown")
    func hugeCell() throws {
        let ledger =
            "ref,email,status\nA-1,a@example.org,invited\nA-2,b@example.org,invited\nA-3,c@example.org,invited\n"
        let huge = String(repeating: "x", count: 3 << 20)
        for cell in [huge, "\"\(huge)\n\""] {
            let (report, breaks) = try compare(
                CodeBundles(), ledger: ledger,
                vendor: "code,email,status\nA-1,a@example.org,Distributed\nA-2,\(cell),Activated\n"
                    + "A-3,c@example.org,Activated\n")
            #expect(breaks == ["vendor_ahead,A-3,invited,Activated,c@example.org,c@example.org"])
            #expect(report.vendor.isIncomplete && report.held == [.missingAtVendor: 1])
            #expect(report.vendor.setAside.map(\.line) == [3] && report.vendor.rows == 3)
        }
    }

    @Test("Rows of another vendor, told by an address where a code is to be or by none, are set aside with their line")
    func otherVendorsRows() throws {
        let codes = try compare(
            CodeBundles(), ledger: "ref,email,status\nA-1,a@example.org,invited\nA-2,b@example.org,invited\n",
            vendor: "code,email,status\nA-1,a@example.org,Distributed\np9@example.org,North,Pending\n"
                + "A-2,not an address,Distributed\n")
        #expect(codes.breaks.isEmpty && codes.report.held == [.missingAtVendor: 1])
        #expect(codes.report.vendor.setAside.map(\.line) == [3, 4])
        #expect(codes.report.vendor.setAside.map(\.column) == ["code", "email"])
        let campaign = try compare(
            Campaigns(), ledger: "ref,email,status\n,a@example.org,invited\n,b@example.org,invited\n",
            vendor: "email,name,status\na@example.org,A,Unused\nGLP-6,b@example.org,In Progress\n")
        #expect(campaign.breaks.isEmpty && campaign.report.held == [.missingAtVendor: 1])
        #expect(campaign.report.vendor.setAside.map(\.value) == ["GLP-6"])
    }

    @Test("A file of codes without its codes is refused unless addresses are meant; one of keys concludes no absence")
    func renamedColumns() throws {
        let ledger = "ref,email,status\nA-1,a@example.org,invited\nA-2,b@example.org,invited\n"
        let codes = "voucher,email,status\nA-1,a@example.org,Activated\nA-3,c@example.org,Distributed\n"
        let refusal = #expect(throws: TableError.self) { try compare(CodeBundles(), ledger: ledger, vendor: codes) }
        #expect(refusal?.code == .missingColumn && refusal?.column == "code")
        let near = #expect(throws: TableError.self) {
            try compare(CodeBundles(), ledger: ledger, vendor: "codes,email,status\nA-1,a@example.org,Activated\n")
        }
        #expect(near?.remedy.contains("did you mean \"codes\"") == true)
        let meant = try compare(CodeBundles(), ledger: ledger, vendor: codes, byAddress: true)
        #expect(meant.report.terms.key == .address && !meant.report.terms.isWeak)
        #expect(meant.report.counts == [.vendorAhead: 1, .missingAtVendor: 1, .unknownAtGateway: 1])
        let keys = "k,email,assessment,coaches,status\nA-1,a@example.org,,,Completed\nA-3,c@example.org,,,Sent\n"
        let weak = try compare(KeyPool(), ledger: ledger, vendor: keys)
        #expect(weak.report.terms.isWeak && weak.report.counts == [.vendorAhead: 1])
        #expect(weak.report.held == [.missingAtVendor: 1, .unknownAtGateway: 1])
        let blind = try compare(
            CodeBundles(), ledger: ledger,
            vendor: "code,kontakt,status\nA-1,x@example.org,Distributed\nA-2,y@example.org,Distributed\n")
        #expect(blind.breaks.isEmpty && blind.report.terms.key == .reference)
        #expect(!blind.report.terms.comparesAddresses)
    }

    @Test("Another column's name, no rows, and a vendor that has no such file are refused with their place")
    func refused() throws {
        let ledger = "ref,email,status\nA-1,a@example.org,invited\n"
        #expect(throws: TableError.self) {
            try compare(CodeBundles(), ledger: ledger, vendor: "code,email,zustand\nA-1,a@example.org,Distributed\n")
        }
        #expect(throws: TableError.self) { try compare(CodeBundles(), ledger: ledger, vendor: "") }
        #expect(throws: TableError.self) {
            try compare(CodeBundles(), ledger: "id,mail\n", vendor: "code,email,status\n")
        }
    }

    @Test("What does not fit into memory waits on disk, and the answer is the same, whatever the number of threads")
    func spilled() throws {
        var (ledger, vendor) = ("ref,email,status\n", "code,email,status\n")
        for index in 0..<60_000 {
            ledger += "C-\(index),p\(index)@example.org,invited\n"
            if index % 7 != 0 {
                vendor += "c-\(index) ,P\(index)@example.org,\(index % 5 == 0 ? "Activated" : "Distributed")\n"
            }
        }
        let inMemory = try compare(CodeBundles(), ledger: ledger, vendor: vendor, memory: 1 << 30, threads: 1)
        let onDisk = try compare(CodeBundles(), ledger: ledger, vendor: vendor, memory: 1 << 18, threads: 4)
        #expect(inMemory.breaks == onDisk.breaks && inMemory.report.counts == onDisk.report.counts)
        #expect(onDisk.report.counts == [.missingAtVendor: 8572, .vendorAhead: 10285])
    }
}
