import Foundation
import GatehouseForms
import GatehouseModel
import GatehouseProviderKit
import GatehouseTables
import GatehouseTesting
import Testing

@testable import GatehouseEngine

@Suite("Words of a vendor's status file")
struct StatusWordTests {
    private static let descriptor = Descriptor(
        id: "acme", version: "1.0.0", name: "Acme", summary: "Made up.", modes: [.portal], settings: .empty,
        capabilities: [], actions: [], vocabulary: Vocabulary([]), supplyKinds: [], options: .empty,
        files: [
            FileFormat(
                name: "status", purpose: .status,
                columns: [
                    .init("email", .address, required: true), .init("course", .assessment),
                    .init("done", .word, required: true, blankMeans: "Sent", dateMeans: "Completed"),
                ])
        ],
        traits: VendorTraits(
            idempotency: [:], snapshotIsComplete: true, snapshotShowsDeleted: false, lag: .zero))

    private func read(_ text: String) throws -> (
        records: [ObservedRecord], setAside: [TableProblem], doubts: [String]
    ) {
        let folder = try Scratch.folder()
        defer { Scratch.remove(folder) }
        let place = folder.appending(path: "status.csv")
        try Data(text.utf8).write(to: place)
        let file = try VendorFile(
            path: place.path, name: "status.csv", descriptor: Self.descriptor, asOf: Instant(milliseconds: 0))
        var records: [ObservedRecord] = []
        let unread = try file.forEachRow { row in
            guard let word = file.format.word(in: row) else { return false }
            records.append(file.format.record(of: row, word: word, asOf: file.asOf, file: file.name))
            return true
        }
        return (records, unread.setAside, file.doubts)
    }

    @Test("KP-8: a blank cell and a date are words where the vendor's page uses them so; other words stay as written")
    func words() throws {
        let file = try read("email,course,done\na@x.org,Drive,\nb@x.org,,2026-03-04\nc@x.org,Top 5,in progress\n")
        #expect(file.records.map(\.word) == ["Sent", "Completed", "in progress"])
        #expect(file.records.map { $0.attributes["done"] } == [nil, "2026-03-04", nil])
        #expect(file.records.map(\.assessments) == [["drive": "Sent"], [:], ["top-5": "in progress"]])
        #expect(file.setAside.isEmpty)
    }

    @Test("A row that ends before the column of words says nothing: it is set aside with its line")
    func torn() throws {
        let file = try read("email,course,done\na@x.org,Drive\nb@x.org,Drive,\n")
        #expect(file.records.map(\.word) == ["Sent"])
        #expect(file.setAside.map(\.line) == [2])
    }

    @Test("Columns that nobody reads are told in one line, with what one may have been meant to be")
    func unread() throws {
        let file = try read("email,course,done,Groups,\n a@x.org,Drive,,x,\n")
        #expect(file.doubts == ["this column is not known and was not read: \"Groups\""])
        let more = try read("email,coarse,done,Groups\na@x.org,Drive,,x\n")
        #expect(
            more.doubts == [
                "these columns are not known and were not read: \"coarse\" (did you mean \"course\"?), \"Groups\""
            ])
        #expect(try read("email,course,done\na@x.org,Drive,\n").doubts.isEmpty)
    }

    @Test(
        "A day is told from a word, however it is written",
        arguments: [
            ("2026-03-04", true), ("2026-03-04T09:00:00Z", true), ("3/4/2026", true), ("04.03.2026", true),
            ("04.03.2026 10:15", true), ("2026/03/04", true), ("Mar 4, 2026", true), ("4 March 2026", true),
            ("Sept. 30, 2026, 9:05 PM", true), ("in progress", false), ("Completed", false), ("4", false),
            ("2026", false), ("May", false), ("3/4", false), ("13.45.2026", false), ("Mars 4 2026", false),
            ("1-2-3", false), ("March 2026 4 people", false),
        ])
    func dates(text: String, isDate: Bool) { #expect(DateWords.isDate(text) == isDate) }
}
