import CodeBundles
import Foundation
import GatehouseEngine
import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit
import GatehouseReconciliation
import GatehouseTesting
import Testing

@Suite("Codes that a vendor has shown with somebody are free again by its evidence alone")
struct DoubtfulCodesTests {
    private func run(_ database: TestDatabase, _ body: (VendorBed) throws -> Void) throws {
        try VendorBed.portal(CodeBundles(), on: database) { vendor in
            try vendor.spring(holding: "SP-1", "SP-2", "SP-3", "SP-4")
            try body(vendor)
        }
    }

    private func take(_ codes: String..., at time: Instant? = nil, into vendor: VendorBed) throws -> CodesImport.Report
    {
        try vendor.take(codes, exportedAt: time)
    }

    private func show(_ rows: String..., by vendor: VendorBed) throws {
        vendor.bed.clock.advance(by: .seconds(600))
        _ = try vendor.observe(
            file: "code,email,status\n" + rows.map { $0 + "\n" }.joined(), isComplete: false)
    }

    private func decide(_ verdict: Resolving.Verdict, in vendor: VendorBed) throws {
        let open = try vendor.bed.ledger.read {
            try $0.discrepancies(of: vendor.bed.connection.id, state: .open)
        }
        #expect(!open.isEmpty)
        for case let found in open {
            _ = try Resolving(world: vendor.bed.world).resolve(
                found.id.text, verdict, reason: "a colleague knows", actor: "ada", in: vendor.bed.ledger)
        }
    }

    private func later(_ vendor: VendorBed) -> Instant {
        vendor.bed.clock.advance(by: .seconds(3600))
        return vendor.bed.clock.now
    }

    @Test(
        "CB-1: a code that somebody has used is never free again, whatever is decided about its case and whatever file comes",
        arguments: TestDatabase.all, [Resolving.Verdict.ignore, .settle])
    func used(_ database: TestDatabase, _ verdict: Resolving.Verdict) throws {
        try run(database) { vendor in
            // SP-9 the ledger does not know yet.
            try show("SP-1,guest@example.org,Used", "SP-2,,Used", "SP-9,other@example.org,Used", by: vendor)
            #expect(try vendor.counts().states == [.available: 2, .quarantined: 2])
            try decide(verdict, in: vendor)
            let report = try take("SP-1", "SP-2", "SP-3", "SP-9", at: later(vendor), into: vendor)
            #expect(report.confirmed == 0 && report.accepted == 0 && report.rejected == [.alreadyKnown: 4])
            // An older file that is given as today's, too.
            try show("SP-1,,Available", "SP-2,,Available", by: vendor)
            #expect(try take("SP-1", "SP-2", at: later(vendor), into: vendor).confirmed == 0)
            #expect(try vendor.counts().states == [.available: 2, .quarantined: 2] && vendor.counts().isConserved)
        }
    }

    @Test(
        "A code that was with somebody comes back once the vendor has shown it as free and exported it afterwards",
        arguments: TestDatabase.all)
    func handedOut(_ database: TestDatabase) throws {
        try run(database) { vendor in
            try show("SP-1,guest@example.org,Distributed", by: vendor)
            try decide(.ignore, in: vendor)
            #expect(try take("SP-1", at: later(vendor), into: vendor).confirmed == 0)
            try show("SP-1,,Available", by: vendor)
            #expect(try take("SP-1", into: vendor).confirmed == 0)
            #expect(try take("SP-1", at: later(vendor), into: vendor).confirmed == 1)
            #expect(try vendor.counts().states == [.available: 4] && vendor.counts().isConserved)
            // Used meanwhile: what was set apart before learns of it.
            try show("SP-2,guest@example.org,Distributed", by: vendor)
            try show("SP-2,guest@example.org,Used", by: vendor)
            try decide(.ignore, in: vendor)
            try show("SP-2,,Available", by: vendor)
            #expect(try take("SP-2", at: later(vendor), into: vendor).confirmed == 0)
        }
    }

    @Test(
        "A free code whose row has a word that no table knows, is given to nobody",
        arguments: TestDatabase.all)
    func unknownWords(_ database: TestDatabase) throws {
        try run(database) { vendor in
            try show("SP-1,,Deaktiviert", "SP-2,guest@example.org,Verteilt", by: vendor)
            #expect(try vendor.counts().states == [.available: 2, .quarantined: 2])
            #expect(throws: EngineError.self) {
                try vendor.bed.invite(vendor.bed.request(3, from: "spring", channel: .link))
            }
            try decide(.settle, in: vendor)
            // What was with somebody the vendor has to show as free first.
            #expect(try take("SP-1", "SP-2", at: later(vendor), into: vendor).confirmed == 1)
            #expect(try vendor.counts().isConserved && vendor.bed.verifyAudit())
        }
    }

    @Test(
        "CB-1: a free code whose row names somebody and has no status is given to nobody; the row is set aside by its line",
        arguments: TestDatabase.all, [Int64.max, -1])
    func withoutStatus(_ database: TestDatabase, _ sieveFrom: Int64) throws {
        try run(database) { vendor in
            var options = SievingOptions()
            options.sieveFrom = sieveFrom
            // SP-9 the ledger does not know yet.
            let file =
                "code,email,status\nSP-1,guest@example.org,\nSP-2,,\nSP-3,,Distributed\nSP-9,guest@example.org, \n"
            let outcome = try vendor.observe(file: file, isComplete: true, options: options)
            #expect(outcome.unread.setAside.map(\.line) == [2, 3, 5] && outcome.run.setAside == 3)
            #expect(try vendor.counts().states == [.available: 3, .quarantined: 1])
            let open = try vendor.bed.open("unmapped_status")
            #expect(open.count == 2 && open.allSatisfy { $0.theirs == "with somebody, without a status" })
            let known = try #require(open.first { $0.subject.hasPrefix("crd_") })
            #expect(known.evidence.contains("line 2") && known.ours == "a free code of spring")
            #expect(!open.contains { "\($0)".contains("SP-1") || "\($0)".contains("SP-9") })
            #expect(try vendor.observe(file: file, isComplete: true, options: options).agreement == .differs)
            #expect(try vendor.bed.open("unmapped_status").map(\.id) == open.map(\.id))
            #expect(throws: EngineError.self) {
                try vendor.bed.invite(vendor.bed.request(4, from: "spring", channel: .link))
            }
            // It was with somebody: an export alone is no evidence, and what is doubted does not come in.
            try decide(.settle, in: vendor)
            let report = try take("SP-1", "SP-9", at: later(vendor), into: vendor)
            #expect(report.confirmed == 0 && report.accepted == 0)
            try show("SP-1,,Available", by: vendor)
            #expect(try take("SP-1", at: later(vendor), into: vendor).confirmed == 1)
            #expect(try vendor.counts().isConserved && vendor.bed.verifyAudit())
        }
    }

    @Test("A column of codes that holds the links they are redeemed by holds the codes; any other link is no code")
    func links() throws {
        try run(.sqlite) { vendor in
            let base = try #require(CodeBundles().descriptor.linkBase([:]))
            #expect(base.hasSuffix("/"))
            let report = try take(
                "\(base)SP-4", "\(base.uppercased())SP-5", "https://other.example.org/SP-6", into: vendor)
            #expect(report.accepted == 1 && report.rejected == [.alreadyKnown: 1, .badFormat: 1])
            #expect(try take("SP-5", into: vendor).rejected == [.alreadyKnown: 1])
        }
    }
}
