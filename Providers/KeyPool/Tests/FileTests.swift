import Foundation
import GatehouseModel
import GatehouseProviderKit
import GatehouseTesting
import ProviderTesting
import Testing

@testable import KeyPool

/// The vendor's files as they come from its pages, against the descriptions by which they are read.
@Suite struct FileTests {
    private let descriptor = KeyPool().descriptor

    private func format(_ purpose: FileFormat.Purpose) throws -> FileFormat {
        try #require(descriptor.files.first { $0.purpose == purpose })
    }

    @Test(
        "KP-8: the list of sent keys has completion date or \"in progress\" and the coaches; blank is sent, a date completed"
    )
    func sentKeys() throws {
        let file = try VendorFixture("Providers/KeyPool/fixtures/sent-keys.csv", as: format(.status))
        #expect(file.unknown.isEmpty && file.missing.isEmpty && file.format.canBeComplete)
        #expect(file.values(.word) == ["", "In progress", "2026-11-05", "11/6/2026"])
        let column = try #require(file.format.columns.first { $0.role == .word })
        let facet = Given.pool().facet
        #expect(
            column.blankMeans.flatMap { descriptor.vocabulary.meaning(of: $0, for: facet) }
                == .stages(.invited, .registered))
        #expect(
            column.dateMeans.flatMap { descriptor.vocabulary.meaning(of: $0, for: facet) }
                == .stages(.completed, .reported))
        #expect(file.format.columns.contains { $0.role == .coaches })
    }

    @Test("KP-8: who came by the landing page is told by the list's own column")
    func landingPage() throws {
        let file = try VendorFixture("Providers/KeyPool/fixtures/sent-keys.csv", as: format(.status))
        let trait = try #require(descriptor.traits.selfArrival)
        let column = try #require(file.roles.firstIndex { $0?.name == trait.attribute })
        let fits = file.rows.map { row in
            trait.fits(
                ObservedRecord(
                    word: "Sent", asOf: Given.now, attributes: [trait.attribute: row[column]],
                    source: .request(id: "r")))
        }
        #expect(fits == [false, false, false, true])
    }

    @Test("KP-4: what the task gives to paste is exactly what the site takes")
    func addresses() throws {
        let task = try #require(try KeyPool().issue(Given.order(["Ane", "Bo", "Cy"]), Given.portal).tasks.first)
        #expect(task.text("addresses") == (try Checkout.text(of: "Providers/KeyPool/fixtures/key-addresses.txt")))
        #expect(try format(.upload).isExact)
    }

    @Test("No two columns of a file answer to the same name")
    func names() { for file in descriptor.files { #expect(file.hasDistinctNames, "\(file.name)") } }
}
