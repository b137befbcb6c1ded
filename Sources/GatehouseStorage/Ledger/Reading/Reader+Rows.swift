import GatehouseLedger
import GatehouseModel

extension SQLLedgerReader {
    /// An invitation with what stands beside it in a list. The newest of its messages and open acts are those made last; an
    /// act that only waits for another one (state 0) never hides that one, nor one of a vendor's own a verb.
    private static let rowSelection = """
        SELECT \(invitationColumns), p.name,
            (SELECT a.address FROM person_addresses a WHERE a.workspace = i.workspace AND a.person = i.person
                ORDER BY a.place LIMIT 1),
            p.tags, c.name, c.provider, s.name, s.usage, s.category, k.tail, g.name,
            (SELECT d.state FROM deliveries d WHERE d.workspace = i.workspace AND d.invitation = i.id
                AND d.invitation IS NOT NULL ORDER BY d.id DESC LIMIT 1),
            (SELECT t.state || ' ' || b.verb FROM intents t
                JOIN batches b ON b.workspace = t.workspace AND b.number = t.batch
                WHERE t.workspace = i.workspace AND t.invitation = i.id AND t.invitation IS NOT NULL AND t.state < 6
                ORDER BY t.state = 0, substr(b.verb, 1, 7) = 'action:', t.id DESC LIMIT 1)
        FROM invitations i
        JOIN connections c ON c.workspace = i.workspace AND c.id = i.connection
        JOIN supplies s ON s.workspace = i.workspace AND s.id = i.supply
        LEFT JOIN people p ON p.workspace = i.workspace AND p.id = i.person
        LEFT JOIN credentials k ON k.workspace = i.workspace AND k.number = i.credential
        LEFT JOIN programmes g ON g.workspace = i.workspace AND g.id = i.programme
        """

    func row(_ id: InvitationID) throws -> InvitationRow? {
        try first("\(Self.rowSelection) WHERE i.workspace = ?1 AND i.id = ?2", [SQLValue(id)], Self.readInvitationRow)
    }

    func rows(matching search: InvitationSearch, after cursor: InvitationID?, limit: Int) throws -> [InvitationRow] {
        guard let filter = try filter(search, after: cursor) else { return [] }
        var bound = filter
        return try rows(
            """
            \(Self.rowSelection) WHERE i.workspace = ?1 \(filter.sql)
            ORDER BY i.id LIMIT \(bound.bind(.integer(Int64(max(0, limit)))))
            """, bound.parameters, Self.readInvitationRow)
    }

    func invitedPeople(matching search: InvitationSearch, after cursor: PersonID?, limit: Int) throws -> [PersonID] {
        guard let filter = try filter(search, after: nil) else { return [] }
        var bound = filter
        if let cursor { bound.add("i.person > \(bound.bind(SQLValue(cursor)))") }
        // Joined only where asked of: else the index over people answers alone.
        let people =
            search.people == PeopleSearch() ? "" : "JOIN people p ON p.workspace = i.workspace AND p.id = i.person"
        let connections =
            search.provider == nil ? "" : "JOIN connections c ON c.workspace = i.workspace AND c.id = i.connection"
        return try rows(
            """
            SELECT i.person FROM invitations i \(people) \(connections)
            WHERE i.workspace = ?1 AND i.person IS NOT NULL \(bound.sql)
            GROUP BY i.person ORDER BY i.person LIMIT \(bound.bind(.integer(Int64(max(0, limit)))))
            """, bound.parameters
        ) { try $0.id(0) }
    }

    /// Nil when nothing can match.
    func filter(_ search: InvitationSearch, after cursor: InvitationID?) throws -> Filter? {
        var filter = Filter()
        if let coach = search.coach {
            let orders = try orders(naming: coach)
            guard !orders.isEmpty else { return nil }
            filter.add(
                """
                EXISTS (SELECT 1 FROM intents o WHERE o.workspace = i.workspace AND o.invitation = i.id
                AND o.invitation IS NOT NULL AND o.batch {in integers \(filter.bind(.integers(orders)))})
                """)
        }
        if let cursor { filter.add("i.id > \(filter.bind(SQLValue(cursor)))") }
        filter.people(search.people, alias: "p")
        if !search.person.isEmpty {
            filter.add("i.person {in list \(filter.bind(.ids(search.person)))} AND i.person IS NOT NULL")
        }
        if search.isNameless { filter.add("i.person IS NULL") }
        if !search.stages.isEmpty { filter.add("i.low", among: search.stages.map { Int64($0.rawValue) }) }
        if !search.ends.isEmpty { filter.add("i.ended", among: search.ends.map { Int64($0.rawValue) }) }
        if let isLiving = search.isLiving { filter.add("i.ended IS \(isLiving ? "" : "NOT ")NULL") }
        if let provider = search.provider { filter.add("c.provider = \(filter.bind(.text(provider)))") }
        if let connection = search.connection { filter.add("i.connection = \(filter.bind(SQLValue(connection)))") }
        if let supply = search.supply { filter.add("i.supply = \(filter.bind(SQLValue(supply)))") }
        if let programme = search.programme { filter.add("i.programme = \(filter.bind(SQLValue(programme)))") }
        if let delivery = search.delivery {
            filter.add(
                """
                \(filter.bind(.text(delivery.rawValue))) = (SELECT d.state FROM deliveries d WHERE d.workspace = i.workspace
                AND d.invitation = i.id AND d.invitation IS NOT NULL ORDER BY d.id DESC LIMIT 1)
                """)
        }
        if let channel = search.channel { filter.add("i.channel = \(filter.bind(.text(channel.rawValue)))") }
        if let since = search.unmovedSince {
            filter.add(
                """
                {greatest}(i.created_at, coalesce(i.high_as_of, i.created_at), coalesce(i.ended_as_of, i.created_at))
                < \(filter.bind(SQLValue(since)))
                """)
        }
        if let since = search.stuckSince {
            let since = filter.bind(SQLValue(since))
            // As comparisons count it: to be seen where one was sent to is no step, and neither is what was known before.
            filter.add(
                """
                i.ended IS NULL AND i.low < \(Stage.completed.rawValue) AND i.handed_out_at < \(since)
                AND (i.low <= \(Stage.invited.rawValue) OR coalesce((SELECT min(o.as_of) FROM observations o
                    WHERE o.workspace = i.workspace AND o.invitation = i.id AND o.invitation IS NOT NULL AND o.low >= i.low),
                    i.handed_out_at) < \(since))
                """)
        }
        return filter
    }

    private static func readInvitationRow(_ row: borrowing SQLRow) throws -> InvitationRow {
        let at = invitationColumnCount
        let open = try row.optionalText(at + 11)?.split(separator: " ", maxSplits: 1)
        return InvitationRow(
            invitation: try readInvitation(row), personName: try row.optionalText(at),
            address: try row.optionalText(at + 1),
            personTags: row.isNull(at + 2) ? [] : try row.words(at + 2), connectionName: try row.text(at + 3),
            provider: try row.text(at + 4), supplyName: try row.text(at + 5),
            facet: Facet(usage: try row.word(at + 6), category: try row.text(at + 7)),
            credentialMasked: try row.optionalText(at + 8).map(mask), programmeName: try row.optionalText(at + 9),
            delivery: try row.optionalWord(at + 10),
            openIntent: open.flatMap { Int64($0[0]) }.flatMap { IntentState.byCode[$0] },
            openVerb: open.map { String($0[1]) })
    }
}
