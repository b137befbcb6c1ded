import GatehouseForms
import GatehouseLedger
import GatehouseModel

extension SQLLedgerReader {
    private static let runColumns = """
        id, connection, source, at, as_of, is_complete, records, matched, absent, set_aside, whole, torn, doubted
        """

    func lastRuns(of connection: ConnectionID, limit: Int) throws -> [ReconciliationRun] {
        try rows(
            """
            SELECT \(Self.runColumns) FROM runs WHERE workspace = ?1 AND connection = ?2 ORDER BY at DESC, id DESC LIMIT ?3
            """, [SQLValue(connection), .integer(Int64(max(0, limit)))], Self.readRun)
    }

    func runs(limit: Int) throws -> [ReconciliationRun] {
        try rows(
            "SELECT \(Self.runColumns) FROM runs WHERE workspace = ?1 ORDER BY at DESC, id DESC LIMIT ?2",
            [.integer(Int64(max(0, limit)))], Self.readRun)
    }

    func newestWholeRun(
        of connection: ConnectionID, supply: String?, from source: String?
    ) throws -> ReconciliationRun? {
        try first(
            """
            SELECT \(Self.runColumns) FROM runs
            WHERE workspace = ?1 AND connection = ?2 AND whole = ?3 AND whole IS NOT NULL\(source == nil ? "" : " AND source = ?4")
            ORDER BY as_of DESC LIMIT 1
            """, [SQLValue(connection), .text(supply ?? "")] + (source.map { [.text($0)] } ?? []), Self.readRun)
    }

    func newestSnapshot(of connection: ConnectionID) throws -> Instant? {
        try first("SELECT max(as_of) FROM runs WHERE workspace = ?1 AND connection = ?2", [SQLValue(connection)]) {
            try $0.optionalInstant(0)
        } ?? nil
    }

    func run(_ id: RunID) throws -> ReconciliationRun? {
        try first("SELECT \(Self.runColumns) FROM runs WHERE workspace = ?1 AND id = ?2", [SQLValue(id)], Self.readRun)
    }

    private static func readRun(_ row: borrowing SQLRow) throws -> ReconciliationRun {
        let source = StoredSource(text: try row.text(2))
        return ReconciliationRun(
            id: try row.id(0), connection: try row.id(1), source: source.name, at: try row.instant(3),
            asOf: try row.instant(4), isComplete: try row.bool(5), records: try row.integer(6),
            matched: try row.integer(7), absent: try row.words(8).map { InvitationID(stored: $0) },
            setAside: try row.integer(9), whole: try whole(row),
            doubted: row.isNull(12) ? [] : try row.words(12).map { InvitationID(stored: $0) },
            content: source.content)
    }

    private static func whole(_ row: borrowing SQLRow) throws -> ReconciliationRun.Whole? {
        guard let supply = try row.optionalText(10) else { return nil }
        return supply.isEmpty ? .everything(but: row.isNull(11) ? [] : try row.words(11)) : .supply(supply)
    }

    /// One that is open was seen by the newest whole run, which would have closed it otherwise: no run writes that down.
    func discrepancies(of connection: ConnectionID?, state: DiscrepancyRecord.State?) throws -> [DiscrepancyRecord] {
        var filter = Filter()
        if let connection { filter.add("connection = \(filter.bind(SQLValue(connection)))") }
        if let state { filter.add("state = '\(state.rawValue)'") }
        return try rows(
            """
            SELECT \(Self.discrepancyColumns), {greatest}(last_seen, CASE WHEN state = 'open' THEN coalesce(newest, 0) ELSE 0 END)
            FROM discrepancies
            LEFT JOIN (
                SELECT connection AS of_connection, max(at) AS newest FROM runs
                WHERE workspace = ?1 AND is_complete = 1 AND set_aside = 0 GROUP BY connection
            ) whole ON of_connection = connection
            WHERE workspace = ?1 \(filter.sql) ORDER BY id
            """, filter.parameters
        ) { try Self.readDiscrepancy($0) }
    }

    func openDifferences(_ kinds: [String], about subjects: [String], of connection: ConnectionID) throws
        -> [String: (id: DiscrepancyID, kind: String)]
    {
        guard !subjects.isEmpty else { return [:] }
        let found = try rows(
            """
            SELECT subject, id, kind FROM discrepancies
            WHERE workspace = ?1 AND connection = ?2 AND kind {in list ?3} AND subject {in list ?4} AND state = 'open'
            UNION ALL
            SELECT subject, id, kind FROM discrepancies
            WHERE workspace = ?1 AND connection IN (SELECT id FROM connections WHERE workspace = ?1 AND id <> ?2)
                AND kind {in list ?3} AND subject {in list ?4} AND invitation = subject
                AND state IN ('open', 'ignored') AND state = 'open'
            ORDER BY id
            """, [SQLValue(connection), .list(kinds), .list(subjects)]
        ) { (try $0.text(0), (id: try $0.id(1) as DiscrepancyID, kind: try $0.text(2))) }
        return Dictionary(found, uniquingKeysWith: { first, _ in first })
    }

