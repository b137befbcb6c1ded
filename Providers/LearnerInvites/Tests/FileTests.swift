import GatehouseModel
import GatehouseProviderKit
import GatehouseTesting
import ProviderTesting
import Testing

@testable import LearnerInvites

/// The vendor's files as they come from its pages, against the descriptions by which they are read.
@Suite struct FileTests {
    private let descriptor = LearnerInvites().descriptor
    private let fixtures = "Providers/LearnerInvites/fixtures/"

    private func format(_ purpose: FileFormat.Purpose) throws -> FileFormat {
        try #require(descriptor.files.first { $0.purpose == purpose })
    }

    @Test("LI-9: a status file's columns are all known, and every word in it has a meaning")
    func status() throws {
        let file = try VendorFixture(fixtures + "learner-status.csv", as: format(.status))
        #expect(file.unknown.isEmpty && file.missing.isEmpty && file.format.canBeComplete)
        let meanings = file.values(.word).map { descriptor.vocabulary.meaning(of: $0, for: Given.group().facet) }
        #expect(
            meanings == [
                .stages(.invited, .invited), .stages(.registered, .reported), .stages(.registered, .reported),
                .end(.retracted),
            ])
        #expect(file.values(.supply) == ["Team North", "Team North", "Team South", "Team South"])
        #expect(file.values(.asOf).allSatisfy { Instant($0) != nil })
        // LI-7: no name before acceptance.
        #expect(file.values(.name) == ["", "Bo Fiktiv", "Bo Fiktiv", ""])
    }

    @Test("LI-4: what the task gives to upload is exactly the template's two columns")
    func upload() throws {
        let upload = try format(.upload)
        #expect(upload.isExact && upload.columns.map(\.name) == ["Email", "Groups"])
        let task = try #require(
            LearnerInvites().issue(Given.order(["Ane", "Bo"]), Given.portal()).tasks.first)
        #expect(task.text("learners.csv") == (try Checkout.text(of: fixtures + "learners.csv")))
    }

    @Test("No two columns of a file answer to the same name")
    func names() { for format in descriptor.files { #expect(format.hasDistinctNames, "\(format.name)") } }
}
