import GatehouseEngine
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit
import GatehouseTesting
import Synchronization
import Testing

@Suite("Batches that take longer than a lease, and answers that cannot be written at once")
struct LongBatchTests {
    private func distributes(_ bed: EngineBed) throws -> Set<IntentState> {
        Set(
            try bed.invitations().flatMap { row in try bed.ledger.read { try $0.intents(of: row.id) } }
                .filter { $0.verb == "distribute" }.map(\.state))
    }

    @Test(
        "The lease of all mails that have not left is renewed: a second worker finds nothing to do",
        arguments: TestDatabase.all)
    func renewed(_ database: TestDatabase) throws {
        try database.withEngine(mode: .portal) { bed in
            try bed.supply(units: 8)
            try bed.invite(bed.request(8, from: "spring", channel: .ourMail))
            let second = bed.worker()
            let (clock, ledger) = (bed.clock, bed.ledger)
            bed.mail.meanwhile { _ in
                clock.advance(by: .seconds(50))
                do { #expect(try second.step(ledger) == nil) } catch { Issue.record(error) }
            }
            var steps: [Worker.Step] = []
            try bed.worker().runUntilIdle(bed.ledger) { steps.append($0) }
            #expect(bed.mail.sent.count == 8 && Set(bed.mail.sent.map(\.to.address)).count == 8)
            #expect(try distributes(bed) == [.done])
            #expect(steps.last?.states == [.done: 8])
        }
    }

    @Test(
        "What another worker takes over during one long mail is sent once, the answer of that mail is kept, and the worker goes on",
        arguments: TestDatabase.all)
    func takenOver(_ database: TestDatabase) throws {
        try database.withEngine(mode: .portal) { bed in
            try bed.supply(units: 4)
            try bed.invite(bed.request(4, from: "spring", channel: .ourMail))
            let second = bed.worker()
            let (clock, ledger) = (bed.clock, bed.ledger)
            let isOver = Atomic(false)
            bed.mail.meanwhile { _ in
                guard isOver.exchange(true, ordering: .relaxed) == false else { return }
                clock.advance(by: .seconds(200))
                do { try second.runUntilIdle(ledger) } catch { Issue.record(error) }
            }
            try bed.worker().runUntilIdle(bed.ledger)
            #expect(bed.mail.sent.count == 4 && Set(bed.mail.sent.map(\.to.address)).count == 4)
            #expect(try distributes(bed) == [.done])
            let deliveries = try bed.ledger.read {
                try $0.deliveries(in: DeliveryState.allCases, after: nil, limit: 10).map(\.state)
            }
            #expect(Set(deliveries) == [.accepted])
            #expect(try bed.verifyAudit())
        }
    }

    @Test(
        "An answer of a vendor whose acts another worker has settled meanwhile ends the step, not the worker",
        arguments: TestDatabase.all)
    func lateAnswer(_ database: TestDatabase) throws {
        try database.withEngine(vendor: ScriptedVendor(idempotency: .byKey)) { bed in
            try bed.supply(units: 2)
            try bed.invite(bed.request(2, from: "spring", channel: .ourMail))
            let (clock, living) = (bed.clock, bed.ledger)
            let (second, vendor) = (bed.worker(), bed.vendor)
            let isOver = Atomic(false)
            // The answer comes when the lease has ended long since and somebody else has done the work.
            let late = MeanwhileLedger(living) {
                guard vendor.codesMade > 0, isOver.exchange(true, ordering: .relaxed) == false else { return }
                clock.advance(by: .seconds(200))
                try second.runUntilIdle(living)
            }
            var steps: [Worker.Step] = []
            try bed.worker().runUntilIdle(late) { steps.append($0) }
            #expect(steps.map(\.isTakenOver) == [true])
            #expect(try bed.acts() == [.done: 4])
            #expect(bed.vendor.codesMade == 2 && bed.mail.sent.count == 2)
        }
    }

    @Test(
        "A locked database is waited out with the answer in hand: an accepted mail and an issued code are never forgotten",
        arguments: TestDatabase.all, Mode.allCases)
    func locked(_ database: TestDatabase, _ mode: Mode) throws {
        try database.withEngine(mode: mode) { bed in
            try bed.supply(units: 2)
            try bed.invite(bed.request(2, from: "spring", channel: .ourMail))
            let ledger = LockedLedger(bed.ledger)
            bed.mail.meanwhile { _ in ledger.refuse(3) }
            bed.vendor.state.withLock { $0.meanwhile = { ledger.refuse(3) } }
            let waits = Mutex<[Int]>([])
            var world = bed.world
            world.holdsOut = { trouble, tries in
                waits.withLock { $0.append(tries) }
                return trouble.code == .locked && tries < 5
            }
            try Worker(name: "patient", world: world).runUntilIdle(ledger)
            let times = mode == .api ? 3 : 2
            #expect(waits.withLock { $0 } == Array(repeating: [1, 2, 3], count: times).joined().map { $0 })
            #expect(bed.mail.sent.count == 2)
            #expect(try distributes(bed) == [.done])
        }
    }

    @Test("Whoever does not wait is told that the database is locked", arguments: TestDatabase.all)
    func givenUp(_ database: TestDatabase) throws {
        try database.withEngine(mode: .portal) { bed in
            try bed.supply(units: 2)
            try bed.invite(bed.request(2, from: "spring", channel: .ourMail))
            let ledger = LockedLedger(bed.ledger)
            bed.mail.meanwhile { _ in ledger.refuse(1) }
            #expect(throws: LedgerError.self) { try bed.worker().runUntilIdle(ledger) }
            #expect(bed.mail.sent.count == 1)
        }
    }
}
