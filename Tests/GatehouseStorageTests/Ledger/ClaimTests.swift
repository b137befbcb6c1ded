import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseStorage
import GatehouseTesting
import Synchronization
import Testing

@Suite struct ClaimTests {
    private let minute = Duration.seconds(60)

    /// A supply with this many invitations, and a command to hang acts on.
    private func ground(_ count: Int, _ bed: LedgerBed) throws -> ([Invitation], CommandRecord) {
        let supply = try bed.supply(.unmetered, of: bed.connection())
        let invitations = (0..<count).map { _ in bed.invitation(supply, for: nil) }
        let command = bed.command()
        try bed.ledger.write { writer in
            _ = try writer.begin(command)
            try writer.addInvitations(invitations, fromVendor: supply.id)
        }
        return (invitations, command)
    }

    /// So many acts, of an invitation each, that nobody has taken up.
    private func ready(_ count: Int, _ bed: LedgerBed) throws -> [Intent] {
        let (invitations, command) = try ground(count, bed)
        let acts = invitations.map { bed.intent($0, command) }
        try bed.ledger.write { try $0.add(acts) }
        return acts
    }

    private func claim(_ bed: LedgerBed, _ worker: String = "w", after: Duration = .zero, limit: Int = 100) throws
        -> [Intent]
    {
        try bed.ledger.write {
            try $0.claim(worker: worker, now: bed.now.advanced(by: after), lease: minute, limit: limit)
        }
    }

    private func state(_ act: Intent, _ bed: LedgerBed) throws -> Intent? {
        try bed.ledger.read { try $0.intents([act.id]) }.first
    }

