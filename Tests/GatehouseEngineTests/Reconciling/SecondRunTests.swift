import Foundation
import GatehouseEngine
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit
import GatehouseReconciliation
import GatehouseStorage
import GatehouseTesting
import Testing

@Suite("A run that finds nothing new")
struct SecondRunTests {
    @Test(
        "A second run over the same file, and one over a newer file that says the same, write nothing but themselves",
        arguments: TestDatabase.all)
    func nothingNew(_ database: TestDatabase) throws {
        try database.withAddress { address in
            let bed = try EngineBed(address: address, mode: .portal)
            let lines = try SecondRunTests.fill(bed)
            let first = try SecondRunTests.run(bed, lines)
            #expect(first.applied.count >= 1 && first.result.discrepancies.count >= 5 && first.run.matched == 11)
            let open = try bed.ledger.read { try $0.discrepancies(of: bed.connection.id, state: .open) }
            let log = try ChangeLog(address)
            _ = try SecondRunTests.run(bed, lines)
            #expect(try log.take() == ["audit", "chains", "runs"])
            bed.clock.advance(by: .seconds(86_400))
            let third = try SecondRunTests.run(bed, lines)
            #expect(try log.take() == ["audit", "chains", "runs"])
            // What is open was seen by the newest whole run.
            let now = try bed.ledger.read { try $0.discrepancies(of: bed.connection.id, state: .open) }
            #expect(now.map(\.subject) == open.map(\.subject) && now.map(\.firstSeen) == open.map(\.firstSeen))
            #expect(now.allSatisfy { $0.lastSeen == third.run.at })
            try log.close()
            try bed.house.close()
        }
    }

    @Test(
        "A second snapshot of an interface that says the same writes nothing but its run", arguments: TestDatabase.all)
    func sameSnapshot(_ database: TestDatabase) throws {
        try database.withAddress { address in
            let bed = try EngineBed(address: address)
            try bed.supply(units: 8)
            let ids = try bed.invite(bed.request(6, from: "spring", channel: .vendorMail)).invitations
            try bed.settle()
            bed.clock.advance(by: .seconds(3600))
            bed.vendor.setWord("Begun", of: ids[0].text)
            bed.vendor.setWord("Paused", of: ids[1].text)
            bed.vendor.setWord("Free", of: ids[2].text)
            func run() throws -> Reconciling.Outcome {
                bed.clock.advance(by: .seconds(3600))
                return try Reconciling(world: bed.world).run(
                    try Observations.pull(bed.connection, world: bed.world), actor: "tester", in: bed.ledger)
            }
            #expect(try run().result.discrepancies.count >= 3)
            _ = try run()
            let log = try ChangeLog(address)
            _ = try run()
            #expect(try log.take() == ["audit", "chains", "runs"])
            try log.close()
            try bed.house.close()
        }
    }

    /// Eight people with codes and four free ones, and a file in which one is ahead, one is another's, one's word is unknown, one
    /// record is nobody's, and one free code is out.
    private static func fill(_ bed: EngineBed) throws -> [String] {
        try bed.supply(units: 12)
        let ids = try bed.invite(bed.request(8, from: "spring", channel: .ourMail)).invitations
        try bed.settle()
        bed.clock.advance(by: .seconds(3600))
        let codes = try ids.map { try bed.code(of: $0) ?? "" }
        var lines = codes.enumerated().map { ",\($1),person\($0 + 1)@example.org,spring,Sent" }
        lines[1] = ",\(codes[1]),Person2+x@example.org,spring,Begun"
        lines[2] = ",\(codes[2]),bo@example.org,spring,Sent"
        lines[3] = ",\(codes[3]),person4@example.org,spring,Paused"
        lines[4] = ",,person5@example.org,spring,Sent"
        lines += [",POOL-10009,,spring,Free", ",pool-10010,,,Free", ",POOL-10011,cy@example.org,spring,Sent"]
        return lines + [",ELSE-1,di@example.org,spring,Sent"]
    }

    private static func run(
        _ bed: EngineBed, _ lines: [String]
    ) throws -> Reconciling.Outcome {
        let place = try Scratch.file(
            holding: Data((["reference,code,email,supply,status"] + lines).joined(separator: "\n").utf8))
        defer { Scratch.remove(place) }
        let file = try VendorFile(
            path: place.path, name: "status.csv", descriptor: bed.vendor.descriptor, asOf: bed.clock.now)
        let observations = Observations(
            file, connection: bed.connection, isComplete: true, asOf: bed.clock.now, lag: .zero)
        return try Reconciling(world: bed.world).run(
            observations, actor: "tester", in: bed.ledger)
    }
}
