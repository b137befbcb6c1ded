import Foundation
import GatehouseIDN
import GatehouseModel
import GatehouseTesting
import Testing

@Suite("The address corpus", .needsShared("corpora/addresses"))
struct AddressCorpusTests {
    private struct Entry: Decodable {
        let address: String
        let category: String
        let diagnosis: String
    }

    /// Categories of the corpus that are neither right nor wrong by the standards: what the policy makes of them.
    private static let acceptedByPolicy = ["ISEMAIL_DNSWARN"]

    @Test("what is an error is refused, what is valid is taken, and the rest goes by the policy of docs/decisions/0003")
    func judged() throws {
        let file = try #require(SharedMaterial.find("corpora/addresses/isemail.json"))
        let entries = try JSONDecoder().decode([Entry].self, from: Data(contentsOf: file))
        #expect(entries.count == 77)
        for entry in entries {
            let verdict = AddressVerdict(on: entry.address, domains: IDNFolding())
            let isTaken = entry.category == "ISEMAIL_VALID_CATEGORY" || Self.acceptedByPolicy.contains(entry.category)
            #expect(
                verdict.valid == isTaken,
                "\(entry.diagnosis) \(entry.address.debugDescription): \(verdict.reason ?? "taken")")
        }
    }
}
