import Foundation
import GatehouseEngine
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit
import GatehouseReconciliation
import GatehouseStorage
import GatehouseTables
import GatehouseTesting
import Testing

@Suite("Codes of one connection that another connection's vendor shows")
struct CodesOfOthersTests {
    /// All rows shown to the judges, and sieved.
    private static let ways: [Int64] = [.max, -1]

    @discardableResult
    private func show(
        _ lines: [String], by connection: Connection, isComplete: Bool = false, sieveFrom: Int64 = .max,
        tick: Reconciling.Tick = .all, _ bed: EngineBed
    ) throws -> Reconciling.Outcome {
        bed.clock.advance(by: .seconds(600))
        let text = (["reference,code,email,supply,status"] + lines).joined(separator: "\n") + "\n"
        let place = try Scratch.file(holding: Data(text.utf8))
        defer { Scratch.remove(place) }
        let file = try VendorFile(
            path: place.path, name: "second.csv", descriptor: bed.vendor.descriptor, asOf: bed.clock.now)
        let observations = Observations(
            file, connection: connection, isComplete: isComplete, asOf: bed.clock.now, lag: .zero)
        var options = SievingOptions()
        options.sieveFrom = sieveFrom
        return try Reconciling(world: bed.world, options: options).run(
            observations, tick: tick, actor: "tester", in: bed.ledger)
    }

    private func cases(_ bed: EngineBed, of connection: Connection) throws -> [DiscrepancyRecord] {
        try bed.ledger.read { try $0.discrepancies(of: connection.id, state: .open) }
    }

    @Test(
        "CB-1: a free code that another connection's file shows as used, with somebody or with an unknown word is given to nobody, and the case says where it was seen",
        arguments: TestDatabase.all, ways)
    func setApart(_ database: TestDatabase, _ sieveFrom: Int64) throws {
        try database.withEngine(mode: .portal) { bed in
            try bed.supply(units: 6)
            let second = try bed.secondConnection()
            let lines = [
                ",AUT-10001,,autumn,Free", ",POOL-10001,,spring,Done", ",POOL-10002,zoe@example.org,autumn,Sent",
                ",POOL-10003,,autumn,Verteilt", ",POOL-10004,,autumn,Free", ",POOL-10005,ane@example.org,autumn,Free",
            ]
            let outcome = try show(lines, by: second, sieveFrom: sieveFrom, bed)
            #expect(try bed.counts().states == [.available: 2, .quarantined: 4] && bed.counts().isConserved)
            let open = try cases(bed, of: second)
            #expect(open.map(\.kind) == Array(repeating: "foreign_record", count: 4))
            #expect(open.allSatisfy { $0.evidence.contains("shown by second: second.csv") && $0.policy == "case" })
            #expect(open.allSatisfy { $0.ours.contains("spring at vendor") && $0.subject.hasPrefix("crd_") })
            #expect(outcome.waiting.isEmpty && outcome.agreement == .differs && outcome.foreign == 0)
            #expect(outcome.run.setAside == 0 && outcome.applied.count == 4)
            #expect(try bed.invitations().isEmpty)
            #expect(throws: EngineError.self) { try bed.invite(bed.request(3, from: "spring", channel: .link)) }
            // The same again says the same and changes nothing.
            try show(lines, by: second, sieveFrom: sieveFrom, bed)
            #expect(try cases(bed, of: second).map(\.id) == open.map(\.id))
            #expect(try bed.counts().states == [.available: 2, .quarantined: 4] && bed.verifyAudit())
            #expect(try bed.invite(bed.request(2, from: "spring", channel: .link)).invitations.count == 2)
        }
    }

