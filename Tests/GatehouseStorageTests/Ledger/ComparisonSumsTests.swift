import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseStorage
import GatehouseTesting
import Testing

/// What is added up behind the ledger is what the ledger says, whenever it is asked.
@Suite struct ComparisonSumsTests {
    @Test(
        "GH-3: what was added up step by step is what is counted one by one, and what a rebuild adds up, after any history",
        arguments: TestDatabase.all)
    func exact(_ database: TestDatabase) {
        forAll(cases: 3) { chance in
            try database.withLedger { bed in
                var history = try ComparisonHistory(bed)
                for _ in 0..<3 {
                    for _ in 0..<25 {
                        try history.step(&chance)
                        guard chance.once(in: 3) else { continue }
                        let limit = chance.number(in: 1...20)
                        _ = try bed.ledger.write { [coaches = history.coaches] in
                            try $0.catchUpComparison(coaches, limit: limit, at: bed.now)
                        }
                    }
                    _ = try bed.addedUp(bed.ledger, history.coaches)
                    let state = try bed.ledger.read { try $0.comparisonState() }
                    try #require(!state.isBehind && state.asOf == bed.now)
                    try #require(try cells(bed) == history.counted())
                    let (counted, listed) = (try stuck(bed, history.day(7)), try listed(bed, history.day(7)))
                    try #require(counted == listed)
                }
                try #require(history.count > 10)
                try bed.ledger.write { try $0.forgetComparison() }
                try #require(try cells(bed).isEmpty && bed.ledger.read { try $0.comparisonState() }.isBehind)
                _ = try bed.addedUp(bed.ledger, history.coaches)
                try #require(try cells(bed) == history.counted())
                let late = try bed.ledger.read {
                    try $0.comparison(at: .supplies, from: history.day(3), to: history.day(4))
                }
                try #require(late.allSatisfy { $0.day.map { [history.day(3), history.day(4)].contains($0) } == true })
            }
        }
    }

    /// By supply, how many living ones a comparison counts as unmoved since before a day.
    private func stuck(_ bed: LedgerBed, _ day: CalendarDate) throws -> [SupplyID: Int64] {
        var counts: [SupplyID: Int64] = [:]
        for cell in try bed.ledger.read({ try $0.comparison(at: .supplies, from: nil, to: nil) }) {
            for (bucket, count) in cell.counts.buckets(of: .unmoved) where UnmovedBucket(bucket: bucket).day < day {
                counts[cell.supply, default: 0] += count
            }
        }
        return counts
    }

    private func listed(_ bed: LedgerBed, _ day: CalendarDate) throws -> [SupplyID: Int64] {
        var search = InvitationSearch()
        search.stuckSince = day.start
        let rows = try bed.ledger.read { try $0.rows(matching: search, after: nil, limit: 10_000) }
        return rows.reduce(into: [:]) { $0[$1.invitation.supply, default: 0] += 1 }
    }

    private func cells(_ bed: LedgerBed) throws -> [ComparisonHistory.CellName: ComparisonCounts] {
        try bed.ledger.read { reader in
            let all = try ComparisonLevel.allCases.flatMap { level in
                let cells =
                    try reader.comparison(at: level, from: nil, to: nil)
                    + reader.comparison(at: level, from: CalendarDate("1970-01-01"), to: nil)
                return cells.map { cell in
                    (
                        ComparisonHistory.CellName(
                            level: level, supply: cell.supply, programme: cell.programme, client: cell.client,
                            coach: cell.coach, day: cell.day), cell.counts
                    )
                }
            }
            return Dictionary(all, uniquingKeysWith: { first, _ in first })
        }
    }

    @Test(
        "What many write at once, while others add up or begin anew, is counted once each", arguments: TestDatabase.all)
    func concurrent(_ database: TestDatabase) throws {
        try database.withLedger { bed in
            let supply = try bed.supply(.unmetered, of: bed.connection())
            _ = try concurrently(4) { worker in
                for round in 0..<12 {
                    if worker < 2 {
                        let new = (0..<3).map { _ in bed.invitation(supply, for: nil) }
                        try bed.ledger.write { try $0.addInvitations(new, fromVendor: supply.id) }
                    } else if worker == 3, round % 4 == 3 {
                        try bed.ledger.write { try $0.forgetComparison() }
                    } else {
                        _ = try bed.ledger.write { try $0.catchUpComparison(CoachOptions(), limit: 4, at: bed.now) }
                    }
                }
            }
            let total = try bed.addedUp(bed.ledger).reduce(0) { $0 + $1.counts.total(of: .standing) }
            #expect(total == 72)
        }
    }

    @Test("A database of before is added up from what is in it", arguments: TestDatabase.all)
    func older(_ database: TestDatabase) throws {
        try database.withAddress { address in
            let bed = try LedgerBed(address: address)
            let filled = try bed.fill(bed.ledger)
            let kept = try bed.addedUp(bed.ledger)
            try bed.house.close()
            // As the program of before left it: the same rows, and nothing of comparisons.
            let raw = try DatabaseAddress(address).open()
            try raw.write { connection in
                for table in ["states", "shares", "cells", "changes"] {
                    try connection.execute("DROP TABLE comparison_\(table)")
                }
                try connection.execute("DROP INDEX invitations_nameless")
                for table in ["person_merges", "people_apart", "schedules"] {
                    try connection.execute("DROP TABLE \(table)")
                }
                for index in ["runs_whole", "results_age", "invitations_vendor_id"] {
                    try connection.execute("DROP INDEX \(index)")
                }
                for column in ["whole", "torn", "doubted"] {
                    try connection.execute("ALTER TABLE runs DROP COLUMN \(column)")
                }
                try connection.execute("ALTER TABLE invitations DROP COLUMN gave_up")
                try connection.execute("ALTER TABLE discrepancies DROP COLUMN supply")
                try connection.execute("ALTER TABLE credentials DROP COLUMN set_apart")
                try connection.execute("ALTER TABLE work_items DROP COLUMN shown_at")
                try connection.execute("ALTER TABLE intents DROP COLUMN sent")
                let guards =
                    database == .sqlite
                    ? ["invitations_shared_added", "invitations_shared_changed", "credentials_kind"].map {
                        "TRIGGER \($0)"
                    }
                    : ["refuse_shared_holder", "refuse_other_kind"].map { "FUNCTION \($0) CASCADE" }
                for guardian in guards { try connection.execute("DROP \(guardian)") }
                try connection.execute("DELETE FROM schema_migrations WHERE number >= 9")
            }
            try raw.close()
            let house = try SQLLedgerHouse.open(address, vault: LedgerBed.vault(), clock: ManualClock(bed.now))
            #expect(try house.schemaVersion().0 == 8)
            try house.migrate()
            let ledger = house.ledger(of: LedgerBed.workspace)
            #expect(try ledger.read { try $0.comparisonState() } == ComparisonState(asOf: nil, isBehind: true))
            #expect(try bed.addedUp(ledger) == kept)
            #expect(kept.reduce(0) { $0 + $1.counts.total(of: .standing) } == Int64(filled.invitations.count))
            try house.close()
        }
    }
}
