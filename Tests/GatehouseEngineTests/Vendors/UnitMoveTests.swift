import CodeBundles
import GatehouseEngine
import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit
import GatehouseReconciliation
import GatehouseTesting
import Testing

@Suite("Codes that the vendor moves between its bundles in the portal")
struct UnitMoveTests {
    /// A single-use bundle of which three codes were exported to us, and a multi-use one with three uses, in the older edition.
    private func run(_ database: TestDatabase, _ body: (VendorBed, Supply, Supply) throws -> Void) throws {
        try VendorBed.portal(CodeBundles(), on: database) { vendor in
            var connection = vendor.bed.connection
            connection.settings["edition"] = "older"
            let older = connection
            try vendor.bed.ledger.write { try $0.save(older) }
            try vendor.spring(holding: "SP-1", "SP-2", "SP-3")
            try vendor.keep(
                SupplyReport(
                    vendorID: "b2", name: "open house", usage: .multi, category: "strengths", assessments: ["top-5"],
                    purchased: 3, counters: [:], attributes: ["code_type": "top-5"]))
            let (spring, house) = try vendor.bed.ledger.read { reader in
                (try reader.supply(named: "spring"), try reader.supply(named: "open house"))
            }
            try body(vendor, try #require(spring), try #require(house))
        }
    }

    private func move(_ vendor: VendorBed, from: String, to: String, _ count: Int64) throws {
        try vendor.act("transfer", on: from, ["to": .string(to), "count": .integer(count), "change_usage": true])
        try vendor.tick(try #require(try vendor.workList.first))
    }

    private func counts(_ supply: Supply, _ vendor: VendorBed) throws -> UnitCounts {
        try #require(try vendor.bed.ledger.read { try $0.counts(of: [supply.id])[supply.id] })
    }

    @Test(
        "CB-19: what is moved into a multi-use bundle is entered there by the tick; the codes of our pool stay",
        arguments: TestDatabase.all)
    func singleToMulti(_ database: TestDatabase) throws {
        try run(database) { vendor, spring, house in
            try move(vendor, from: "spring", to: "open house", 2)
            #expect(try counts(house, vendor).states == [.available: 5] && counts(house, vendor).isConserved)
            #expect(try counts(spring, vendor).states == [.available: 3] && counts(spring, vendor).isConserved)
            let entries = try vendor.bed.ledger.read { try $0.entries(of: house.id) }
            #expect(entries.last?.kind == .movedIn && entries.last?.count == 2)
        }
    }

    @Test(
        "CB-19: what is moved out of a multi-use bundle is gone there by the tick; its codes come into our pool by an export",
        arguments: TestDatabase.all)
    func multiToSingle(_ database: TestDatabase) throws {
        try run(database) { vendor, spring, house in
            try move(vendor, from: "open house", to: "spring", 2)
            #expect(try counts(house, vendor).states == [.available: 1] && counts(house, vendor).isConserved)
            #expect(try counts(spring, vendor).states == [.available: 3] && counts(spring, vendor).isConserved)
        }
    }
}
