import GatehouseForms
import GatehouseLedger
import GatehouseModel

extension SQLLedgerReader {
    static let invitationColumns = """
        i.id, i.person, i.connection, i.supply, i.programme, i.credential, i.vendor_id, i.channel, i.language, \
        i.assessments, i.low, i.high, i.high_as_of, i.ended, i.ended_as_of, i.vendor_word, i.assessment_words, \
        i.predecessor, i.override_reason, i.created_at, i.last_write_at, i.reminders_sent, i.last_reminded_at, \
        i.retract_requested_at
        """
    static let invitationColumnCount = 24

    func invitation(_ id: InvitationID) throws -> Invitation? { try invitations([id])[id] }

    func invitations(_ ids: [InvitationID]) throws -> [InvitationID: Invitation] {
        try keyed(
            "SELECT \(Self.invitationColumns) FROM invitations i WHERE i.workspace = ?1 AND i.id {in list ?2}", ids
        ) { row in
            let invitation = try Self.readInvitation(row)
            return (invitation.id, invitation)
        }
    }

    func invitations(vendorIDs: [String], of connection: ConnectionID) throws -> [Invitation] {
        let ids = vendorIDs.filter { !$0.holdsNUL }
        if ids.isEmpty { return [] }
        return try rows(
            """
            SELECT \(Self.invitationColumns) FROM invitations i
            WHERE i.workspace = ?1 AND i.connection = ?2 AND i.vendor_id {in list ?3} AND i.ended IS NULL ORDER BY i.id
            """, [SQLValue(connection), .list(ids)], Self.readInvitation)
    }

    static func readInvitation(_ row: borrowing SQLRow) throws -> Invitation {
        var words: [String: String] = [:]
        if !row.isNull(16) {
            for (assessment, word) in try row.json(16).object ?? [:] { words[assessment] = word.string }
        }
        return Invitation(
            id: try row.id(0), person: try row.optionalID(1), connection: try row.id(2), supply: try row.id(3),
            programme: try row.optionalID(4), credential: try row.optionalInteger(5).map { CredentialID(number: $0) },
            vendorID: try row.optionalText(6), channel: try row.word(7), language: try row.optionalText(8),
            assessments: try row.words(9),
            standing: Standing(
                low: try row.stage(10), newestHigh: try row.stage(11), highAsOf: try row.optionalInstant(12),
                newestEnd: try row.end(13), endAsOf: try row.optionalInstant(14)),
            vendorWord: try row.optionalText(15), assessmentWords: words, predecessor: try row.optionalID(17),
            overrideReason: try row.optionalText(18), createdAt: try row.instant(19), lastWriteAt: try row.instant(20),
            remindersSent: Int(try row.integer(21)), lastRemindedAt: try row.optionalInstant(22),
            retractRequestedAt: try row.optionalInstant(23))
    }

    func invited(from supply: SupplyID) throws -> InvitedTally {
        let tally = try first(
            """
            SELECT count(DISTINCT person), count(*),
                coalesce(sum(CASE WHEN low >= \(Stage.completed.rawValue) THEN 1 ELSE 0 END), 0)
            FROM invitations WHERE workspace = ?1 AND supply = ?2 AND ended IS NULL
            """, [SQLValue(supply)]
        ) {
            InvitedTally(people: try $0.integer(0), invitations: try $0.integer(1), completed: try $0.integer(2))
        }
        return tally ?? InvitedTally(people: 0, invitations: 0, completed: 0)
    }

    func entitlements(of people: [PersonID], to assessments: [String]) throws -> [Entitlement] {
        let wanted = assessments.filter { !$0.holdsNUL }
        if people.isEmpty || wanted.isEmpty { return [] }
        return try rows(
            """
            SELECT e.person, e.assessment, e.invitation,
                (SELECT i.supply FROM invitations i WHERE i.workspace = e.workspace AND i.id = e.invitation)
            FROM entitlements e
            WHERE e.workspace = ?1 AND e.person {in list ?2} AND e.assessment {in list ?3}
            ORDER BY e.person, e.assessment, e.slot
            """, [.ids(people), .list(wanted)]
        ) {
            Entitlement(
                person: try $0.id(0), assessment: try $0.text(1), invitation: try $0.id(2), supply: try $0.id(3))
        }
    }

    func secondEntitlements(of connection: ConnectionID) throws -> [SecondEntitlement] {
        try rows(
            """
            SELECT e.invitation, i.supply, e.assessment, i.override_reason, f.invitation, c.name
            FROM entitlements e
            JOIN invitations i ON i.workspace = e.workspace AND i.id = e.invitation
            JOIN entitlements f ON f.workspace = e.workspace AND f.person = e.person AND f.assessment = e.assessment
                AND f.slot = ''
            JOIN invitations o ON o.workspace = f.workspace AND o.id = f.invitation
            JOIN connections c ON c.workspace = o.workspace AND c.id = o.connection
            WHERE e.workspace = ?1 AND e.slot <> '' AND i.connection = ?2 ORDER BY e.invitation, e.assessment
            """, [SQLValue(connection)]
        ) {
            SecondEntitlement(
                invitation: try $0.id(0), supply: try $0.id(1), assessment: try $0.text(2),
                reason: try $0.optionalText(3) ?? "", earlier: try $0.id(4), earlierConnection: try $0.text(5))
        }
    }

    func completedAssessments(of people: [PersonID]) throws -> [PersonID: Set<String>] {
        if people.isEmpty { return [:] }
        var completed: [PersonID: Set<String>] = [:]
        let found = try rows(
            """
            SELECT person, assessments FROM invitations
            WHERE workspace = ?1 AND person {in list ?2} AND person IS NOT NULL AND low >= \(Stage.completed.rawValue)
            """, [.ids(people)]
        ) { (try $0.id(0) as PersonID, try $0.words(1)) }
        for (person, assessments) in found { completed[person, default: []].formUnion(assessments) }
        return completed
    }

    private static let deliveryColumns = """
        id, invitation, intent, kind, address, language, subject, message_id, state, attempts, reply, at
        """

    func deliveries(of invitation: InvitationID) throws -> [Delivery] {
        try rows(
            """
            SELECT \(Self.deliveryColumns) FROM deliveries
            WHERE workspace = ?1 AND invitation = ?2 AND invitation IS NOT NULL ORDER BY id
            """, [SQLValue(invitation)], Self.readDelivery)
    }

    func deliveries(in states: [DeliveryState], after cursor: DeliveryID?, limit: Int) throws -> [Delivery] {
        if states.isEmpty { return [] }
        var filter = Filter()
        filter.add("state {in list \(filter.bind(.list(states.map(\.rawValue))))}")
        if let cursor { filter.add("id > \(filter.bind(SQLValue(cursor)))") }
        return try rows(
            """
            SELECT \(Self.deliveryColumns) FROM deliveries WHERE workspace = ?1 \(filter.sql)
            ORDER BY id LIMIT \(filter.bind(.integer(Int64(max(0, limit)))))
            """, filter.parameters, Self.readDelivery)
    }

    private static func readDelivery(_ row: borrowing SQLRow) throws -> Delivery {
        Delivery(
            id: try row.id(0), invitation: try row.optionalID(1), intent: try row.optionalID(2), kind: try row.text(3),
            address: try row.text(4), language: try row.text(5), subject: try row.text(6), messageID: try row.text(7),
            state: try row.word(8), attempts: Int(try row.integer(9)), reply: try row.optionalText(10),
            at: try row.instant(11))
    }
}
