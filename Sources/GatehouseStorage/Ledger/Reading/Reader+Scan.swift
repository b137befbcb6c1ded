import GatehouseLedger
import GatehouseModel

// Each table is read once from one end to the other and brought together by whoever takes it in: a join would look up a million
// rows one by one. The signs keep both databases from going by an index, row for row.
extension SQLLedgerReader {
    func reconciliationSize(of connection: ConnectionID) throws -> Int64 {
        let codes = try units(of: connection, "s.stock = 'pool'")
        let isMany =
            try first(
                "SELECT id FROM invitations WHERE workspace = ?1 AND connection = ?2 ORDER BY id LIMIT 1 OFFSET ?3",
                [SQLValue(connection), .integer(Self.counted)]
            ) { _ in true } ?? false
        // Most of many hold a unit that is counted already.
        let holding = isMany ? try units(of: connection, "t.state <> 0") : 0
        if holding > Self.counted { return holding + codes }
        let invitations = try integer(
            "SELECT count(*) FROM invitations WHERE workspace = ?1 AND connection = ?2", [SQLValue(connection)])
        return invitations + codes
    }

    /// As many are counted one by one.
    private static let counted: Int64 = 60_000

    private func units(of connection: ConnectionID, _ condition: String) throws -> Int64 {
        try integer(
            """
            SELECT coalesce(sum(t.count), 0) FROM tallies t
            JOIN supplies s ON s.workspace = t.workspace AND s.number = t.subject
            WHERE t.workspace = ?1 AND s.connection = ?2 AND \(condition)
            """, [SQLValue(connection)])
    }

    func scan(_ connection: ConnectionID, into scan: any ReconciliationScan) throws {
        try settlePending()
        try stream(
            """
            SELECT t.invitation, b.verb, t.state FROM intents t
            JOIN batches b ON b.workspace = t.workspace AND b.number = t.batch
            WHERE t.workspace = ?1 AND t.is_open IS NOT NULL AND t.state < 6 AND t.invitation IS NOT NULL
                AND b.connection = ?2
            ORDER BY t.state <> 0, t.id
            """, [SQLValue(connection)]
        ) { row in
            guard let invitation = row.bytes(0), let verb = row.bytes(1) else { return }
            try scan.act(of: invitation, verb: verb, state: try row.code(2, IntentState.byCode))
        }
        try scanInvitations(connection, scan)
    }

    func scanAddresses(into scan: any AddressScan) throws {
        try stream("SELECT a.person, a.folded FROM person_addresses a WHERE +a.workspace = ?1", []) { row in
            guard let person = row.bytes(0), let folded = row.bytes(1) else { return }
            try scan.address(folded, of: person)
        }
    }

    private func scanInvitations(_ connection: ConnectionID, _ scan: any ReconciliationScan) throws {
        try stream(
            """
            SELECT i.id, i.person, i.supply, i.credential, i.unit_state, i.vendor_id, i.channel, i.low, i.high,
                i.high_as_of, i.ended, i.ended_as_of, i.vendor_word, i.assessment_words, i.last_write_at,
                i.retract_requested_at, i.created_at, i.assessments, i.language, i.reminders_sent
            FROM invitations i WHERE +i.workspace = ?1 AND i.connection = ?2
            """, [SQLValue(connection)]
        ) { row in
            guard let id = row.bytes(0), let supply = row.bytes(2), let channel = row.bytes(6),
                let assessments = row.bytes(17)
            else { return }
            try scan.invitation(
                ScannedInvitation(
                    id: id, person: row.bytes(1), supply: supply, credential: try row.optionalInteger(3),
                    unit: try row.optionalInteger(4).flatMap { UnitState.byCode[$0] }, vendorID: row.bytes(5),
                    channel: channel, low: try row.optionalInteger(7), newestHigh: try row.optionalInteger(8),
                    highAsOf: try row.optionalInteger(9), end: try row.optionalInteger(10),
                    endAsOf: try row.optionalInteger(11), word: row.bytes(12), assessmentWords: row.bytes(13),
                    assessments: assessments, language: row.bytes(18), reminders: try row.integer(19),
                    createdAt: try row.integer(16), lastWriteAt: try row.integer(14),
                    retractedAt: try row.optionalInteger(15)))
        }
    }

    func scanCredentials(of supplies: [SupplyID], into scan: any CredentialScan) throws {
        let wanted = Dictionary(supplies.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        let places = Dictionary(
            try rows("SELECT number, id FROM supplies WHERE workspace = ?1 AND id {in list ?2}", [.ids(supplies)]) {
                (try $0.integer(0), wanted[try $0.id(1)])
            }, uniquingKeysWith: { first, _ in first })
        var last: (number: Int64, place: Int?) = (-1, nil)
        let states = (0...7).map { UnitState.byCode[$0] }
        try stream(
            "SELECT k.number, k.supply, k.state, k.lookup FROM credentials k WHERE +k.workspace = ?1 AND k.alias_of IS NULL",
            []
        ) { row in
            let supply = try row.integer(1)
            if supply != last.number { last = (supply, places[supply] ?? nil) }
            guard let place = last.place, let key = row.bytes(3) else { return }
            let code = try row.integer(2)
            guard states.indices.contains(Int(code)), let state = states[Int(code)] else { return }
            try scan.credential(try row.integer(0), supply: place, state: state, key: key)
        }
        try stream(
            "SELECT alias_of, lookup FROM credentials WHERE workspace = ?1 AND alias_of IS NOT NULL ORDER BY number", []
        ) { row in
            guard let key = row.bytes(1) else { return }
            try scan.alias(of: try row.integer(0), key: key)
        }
    }

    func credentialID(of number: Int64) -> CredentialID { CredentialID(number: number) }

    private func stream(
        _ sql: String, _ parameters: [SQLValue], _ read: (borrowing SQLRow) throws -> Void
    ) throws {
        try translated { try connection.scan(sql, bound(parameters), read) }
    }
}
