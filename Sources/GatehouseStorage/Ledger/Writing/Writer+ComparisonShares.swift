import GatehouseLedger
import GatehouseModel

/// What one invitation adds, and where.
private struct ComparisonShare: Equatable {
    let place: ComparisonPlace
    let counts: ComparisonCounts
}

private struct ComparisonPlace: Hashable {
    let supply: String
    let programme: String
    let client: String
    let coaches: [String]
    let day: Int64

    /// The cells that it adds to, of its day and of all days.
    var cells: [ComparisonCellKey] {
        [-1, day].flatMap { day in
            var cells = [
                ComparisonCellKey(level: .supplies, day: day, supply: supply),
                ComparisonCellKey(level: .programmes, day: day, supply: supply, programme: programme, client: client),
            ]
            if !coaches.isEmpty {
                cells += ([""] + coaches).map {
                    ComparisonCellKey(level: .coaches, day: day, supply: supply, coach: $0)
                }
            }
            return cells
        }
    }
}

private struct ComparisonCellKey: Hashable {
    let level: ComparisonLevel
    let day: Int64
    let supply: String
    var programme = ""
    var client = ""
    var coach = ""
    var name: String { "\(level.rawValue) \(day) \(supply) \(programme) \(client) \(coach)" }
}

extension SQLLedgerWriter {
    /// Puts what these add now in the place of what they added before.
    func takeIn(_ invitations: [InvitationID], _ coaches: CoachOptions) throws {
        if invitations.isEmpty { return }
        let (before, now) = (try shares(of: invitations), try newShares(of: invitations, coaches))
        var changes: [ComparisonCellKey: ComparisonCounts] = [:]
        var changed: [(InvitationID, ComparisonShare)] = []
        var gone: [InvitationID] = []
        for id in invitations where before[id] != now[id] {
            if let old = before[id] {
                for cell in old.place.cells { changes[cell, default: ComparisonCounts()].add(old.counts, times: -1) }
            }
            guard let new = now[id] else {
                gone.append(id)
                continue
            }
            for cell in new.place.cells { changes[cell, default: ComparisonCounts()].add(new.counts) }
            changed.append((id, new))
        }
        try keep(changed.filter { before[$0.0] == nil }, changed: changed.filter { before[$0.0] != nil })
        if !gone.isEmpty {
            try run("DELETE FROM comparison_shares WHERE workspace = ?1 AND invitation {in list ?2}", [.ids(gone)])
        }
        try add(changes.filter { !$0.value.isEmpty })
    }

    private func keep(
        _ new: [(InvitationID, ComparisonShare)], changed: [(InvitationID, ComparisonShare)]
    ) throws {
        try insert(
            into: "comparison_shares", ["invitation", "supply", "programme", "client", "coaches", "day", "counts"],
            count: new.count
        ) { index, row in
            let (id, share) = new[index]
            row.add(id)
            row.add(share.place.supply)
            row.add(share.place.programme)
            row.add(share.place.client)
            row.add(share.place.coaches.storedText)
            row.add(share.place.day)
            row.add(blob: share.counts.packed)
        }
        try runEach(
            """
            UPDATE comparison_shares SET supply = ?3, programme = ?4, client = ?5, coaches = ?6, day = ?7, counts = ?8
            WHERE workspace = ?1 AND invitation = ?2
            """, changed
        ) { id, share in
            let place = share.place
            return [
                SQLValue(id), .text(place.supply), .text(place.programme), .text(place.client), .words(place.coaches),
                .integer(place.day), .blob(share.counts.packed),
            ]
        }
    }

    private func add(_ changes: [ComparisonCellKey: ComparisonCounts]) throws {
        if changes.isEmpty { return }
        let names = changes.keys.map { ($0, $0.name) }.sorted { $0.1 < $1.1 }
        let kept = Dictionary(
            try rows(
                "SELECT cell, counts FROM comparison_cells WHERE workspace = ?1 AND cell {in list ?2}",
                [.list(names.map(\.1))]
            ) { (try $0.text(0), try $0.comparisonCounts(1)) }, uniquingKeysWith: { first, _ in first })
        let sums = names.map { key, name -> (ComparisonCellKey, String, ComparisonCounts) in
            var sum = kept[name] ?? ComparisonCounts()
            sum.add(changes[key] ?? ComparisonCounts())
            return (key, name, sum)
        }
        try run(
            "DELETE FROM comparison_cells WHERE workspace = ?1 AND cell {in list ?2}",
            [.list(sums.filter(\.2.isEmpty).map(\.1))])
        let new = sums.filter { !$0.2.isEmpty && kept[$0.1] == nil }
        try insert(
            into: "comparison_cells", ["cell", "level", "day", "supply", "programme", "client", "coach", "counts"],
            count: new.count
        ) { index, row in
            let (key, name, counts) = new[index]
            row.add(name)
            row.add(key.level.rawValue)
            row.add(key.day)
            row.add(key.supply)
            row.add(key.programme)
            row.add(key.client)
            row.add(key.coach)
            row.add(blob: counts.packed)
        }
        try runEach(
            "UPDATE comparison_cells SET counts = ?3 WHERE workspace = ?1 AND cell = ?2",
            sums.filter { !$0.2.isEmpty && kept[$0.1] != nil }
        ) { [.text($0.1), .blob($0.2.packed)] }
    }

