import GatehouseEngine
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit
import GatehouseReconciliation
import GatehouseTesting
import Synchronization
import Testing

@Suite("Runs that come by themselves")
struct ScheduleTests {
    private func pulls(_ bed: EngineBed) -> Int { bed.vendor.calls.count { $0 == "status" } }
    private func schedule(_ bed: EngineBed) throws -> Schedule? { try bed.ledger.read { try $0.schedules() }.first }
    private func isIdle(_ worker: ScheduleWorker, _ bed: EngineBed) throws -> Bool {
        let step = try worker.step(bed.ledger)
        return step == nil
    }
    private func wish(_ wish: Schedule.Wish, _ bed: EngineBed) throws {
        let connection = bed.connection.id
        try bed.ledger.write { try $0.schedule(connection, wish) }
    }

    @Test(
        "GH-4: a run comes when it is due, once for whatever was missed, and takes over only what is certain",
        arguments: TestDatabase.all)
    func due(_ database: TestDatabase) throws {
        try database.withEngine { bed in
            try bed.supply(units: 3)
            let ids = try bed.invite(bed.request(2, from: "spring", channel: .vendorMail)).invitations
            try bed.settle()
            let worker = ScheduleWorker(world: bed.world, usual: nil)
            // Nobody wished for it.
            #expect(try isIdle(worker, bed))
            try wish(.every(.seconds(6 * 3600)), bed)
            bed.clock.advance(by: .seconds(60))
            bed.vendor.setWord("Done", of: ids[0].text)
            bed.vendor.setWord("Free", of: ids[1].text)
            let first = try #require(try worker.step(bed.ledger))
            #expect(first.next == bed.clock.now.advanced(by: .seconds(6 * 3600)) && first.trouble == nil)
            #expect(try bed.invitation(ids[0])?.standing.low == .completed)
            let applied = first.outcome?.applied.map(\.policy) ?? []
            #expect(!applied.isEmpty && applied.allSatisfy { $0 == .auto })
            #expect(try isIdle(worker, bed) && pulls(bed) == 1)
            bed.clock.advance(by: .seconds(6 * 3600 - 1))
            #expect(try isIdle(worker, bed))
            // Two days without a process.
            bed.clock.advance(by: .seconds(2 * 86_400))
            let late = try worker.step(bed.ledger)
            #expect(late?.outcome != nil)
            #expect(try isIdle(worker, bed) && pulls(bed) == 2)
            try wish(.off, bed)
            bed.clock.advance(by: .seconds(2 * 86_400))
            let idle = try isIdle(ScheduleWorker(world: bed.world, usual: .seconds(60)), bed)
            #expect(idle)
            try wish(.usual, bed)
            #expect(try isIdle(worker, bed))
            let usual = try ScheduleWorker(world: bed.world, usual: .seconds(3600)).step(bed.ledger)
            #expect(usual?.outcome != nil)
            #expect(try bed.verifyAudit())
        }
    }

