import GatehouseEngine
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit
import GatehouseReconciliation
import GatehouseTesting
import Testing

@Suite("The same file given again is the same snapshot")
struct SameFileTwiceTests {
    private func look(_ bed: EngineBed, _ lines: String..., isComplete: Bool = true) throws -> Reconciling.Outcome {
        bed.clock.advance(by: .seconds(3600))
        return lines.count == 2
            ? try bed.observe(lines[0], lines[1], isComplete: isComplete)
            : try bed.observe(lines[0], isComplete: isComplete)
    }

    @Test(
        "What a whole file lacks is not missing because the same bytes are given again, however often and under whatever time; another file decides",
        arguments: TestDatabase.all)
    func again(_ database: TestDatabase) throws {
        try database.withEngine(mode: .portal) { bed in
            try bed.supply(units: 3)
            let ids = try bed.invite(bed.request(2, from: "spring", channel: .ourMail)).invitations
            try bed.settle()
            let lines = ids.map { "\($0.text),,,spring,Sent" }
            let whole = try look(bed, lines[0], lines[1])
            #expect(whole.agreement == .agrees && whole.run.content == nil)
            for _ in 0..<20 {
                let outcome = try look(bed, lines[0])
                #expect(outcome.result.discrepancies.isEmpty && outcome.result.held == [.absentOnce: 1])
                #expect(outcome.run.absent == [ids[1]] && outcome.run.content?.count == 64)
                #expect(outcome.run.source == "status.csv")
            }
            // A part of it in between is no second proof either, however often it comes.
            for _ in 0..<20 {
                let part = try look(bed, "\(ids[0].text),,,spring,Begun", isComplete: false)
                #expect(part.run.absent == [ids[1]])
            }
            #expect(try look(bed, lines[0]).result.discrepancies.map(\.kind) == [.vendorBehind])
            let other = try look(bed, "\(ids[0].text),,,spring,Done")
            #expect(other.result.discrepancies.map(\.kind) == [.vendorAhead, .missingAtVendor])
            // That one read again, to tick what it proposed, proves what it did.
            #expect(
                try look(bed, "\(ids[0].text),,,spring,Done").result.discrepancies.map(\.kind) == [.missingAtVendor])
            #expect(try bed.open("missing_at_vendor").map(\.invitation) == [ids[1]])
        }
    }

    @Test(
        "Whoever is shown again by another file in between is not missing in the first one", arguments: TestDatabase.all
    )
    func between(_ database: TestDatabase) throws {
        try database.withEngine(mode: .portal) { bed in
            try bed.supply(units: 3)
            let ids = try bed.invite(bed.request(2, from: "spring", channel: .ourMail)).invitations
            try bed.settle()
            let lines = ids.map { "\($0.text),,,spring,Sent" }
            for _ in 0..<3 {
                #expect(try look(bed, lines[0], lines[1]).agreement == .agrees)
                #expect(try look(bed, lines[0]).result.held == [.absentOnce: 1])
            }
            #expect(try bed.open("missing_at_vendor").isEmpty)
        }
    }
}
