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
            path: place.path, name: "status.csv", descriptor: Self.descriptor,
            asOf: try #require(Instant("2026-11-22T12:00:00Z")))
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

    @Test("A day that does not exist, or had not come when the file was made, proves nothing: its row is set aside")
    func impossibleDays() throws {
        let file = try read(
            "email,course,done\na@x.org,,31/11/2026\nb@x.org,,2026-02-30\nc@x.org,,\"Nov 31, 2026\"\nd@x.org,,2027-05-01\n"
                + "e@x.org,,2026-11-23\nf@x.org,,12/11/2026\ng@x.org,,24.11.2026\n")
        #expect(file.records.map(\.address) == ["e@x.org", "f@x.org"])
        #expect(file.records.allSatisfy { $0.word == "Completed" })
        #expect(file.setAside.map(\.line) == [2, 3, 4, 5, 8] && file.setAside.allSatisfy { $0.column == "done" })
        #expect(file.setAside.map { $0.reason.contains("no such day") } == [true, true, true, false, false])
        #expect(file.setAside[4].reason == "this day had not come when the file was made (2026-11-22)")
    }

    @Test("A cell too large to be held, and a quote that is never closed, cost their own rows and not the file")
    func notHeld() throws {
        let huge = String(repeating: "x", count: 3 << 20)
        let file = try read(
            "email,course,done\na@x.org,,\nb@x.org,\(huge),\nc@x.org,,2026-03-04\nd@x.org,\"open,\ne@x.org,,\n")
        #expect(file.records.map(\.address) == ["a@x.org", "c@x.org"])
        #expect(file.setAside.map(\.line) == [3, 5])
        #expect(file.setAside[0].reason.contains("larger than is read"))
        #expect(file.setAside[1].reason.contains("what follows, 25 bytes, were not read"))
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
            ("31/11/2026", false), ("11/31/2026", false), ("Nov 31, 2026", false), ("30 February 2028", false),
            ("29.02.2027", false), ("29.02.2028", true), ("2026/02/30", false), ("2026-02-30", false),
            ("12/31/2026", true), ("31/12/2026", true),
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
    func times(text: String, time: String) { #expect(DateWords.time(text)?.earliest == Instant(time), "\(text)") }

    @Test(
        "A day is told with all of its moments",
        arguments: [
            ("2026-03-04", "2026-03-04T23:59:59.999Z"), ("4.3.2026", "2026-03-04T23:59:59.999Z"),
            ("Mar 4, 2026", "2026-03-04T23:59:59.999Z"), ("2026-03-04 10:15", "2026-03-04T10:15:00Z"),
            ("2026-03-04T09:00:00Z", "2026-03-04T09:00:00Z"),
        ])
    func latest(text: String, time: String) { #expect(DateWords.time(text)?.latest == Instant(time), "\(text)") }

    @Test(
        "No time is guessed",
        arguments: [
            "03/04/2026", "11/25/25", "2026-13-01", "31.02.2026", "yesterday", "4", "2026", "March 2026", "13:00",
            "2026-03-04 25:00", "04.03.2026 tea", "Mar 4 Apr 2026", "4/2026", "11/25/2025 13:00 PM", "46000",
        ])
    func noTimes(text: String) { #expect(DateWords.time(text) == nil, "\(text)") }
}