    private func shares(of invitations: [InvitationID]) throws -> [InvitationID: ComparisonShare] {
        try keyed(
            """
            SELECT invitation, supply, programme, client, coaches, day, counts FROM comparison_shares
            WHERE workspace = ?1 AND invitation {in list ?2}
            """, invitations
        ) { row in
            let place = ComparisonPlace(
                supply: try row.text(1), programme: try row.text(2), client: try row.text(3),
                coaches: try row.words(4), day: try row.integer(5))
            return (try row.id(0), ComparisonShare(place: place, counts: try row.comparisonCounts(6)))
        }
    }

    private func newShares(of invitations: [InvitationID], _ options: CoachOptions) throws -> [InvitationID:
        ComparisonShare]
    {
        var sightings: [InvitationID: [ComparisonFacts.Sighting]] = [:]
        try forEachRow(
            """
            SELECT invitation, low, as_of FROM observations
            WHERE workspace = ?1 AND invitation {in list ?2} AND invitation IS NOT NULL AND low IS NOT NULL
            """, [.ids(invitations)]
        ) { row in
            guard let low = try row.stage(1) else { return }
            sightings[try row.id(0), default: []].append(.init(low: low, asOf: try row.instant(2)))
        }
        let chosen = try chosenCoaches(for: invitations, options)
        return try keyed(
            """
            SELECT i.id, i.supply, coalesce(i.programme, ''), coalesce(p.client, ''), i.low, i.high, i.high_as_of, i.ended,
                i.ended_as_of, i.created_at, i.handed_out_at, i.reminders_sent, i.last_reminded_at, i.is_shared,
                CASE WHEN s.stock = 'unmetered' OR (i.credential IS NULL AND i.unit_state IS NULL) THEN 0 ELSE 1 END
            FROM invitations i JOIN supplies s ON s.workspace = i.workspace AND s.id = i.supply
            LEFT JOIN people p ON p.workspace = i.workspace AND p.id = i.person
            WHERE i.workspace = ?1 AND i.id {in list ?2}
            """, invitations
        ) { row in
            let id: InvitationID = try row.id(0)
            let facts = ComparisonFacts(
                standing: Standing(
                    low: try row.stage(4), newestHigh: try row.stage(5), highAsOf: try row.optionalInstant(6),
                    newestEnd: try row.end(7), endAsOf: try row.optionalInstant(8)),
                createdAt: try row.instant(9), handedOutAt: try row.optionalInstant(10),
                remindersSent: try row.integer(11), lastRemindedAt: try row.optionalInstant(12),
                holdsUnit: try row.bool(14), isShared: try row.bool(13), sightings: sightings[id] ?? [])
            let place = ComparisonPlace(
                supply: try row.text(1), programme: try row.text(2), client: try row.text(3),
                coaches: chosen[id] ?? [], day: max(0, facts.day.daysSince1970))
            return (id, ComparisonShare(place: place, counts: facts.counts))
        }
    }

    /// Who was named when these were ordered; the newest order counts.
    private func chosenCoaches(
        for invitations: [InvitationID], _ options: CoachOptions
    ) throws -> [InvitationID: [String]] {
        if options.isEmpty { return [:] }
        let orders = try rows(
            """
            SELECT a.invitation, a.batch FROM intents a
            JOIN batches b ON b.workspace = a.workspace AND b.number = a.batch
            WHERE a.workspace = ?1 AND a.invitation {in list ?2} AND a.invitation IS NOT NULL AND b.verb = 'issue'
                AND b.options IS NOT NULL
            ORDER BY a.id
            """, [.ids(invitations)]
        ) { (invitation: try $0.id(0) as InvitationID, batch: try $0.integer(1)) }
        if orders.isEmpty { return [:] }
        let batches = try batches(Set(orders.map(\.batch)))
        return Dictionary(
            orders.compactMap { order in
                batches[order.batch].map { (order.invitation, options.coaches(in: $0.options, of: $0.connection)) }
            }, uniquingKeysWith: { _, newer in newer })
    }
}
