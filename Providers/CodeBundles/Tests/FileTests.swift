import GatehouseModel
import GatehouseProviderKit
import GatehouseTesting
import ProviderTesting
import Testing

@testable import CodeBundles

@Suite struct FileTests {
    private let descriptor = CodeBundles().descriptor

    /// Header and rows of a fixture; quoted commas do not occur in those that are read here.
    private func read(_ name: String) throws -> (header: [String], rows: [[String]]) {
        let lines = try Checkout.text(of: "Providers/CodeBundles/fixtures/\(name)").split(whereSeparator: \.isNewline)
        let cells = lines.map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
        return (cells[0], Array(cells.dropFirst()))
    }

    private func folded(_ header: String) -> String { header.lowercased().filter { $0.isLetter || $0.isNumber } }

    private func column(_ header: String, of format: FileFormat) -> FileFormat.Column? {
        format.columns.first { ([$0.name] + $0.aliases).map(folded).contains(folded(header)) }
    }

    @Test(
        "Every column of the vendor's files is known, and none that is needed is missing",
        arguments: [
            ("exported-codes.csv", FileFormat.exportedCodes), ("legacy-bundle-codes.csv", .exportedCodes),
            ("code-status-older.csv", .codeStatus), ("code-status-newer.csv", .codeStatus),
            ("recipient-upload.csv", .recipientUpload), ("bundle-list.csv", .bundleList),
        ])
    func columns(name: String, format: FileFormat) throws {
        let header = try read(name).header
        let known = header.compactMap { column($0, of: format) }
        #expect(known.count == header.count)
        #expect(format.columns.filter(\.isRequired).allSatisfy(known.contains))
        #expect(Set(known.map(\.name)).count == known.count)
    }

    @Test("No two columns of one file share a name", arguments: [FileFormat].codeBundles)
    func distinct(format: FileFormat) {
        for column in format.columns {
            let others = format.columns.filter { $0 != column }.flatMap { [$0.name] + $0.aliases }.map(folded)
            #expect(
                ([column.name] + column.aliases).allSatisfy { !others.contains(folded($0)) },
                "\(format.name): \(column.name)")
        }
    }

    @Test(
        "CB-3: every word of the vendor's status files is known for a strengths code",
        arguments: ["code-status-older.csv", "code-status-newer.csv"])
    func words(name: String) throws {
        let (header, rows) = try read(name)
        let index = try #require(header.firstIndex { column($0, of: .codeStatus)?.role == .word })
        for row in rows {
            #expect(
                descriptor.vocabulary.meaning(of: row[index], for: Facet(usage: .single, category: "strengths")) != nil)
        }
    }

    @Test("CB-7: the upload takes exactly three columns: email address, ID, language code")
    func upload() {
        #expect(FileFormat.recipientUpload.columns.map(\.name) == ["Email Address", "ID", "Language Code"])
        #expect(FileFormat.recipientUpload.isExact && FileFormat.recipientUpload.purpose == .upload)
    }

    @Test("CB-21: the list of bundles gives each count under the vendor's word that the counters know")
    func bundleList() throws {
        let counters = FileFormat.bundleList.columns.filter { $0.role == .counter }.compactMap(\.detail)
        #expect(counters.count == 3)
        for word in counters { #expect(descriptor.counter(word, usage: .single) != nil) }
        let list = try read("bundle-list.csv")
        let usage = try #require(list.header.firstIndex(of: "Usage"))
        #expect(list.rows.allSatisfy { Usage(rawValue: $0[usage]) != nil })
    }

    @Test("CB-14: our own export of codes comes back in by the columns of the vendor's")
    func ownExport() throws {
        let items = [Given.item("Ane", language: "da", id: "7", code: "GLPAA")]
        let task = try #require(
            try CodeBundles().distribute(Given.order(items, channel: .export), Given.portal()).tasks.first)
        let header = try #require(task.text("codes.csv")?.split(separator: "\r\n").first).split(separator: ",").map(
            String.init)
        #expect(header.allSatisfy { column($0, of: .exportedCodes) != nil })
    }
}
