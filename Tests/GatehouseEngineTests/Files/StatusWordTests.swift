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

    @Test(
        "A time is told where only one can be meant",
        arguments: [
            ("2026-03-04T09:00:00Z", "2026-03-04T09:00:00Z"), ("2026-03-04", "2026-03-04T00:00:00Z"),
            ("2026-03-04 10:15", "2026-03-04T10:15:00Z"), ("2026-03-04T10:15", "2026-03-04T10:15:00Z"),
            ("04.03.2026 10:15:30", "2026-03-04T10:15:30Z"), ("4.3.2026", "2026-03-04T00:00:00Z"),
            ("25/11/2025", "2025-11-25T00:00:00Z"), ("11/25/2025 9:15 PM", "2025-11-25T21:15:00Z"),
            ("11/25/2025 12:05am", "2025-11-25T00:05:00Z"), ("2026/03/04", "2026-03-04T00:00:00Z"),
            ("Mar 4, 2026", "2026-03-04T00:00:00Z"), ("4 March 2026 09:00", "2026-03-04T09:00:00Z"),
            ("Sept. 30, 2026, 9:05 PM UTC", "2026-09-30T21:05:00Z"), ("03/03/2026", "2026-03-03T00:00:00Z"),
        ])
    func times(text: String, time: String) { #expect(DateWords.time(text) == Instant(time), "\(text)") }

    @Test(
        "No time is guessed",
        arguments: [
            "03/04/2026", "11/25/25", "2026-13-01", "31.02.2026", "yesterday", "4", "2026", "March 2026", "13:00",
            "2026-03-04 25:00", "04.03.2026 tea", "Mar 4 Apr 2026", "4/2026", "11/25/2025 13:00 PM", "46000",
        ])
    func noTimes(text: String) { #expect(DateWords.time(text) == nil, "\(text)") }
}
