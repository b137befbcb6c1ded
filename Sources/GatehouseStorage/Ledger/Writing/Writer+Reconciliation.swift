import GatehouseLedger
import GatehouseModel

extension SQLLedgerWriter {
    func add(_ run: ReconciliationRun) throws {
        var (whole, torn): (String?, [String]) = (nil, [])
        switch run.whole {
        case .everything(let supplies): (whole, torn) = ("", supplies)
        case .supply(let supply): whole = supply
        case nil: break
        }
        try self.run(
            """
            INSERT INTO runs (workspace, id, connection, source, at, as_of, is_complete, records, matched, absent, set_aside,
                whole, torn, doubted)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
            """,
            [
                SQLValue(run.id), SQLValue(run.connection), .text(StoredSource(run).text), SQLValue(run.at),
                SQLValue(run.asOf),
                SQLValue(run.isComplete), .integer(run.records), .integer(run.matched), .words(run.absent.map(\.text)),
                .integer(run.setAside), SQLValue(whole), torn.isEmpty ? .null : .words(torn),
                run.doubted.isEmpty ? .null : .words(run.doubted.map(\.text)),
            ], unique: LedgerError(.conflict, "A run with this identifier is there already."))
    }

    func add(_ observations: [ObservationRecord]) throws {
        if observations.isEmpty { return }
        try require(Set(observations.map(\.connection)), in: "connections", "connection")
        try require(
            Set(observations.compactMap(\.invitation)).subtracting(written), in: "invitations", "invitation")
        try insert(
            into: "observations",
            ["id", "run", "connection", "invitation", "word", "low", "high", "ended", "as_of", "source"],
            count: observations.count
        ) { index, row in
            let seen = observations[index]
            var (interval, end): (StageInterval?, End?) = (nil, nil)
            switch seen.meaning {
            case .stages(let stages): interval = stages
            case .end(let one): end = one
            case nil: break
            }
            row.add(seen.id)
            row.add(seen.run)
            row.add(seen.connection)
            row.add(seen.invitation)
            row.add(seen.word)
            row.add(optional: interval.map { Int64($0.low.rawValue) })
            row.add(optional: interval.map { Int64($0.high.rawValue) })
            row.add(optional: end.map { Int64($0.rawValue) })
            row.add(seen.asOf)
            row.add(seen.source)
        }
        comparisonChanges.invitations += observations.compactMap(\.invitation)
    }

