import GatehouseEngine
import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit
import GatehouseReconciliation
import GatehouseTesting
import Testing

@Suite("What people decide about differences")
struct ResolvingTests {
    private func resolve(
        _ found: DiscrepancyRecord, _ verdict: Resolving.Verdict, reason: String? = "seen by hand",
        by actor: String = "ada",
        _ bed: EngineBed
    ) throws -> Resolving.Effect {
        try Resolving(world: bed.world).resolve(found.id.text, verdict, reason: reason, actor: actor, in: bed.ledger)
    }

    private func invited(_ bed: EngineBed, _ count: Int = 1) throws -> [InvitationID] {
        try bed.supply(units: 3)
        let ids = try bed.invite(bed.request(count, from: "spring", channel: .ourMail)).invitations
        try bed.settle()
        bed.clock.advance(by: .seconds(60))
        return ids
    }

    private func note(_ record: DiscrepancyRecord, _ bed: EngineBed) throws {
        try bed.ledger.write { try $0.note([record], of: record.connection, at: record.lastSeen, keepingOthers: true) }
    }

    @Test("A decision pins: the next runs leave it alone until it is let go", arguments: TestDatabase.all)
    func pins(_ database: TestDatabase) throws {
        try database.withEngine { bed in
            let id = try invited(bed)[0]
            let lines = "\(id.text),,bo@example.org,spring,Sent"
            try bed.observe(lines)
            let found = try #require(try bed.open("recipient_mismatch").first)
            #expect(throws: EngineError.self) { try resolve(found, .ignore, reason: " ", bed) }
            #expect(try resolve(found, .ignore, reason: "her assistant", bed) == .done)
            let again = try bed.observe(lines)
            #expect(again.result.discrepancies.map(\.policy) == [.hold] && again.isSettled)
            #expect(try bed.open("recipient_mismatch").isEmpty)
            #expect(throws: EngineError.self) { try resolve(found, .ignore, bed) }
            #expect(try resolve(found, .release, reason: nil, bed) == .done)
            let open = try #require(try bed.open("recipient_mismatch").first)
            #expect(open.decisions.map(\.act) == [.ignore, .release] && open.decisions[0].reason == "her assistant")
            #expect(try bed.observe(lines).result.discrepancies.map(\.policy) == [.case])
            #expect(throws: EngineError.self) { try resolve(open, .release, bed) }
            #expect(try bed.verifyAudit())
        }
    }

    @Test("A correction is one more observation: the low end never falls, and what was begun is not taken back")
    func corrects() throws {
        try TestDatabase.sqlite.withEngine { bed in
            let id = try invited(bed)[0]
            let lines = "\(id.text),,bo@example.org,spring,Sent"
            try bed.observe(lines)
            let found = try #require(try bed.open("recipient_mismatch").first)
            #expect(throws: EngineError.self) { try resolve(found, .correct(.stages(.reserved, .reserved)), bed) }
            #expect(try resolve(found, .correct(.stages(.completed, .completed)), bed) == .done)
            let corrected = try #require(try bed.invitation(id))
            #expect(corrected.standing.low == .completed)
            #expect(try bed.counts()[.used] == 1 && bed.counts().isConserved)
            #expect(try bed.ledger.read { try $0.observations(of: id) }.last?.source.contains("seen by hand") == true)
            let again = try bed.observe(lines)
            #expect(again.isSettled && again.waiting.isEmpty)
            #expect(try bed.invitation(id)?.standing.low == .completed)
            _ = try resolve(found, .release, bed)
            let open = try #require(try bed.open("recipient_mismatch").first)
            for worse in [Meaning.stages(.started, .started), .end(.retracted)] {
                #expect(throws: EngineError.self) { try resolve(open, .correct(worse), bed) }
            }
        }
    }

    @Test("A record that the ledger has not is entered, or linked to an invitation, by the run after the decision")
    func importsAndLinks() throws {
        try TestDatabase.sqlite.withEngine(mode: .portal) { bed in
            let ids = try invited(bed)
            let lines = [",NEW-7,zoe@example.org,spring,Sent", ",NEW-8,,spring,Begun"]
            try bed.observe(lines[0], lines[1])
            let open = try bed.open("unknown_at_gateway").sorted { $0.theirs < $1.theirs }
            try #require(open.count == 2)
            let zoe = try #require(open.first { $0.theirs.contains("zoe") })
            let other = try #require(open.first { $0.id != zoe.id })
            #expect(try resolve(zoe, .importing, reason: nil, bed) == .withNextRun)
            #expect(try resolve(other, .link(ids[0]), bed) == .withNextRun)
            let run = try bed.observe(lines[0], lines[1])
            #expect(run.applied.count == 1 || run.applied.count == 2)
            #expect(try bed.invitations().count == 2 && bed.open("unknown_at_gateway").isEmpty)
            let known = try bed.ledger.read { try $0.people(atAddresses: ["zoe@example.org"]) }
            #expect(known.count == 1)
            #expect(throws: EngineError.self) { try resolve(zoe, .importing, bed) }
        }
    }

