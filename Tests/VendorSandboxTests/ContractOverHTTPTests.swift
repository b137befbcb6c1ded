import Foundation
import GatehouseForms
import GatehouseModel
import GatehouseProviderKit
import Testing
import VendorSandbox

@Suite("The contract's client against the sandbox over HTTP")
struct ContractOverHTTPTests {
    @Test("Issue, distribute and status bring a code to its person, and the vendor's words back")
    func wholeWay() async throws {
        try await Bench.run { bench in
            let client = try bench.client(.codeBundles)
            let bundle = try bench.bundle(5)
            let issued = try client.issue(order("k1", bundle, .vendorMail, items(1...3)))
            #expect(issued.done.count == 3)
            #expect(issued.done.allSatisfy { $0.word == "Available" && $0.secret != nil && $0.vendorID != nil })
            let holding = zip(items(1...3), issued.done).map { $0.holding($1) }
            let sent = try client.distribute(order("k2", bundle, .vendorMail, holding))
            #expect(sent.done.map(\.word) == ["Pending/In Progress", "Pending/In Progress", "Pending/In Progress"])
            let mails = try bench.control("outbox").array ?? []
            #expect(
                mails.compactMap { $0["to"]?.string } == [
                    "person-1@example.org", "person-2@example.org", "person-3@example.org",
                ])
            let (records, facts) = try bench.snapshot(.codeBundles)
            #expect(records.map(\.reference) == ["inv_1", "inv_2", "inv_3"])
            #expect(facts.isComplete)
            #expect(facts.counters[bundle.vendorID] == ["Available": 2, "Pending/In Progress": 3, "Used": 0])
        }
    }
}
