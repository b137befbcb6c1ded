import GatehouseEngine
import GatehouseLedger
import GatehouseModel
import GatehouseReconciliation
import GatehouseTesting
import Testing

@Suite("Who had ended at the vendor before the ledger knew them")
struct EndedStrangerTests {
    @Test("They are entered for the record, and no unit is set apart for them", arguments: TestDatabase.all)
    func entered(_ database: TestDatabase) throws {
        try database.withEngine { bed in
            try bed.supply(units: 5)
            let line = ",K-9,ida@example.org,spring,Taken back"
            try bed.observe(line, isComplete: true)
            let ticked = try bed.observe(line, isComplete: true, tick: .all)
            #expect(ticked.applied.count == 1)
            #expect(try bed.ledger.read { try $0.people(atAddresses: ["ida@example.org"]) }.count == 1)
            let counts = try bed.counts()
            #expect(counts[.available] == 5 && counts[.quarantined] == 0 && counts.isConserved, "\(counts)")
            let again = try bed.observe(line, isComplete: true)
            #expect(again.result.discrepancies.isEmpty, "\(again.result.discrepancies)")
        }
    }
}
