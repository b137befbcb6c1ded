import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseStorage
import GatehouseTesting
import Testing

/// What every statement of the ledger has in common, seen by running them all.
@Suite struct StatementPlanTests {
    /// Tables of which a workspace has few rows.
    private let small: Set<String> = [
        "connections", "supplies", "clients", "programmes", "templates", "imports", "runs", "discrepancies",
        "work_items",
        "work_materials", "schedules", "supply_entries", "tallies", "workspaces", "chains", "numbers", "json_each", "c",
        "s",
        "comparison_states", "taken", "whole",
    ]
    /// Lists that are walked in their own order, a page at a time, and one of which any row will do.
    private let lists = [
        "FROM people p WHERE p.workspace", "JOIN connections c ON", "JOIN supplies s ON s.workspace = k.workspace",
        "FROM credentials WHERE workspace = ?1 LIMIT 1",
        "FROM comparison_changes WHERE workspace = ?1 ORDER BY number LIMIT",
        // The greatest of them, which is the last.
        "INSERT INTO comparison_changes",
        // The last number, and what is read as a whole to look for people who are one.
        "max(number)", "FROM people_apart", "FROM programme_people WHERE workspace = ?1 ORDER BY",
        "FROM person_merges WHERE workspace = ?1 AND undone_at IS NULL \nORDER BY",
    ]
    /// What is read from one end to the other on purpose, once a run.
    private let scans = [
        "FROM invitations i WHERE +i.workspace", "FROM credentials k WHERE +k.workspace",
        "FROM person_addresses a WHERE +a.workspace",
        "alias_of IS NOT NULL ORDER BY number", "t.is_open IS NOT NULL",
    ]
    /// What forgets all of a workspace's sums.
    private let forgetting: Set<String> = Set(
        ["cells", "shares", "changes"].map { "DELETE FROM comparison_\($0) WHERE workspace = ?1" })

    private func everyStatement() throws -> (statements: Set<String>, plan: (String) throws -> [String]) {
        var result: Set<String> = []
        var plans: [String: [String]] = [:]
        try TestDatabase.sqlite.withAddress { address in
            let raw = try DatabaseAddress(address).open()
            let recorder = RecordingDatabase(raw)
            let bed = try LedgerBed(
                address: address,
                house: SQLLedgerHouse(recorder, vault: LedgerBed.vault(), clock: ManualClock(Instant(milliseconds: 0))))
            try useEverything(bed)
            result = recorder.statements.filter {
                !$0.contains("schema_migrations") && !$0.contains("sqlite_master") && !$0.contains("vault_proofs")
            }
            for sql in result {
                let count = (1...40).last { sql.contains("?\($0)") } ?? 0
                plans[sql] = try raw.read { connection in
                    try connection.rows("EXPLAIN QUERY PLAN " + sql, Array(repeating: .null, count: count)) {
                        try $0.text(3)
                    }
                }
            }
            try raw.close()
        }
        return (result, { sql in plans[sql] ?? [] })
    }

    @Test("No statement walks through a whole table, whichever order it asks for")
    func plans() throws {
        let (statements, plan) = try everyStatement()
        #expect(statements.count > 100)
        for sql in statements where !forgetting.contains(sql) && !(lists + scans).contains(where: sql.contains) {
            for line in try plan(sql) {
                let words = line.split(separator: " ").map(String.init)
                guard words.count > 1, words[0] == "SCAN" || words[0] == "SEARCH", !small.contains(words[1]) else {
                    continue
                }
                let walks = words[0] == "SCAN" || line.hasSuffix("(workspace=?)")
                #expect(!walks || words[1].hasPrefix("("), "\(line) in: \(sql)")
            }
        }
    }

    @Test("GH-2: a page of the matrix and its end, and GH-3: a comparison, are read by an index of their own")
    func pages() throws {
        let (statements, plan) = try everyStatement()
        func plans(of fragment: String) throws -> [String] {
            let found = statements.filter { $0.contains(fragment) }
            #expect(!found.isEmpty, "\(fragment)")
            return try found.map { try plan($0).joined(separator: "\n") }
        }
        for plan in try plans(of: "GROUP BY i.person") {
            #expect(plan.contains("invitations_person (workspace=?"), "\(plan)")
        }
        for plan in try plans(of: "AND i.person IS NULL") {
            #expect(plan.contains("invitations_nameless (workspace=? AND id>?)"), "\(plan)")
        }
        for plan in try plans(of: "FROM comparison_cells WHERE workspace = ?1 AND level") {
            #expect(plan.contains("comparison_cells_day (workspace=? AND level=? AND day>? AND day<?)"), "\(plan)")
        }
    }

