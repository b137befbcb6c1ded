import Foundation
import GatehouseEngine
import GatehouseForms
import GatehouseModel
import GatehouseProviderKit
import GatehouseTesting
import Testing

extension VendorBed {
    /// A bundle of single-use codes for the Top 5, called spring, with these in our pool.
    func spring(holding codes: String..., purchased: Int64 = 0, available: Int64? = nil) throws {
        try keep(
            SupplyReport(
                vendorID: "b1", name: "spring", usage: .single, category: "strengths", assessments: ["top-5"],
                purchased: purchased, counters: available.map { ["Available": $0] } ?? [:],
                attributes: ["code_type": "top-5"]))
        #expect(try take(codes).accepted == Int64(codes.count))
    }

    /// Imports what the vendor is said to have exported.
    func take(_ codes: [String], exportedAt time: Instant? = nil) throws -> CodesImport.Report {
        let file = try Scratch.file(holding: Data("code\n\(codes.joined(separator: "\n"))\n".utf8))
        defer { Scratch.remove(file) }
        var options = CodesImport.Options()
        options.exportedAt = time
        return try CodesImport(world: bed.world).run(
            path: file.path, name: "codes.csv", into: "spring", options, actor: "tester", in: bed.ledger)
    }
}