    func note(_ discrepancies: [DiscrepancyRecord], of connection: ConnectionID, at: Instant, keepingOthers: Bool)
        throws
    {
        guard discrepancies.allSatisfy({ $0.connection == connection }) else {
            throw LedgerError(.mistake, "Discrepancies are noted with their own connection.")
        }
        try require([connection], in: "connections", "connection")
        let standing = try rows(
            """
            SELECT \(Self.discrepancyColumns), last_seen FROM discrepancies
            WHERE workspace = ?1 AND connection = ?2 AND state IN ('open', 'ignored') ORDER BY id {for update}
            """, [SQLValue(connection)]
        ) { try Self.readDiscrepancy($0) }
        let known = Dictionary(standing.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
        // The last word about a subject counts.
        let noted = Dictionary(
            discrepancies.indices.map { (discrepancies[$0].key, $0) }, uniquingKeysWith: { _, last in last })
        let places = discrepancies.indices.filter { noted[discrepancies[$0].key] == $0 }
        try insert(places.filter { known[discrepancies[$0].key] == nil }, of: discrepancies)
        let counted = places.filter { known[discrepancies[$0].key] != nil }.map { discrepancies[$0] }
        // A decision by hand stands. What a whole run finds unchanged is only seen again, which its time tells.
        try refresh(
            counted.compactMap { new in
                guard let old = known[new.key], old.state == .open, keepingOthers || !old.saysTheSame(as: new) else {
                    return nil
                }
                return (old.id, new)
            })
        let settled = counted.compactMap { new -> (id: DiscrepancyID, record: DiscrepancyRecord)? in
            guard !keepingOthers, new.state != .open, let old = known[new.key], old.state == .open,
                old.saysTheSame(as: new)
            else { return nil }
            return (old.id, new)
        }
        try runEach(
            "UPDATE discrepancies SET state = ?3, resolution = ?4 WHERE workspace = ?1 AND id = ?2", settled
        ) { [SQLValue($0.id), .text($0.record.state.rawValue), SQLValue($0.record.resolution)] }
        if keepingOthers { return }
        try runEach(
            "UPDATE discrepancies SET state = 'resolved', last_seen = ?3, resolution = ?4 WHERE workspace = ?1 AND id = ?2",
            standing.filter { $0.state == .open && noted[$0.key] == nil }
        ) { [SQLValue($0.id), SQLValue(at), .text("not seen any more")] }
    }

    private func insert(_ places: [Int], of discrepancies: [DiscrepancyRecord]) throws {
        try insert(
            into: "discrepancies",
            [
                "id", "connection", "kind", "subject", "invitation", "ours", "theirs", "evidence", "policy", "severity",
                "proposal", "state", "first_seen", "last_seen", "resolution", "supply",
            ], count: places.count, unique: LedgerError(.conflict, "This discrepancy is noted already.")
        ) { index, row in
            let discrepancy = discrepancies[places[index]]
            row.add(discrepancy.id)
            row.add(discrepancy.connection)
            row.add(try key(discrepancy.kind, "class"))
            row.add(try key(discrepancy.subject, "subject"))
            row.add(discrepancy.invitation)
            row.add(discrepancy.ours)
            row.add(discrepancy.theirs)
            row.add(discrepancy.evidence)
            row.add(discrepancy.policy)
            row.add(discrepancy.severity)
            row.add(discrepancy.proposal)
            row.add(discrepancy.state.rawValue)
            row.add(discrepancy.firstSeen)
            row.add(discrepancy.lastSeen)
            row.add(optional: discrepancy.resolution)
            row.add(optional: discrepancy.supply)
        }
    }

    private func refresh(_ changes: [(id: DiscrepancyID, discrepancy: DiscrepancyRecord)]) throws {
        try runEach(
            """
            UPDATE discrepancies SET invitation = ?3, ours = ?4, theirs = ?5, evidence = ?6, policy = ?7, severity = ?8,
                proposal = ?9, state = ?10, last_seen = ?11, resolution = ?12, supply = coalesce(?13, supply)
            WHERE workspace = ?1 AND id = ?2
            """, changes
        ) { id, discrepancy in
            [
                SQLValue(id), SQLValue(discrepancy.invitation), .text(discrepancy.ours), .text(discrepancy.theirs),
                .text(discrepancy.evidence), .text(discrepancy.policy), .text(discrepancy.severity),
                .text(discrepancy.proposal), .text(discrepancy.state.rawValue), SQLValue(discrepancy.lastSeen),
                SQLValue(discrepancy.resolution), SQLValue(discrepancy.supply),
            ]
        }
    }

    func close(_ discrepancies: [DiscrepancyID], as state: DiscrepancyRecord.State, resolution: String) throws {
        try runEach(
            "UPDATE discrepancies SET state = ?3, resolution = ?4 WHERE workspace = ?1 AND id = ?2", discrepancies
        ) {
            [SQLValue($0), .text(state.rawValue), .text(resolution)]
        }
    }

    func save(_ discrepancy: DiscrepancyRecord) throws {
        try require([discrepancy.id], in: "discrepancies", "discrepancy")
        try refresh([(discrepancy.id, discrepancy)])
        // A newer run writes what it finds anew; what people decided is written here alone.
        try run(
            "UPDATE discrepancies SET decisions = ?3 WHERE workspace = ?1 AND id = ?2",
            [
                SQLValue(discrepancy.id),
                SQLValue(discrepancy.decisions.isEmpty ? nil : DiscrepancyRecord.Decision.text(discrepancy.decisions)),
            ])
    }

    func add(_ record: ImportRecord) throws {
        try run(
            """
            INSERT INTO imports (workspace, id, kind, file, at, actor, row_count, accepted, rejected, duplicates, created, undone_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
            """,
            [
                SQLValue(record.id), .text(record.kind), .text(record.file), SQLValue(record.at), .text(record.actor),
                .integer(record.rows), .integer(record.accepted), .integer(record.rejected),
                .integer(record.duplicates),
                .words(record.created.map(\.text)), SQLValue(record.undoneAt),
            ], unique: LedgerError(.conflict, "An import with this identifier is there already."))
    }

    func save(_ record: ImportRecord) throws {
        let saved = try run(
            "UPDATE imports SET undone_at = ?3 WHERE workspace = ?1 AND id = ?2",
            [SQLValue(record.id), SQLValue(record.undoneAt)])
        if saved == 0 { throw LedgerError.absent("import", record.id) }
    }
}

extension DiscrepancyRecord {
    fileprivate struct Key: Hashable {
        let kind: String
        let subject: String
    }

    fileprivate var key: Key { Key(kind: kind, subject: subject) }

    /// But for the place where it was found, the first of which proves it as well as the newest, and what has become of it.
    fileprivate func saysTheSame(as other: DiscrepancyRecord) -> Bool {
        (invitation, supply, ours, theirs, policy, severity) == (
            other.invitation, other.supply, other.ours, other.theirs, other.policy, other.severity
        ) && proposal == other.proposal
    }
}
