import Foundation
import GatehouseEngine
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit
import GatehouseReconciliation
import GatehouseStorage
import GatehouseTesting
import Testing

@Suite("That ledger and vendor agree is said only where everything was compared")
struct AgreementTests {
    private func run(_ database: TestDatabase, _ body: (EngineBed, [InvitationID]) throws -> Void) throws {
        try database.withAddress { address in
            let bed = try EngineBed(address: address, mode: .portal)
            try bed.supply(units: 4)
            let ids = try bed.invite(bed.request(3, from: "spring", channel: .ourMail)).invitations
            try bed.settle()
            bed.clock.advance(by: .seconds(86_400))
            try body(bed, ids)
            try bed.house.close()
        }
    }

    /// - Parameter ago: how long before now the file was made.
    private func look(
        _ bed: EngineBed, _ ids: some Sequence<InvitationID>, _ word: String = "Sent", isComplete: Bool = true,
        ago: Duration = .zero, lag: Duration = .zero
    ) throws -> Reconciling.Outcome {
        let lines = ids.map { "\($0.text),,,spring,\(word)" }
        let text = (["reference,code,email,supply,status"] + lines).joined(separator: "\n") + "\n"
        let place = try Scratch.file(holding: Data(text.utf8))
        defer { Scratch.remove(place) }
        let asOf = bed.clock.now.advanced(by: .zero - ago)
        let file = try VendorFile(path: place.path, name: "status.csv", descriptor: bed.vendor.descriptor, asOf: asOf)
        return try Reconciling(world: bed.world).run(
            Observations(file, connection: bed.connection, isComplete: isComplete, asOf: asOf, lag: lag),
            actor: "tester", in: bed.ledger)
    }

    private func words(_ outcome: Reconciling.Outcome) -> [String] { outcome.unknowns.map(\.word) }

    @Test("Whole and the same: they agree; what was taken over now is settled as well", arguments: TestDatabase.all)
    func agrees(_ database: TestDatabase) throws {
        try run(database) { bed, ids in
            #expect(try look(bed, ids).agreement == .agrees)
            bed.clock.advance(by: .seconds(60))
            let ahead = try look(bed, ids, "Begun")
            #expect(ahead.applied.count == 3 && ahead.agreement == .agrees)
            #expect(try look(bed, ids, "Paused").agreement == .differs)
        }
    }

    @Test(
        "A stale snapshot, one within the lag, a first absence and a part of one: nothing differs, and nothing is known",
        arguments: TestDatabase.all)
    func notKnown(_ database: TestDatabase) throws {
        try run(database) { bed, ids in
            _ = try look(bed, ids)
            bed.clock.advance(by: .seconds(3600))
            let some = try look(bed, ids, "Taken back", ago: .seconds(100_000))
            #expect(
                some.agreement == .notKnown && words(some).contains("stale") && words(some).contains("older_snapshot"))
            let lag = try look(bed, ids, "Taken back", lag: .seconds(1_000_000))
            #expect(lag.agreement == .notKnown && words(lag) == ["within_lag"] && lag.unknowns.first?.count == 3)
            bed.clock.advance(by: .seconds(60))
            let once = try look(bed, ids.prefix(2))
            #expect(once.agreement == .notKnown && words(once) == ["absent_once"] && once.unknowns.first?.count == 1)
            bed.clock.advance(by: .seconds(60))
            let whole = try look(bed, ids, isComplete: false)
            #expect(words(whole) == ["partial"])
            let part = try look(bed, ids.prefix(1), isComplete: false)
            #expect(part.agreement == .notKnown && Set(words(part)) == ["not_shown", "partial"])
        }
    }

    @Test(
        "out_of_order: older news is told by its run, closed with it, and no agreement", arguments: TestDatabase.all)
    func olderNews(_ database: TestDatabase) throws {
        try run(database) { bed, ids in
            _ = try look(bed, ids, "Begun")
            let late = try look(bed, ids, ago: .seconds(60))
            #expect(late.result.discrepancies.map(\.kind) == Array(repeating: .outOfOrder, count: 3))
            #expect(late.agreement == .notKnown && words(late).contains("older_news"))
            #expect(try bed.open("out_of_order").isEmpty)
            let kept = try bed.ledger.read { try $0.discrepancies(of: bed.connection.id, state: .resolved) }
            #expect(kept.filter { $0.kind == "out_of_order" && $0.lastSeen == late.run.at }.count == 3)
            bed.clock.advance(by: .seconds(60))
            #expect(try look(bed, ids, "Begun").agreement == .agrees)
        }
    }
}
