import Foundation
import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseStorage
import GatehouseTesting
import Testing

/// A process that is killed in the middle of writing leaves a ledger in which everything acknowledged is there, and
/// everything else is there whole or not at all.
@Suite struct CrashTests {
    @Test(
        "kill -9 in the middle of writes: what was acknowledged is there, and nothing is half-done",
        arguments: TestDatabase.all)
    func killed(_ database: TestDatabase) throws {
        try database.withAddress { address in
            let bed = try LedgerBed(address: address)
            let supply = try bed.pool(3000)
            try bed.house.close()
            for round in 0..<3 {
                let acknowledged = try CrashingWriter.runAndKill(address, round: round, after: 7 + round * 11)
                #expect(acknowledged.count >= 7)
                let house = try SQLLedgerHouse.open(address, vault: LedgerBed.vault())
                try check(house.ledger(of: LedgerBed.workspace), supply, acknowledged)
                try house.close()
            }
        }
    }

    private func check(_ ledger: any Ledger, _ supply: Supply, _ acknowledged: [String]) throws {
        try ledger.read { reader throws in
            var last: AuditEntry?
            var recorded = Set<String>()
            for entry in try reader.audit(after: 0, limit: 100_000) {
                #expect(entry.follows(last))
                last = entry
                if entry.act == "recorded" { recorded.insert(entry.object) }
            }
            #expect(Set(acknowledged).isSubset(of: recorded))
            var invited = 0
            var states: [IntentState: Int64] = [:]
            for key in recorded {
                let command = try #require(try reader.command(key: key))
                let acts = try reader.intents(of: command.id)
                #expect(acts.count == CrashingWriter.size)
                let invitations = try reader.invitations(acts.compactMap(\.invitation))
                #expect(
                    invitations.count == CrashingWriter.size && invitations.values.allSatisfy { $0.credential != nil })
                #expect(Set(invitations.values.map(\.credential)).count == CrashingWriter.size)
                invited += invitations.count
                for act in acts { states[act.state, default: 0] += 1 }
            }
            #expect(try reader.intentCounts() == states)
            let counts = try #require(try reader.counts(of: [supply.id])[supply.id])
            #expect(counts.isConserved && counts.accountedFor - counts[.available] == Int64(invited))
            // An act is done if and only if its code is out.
            #expect(counts[.handedOut] == states[.done] ?? 0)
        }
    }
}

/// The process that is killed: this test program again, which runs this one test.
@Suite struct CrashingWriter {
    static let size = 3
    private static let told = KilledProcess.Told("GATEHOUSE_CRASHING_WRITER")

    /// Lets another process write until it has acknowledged so many commands, and kills it; gives their keys.
    static func runAndKill(_ address: String, round: Int, after count: Int) throws -> [String] {
        try KilledProcess(running: "CrashingWriter", told, "\(round) \(address)").kill(after: count)
    }

    @Test("writes until it is killed", .enabled(if: told.words != nil, "runs as a process of another test"))
    func write() throws {
        let words = try #require(Self.told.words).split(separator: " ", maxSplits: 1)
        let (round, address) = (String(words[0]), String(words[1]))
        let house = try SQLLedgerHouse.open(address, vault: LedgerBed.vault())
        let ledger = house.ledger(of: LedgerBed.workspace)
        let supply = try #require(try ledger.read { try $0.supplies(of: nil).first })
        _ = try concurrently(3) { worker in
            let chance = SystemChance(seed: UInt64(round)! &* 1000 &+ UInt64(worker))
            // Far from every other round's, so that no two identifiers are the same.
            let now = Instant(milliseconds: 1_763_769_600_000 + Int64(round)! * 1_000_000 + Int64(worker) * 100_000)
            for number in 0..<300 {
                let key = "\(round)-\(worker)-\(number)"
                try record(key, supply, chance, now, in: ledger)
                KilledProcess.say(key)
                try perform("worker-\(round)-\(worker)", now, in: ledger)
            }
        }
    }

    private func record(_ key: String, _ supply: Supply, _ chance: SystemChance, _ now: Instant, in ledger: any Ledger)
        throws
    {
        let command = CommandRecord(
            id: chance.id(at: now), idempotencyKey: key, inputHash: key, verb: "invite", actor: "crash", at: now,
            answer: nil)
        let invitations = (0..<Self.size).map { _ in
            Invitation(
                id: chance.id(at: now), person: nil, connection: supply.connection, supply: supply.id, channel: .export,
                assessments: [], standing: Standing(.stages(.reserved, .reserved), asOf: now), createdAt: now,
                lastWriteAt: now)
        }
        try ledger.write { writer in
            _ = try writer.begin(command)
            _ = try writer.addInvitations(invitations, fromPool: supply.id, as: .reserved)
            try writer.add(
                invitations.map {
                    Intent(
                        id: chance.id(at: now), command: command.id, verb: "distribute", connection: supply.connection,
                        supply: supply.id, invitation: $0.id, channel: .export, batch: key, support: "gateway",
                        state: .ready, dueAt: now)
                })
            try writer.audit([AuditNote(at: now, actor: "crash", act: "recorded", object: key)])
        }
    }

    private func perform(_ worker: String, _ now: Instant, in ledger: any Ledger) throws {
        var acts = try ledger.write { try $0.claim(worker: worker, now: now, lease: .seconds(10_000), limit: 10) }
        for index in acts.indices { acts[index].state = .done }
        try ledger.write { [acts] writer in
            try writer.moveUnits(of: acts.compactMap(\.invitation), to: .handedOut)
            try writer.settle(acts)
            try writer.audit([AuditNote(at: now, actor: "crash", act: "settled", object: worker)])
        }
    }
}
