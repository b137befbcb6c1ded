import Foundation
import GatehouseModel
import GatehouseProviderKit
import GatehouseTesting
import Testing

@testable import Campaigns

/// The vendor's files as they come from its pages, against the descriptions by which they are read.
@Suite struct FileTests {
    let descriptor = Campaigns().descriptor

    @Test("CA-6: a status file's columns are all known, and every word in it has a meaning")
    func status() throws {
        let file = try Fixture("campaign-status.csv", as: #require(format(.status)))
        #expect(file.unknown.isEmpty && file.missing.isEmpty)
        #expect(file.format.canBeComplete)
        let facet = Facet(usage: .personal, category: "campaign")
        let meanings = file.values(.word).map { descriptor.vocabulary.meaning(of: $0, for: facet) }
        #expect(
            meanings == [
                .stages(.invited, .invited), .stages(.registered, .registered), .stages(.started, .started),
                .stages(.completed, .reported),
            ])
        #expect(file.values(.asOf).allSatisfy { Instant($0) != nil })
        #expect(file.roles.count { $0?.role == .assessmentWord } == 2)
        #expect(
            Set(file.roles.compactMap { $0?.role == .assessmentWord ? $0?.detail : nil }) == [
                "core-drivers", "core-values",
            ])
    }

    @Test("CA-8: a file of results may bear any columns of scores beside the person and the day")
    func results() throws {
        let file = try Fixture("campaign-results.csv", as: #require(format(.results)))
        #expect(file.missing.isEmpty && !file.format.isExact)
        #expect(file.unknown == ["Drive", "Team", "Order"])
        #expect(file.values(.asOf).allSatisfy { CalendarDate($0) != nil })
    }

    @Test("CA-5: what the task gives to paste is exactly what the site takes")
    func addresses() throws {
        let task = try #require(Campaigns().issue(Given.order(["Ane", "Bo", "Cy"]), Given.portal).tasks.first)
        #expect(task.text("addresses") == (try Fixture.text("invite-addresses.txt")))
        #expect(format(.upload)?.isExact == true)
    }

    @Test("No two columns of a file answer to the same name")
    func names() {
        for format in descriptor.files {
            let names = format.columns.flatMap { [$0.name] + $0.aliases }.map(Vocabulary.folded)
            #expect(Set(names).count == names.count, "\(format.name)")
        }
    }

    private func format(_ purpose: FileFormat.Purpose) -> FileFormat? {
        descriptor.files.first { $0.purpose == purpose }
    }
}

/// A small vendor file without quotes, its header held against a description.
struct Fixture {
    let format: FileFormat
    let header: [String]
    let rows: [[String]]

    init(_ name: String, as format: FileFormat) throws {
        let lines = try Fixture.text(name).split(separator: "\n").map {
            $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
        self.format = format
        header = try #require(lines.first)
        rows = Array(lines.dropFirst())
    }

    static func text(_ name: String) throws -> String { try Checkout.text(of: "Providers/Campaigns/fixtures/\(name)") }

    /// The described column of each header cell.
    var roles: [FileFormat.Column?] {
        header.map { cell in
            format.columns.first { ([$0.name] + $0.aliases).map(Vocabulary.folded).contains(Vocabulary.folded(cell)) }
        }
    }

    var unknown: [String] { zip(header, roles).filter { $1 == nil }.map(\.0) }
    var missing: [String] {
        format.columns.filter { column in column.isRequired && !roles.contains(column) }.map(\.name)
    }

    func values(_ role: FileFormat.Role) -> [String] {
        guard let place = roles.firstIndex(where: { $0?.role == role }) else { return [] }
        return rows.map { $0[place] }
    }
}