    @Test(
        "Batches are given out whole, the oldest first, by state and support, when they are due",
        arguments: TestDatabase.all)
    func batches(_ database: TestDatabase) throws {
        try database.withLedger { bed in
            let (invitations, command) = try ground(8, bed)
            let later = bed.now.advanced(by: .seconds(10))
            let acts = [
                bed.intent(invitations[0], command, batch: "late", dueAt: later),
                bed.intent(invitations[1], command, batch: "a"), bed.intent(invitations[2], command, batch: "a"),
                bed.intent(invitations[3], command, state: .unknown, batch: "a"),
                bed.intent(invitations[4], command, batch: "a", support: "manual"),
                bed.intent(invitations[5], command, batch: "a", dueAt: later),
                bed.intent(invitations[6], command, state: .manual, batch: "a"),
                bed.intent(invitations[7], command, state: .waiting, batch: "a"),
            ]
            try bed.ledger.write { try $0.add(acts) }
            #expect(try bed.ledger.read { try $0.nextDue() } == bed.now)
            #expect(try claim(bed, limit: 1).map(\.id) == [acts[1].id])
            #expect(try claim(bed).map(\.id) == [acts[2].id])
            #expect(try claim(bed).map(\.id) == [acts[3].id])
            #expect(try claim(bed).map(\.id) == [acts[4].id])
            #expect(try claim(bed) == [])
            #expect(try bed.ledger.read { try $0.nextDue() } == later)
            #expect(try claim(bed, after: .seconds(10)).map(\.id) == [acts[0].id])
            #expect(try claim(bed, after: .seconds(10)).map(\.id) == [acts[5].id])
            #expect(try bed.ledger.read { try $0.nextDue() } == nil)
            #expect(try bed.ledger.read { try $0.intentCounts() } == [.claimed: 6, .manual: 1, .waiting: 1])
            #expect(try bed.ledger.read { try $0.openIntents(of: nil, in: [.manual, .waiting], limit: 9) }.count == 2)
            #expect(
                try bed.ledger.read { try $0.openIntents(of: invitations[0].connection, in: [.claimed], limit: 2) }
                    .count == 2)
        }
    }

    @Test(
        "Commands that ask for the same keep their batches apart, and each act says which command it is of",
        arguments: TestDatabase.all)
    func alike(_ database: TestDatabase) throws {
        try database.withLedger { bed in
            let (invitations, first) = try ground(6, bed)
            let commands = [first, bed.command(), bed.command()]
            let acts = invitations.enumerated().map { index, invitation in
                bed.intent(
                    invitation, commands[index % 3], batch: "\(commands[index % 3].id.text).0",
                    options: ["until": "May"])
            }
            // One command in each transaction, and one more than once.
            try bed.ledger.write { writer in
                for command in commands.dropFirst() { _ = try writer.begin(command) }
                try writer.add([acts[0]])
            }
            try bed.ledger.write { try $0.add([acts[1], acts[3]]) }
            try bed.ledger.write { try $0.add([acts[2], acts[4]]) }
            try bed.ledger.write { try $0.add([acts[5]]) }
            for (index, command) in commands.enumerated() {
                let own = try bed.ledger.read { try $0.intents(of: command.id) }
                #expect(own == [acts[index], acts[index + 3]])
            }
            let claims = try (0..<4).map { _ in try claim(bed).map(\.id) }
            #expect(claims == [[acts[0].id, acts[3].id], [acts[1].id, acts[4].id], [acts[2].id, acts[5].id], []])
        }
    }

    @Test("What a transaction that came to nothing wrote is not taken for written", arguments: TestDatabase.all)
    func undone(_ database: TestDatabase) throws {
        try database.withLedger { bed in
            let (invitations, command) = try ground(2, bed)
            let acts = invitations.map { bed.intent($0, command, batch: "\(command.id.text).0") }
            #expect(throws: Refusal()) {
                try bed.ledger.write {
                    try $0.add([acts[0]])
                    throw Refusal()
                }
            }
            try bed.ledger.write { try $0.add(acts) }
            #expect(try claim(bed).map(\.id) == acts.map(\.id))
        }
    }

    @Test(
        "LI-5: an act that waits behind an invitation is let go for that invitation alone, and no act before it frees it",
        arguments: TestDatabase.all)
    func behind(_ database: TestDatabase) throws {
        try database.withLedger { bed in
            let (invitations, command) = try ground(4, bed)
            let first = bed.intent(invitations[0], command, verb: "issue")
            let waiting = [1, 2].map {
                bed.intent(invitations[$0], command, state: .waiting, batch: "added", behind: invitations[0].id)
            }
            let other = bed.intent(invitations[3], command, state: .waiting, batch: "added", behind: invitations[1].id)
            try bed.ledger.write { try $0.add([first] + waiting + [other]) }
            #expect(try bed.ledger.read { try $0.intents(behind: [invitations[0].id]) } == waiting)
            var done = try #require(try claim(bed).first)
            done.state = .done
            try bed.ledger.write { [done] in try $0.settle([done]) }
            #expect(try claim(bed) == [])
            let later = bed.now.advanced(by: .seconds(5))
            try bed.ledger.write { try $0.release(behind: [invitations[0].id], at: later) }
            #expect(try bed.ledger.read { try $0.nextDue() } == later)
            let freed = try claim(bed, after: .seconds(5))
            #expect(freed.map(\.id) == waiting.map(\.id))
            #expect(freed.allSatisfy { $0.behind == invitations[0].id && $0.after == nil })
            #expect(try state(other, bed)?.state == .waiting)
            #expect(try bed.ledger.read { try $0.intentCounts() } == [.done: 1, .claimed: 2, .waiting: 1])
        }
    }

    @Test(
        "An ended lease makes acts unknown; the late worker is refused once another has them",
        arguments: TestDatabase.all)
    func fences(_ database: TestDatabase) throws {
        try database.withLedger { bed in
            let (invitations, command) = try ground(1, bed)
            let act = bed.intent(invitations[0], command)
            try bed.ledger.write { try $0.add([act]) }
            var first = try #require(try claim(bed).first)
            #expect(
                first.claim == Intent.Claim(worker: "w", since: bed.now, until: bed.now.advanced(by: minute), fence: 1))
            // Alive and well: the lease is moved on.
            first.state = .claimed
            first.claim = Intent.Claim(worker: "w", since: bed.now, until: bed.now.advanced(by: .seconds(90)), fence: 1)
            try bed.ledger.write { [first] in try $0.settle([first]) }
            #expect(try claim(bed, "v", after: .seconds(80)) == [])
            var second = try #require(try claim(bed, "v", after: .seconds(90)).first)
            #expect(second.state == .unknown && second.claim?.fence == 2)
            first.state = .done
            #expect(refusal { try bed.ledger.write { [first] in try $0.settle([first]) } } == .takenOver)
            second.state = .done
            try bed.ledger.write { [second] in try $0.settle([second]) }
            #expect(try state(act, bed)?.state == .done)
            // Final is final, for anybody.
            second.state = .rejected
            #expect(refusal { try bed.ledger.write { [second] in try $0.settle([second]) } } == .takenOver)
            var nobody = act
            nobody.state = .cancelled
            #expect(refusal { try bed.ledger.write { [nobody] in try $0.settle([nobody]) } } == .conflict)
        }
    }

    @Test(
        "A lease is renewed for what nobody else has taken up or settled since, and for nothing else",
        arguments: TestDatabase.all)
    func renewed(_ database: TestDatabase) throws {
        try database.withLedger { bed in
            let acts = try ready(3, bed)
            func renew(_ claimed: [Intent], after: Duration) throws -> Set<IntentID> {
                let now = bed.now.advanced(by: after)
                return try bed.ledger.write { try $0.renew(claimed, now: now, until: now.advanced(by: minute)) }
            }
            let mine = try claim(bed)
            #expect(try renew(mine, after: .seconds(50)) == Set(mine.map(\.id)))
            #expect(try claim(bed, "v", after: .seconds(100)) == [])
            // The lease has ended: one is taken up by another worker, one is only lost, one was settled.
            let taken = try claim(bed, "v", after: .seconds(111), limit: 1)
            var settled = try #require(mine.last)
            settled.state = .done
            try bed.ledger.write { [settled] in try $0.settle([settled]) }
            let left = mine[1]
            #expect(taken.map(\.id) == [mine[0].id])
            #expect(try state(left, bed)?.state == .unknown)
            #expect(try renew(mine, after: .seconds(112)) == [left.id])
            #expect(try state(left, bed)?.state == .claimed && state(left, bed)?.claim?.fence == left.claim?.fence)
            #expect(try bed.ledger.read { try $0.intentCounts() } == [.claimed: 2, .done: 1])
            #expect(try renew([], after: .zero) == [])
        }
    }

    @Test("Only the acts that are named are given out", arguments: TestDatabase.all)
    func among(_ database: TestDatabase) throws {
        try database.withLedger { bed in
            let acts = try ready(3, bed)
            func claim(_ among: [IntentID]?) throws -> [IntentID] {
                try bed.ledger.write {
                    try $0.claim(worker: "w", now: bed.now, lease: minute, limit: 10, among: among)
                }.map(\.id)
            }
            #expect(try claim([]) == [])
            #expect(try claim([acts[1].id]) == [acts[1].id])
            #expect(try claim([acts[1].id]) == [])
            #expect(try claim(nil) == [acts[0].id, acts[2].id])
        }
    }

    @Test(
        "A worker known to be dead loses its claims at once; what it says before they are taken over still counts",
        arguments: TestDatabase.all)
    func abandoned(_ database: TestDatabase) throws {
        try database.withLedger { bed in
            let acts = try ready(2, bed)
            var mine = try claim(bed, "dead")
            // Without its claim nobody settles what somebody has.
            var other = acts[0]
            other.state = .cancelled
            #expect(refusal { try bed.ledger.write { [other] in try $0.settle([other]) } } == .conflict)
            try bed.ledger.write { try $0.abandonClaims(ofWorkers: ["other"]) }
            #expect(try bed.ledger.read { try $0.claimingWorkers() } == ["dead"])
            try bed.ledger.write { try $0.abandonClaims(ofWorkers: ["dead", "x\u{0}"]) }
            #expect(try bed.ledger.read { try $0.claimingWorkers() } == [])
            #expect(try acts.map { try state($0, bed)?.state } == [.unknown, .unknown])
            mine[0].state = .done
            try bed.ledger.write { [mine] in try $0.settle([mine[0]]) }
            #expect(try claim(bed).map(\.id) == [acts[1].id])
        }
    }

    @Test(
        "Acts that wait are freed by what they wait for, or cancelled with it, to the end of the chain",
        arguments: TestDatabase.all)
    func waiting(_ database: TestDatabase) throws {
        try database.withLedger { bed in
            let (invitations, command) = try ground(2, bed)
            func chain(_ invitation: Invitation) -> [Intent] {
                let issue = bed.intent(invitation, command, verb: "issue", batch: "i")
                let send = bed.intent(
                    invitation, command, state: .waiting, batch: "d", support: "manual", after: issue.id)
                return [
                    issue, send,
                    bed.intent(invitation, command, verb: "remind", state: .waiting, batch: "r", after: send.id),
                ]
            }
            let (good, bad) = (chain(invitations[0]), chain(invitations[1]))
            try bed.ledger.write { try $0.add(good + bad) }
            var claimed = try claim(bed)
            #expect(claimed.count == 2)
            claimed[0].state = .done
            claimed[1].state = .rejected
            try bed.ledger.write { [claimed] in try $0.settle(claimed) }
            #expect(try good.map { try state($0, bed)?.state } == [.done, .ready, .waiting])
            #expect(try bad.map { try state($0, bed)?.state } == [.rejected, .cancelled, .cancelled])
            #expect(
                try bed.ledger.read { try $0.intentCounts() } == [
                    .done: 1, .ready: 1, .waiting: 1, .rejected: 1, .cancelled: 2,
                ])
        }
    }

    @Test("Eight workers at once: every act is performed once, in whole batches", arguments: TestDatabase.all)
    func crowd(_ database: TestDatabase) throws {
        try database.withAddress { address in
            let bed = try LedgerBed(address: address)
            let (invitations, command) = try ground(400, bed)
            let acts = invitations.enumerated().map { bed.intent($1, command, batch: "b\($0 / 10)") }
            try bed.ledger.write { try $0.add(acts) }
            let done = Mutex<[IntentID]>([])
            _ = try concurrently(8) { worker in
                var misses = 0
                while misses < 3 {
                    var mine = try bed.ledger.write {
                        try $0.claim(worker: "w\(worker)", now: bed.now, lease: .seconds(60), limit: 10)
                    }
                    if mine.isEmpty {
                        misses += 1
                        continue
                    }
                    #expect(Set(mine.map(\.batch)).count == 1)
                    for index in mine.indices { mine[index].state = .done }
                    try bed.ledger.write { [mine] in try $0.settle(mine) }
                    done.withLock { $0 += mine.map(\.id) }
                }
            }
            #expect(done.withLock { $0.count } == 400 && Set(done.withLock { $0 }).count == 400)
            #expect(try bed.ledger.read { try $0.intentCounts() } == [.done: 400])
            try bed.house.close()
        }
    }

    @Test(
        "The same key and input give the command back; other input is refused, also at the same moment",
        arguments: TestDatabase.all)
    func idempotency(_ database: TestDatabase) throws {
        try database.withAddress { address in
            let bed = try LedgerBed(address: address)
            let first = bed.command(key: "k", input: "a")
            #expect(try bed.ledger.write { try $0.begin(first) } == nil)
            #expect(try bed.ledger.write { try $0.begin(bed.command(key: "k", input: "a")) } == first)
            #expect(refusal { try bed.ledger.write { try $0.begin(bed.command(key: "k", input: "b")) } } == .keyReused)
            let winners = try concurrently(8) { _ in
                try bed.ledger.write { try $0.begin(bed.command(key: "race", input: "a")) } == nil
            }
            #expect(winners.filter { $0 }.count == 1)
            try bed.house.close()
        }
    }
}
