import GatehouseLedger
import GatehouseModel
import GatehouseStorage
import GatehouseTesting
import Testing

@Suite struct ReconciliationStoreTests {
    @Test(
        "Every invitation of a connection is shown once, in order, with keys, addresses and its newest open act",
        arguments: TestDatabase.all)
    func subjects(_ database: TestDatabase) throws {
        try database.withLedger { bed in
            let supply = try bed.pool(2500)
            let other = try bed.supply(.unmetered, name: "other", of: bed.connection("other"))
            let people = try bed.people(2)
            let invitations = (0..<2400).map { bed.invitation(supply, for: $0 < 2 ? people[$0].id : nil) }
            let command = bed.command()
            var acts = [
                bed.intent(invitations[0], command, state: .unknown),
                bed.intent(invitations[0], command, state: .manual),
            ]
            // Neither an act that is over nor one that waits for another hides what is under way.
            acts.append(bed.intent(invitations[0], command, state: .done))
            acts.append(bed.intent(invitations[0], command, state: .waiting))
            acts.append(bed.intent(invitations[1], command, state: .rejected))
            try bed.ledger.write { [acts] writer in
                _ = try writer.begin(command)
                _ = try writer.addInvitations(invitations, fromPool: supply.id, as: .handedOut)
                try writer.addInvitations([bed.invitation(other, for: nil)], fromVendor: other.id)
                try writer.add(acts)
            }
            var seen: [ReconciliationSubject] = []
            let key = try bed.ledger.read { reader in
                try reader.forEachInvitation(of: supply.connection) { seen.append($0) }
                return reader.credentialKey(of: LedgerBed.code(1))
            }
            #expect(seen.map(\.invitation.id) == invitations.map(\.id))
            let first = try #require(seen.first)
            #expect(first.supplyVendorID == supply.vendorID && first.facet == supply.facet)
            #expect(
                first.credentialKeys == [key] && first.credentialState == .handedOut
                    && first.credentialMasked == "••••0001")
            #expect(first.addresses == people[0].addresses && first.openIntent?.id == acts[1].id)
            #expect(seen[1].openIntent == nil && seen[2].addresses == [])
            var unheld = 0
            try bed.ledger.read { try $0.forEachUnheldCredential(of: supply.connection) { _ in unheld += 1 } }
            #expect(unheld == 100)
        }
    }

    @Test(
        "Discrepancies are added, refreshed and resolved by subject; what a person ignored stays ignored",
        arguments: TestDatabase.all)
    func discrepancies(_ database: TestDatabase) throws {
        try database.withLedger { bed in
            let connection = try bed.connection()
            func seen(_ subject: String, ours: String = "a", at: Instant) -> DiscrepancyRecord {
                DiscrepancyRecord(
                    id: bed.id(), connection: connection.id, kind: "vendor_ahead", subject: subject, invitation: nil,
                    ours: ours,
                    theirs: "t", evidence: "e", policy: "auto", severity: "low", proposal: "p", state: .open,
                    firstSeen: at, lastSeen: at)
            }
            func note(_ list: [DiscrepancyRecord], at: Instant, keepingOthers: Bool = false) throws {
                try bed.ledger.write { try $0.note(list, of: connection.id, at: at, keepingOthers: keepingOthers) }
            }
            func open() throws -> [DiscrepancyRecord] {
                try bed.ledger.read { try $0.discrepancies(of: connection.id, state: .open) }
            }
            let (first, later) = (bed.now, bed.now.advanced(by: .seconds(60)))
            let (a, b, c) = (seen("a", at: first), seen("b", at: first), seen("c", at: first))
            try note([a, b, c], at: first)
            #expect(try open() == [a, b, c])
            var ignored = b
            ignored.state = .ignored
            ignored.resolution = "known"
            try bed.ledger.write { [ignored] in try $0.save(ignored) }
            try note([seen("a", ours: "new", at: later), seen("b", at: later), seen("d", at: later)], at: later)
            var refreshed = a
            (refreshed.ours, refreshed.lastSeen) = ("new", later)
            #expect(try open().map(\.subject) == ["a", "d"] && open().first == refreshed)
            let resolved = try bed.ledger.read { try $0.discrepancies(of: nil, state: .resolved) }
            #expect(resolved.map(\.id) == [c.id] && resolved[0].lastSeen == later)
            let stays = try bed.ledger.read { try $0.discrepancies(of: nil, state: .ignored) }
            #expect(stays.map(\.id) == [b.id] && stays[0].lastSeen == first && stays[0].resolution == "known")
            try note([seen("e", at: later)], at: later, keepingOthers: true)
            #expect(try open().map(\.subject) == ["a", "d", "e"])
            // What is gone and comes back is a new one.
            try note([seen("c", at: later)], at: later)
            #expect(try open().map(\.subject) == ["c"])
            #expect(try bed.ledger.read { try $0.discrepancies(of: nil, state: nil) }.count == 6)
        }
    }

    @Test("The newest snapshot that was whole is found, of everything and of one supply", arguments: TestDatabase.all)
    func wholeRuns(_ database: TestDatabase) throws {
        try database.withLedger { bed in
            let connection = try bed.connection("a")
            func run(
                _ at: Int, _ whole: ReconciliationRun.Whole?, asOf: Int, source: String = "f.csv"
            ) -> ReconciliationRun {
                ReconciliationRun(
                    id: bed.id(), connection: connection.id, source: source, at: bed.now.advanced(by: .seconds(at)),
                    asOf: bed.now.advanced(by: .seconds(asOf)), isComplete: true, records: 1, matched: 1,
                    absent: [InvitationID(unique: "a")], setAside: 0, whole: whole,
                    doubted: [InvitationID(unique: "b")],
                    content: source == "api" ? nil : String(repeating: "a1", count: 32))
            }
            let runs =
                [
                    run(1, .everything(but: []), asOf: -9), run(2, .everything(but: ["s2"]), asOf: -5),
                    run(3, .everything(but: []), asOf: -7, source: "api"), run(4, .supply("s1"), asOf: -3),
                    run(5, nil, asOf: -1),
                ] + (6..<30).map { run($0, nil, asOf: -100) }
            try bed.ledger.write { writer in for run in runs { try writer.add(run) } }
            let found = try [nil, "s1", "s2"].map { supply in
                try bed.ledger.read { try $0.newestWholeRun(of: connection.id, supply: supply) }
            }
            #expect(found == [runs[1], runs[3], nil])
            try bed.ledger.read { reader throws in
                #expect(try reader.newestWholeRun(of: connection.id, supply: nil, from: "api") == runs[2])
                #expect(try reader.newestWholeRun(of: connection.id, supply: "s1", from: "api") == nil)
                #expect(try reader.newestSnapshot(of: connection.id) == runs[4].asOf)
                #expect(try reader.newestSnapshot(of: ConnectionID(unique: "other")) == nil)
            }
        }
    }

    @Test("Runs and imports are listed with the newest first; an undone import says so", arguments: TestDatabase.all)
    func newestFirst(_ database: TestDatabase) throws {
        try database.withLedger { bed in
            let connections = [try bed.connection("a"), try bed.connection("b")]
            let runs = (0..<4).map { index in
                ReconciliationRun(
                    id: bed.id(), connection: connections[index % 2].id, source: "api",
                    at: bed.now.advanced(by: .seconds(index)),
                    asOf: bed.now, isComplete: index > 1, records: 1, matched: 1, absent: [], setAside: 0)
            }
            var record = ImportRecord(
                id: bed.id(), kind: "people", file: "p.csv", at: bed.now, actor: "t", rows: 2, accepted: 2, rejected: 0,
                duplicates: 0,
                created: [PersonID(unique: "x")])
            let newer = ImportRecord(
                id: bed.id(), kind: "codes", file: "c.csv", at: bed.now.advanced(by: .seconds(1)), actor: "t", rows: 2,
                accepted: 2,
                rejected: 0, duplicates: 0, created: [])
            try bed.ledger.write { [record] writer in
                for run in runs { try writer.add(run) }
                try writer.add(record)
                try writer.add(newer)
            }
            record.undoneAt = bed.now
            try bed.ledger.write { [record] in try $0.save(record) }
            try bed.ledger.read { reader throws in
                #expect(try reader.runs(limit: 3) == [runs[3], runs[2], runs[1]])
                #expect(try reader.lastRuns(of: connections[0].id, limit: 5) == [runs[2], runs[0]])
                #expect(try reader.imports(limit: 1) == [newer] && reader.imports(limit: 5) == [newer, record])
            }
        }
    }
}