    @Test("A count is adjusted by two people, or by one twice with an hour between; another number begins anew")
    func adjusts() throws {
        try TestDatabase.sqlite.withEngine { bed in
            try invited(bed).forEach { _ in }
            func note(_ ours: Int, _ theirs: Int) throws -> DiscrepancyRecord {
                let now = bed.clock.now
                let record = DiscrepancyRecord(
                    id: DiscrepancyID(unique: "d1"), connection: bed.connection.id, kind: "count_surplus",
                    subject: "supply v-spring, Available", invitation: nil, ours: "\(ours)",
                    theirs: "Available \(theirs)",
                    evidence: "counters", policy: "case", severity: "medium", proposal: "adjust", state: .open,
                    firstSeen: now, lastSeen: now)
                try self.note(record, bed)
                return try #require(try bed.open("count_surplus").first)
            }
            var found = try note(2, 4)
            #expect(
                try resolve(found, .confirm, reason: nil, bed)
                    == .needsAnother(from: bed.clock.now.advanced(by: .seconds(3600))))
            bed.clock.advance(by: .seconds(1800))
            #expect(try resolve(found, .confirm, reason: nil, bed) != .done)
            #expect(try bed.counts().owned == 3)
            // A run finds another number: what was confirmed was not this one.
            found = try note(2, 5)
            #expect(try resolve(found, .confirm, reason: nil, bed) != .done)
            #expect(try resolve(found, .confirm, reason: nil, by: "ben", bed) == .done)
            #expect(try bed.counts().owned == 6 && bed.counts().isConserved && bed.open("count_surplus").isEmpty)
            let entry = try #require(try bed.ledger.read { try $0.entries(of: SupplyID(unique: "spring")) }.last)
            #expect(entry.kind == .purchase && entry.count == 3 && entry.reason.contains(found.id.text))
        }
    }

    @Test("One person confirms a count twice, an hour apart")
    func secondThought() throws {
        try TestDatabase.sqlite.withEngine { bed in
            try invited(bed).forEach { _ in }
            let now = bed.clock.now
            let record = DiscrepancyRecord(
                id: DiscrepancyID(unique: "d1"), connection: bed.connection.id, kind: "count_shortfall",
                subject: "supply v-spring, Available", invitation: nil, ours: "2", theirs: "Available 1",
                evidence: "counters", policy: "case", severity: "medium", proposal: "adjust", state: .open,
                firstSeen: now, lastSeen: now)
            try note(record, bed)
            #expect(try resolve(record, .confirm, reason: nil, bed) != .done)
            bed.clock.advance(by: Resolving.secondThought)
            #expect(try resolve(record, .confirm, reason: nil, bed) == .done)
            #expect(try bed.counts()[.lost] == 1 && bed.counts()[.available] == 1 && bed.counts().isConserved)
        }
    }

    @Test(
        "conservation_violated: nothing is issued from a frozen supply until its case is decided",
        arguments: TestDatabase.all)
    func freezes(_ database: TestDatabase) throws {
        try database.withEngine { bed in
            try bed.supply(units: 3)
            let now = bed.clock.now
            let record = DiscrepancyRecord(
                id: DiscrepancyID(unique: "d1"), connection: bed.connection.id, kind: "conservation_violated",
                subject: "supply v-spring", invitation: nil, ours: "3 owned", theirs: "5 and 2 make 7, not 3",
                evidence: "counters", policy: "case", severity: "high", proposal: "ask", state: .open, firstSeen: now,
                lastSeen: now)
            try note(record, bed)
            try bed.ledger.write { writer in
                var supply = try #require(try writer.supply(named: "spring"))
                supply.frozenBecause = "conservation_violated: the vendor's counters contradict each other"
                try writer.save(supply)
            }
            let refused = #expect(throws: EngineError.self) {
                try bed.invite(bed.request(1, from: "spring", channel: .ourMail))
            }
            #expect(refused?.message.contains("conservation_violated") == true)
            #expect(try resolve(record, .settle, reason: "the vendor has counted anew", bed) == .done)
            #expect(try bed.invite(bed.request(1, from: "spring", channel: .ourMail)).invitations.count == 1)
        }
    }

    @Test(
        "What proposes nothing cannot be confirmed, what is no record cannot be linked, and an unknown difference is none"
    )
    func refusals() throws {
        try TestDatabase.sqlite.withEngine { bed in
            let id = try invited(bed)[0]
            try bed.observe("\(id.text),,bo@example.org,spring,Sent")
            let found = try #require(try bed.open("recipient_mismatch").first)
            for verdict in [Resolving.Verdict.confirm, .importing, .link(id), .release] {
                #expect(throws: EngineError.self) { try resolve(found, verdict, bed) }
            }
            #expect(throws: EngineError.self) {
                try Resolving(world: bed.world).resolve("dis_none", .ignore, reason: "x", actor: "ada", in: bed.ledger)
            }
            #expect(try bed.open("recipient_mismatch").map(\.decisions) == [[]])
        }
    }
}
