import Foundation
import GatehouseEngine
import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit
import GatehouseTesting
import Testing
import VendorSandbox

/// Convergence: after the last fault a bounded number of rounds brings agreement, or an open difference for each item.
@Suite("Twenty rounds after a storm of faults")
struct TwentyRoundsTests {
    @Test(
        "Every fault on, then twenty quiet rounds: ledger and vendor agree or an open difference says where not, nothing went twice, and two more rounds write only their runs",
        arguments: StormVendor.all, TestDatabase.all)
    func convergence(_ vendor: StormVendor, _ database: TestDatabase) async throws {
        let cases = UInt64(ProcessInfo.processInfo.environment["GATEHOUSE_CASES"] ?? "") ?? 1
        let first = UInt64(ProcessInfo.processInfo.environment["GATEHOUSE_SEED"] ?? "") ?? 1
        for seed in first..<first + 2 * cases {
            try await VendorBed.run(vendor.provider, at: vendor.kind, on: database, seed: seed) { bed in
                try vendor.furnish(bed)
                try bed.sync()
                var storm = Storm(vendor, bed, seed: seed)
                try storm.rage(moves: 40)
                try bed.control("faults/clear")
                for round in 1...20 { try storm.round(after: .seconds(round < 12 ? 43_200 : 3_600)) }
                try Aftermath(vendor, bed, seed: seed).judge()
                let log = try ChangeLog(bed.address)
                let before = try bed.control("ledger")
                for _ in 1...2 { try storm.round(after: .seconds(3_600)) }
                // When sums were last taken in is a note of whoever takes them in.
                let written = Set(try log.take()).subtracting(["comparison_states"])
                #expect(
                    written == ["audit", "chains", "runs"], "\(vendor.kind.rawValue), seed \(seed): \(written.sorted())"
                )
                #expect(try bed.control("ledger") == before, "seed \(seed): the vendor was left alone")
                try log.close()
            }
        }
    }
}