    @Test("Every statement names its workspace")
    func scoped() throws {
        for sql in try everyStatement().statements
        where !sql.contains("FROM workspaces") && !sql.contains("UPDATE numbers") {
            let words = sql.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            #expect(
                words.contains("workspace = ?1") || words.contains("(workspace, ") && words.contains("VALUES (?1"),
                "\(words)")
        }
    }

    /// Calls every method of reader and writer at least once, with something to find.
    private func useEverything(_ bed: LedgerBed) throws {
        let filled = try bed.fill(bed.ledger)
        var search = InvitationSearch()
        search.person = filled.people.map(\.id)
        search.people.words = ["x"]
        search.people.tags = ["tag"]
        search.people.withoutTags = ["other"]
        search.people.programme = filled.programme.id
        search.people.client = filled.client.id
        search.people.language = "de"
        (search.connection, search.supply, search.programme) = (
            filled.connection.id, filled.pool.id, filled.programme.id
        )
        (search.delivery, search.unmovedSince, search.stuckSince) = (.queued, bed.now, bed.now)
        let ids = filled.invitations.map(\.id)
        let coaches = CoachOptions([filled.connection.id: "coaches"])
        try bed.ledger.read { reader in
            var coached = search
            coached.coach = CoachSearch(name: "Ada", options: coaches)
            _ = try (reader.rows(matching: coached, after: ids[0], limit: 3), reader.coaches(named: coaches))
            _ = try reader.rows(matching: search, after: ids[0], limit: 3)
            _ = try reader.people(matching: search.people, after: filled.people[0].id, limit: 3)
            _ = (
                try reader.connection(named: "x"), try reader.connection(filled.connection.id),
                try reader.supplies(of: filled.connection.id)
            )
            _ = (try reader.people(atAddresses: ["a@example.org"]), try reader.people(filled.people.map(\.id)))
            _ = (
                try reader.entitlements(of: filled.people.map(\.id), to: ["top-5"]),
                try reader.completedAssessments(of: search.person)
            )
            _ = try reader.openDifferences("reopened_at_vendor", of: filled.connection.id)
            _ = (
                try reader.row(ids[0]), try reader.credentials(filled.credentials),
                try reader.reveal(filled.credentials)
            )
            _ = (try reader.freeCredentials(of: filled.pool.id, limit: 2), try reader.deliveries(of: ids[0]))
            _ = try reader.deliveries(in: [.queued], after: filled.delivery.id, limit: 2)
            _ = (
                try reader.intents(of: filled.command.id), try reader.intents(of: ids[0]),
                try reader.intents(filled.intents.map(\.id))
            )
            _ = (
                try reader.result(of: filled.result.intent), try reader.intents(behind: ids),
                try reader.holder(of: filled.credentials[0])
            )
            _ = try reader.openIntents(of: filled.connection.id, in: [.manual, .needsPerson], limit: 2)
            _ = (
                try reader.openIntents(of: nil, in: [.manual], limit: 2), try reader.intentCounts(),
                try reader.claimingWorkers()
            )
            _ = (try reader.nextDue(), try reader.workItems(of: nil, state: .open), try reader.workItem(filled.item.id))
            try reader.forEachInvitation(of: filled.connection.id) { _ in }
            try reader.forEachUnheldCredential(of: filled.connection.id) { _ in }
            try reader.forEachInvitation(ids) { _ in }
            try reader.forEachUnheldCredential(filled.credentials) { _ in }
            #expect(try reader.reconciliationSize(of: filled.connection.id) > 0)
            let scan = CountingScan()
            try reader.scan(filled.connection.id, into: scan)
            try reader.scanCredentials(of: [filled.pool.id, filled.shared.id], into: scan)
            try reader.scanAddresses(into: scan)
            #expect(scan.seen.allSatisfy { $0 > 0 }, "\(scan.seen)")
            _ = (
                try reader.observations(of: ids[1]), try reader.audit(after: 1, limit: 1), try reader.imports(limit: 1)
            )
            _ = try reader.invitedPeople(matching: search, after: filled.people[0].id, limit: 3)
            _ = try reader.invitedPeople(matching: InvitationSearch(), after: nil, limit: 3)
            _ = try reader.comparison(at: .supplies, from: nil, to: nil)
            var nameless = InvitationSearch()
            nameless.isNameless = true
            _ = try reader.rows(matching: nameless, after: ids[0], limit: 3)
            _ = (
                try reader.handOuts(of: [filled.pool.id], since: [bed.now, bed.now]),
                try reader.freeRuns(of: filled.pool.id)
            )
            _ = try reader.credential(withKey: reader.credentialKey(of: LedgerBed.code(1)))
            _ = (try reader.programmes(of: filled.people[0].id), try reader.apartPairs(), try reader.sharedAccounts())
            try reader.forEachProgrammeMember { _, _ in }
            _ = try reader.countResults(completedBefore: bed.now)
        }
        try bed.ledger.write { writer in
            var acts = try writer.claim(worker: "w", now: bed.now, lease: .seconds(1), limit: 5)
            for index in acts.indices { acts[index].state = index == 0 ? .done : .rejected }
            try writer.settle(acts)
            try writer.abandonClaims(ofWorkers: ["w"])
            _ = try writer.forgetResults(completedBefore: bed.now, limit: 2)
            try writer.release(behind: ids, at: bed.now)
            var ended = filled.invitations[0]
            ended.standing = ended.standing.observing(.end(.retracted), asOf: bed.now)
            try writer.save([ended])
            try writer.moveUnits(of: ids, to: .handedOut)
            try writer.moveUnits(ofWritten: [ended], to: .quarantined)
            try writer.release([ids[0], ids[1]])
            try writer.save(filled.people[0])
            try writer.remove([filled.people[3].id, PersonID(unique: "x")].filter { $0 != filled.people[3].id })
            let waiting = bed.invitation(filled.pool, for: nil)
            try writer.addInvitations([waiting], fromVendor: filled.pool.id)
            _ = try writer.adopt(
                NewCredential(secret: Secret("A-1"), kind: .accessKey), by: waiting.id, as: .handedOut, at: bed.now,
                reason: "r")
            try writer.moveFreeUnits(1, from: filled.pool.id, to: filled.vendor.id, at: bed.now, reason: "r")
            let free = try writer.freeCredentials(of: filled.pool.id, limit: 2).map(\.id)
            try writer.moveCredentials(free, to: .quarantined)
            try writer.setUnitStates(of: filled.shared.id, counts: [.used: 1])
            try writer.add(SupplyEntry(supply: filled.pool.id, kind: .lost, count: 1, at: bed.now, reason: "r"))
            var delivery = filled.delivery
            delivery.state = .bounced
            try writer.save([delivery])
            try writer.save(filled.item)
            try writer.save(filled.record)
            try writer.save(filled.discrepancy)
            try writer.close([filled.discrepancy.id], as: .applied, resolution: "r")
            try writer.schedule(filled.connection.id, .every(.seconds(60)))
            let schedule = try writer.schedules()[0]
            _ = try writer.settle(writer.claim(schedule, now: bed.now, lease: .seconds(1)) ?? schedule)
            try useMerges(filled.people[0], filled.people[1], writer, at: bed.now)
            try writer.forEachInvitation(of: filled.connection.id) { _ in }
            try writer.note([], of: filled.connection.id, at: bed.now, keepingOthers: false)
        }
        // First by the fill, then by what was changed, then by nothing.
        for _ in 0..<3 {
            try bed.ledger.write { _ = try $0.catchUpComparison(CoachOptions(), limit: 1000, at: bed.now) }
            try bed.ledger.write { try $0.save(filled.people[0]) }
            _ = try bed.ledger.read { try $0.comparisonState() }
        }
        try bed.ledger.write { try $0.forgetComparison() }
        _ = try bed.load(
            LedgerBed.codes(4) + [NewCredential(secret: Secret("N-1"), aliases: [Secret("N-2")], kind: .accessKey)],
            into: filled.pool)
        let later = bed.now.advanced(by: .seconds(100 * 365 * 86_400))
        #expect(try bed.ledger.read { try $0.mayHaveExpired(before: CalendarDate(containing: later)) })
        _ = try bed.ledger.write { try $0.loseExpired(at: later) }
    }

    private func useMerges(_ kept: Person, _ other: Person, _ writer: any LedgerWriter, at now: Instant) throws {
        try writer.keepApart(ApartPair(kept.id, other.id, at: now, by: "t", reason: nil))
        _ = try writer.stopKeepingApart(kept.id, other.id)
        func save(_ id: MergeID, _ belongings: PersonMerge.Belongings) throws {
            try writer.save(
                PersonMerge(
                    id: id, number: 0, kept: kept.id, other: other, belongings: belongings, gained: .init(), at: now,
                    by: "t", reason: nil))
        }
        let belongings = try writer.handOver(other.id, to: kept.id)
        try save(MergeID(unique: "m"), belongings)
        _ = (try writer.merge(MergeID(unique: "m")), try writer.merges(.all), try writer.people([other.id]))
        _ = (try writer.merges(.into([kept.id])), try writer.merges(.of([other.id])))
        try writer.add([Person(id: other.id)])
        try writer.handBack(belongings, to: other.id, from: kept.id, since: now)
    }
}

/// How many rows of each kind a scan brings.
private final class CountingScan: ReconciliationScan, CredentialScan, AddressScan {
    /// Acts, invitations, credentials, addresses.
    private(set) var seen = [0, 0, 0, 0]

    func act(of invitation: UnsafeRawBufferPointer, verb: UnsafeRawBufferPointer, state: IntentState) { seen[0] += 1 }
    func invitation(_ row: ScannedInvitation) { seen[1] += 1 }
    func credential(_ number: Int64, supply: Int, state: UnitState, key: UnsafeRawBufferPointer) { seen[2] += 1 }
    func alias(of number: Int64, key: UnsafeRawBufferPointer) {}
    func address(_ folded: UnsafeRawBufferPointer, of person: UnsafeRawBufferPointer) { seen[3] += 1 }
}
