import Foundation
import GatehouseEngine
import GatehouseLedger
import GatehouseModel
import GatehouseTesting
import Testing

/// Two processes merge overlapping people and take merges back, and are killed in the middle of it: never half a merge.
@Suite struct MergeCrashTests {
    private static let people = 6
    private static let rounds = 2 * (Int(ProcessInfo.processInfo.environment["GATEHOUSE_CASES"] ?? "") ?? 1)

    /// Of one assessment and one programme, so that each merge bears on what the next one moves.
    private func fill(_ bed: EngineBed) throws {
        let supply = Supply(
            id: SupplyID(unique: "course"), connection: bed.connection.id, name: "course", vendorID: "course",
            usage: .personal, category: "course", stock: .unmetered, assessments: ["course"])
        let programme = Programme(id: ProgrammeID(unique: "p"), name: "p")
        try bed.ledger.write { writer in
            try writer.save(supply)
            try writer.save(programme)
        }
        for number in 0..<Self.people {
            let person = try bed.person(
                number % 2 == 0 ? "Ane Holm" : nil, "p\(number)@example.org", "p\(number).b@example.org",
                tags: ["t\(number % 3)"])
            let invitation = bed.invitation(supply, for: person.id, in: nil)
            try bed.ledger.write { writer in
                try writer.addInvitations([invitation], fromVendor: supply.id)
                if number % 2 == 0 { try writer.add([person.id], to: programme.id) }
            }
        }
    }

    @Test(
        "GH-8: kill -9 in the middle of merges by two processes at once leaves no half of one, and all can be taken back",
        arguments: TestDatabase.all)
    func killed(_ database: TestDatabase) throws {
        try database.withEngine { bed in
            try fill(bed)
            let before = try bed.whoIsWho()
            for round in 0..<Self.rounds {
                let processes = try (1...2).map { try MergingProcess.start(bed, seed: UInt64(2 * round + $0)) }
                let done = try processes.map { try $0.kill(after: 60) }
                #expect(done.allSatisfy { $0.count >= 60 }, "a process ended by itself")
                // The database may still be committing what a process asked for last: behind that its chain is free.
                let note = AuditNote(at: bed.clock.now, actor: "t", act: "looked", object: "\(round)")
                try bed.ledger.write { try $0.audit([note]) }
                let standing = try bed.ledger.read { try $0.merges(.all) }
                let now = try bed.whoIsWho()
                #expect(now.people.count == Self.people - standing.count)
                #expect(now.holders.count == before.holders.count)
                #expect(try bed.verifyAudit())
                // Whatever stands is a whole merge: taken back, all is as it was.
                for merge in standing.reversed() { try bed.takeBack(merge) }
                let change = try bed.whoIsWho().difference(from: before)
                try #require(change == "", "round \(round): \(change)")
            }
        }
    }
}

/// The process that is killed: this test program again, which runs this one test.
@Suite struct MergingProcess {
    private static let told = KilledProcess.Told("GATEHOUSE_MERGING_PROCESS")

    static func start(_ bed: EngineBed, seed: UInt64) throws -> KilledProcess {
        try KilledProcess(running: "MergingProcess", told, "\(seed) \(bed.address)")
    }

    @Test(
        "merges and takes back until it is killed", .enabled(if: told.words != nil, "runs as a process of another test")
    )
    func merge() throws {
        let words = try #require(Self.told.words).split(separator: " ", maxSplits: 1)
        let (seed, address) = (try #require(UInt64(words[0])), String(words[1]))
        let (ledger, world) = try EngineBed.joined(address, seed: seed)
        var chance = SeededGenerator(seed: seed)
        for number in 0..<100_000 {
            do {
                try act(Merging(world: world), &chance, in: ledger)
                KilledProcess.say("\(number)")
            } catch let error as EngineError where [.conflict, .notFound, .invalid].contains(error.code) {
                // The other process was there first: what one reads in two steps has changed between them.
            } catch let error as LedgerError where [.conflict, .notFound, .taken, .locked].contains(error.code) {
                // Likewise.
            }
        }
    }

    private func act(_ merging: Merging, _ chance: inout SeededGenerator, in ledger: any Ledger) throws {
        let (people, standing) = try ledger.read {
            (try $0.people(matching: PeopleSearch(), after: nil, limit: 100), try $0.merges(.all))
        }
        if people.count < 3 || (!standing.isEmpty && chance.bool()) {
            _ = try merging.takeBack(chance.element(of: standing).id, actor: "crash", in: ledger)
        } else {
            let (kept, other) = (chance.element(of: people), chance.element(of: people))
            if kept.id == other.id { return }
            let plan = try ledger.read { try merging.plan(kept.id, other.id, in: $0) }
            _ = try merging.merge(plan, reason: nil, actor: "crash", in: ledger)
        }
    }
}
