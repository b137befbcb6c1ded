import Foundation
import GatehouseModel
import GatehouseProviderKit
import GatehouseTesting
import ProviderTesting
import Testing

@testable import Campaigns

/// The vendor's files as they come from its pages, against the descriptions by which they are read.
@Suite struct FileTests {
    let descriptor = Campaigns().descriptor
    private let fixtures = "Providers/Campaigns/fixtures/"

    @Test("CA-6: a status file's columns are all known, and every word in it has a meaning")
    func status() throws {
        let file = try VendorFixture(fixtures + "campaign-status.csv", as: #require(format(.status)))
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
        let file = try VendorFixture(fixtures + "campaign-results.csv", as: #require(format(.results)))
        #expect(file.missing.isEmpty && !file.format.isExact)
        #expect(file.unknown == ["Drive", "Team", "Order"])
        #expect(file.values(.asOf).allSatisfy { CalendarDate($0) != nil })
    }

    @Test("CA-5: what the task gives to paste is exactly what the site takes")
    func addresses() throws {
        let task = try #require(Campaigns().issue(Given.order(["Ane", "Bo", "Cy"]), Given.portal).tasks.first)
        #expect(task.text("addresses") == (try Checkout.text(of: fixtures + "invite-addresses.txt")))
        #expect(format(.upload)?.isExact == true)
    }

    @Test("No two columns of a file answer to the same name")
    func names() {
        for format in descriptor.files { #expect(format.hasDistinctNames, "\(format.name)") }
    }

    private func format(_ purpose: FileFormat.Purpose) -> FileFormat? {
        descriptor.files.first { $0.purpose == purpose }
    }
}