    func openDifferences(_ kind: String, of connection: ConnectionID) throws -> [InvitationID: DiscrepancyID] {
        let found = try rows(
            """
            SELECT invitation, id FROM discrepancies WHERE workspace = ?1 AND connection = ?2 AND kind = ?3
                AND state IN ('open', 'ignored') AND state = 'open' AND invitation IS NOT NULL
            """, [SQLValue(connection), .text(kind)]
        ) { (try $0.id(0) as InvitationID, try $0.id(1) as DiscrepancyID) }
        return Dictionary(found, uniquingKeysWith: { first, _ in first })
    }

    static let discrepancyColumns = """
        id, connection, kind, subject, invitation, ours, theirs, evidence, policy, severity, proposal, state, first_seen, \
        resolution, decisions, supply
        """

    /// Behind its columns stands when it was seen last.
    static func readDiscrepancy(_ row: borrowing SQLRow) throws -> DiscrepancyRecord {
        DiscrepancyRecord(
            id: try row.id(0), connection: try row.id(1), kind: try row.text(2), subject: try row.text(3),
            invitation: try row.optionalID(4), supply: try row.optionalText(15), ours: try row.text(5),
            theirs: try row.text(6),
            evidence: try row.text(7), policy: try row.text(8), severity: try row.text(9), proposal: try row.text(10),
            state: try row.word(11), firstSeen: try row.instant(12), lastSeen: try row.instant(16),
            resolution: try row.optionalText(13),
            decisions: try row.optionalText(14).map(DiscrepancyRecord.Decision.list) ?? [])
    }

    func observations(of invitation: InvitationID) throws -> [ObservationRecord] {
        try rows(
            """
            SELECT id, run, connection, invitation, word, low, high, ended, as_of, source FROM observations
            WHERE workspace = ?1 AND invitation = ?2 AND invitation IS NOT NULL ORDER BY id
            """, [SQLValue(invitation)]
        ) { row in
            var meaning: Meaning?
            if let low = try row.stage(5), let high = try row.stage(6) { meaning = .stages(low, high) }
            if let end = try row.end(7) { meaning = .end(end) }
            return ObservationRecord(
                id: try row.id(0), run: try row.optionalID(1), connection: try row.id(2),
                invitation: try row.optionalID(3), word: try row.text(4), meaning: meaning, asOf: try row.instant(8),
                source: try row.text(9))
        }
    }

    func imports(limit: Int) throws -> [ImportRecord] {
        try imports(where: "1 = 1 ORDER BY at DESC, id DESC LIMIT ?2", [.integer(Int64(max(0, limit)))])
    }

    func importRecord(_ id: ImportID) throws -> ImportRecord? { try imports(where: "id = ?2", [SQLValue(id)]).first }

    private func imports(where condition: String, _ parameters: [SQLValue]) throws -> [ImportRecord] {
        try rows(
            """
            SELECT id, kind, file, at, actor, row_count, accepted, rejected, duplicates, created, undone_at FROM imports
            WHERE workspace = ?1 AND \(condition)
            """, parameters
        ) {
            ImportRecord(
                id: try $0.id(0), kind: try $0.text(1), file: try $0.text(2), at: try $0.instant(3),
                actor: try $0.text(4),
                rows: try $0.integer(5), accepted: try $0.integer(6), rejected: try $0.integer(7),
                duplicates: try $0.integer(8), created: try $0.words(9).map { PersonID(stored: $0) },
                undoneAt: try $0.optionalInstant(10))
        }
    }

    func audit(after sequence: Int64, limit: Int) throws -> [AuditEntry] {
        try settlePending()
        return try rows(
            """
            SELECT \(AuditEntry.columns) FROM audit
            WHERE workspace = ?1 AND sequence > ?2 ORDER BY sequence LIMIT ?3
            """, [.integer(sequence), .integer(Int64(max(0, limit)))]
        ) { try AuditEntry(row: $0) }
    }

    func audit(of act: String, since: Instant) throws -> [AuditEntry] {
        try settlePending()
        return try rows(
            """
            SELECT \(AuditEntry.columns) FROM audit
            WHERE workspace = ?1 AND act = ?2 AND at >= ?3 ORDER BY sequence
            """, [.text(act), SQLValue(since)]
        ) { try AuditEntry(row: $0) }
    }

    func auditEnd() throws -> (sequence: Int64, hash: String) {
        try settlePending()
        let end = try first("SELECT audit_sequence, audit_hash FROM chains WHERE workspace = ?1") {
            (sequence: try $0.integer(0), hash: try $0.text(1))
        }
        guard let end else { throw SQLRow.damaged("a workspace without its chain") }
        return end
    }
}

extension AuditEntry {
    fileprivate static let columns = "sequence, at, actor, act, object, details, previous, hash"

    fileprivate init(row: borrowing SQLRow) throws {
        self.init(
            sequence: try row.integer(0), at: try row.instant(1), actor: try row.text(2), act: try row.text(3),
            object: try row.text(4), details: try row.json(5), previous: try row.text(6), hash: try row.text(7))
    }
}