    @Test(
        "What is set apart by another connection's file comes back by its own vendor's evidence alone, not while the case is open, and never once it was used",
        arguments: TestDatabase.all, ways)
    func comesBack(_ database: TestDatabase, _ sieveFrom: Int64) throws {
        try database.withEngine(mode: .portal) { bed in
            try bed.supply(units: 4)
            let second = try bed.secondConnection()
            try show(
                [
                    ",POOL-10001,,autumn,Verteilt", ",POOL-10002,,autumn,Done", ",POOL-10003,zoe@example.org,,Sent",
                    ",POOL-10004,,autumn,Verteilt",
                ], by: second, sieveFrom: sieveFrom, bed)
            // What was set apart before and is used by now.
            let later = try show([",POOL-10004,,autumn,Done"], by: second, sieveFrom: sieveFrom, bed)
            #expect(later.applied.isEmpty)
            func export() throws -> CodesImport.Report {
                bed.clock.advance(by: .seconds(3600))
                let codes = (1...4).map { "POOL-1000\($0)\n" }.joined()
                let file = try Scratch.file(holding: Data("code\n\(codes)".utf8))
                defer { Scratch.remove(file) }
                var options = CodesImport.Options()
                options.exportedAt = bed.clock.now
                return try CodesImport(world: bed.world).run(
                    path: file.path, name: "codes.csv", into: "spring", options, actor: "tester", in: bed.ledger)
            }
            let open = try cases(bed, of: second)
            #expect(open.count == 4)
            let held = try export()
            #expect(held.confirmed == 0 && held.firstWrong.count == 4)
            let told = Set(held.firstWrong.compactMap(\.place))
            for found in open { #expect(told.contains { $0.contains(found.id.text) }, "\(found) \(told)") }
            for found in open {
                _ = try Resolving(world: bed.world).resolve(
                    found.id.text, .settle, reason: "a wrong file", actor: "ada", in: bed.ledger)
            }
            #expect(try export().confirmed == 1)
            #expect(try bed.counts().states == [.available: 1, .quarantined: 3])
            // With whom the third was, its own vendor shows it no more.
            bed.clock.advance(by: .seconds(60))
            try bed.observe(",POOL-10003,,spring,Free")
            #expect(try export().confirmed == 1)
            #expect(try bed.counts().states == [.available: 2, .quarantined: 2] && bed.counts().isConserved)
        }
    }

    @Test(
        "A code that somebody was given but not told of yet, and that another connection's file shows with somebody else or used, is not sent",
        arguments: TestDatabase.all, ways)
    func held(_ database: TestDatabase, _ sieveFrom: Int64) throws {
        try database.withEngine(mode: .portal) { bed in
            try bed.supply(units: 3)
            let second = try bed.secondConnection()
            let ids = try bed.invite(bed.request(3, from: "spring", channel: .ourMail)).invitations
            let codes = try ids.map { try #require(try bed.code(of: $0)) }
            try show(
                [
                    ",\(codes[0]),zoe@example.org,autumn,Sent", ",\(codes[1]),person2@example.org,autumn,Sent",
                    ",\(codes[2]),,autumn,Done",
                ], by: second, sieveFrom: sieveFrom, bed)
            let open = try cases(bed, of: second)
            #expect(open.map(\.kind) == ["foreign_record", "foreign_record"])
            #expect(Set(open.map(\.invitation)) == [ids[0], ids[2]])
            try bed.settle()
            #expect(bed.mail.sent.map(\.to.address) == ["person2@example.org"])
            #expect(try bed.invitations().count == 3)
        }
    }

    @Test("What a vendor's interface shows of another connection's codes is given to nobody either", arguments: ways)
    func snapshots(_ sieveFrom: Int64) throws {
        try TestDatabase.sqlite.withEngine(mode: .portal) { bed in
            try bed.supply(units: 3)
            let second = try bed.secondConnection(mode: .api)
            bed.vendor.lie {
                $0.records = [
                    ObservedRecord(
                        vendorID: "v1", credential: Secret("pool-10001"), address: "zoe@example.org",
                        supply: "v-autumn", word: "Sent", asOf: bed.clock.now, source: .request(id: "r1")),
                    ObservedRecord(
                        credential: Secret("POOL 10002"), supply: "v-spring", word: "Done", asOf: bed.clock.now,
                        source: .request(id: "r1")),
                    // Free, and yet with somebody: units of a vendor's stock are not looked at one by one otherwise.
                    ObservedRecord(
                        vendorID: "v3", credential: Secret("POOL-10003"), address: "bo@example.org",
                        supply: "v-autumn", word: "Free", asOf: bed.clock.now, source: .request(id: "r1")),
                ]
            }
            bed.clock.advance(by: .seconds(600))
            var options = SievingOptions()
            options.sieveFrom = sieveFrom
            let outcome = try Reconciling(world: bed.world, options: options).run(
                Observations.pull(second, world: bed.world), tick: .all, actor: "tester", in: bed.ledger)
            #expect(try bed.counts().states == [.quarantined: 3] && bed.counts().isConserved)
            #expect(try cases(bed, of: second).filter { $0.subject.hasPrefix("crd_") }.count == 3)
            // Of a supply that it does not have is said as before.
            #expect(outcome.foreign == 1 && outcome.waiting.isEmpty)
            #expect(try bed.invitations().isEmpty)
        }
    }

    @Test(
        "A file of another connection that is given to this one is not used, and is told by line with whose it is",
        arguments: TestDatabase.all, ways)
    func wrongFile(_ database: TestDatabase, _ sieveFrom: Int64) throws {
        try database.withEngine(mode: .portal) { bed in
            try bed.supply(units: 3)
            let second = try bed.secondConnection()
            let outcome = try show(
                [",POOL-10001,zoe@example.org,,Done", ",POOL-77777,,,Sent", ",,,autumn,Free"], by: second,
                isComplete: true, sieveFrom: sieveFrom, bed)
            #expect(outcome.unread.setAside.map(\.line) == [2, 3, 4] && outcome.run.setAside == 3)
            #expect(outcome.unread.rows == 3 && outcome.run.records == 3)
            #expect(outcome.unread.setAside.allSatisfy { $0.remedy.contains("--connection vendor") })
            #expect(outcome.result.discrepancies.map(\.kind) == [.foreignRecord] && outcome.waiting.isEmpty)
            #expect(outcome.run.whole == nil && outcome.run.absent.isEmpty)
            #expect(try bed.counts().states == [.available: 2, .quarantined: 1])
            // One row that is known is enough for the rest to be looked at.
            let mixed = try show(
                [",POOL-77777,bo@example.org,autumn,Sent", ",AUT-10001,,autumn,Free"], by: second, isComplete: true,
                sieveFrom: sieveFrom, tick: .none, bed)
            #expect(mixed.unread.setAside.isEmpty && mixed.waiting.count == 1)
        }
    }

    @Test(
        "A whole file in which nothing is known proves no absence, and says so",
        arguments: TestDatabase.all, ways)
    func unknownFile(_ database: TestDatabase, _ sieveFrom: Int64) throws {
        try database.withEngine(mode: .portal) { bed in
            try bed.supply(units: 3)
            let id = try bed.invite(bed.request(1, from: "spring", channel: .ourMail)).invitations[0]
            try bed.settle()
            let code = try #require(try bed.code(of: id))
            try show(
                [",\(code),person1@example.org,spring,Sent"], by: bed.connection, isComplete: true,
                sieveFrom: sieveFrom, bed)
            for word in ["Sent", "Begun", "Done"] {
                let outcome = try show(
                    [",ELSE-1,zoe@example.org,spring,\(word)"], by: bed.connection, isComplete: true,
                    sieveFrom: sieveFrom, tick: .none, bed)
                #expect(outcome.unread.setAside.map(\.line) == [2] && outcome.run.setAside == 1)
                #expect(outcome.result.absent.isEmpty && outcome.run.whole == nil)
                #expect(outcome.agreement == .differs && outcome.waiting.count == 1)
            }
            #expect(try bed.open("missing_at_vendor").isEmpty)
            // Of a part of it nothing is concluded anyway, and of a supply of which nothing is known yet all is new.
            let part = try show(
                [",ELSE-1,zoe@example.org,spring,Done"], by: bed.connection, sieveFrom: sieveFrom, tick: .none, bed)
            #expect(part.unread.setAside.isEmpty)
            let second = try bed.secondConnection()
            let fresh = try show(
                [",NEW-1,bo@example.org,autumn,Sent"], by: second, isComplete: true, sieveFrom: sieveFrom, tick: .none,
                bed)
            #expect(fresh.unread.setAside.isEmpty && fresh.waiting.count == 1)
        }
    }

    @Test("Another workspace's codes are nobody's here, and nothing is told of them", arguments: TestDatabase.all)
    func workspaces(_ database: TestDatabase) throws {
        try database.withEngine(mode: .portal) { bed in
            try bed.supply(units: 2)
            let next = Workspace(id: WorkspaceID(unique: "next"), name: "Next")
            try bed.house.add(next)
            let ledger = bed.house.ledger(of: next.id)
            let connection = bed.connection
            try ledger.write { try $0.save(connection) }
            _ = try bed.secondConnection(in: ledger)
            let place = try Scratch.file(
                holding: Data("reference,code,email,supply,status\n,POOL-10001,zoe@example.org,,Done\n".utf8))
            defer { Scratch.remove(place) }
            let file = try VendorFile(
                path: place.path, name: "next.csv", descriptor: bed.vendor.descriptor, asOf: bed.clock.now)
            let outcome = try Reconciling(world: bed.world).run(
                Observations(file, connection: connection, isComplete: false, asOf: bed.clock.now, lag: .zero),
                actor: "tester", in: ledger)
            #expect(outcome.result.discrepancies.map(\.kind) == [.unknownAtGateway])
            #expect(try bed.counts().states == [.available: 2])
        }
    }
}
