import GatehouseLedger
import GatehouseModel

extension SQLLedgerReader {
    /// So many invitations are in memory at a time.
    private static let page = 2000

    func forEachInvitation(of connection: ConnectionID, _ body: (ReconciliationSubject) throws -> Void) throws {
        var last: InvitationID?
        while true {
            let page = try subjects(of: connection, after: last)
            guard let newest = page.last else { return }
            let people = try addresses(of: Array(Set(page.compactMap(\.invitation.person))))
            let aliases = try aliases(of: page.compactMap(\.credential))
            let acts = try openActs(of: page.map(\.invitation.id))
            for subject in page {
                let person = subject.invitation.person.flatMap { people[$0] } ?? []
                try body(subject.complete(addresses: person, aliases: aliases, act: acts[subject.invitation.id]))
            }
            if page.count < Self.page { return }
            last = newest.invitation.id
        }
    }

    private func subjects(of connection: ConnectionID, after last: InvitationID?) throws -> [Subject] {
        try rows(
            """
            SELECT \(Self.invitationColumns), s.vendor_id, s.usage, s.category, i.credential, i.unit_state, k.lookup, k.state, k.tail
            FROM invitations i
            JOIN supplies s ON s.workspace = i.workspace AND s.id = i.supply
            LEFT JOIN credentials k ON k.workspace = i.workspace AND k.number = i.credential
            WHERE i.workspace = ?1 AND i.connection = ?2 AND i.id > ?3 ORDER BY i.id LIMIT \(Self.page)
            """, [SQLValue(connection), .text(last?.text ?? "")], { try Subject($0) })
    }

    func forEachUnheldCredential(of connection: ConnectionID, _ body: (UnheldCredential) throws -> Void) throws {
        var last: Int64 = 0
        while true {
            let page = try rows(
                """
                SELECT k.number, s.vendor_id, s.usage, s.category, k.state, k.lookup FROM credentials k
                JOIN supplies s ON s.workspace = k.workspace AND s.number = k.supply
                WHERE k.workspace = ?1 AND k.number > ?3 AND k.alias_of IS NULL AND s.connection = ?2 AND s.stock = 'pool'
                    AND NOT EXISTS (SELECT 1 FROM invitations i WHERE i.workspace = ?1 AND i.credential = k.number
                        AND i.is_shared = 0 AND i.credential IS NOT NULL)
                ORDER BY k.number LIMIT \(Self.page)
                """, [SQLValue(connection), .integer(last)]
            ) { row in
                let facet = Facet(usage: try row.word(2), category: try row.text(3))
                let state = try row.code(4, UnitState.byCode)
                return (
                    number: try row.integer(0), vendorID: try row.text(1), facet: facet, state: state,
                    key: try row.blob(5)
                )
            }
            let aliases = try aliases(of: page.map(\.number))
            for row in page {
                try body(
                    UnheldCredential(
                        id: CredentialID(number: row.number), supplyVendorID: row.vendorID, facet: row.facet,
                        state: row.state,
                        keys: [row.key] + (aliases[row.number] ?? [])))
            }
            guard page.count == Self.page, let newest = page.last else { return }
            last = newest.number
        }
    }

    private func aliases(of credentials: [Int64]) throws -> [Int64: [[UInt8]]] {
        if credentials.isEmpty { return [:] }
        let all = try rows(
            """
            SELECT alias_of, lookup FROM credentials
            WHERE workspace = ?1 AND alias_of {in integers ?2} AND alias_of IS NOT NULL ORDER BY number
            """, [.integers(Set(credentials))]
        ) { (try $0.integer(0), try $0.blob(1)) }
        return Dictionary(grouping: all, by: \.0).mapValues { $0.map(\.1) }
    }

    /// The newest act of each that is not final; one that only waits for another never hides that one.
    private func openActs(of invitations: [InvitationID]) throws -> [InvitationID: Intent] {
        let acts = try intents(
            where: "invitation {in list ?2} AND invitation IS NOT NULL AND state < 6 ORDER BY state <> 0, id",
            [.ids(invitations)])
        return Dictionary(
            acts.compactMap { act in act.invitation.map { ($0, act) } }, uniquingKeysWith: { _, newer in newer })
    }

    /// One invitation before what is read beside it is known.
    private struct Subject {
        let invitation: Invitation
        let vendorID: String
        let facet: Facet
        let credential: Int64?
        let key: [UInt8]?
        let state: UnitState?
        let masked: String?

        init(_ row: borrowing SQLRow) throws {
            let at = SQLLedgerReader.invitationColumnCount
            invitation = try SQLLedgerReader.readInvitation(row)
            vendorID = try row.text(at)
            facet = Facet(usage: try row.word(at + 1), category: try row.text(at + 2))
            credential = try row.optionalInteger(at + 3)
            key = try row.optionalBlob(at + 5)
            state = try (row.optionalInteger(at + 6) ?? row.optionalInteger(at + 4)).flatMap { UnitState.byCode[$0] }
            masked = try row.optionalText(at + 7).map(SQLLedgerReader.mask)
        }

        func complete(addresses: [EmailAddress], aliases: [Int64: [[UInt8]]], act: Intent?) -> ReconciliationSubject {
            ReconciliationSubject(
                invitation: invitation, supplyVendorID: vendorID, facet: facet,
                credentialKeys: (key.map { [$0] } ?? []) + (credential.flatMap { aliases[$0] } ?? []),
                credentialState: state,
                credentialMasked: masked, addresses: addresses, openIntent: act)
        }
    }
}