    @Test("Of two processes one has a run, and one that died leaves it to the next", arguments: TestDatabase.all)
    func claimed(_ database: TestDatabase) throws {
        try database.withEngine { bed in
            try wish(.every(.seconds(3600)), bed)
            let (read, now) = (try #require(try schedule(bed)), bed.clock.now)
            func claim() throws -> Schedule? {
                let ledger = bed.ledger
                return try ledger.write { try $0.claim(read, now: now, lease: .seconds(600)) }
            }
            let first = try claim()
            #expect(first?.fence == read.fence + 1)
            // Who read it at the same time, and who reads it now.
            let second = try claim()
            #expect(second == nil)
            let worker = ScheduleWorker(world: bed.world, usual: nil)
            #expect(try isIdle(worker, bed) && pulls(bed) == 0)
            bed.clock.advance(by: .seconds(601))
            let taken = try worker.step(bed.ledger)
            #expect(taken?.outcome != nil && pulls(bed) == 1)
            // The first one comes back to life: what it says changes nothing.
            var late = try #require(first)
            (late.failures, late.trouble) = (9, "late")
            let counts = try bed.ledger.write { [late] in try $0.settle(late) }
            #expect(!counts)
            #expect(try schedule(bed)?.trouble == nil)
        }
    }

    @Test(
        "A vendor that fails is tried again less and less often, and told; then it is as before",
        arguments: TestDatabase.all)
    func failing(_ database: TestDatabase) throws {
        try database.withEngine { bed in
            try wish(.every(.seconds(86_400)), bed)
            bed.vendor.lie { $0.statusFails = ProviderError(.unreachable, effect: .none, message: "nobody answers") }
            let worker = ScheduleWorker(world: bed.world, usual: nil)
            var waits: [Int64] = []
            for _ in 0..<12 {
                let step = try #require(try worker.step(bed.ledger))
                #expect(step.outcome == nil && step.trouble?.contains("nobody answers") == true)
                #expect(try isIdle(worker, bed))
                let wait = try #require(step.next).since(bed.clock.now)
                waits.append(wait.components.seconds)
                bed.clock.advance(by: wait)
            }
            #expect(waits == [5, 30, 120, 600] + Array(repeating: 3600, count: 7) + [86_400])
            #expect(try schedule(bed)?.failures == 12)
            bed.vendor.lie { $0.statusFails = nil }
            let step = try #require(try worker.step(bed.ledger))
            #expect(step.trouble == nil && step.next == bed.clock.now.advanced(by: .seconds(86_400)))
            #expect(try schedule(bed)?.failures == 0)
        }
    }

    @Test(
        "A pull that takes long keeps its claim page by page; one that dies in the middle leaves it within minutes",
        arguments: TestDatabase.all)
    func leases(_ database: TestDatabase) throws {
        try database.withEngine { bed in
            try wish(.every(.seconds(3600)), bed)
            let worker = ScheduleWorker(world: bed.world, usual: nil)
            let (clock, ledger) = (bed.clock, bed.ledger)
            let others = Mutex<[Bool]>([])
            bed.vendor.lie { lies in
                lies.pages = 60
                lies.onPage = { _ in
                    clock.advance(by: .seconds(70))
                    // Another process looks for work.
                    let step = Result { try worker.step(ledger) }
                    if case .success(nil) = step { others.withLock { $0.append(true) } }
                }
            }
            let long = try #require(try worker.step(bed.ledger))
            #expect(long.trouble == nil && long.outcome != nil)
            #expect(others.withLock { $0 } == Array(repeating: true, count: 60))

            bed.clock.advance(by: .seconds(3600))
            bed.vendor.lie { lies in
                lies.pages = 3
                lies.onPage = { _ in clock.advance(by: .seconds(70)) }
            }
            #expect(throws: DyingLedger.Death.self) { _ = try worker.step(DyingLedger(bed.ledger, writes: 1)) }
            #expect(try isIdle(worker, bed))
            bed.clock.advance(by: .seconds(120))
            let taken = try worker.step(bed.ledger)
            #expect(taken?.outcome != nil)
        }
    }

    @Test("Of a vendor that nobody can ask, a file that is older than was wished is told until one comes")
    func lateFiles() throws {
        try TestDatabase.sqlite.withEngine(mode: .portal) { bed in
            func late() throws -> [LateFile] {
                try bed.ledger.read { try LateFile.all(in: $0, now: bed.clock.now) }
            }
            let nobody = try late()
            try wish(.every(.seconds(7 * 86_400)), bed)
            let never = try late()
            #expect(nobody.isEmpty && never.map(\.lastAsOf) == [nil])
            let supply = try bed.supply(units: 2)
            let seen = try bed.observe(of: supply).run.asOf
            let fresh = try late()
            bed.clock.advance(by: .seconds(8 * 86_400))
            let old = try late()
            #expect(
                fresh.isEmpty && old == [LateFile(connection: "vendor", wished: .seconds(7 * 86_400), lastAsOf: seen)])
            // Whatever older files are taken in after it, the newest one counts.
            for days in 1...20 {
                let asOf = seen.advanced(by: .seconds(-days * 86_400))
                let run = ReconciliationRun(
                    id: bed.world.chance.id(at: bed.clock.now), connection: bed.connection.id, source: "old.csv",
                    at: bed.clock.now.advanced(by: .seconds(days)), asOf: asOf, isComplete: false, records: 0,
                    matched: 0, absent: [], setAside: 0)
                try bed.ledger.write { try $0.add(run) }
            }
            let still = try late()
            #expect(still == old)
            try wish(.off, bed)
            let off = try late()
            #expect(off.isEmpty)
        }
    }

    @Test("Who cannot be asked is not asked: a portal, and a connection that was put away")
    func never() throws {
        try TestDatabase.sqlite.withEngine(mode: .portal) { bed in
            let idle = try isIdle(ScheduleWorker(world: bed.world, usual: .seconds(60)), bed)
            #expect(idle)
        }
        try TestDatabase.sqlite.withEngine { bed in
            var gone = bed.connection
            gone.isRemoved = true
            try bed.ledger.write { [gone] in try $0.save(gone) }
            let idle = try isIdle(ScheduleWorker(world: bed.world, usual: .seconds(60)), bed)
            #expect(idle)
        }
    }
}
