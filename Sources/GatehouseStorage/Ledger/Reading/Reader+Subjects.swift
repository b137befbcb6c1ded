import GatehouseLedger
import GatehouseModel

extension SQLLedgerReader {
    /// So many invitations are in memory at a time.
    private static let page = 2000

    func forEachInvitation(of connection: ConnectionID, _ body: (ReconciliationSubject) throws -> Void) throws {
        let origins = try mergeOrigins()
        var last: InvitationID?
        while true {
            let page = try subjects(
                "i.connection = ?2 AND i.id > ?3 ORDER BY i.id LIMIT \(Self.page)",
                [SQLValue(connection), .text(last?.text ?? "")])
            guard let newest = page.last else { return }
            try complete(page, origins, body)
            if page.count < Self.page { return }
            last = newest.invitation.id
        }
    }

    func forEachInvitation(_ ids: [InvitationID], _ body: (ReconciliationSubject) throws -> Void) throws {
        let origins = try mergeOrigins()
        for start in stride(from: 0, to: ids.count, by: Self.page) {
            let page = ids[start..<min(ids.count, start + Self.page)]
            try complete(try subjects("i.id {in list ?2} ORDER BY i.id", [.ids(Array(page))]), origins, body)
        }
    }

    private func complete(
        _ page: [Subject], _ origins: MergeOrigins?, _ body: (ReconciliationSubject) throws -> Void
    ) throws {
        let people = try addresses(of: Array(Set(page.compactMap(\.invitation.person))))
        let aliases = try aliases(of: page.compactMap(\.credential) + page.compactMap { $0.gaveUp?.number })
        let acts = try openActs(of: page.map(\.invitation.id))
        for subject in page {
            let all = subject.invitation.person.flatMap { people[$0] } ?? []
            let own = origins?.addresses(of: subject.invitation, among: all) ?? all
            try body(subject.complete(addresses: own, aliases: aliases, act: acts[subject.invitation.id]))
        }
    }

    private func subjects(_ condition: String, _ parameters: [SQLValue]) throws -> [Subject] {
        try rows(
            """
            SELECT \(Self.invitationColumns), s.vendor_id, s.usage, s.category, i.credential, i.unit_state, k.lookup, k.state, k.tail,
                i.gave_up, g.lookup
            FROM invitations i
            JOIN supplies s ON s.workspace = i.workspace AND s.id = i.supply
            LEFT JOIN credentials k ON k.workspace = i.workspace AND k.number = i.credential
            LEFT JOIN credentials g ON g.workspace = i.workspace AND g.number = i.gave_up
            WHERE i.workspace = ?1 AND \(condition)
            """, parameters, { try Subject($0) })
    }

    func forEachUnheldCredential(of connection: ConnectionID, _ body: (UnheldCredential) throws -> Void) throws {
        var last: Int64 = 0
        while true {
            let page = try unheld(
                "k.number > ?3 AND s.connection = ?2 AND s.stock = 'pool' \(Self.heldByNobody) ORDER BY k.number LIMIT \(Self.page)",
                [SQLValue(connection), .integer(last)])
            try complete(page, body)
            guard page.count == Self.page, let newest = page.last else { return }
            last = newest.number
        }
    }

    func forEachUnheldCredential(_ ids: [CredentialID], _ body: (UnheldCredential) throws -> Void) throws {
        let numbers = ids.compactMap(\.number)
        for start in stride(from: 0, to: numbers.count, by: Self.page) {
            let page = numbers[start..<min(numbers.count, start + Self.page)]
            try complete(
                try unheld("k.number {in integers ?2} \(Self.heldByNobody) ORDER BY k.number", [.integers(Set(page))]),
                body)
        }
    }

    private typealias Unheld = (number: Int64, vendorID: String, facet: Facet, state: UnitState, key: [UInt8])

    private static let heldByNobody = """
        AND NOT EXISTS (SELECT 1 FROM invitations i WHERE i.workspace = ?1 AND i.credential = k.number
            AND i.is_shared = 0 AND i.credential IS NOT NULL)
        """

    private func unheld(_ condition: String, _ parameters: [SQLValue]) throws -> [Unheld] {
        try rows(
            """
            SELECT k.number, s.vendor_id, s.usage, s.category, k.state, k.lookup FROM credentials k
            JOIN supplies s ON s.workspace = k.workspace AND s.number = k.supply
            WHERE k.workspace = ?1 AND k.alias_of IS NULL AND \(condition)
            """, parameters
        ) { row in
            let facet = Facet(usage: try row.word(2), category: try row.text(3))
            return (
                try row.integer(0), try row.text(1), facet, try row.code(4, UnitState.byCode), try row.blob(5)
            )
        }
    }

    private func complete(_ page: [Unheld], _ body: (UnheldCredential) throws -> Void) throws {
        let aliases = try aliases(of: page.map(\.number))
        for row in page {
            try body(
                UnheldCredential(
                    id: CredentialID(number: row.number), supplyVendorID: row.vendorID, facet: row.facet,
                    state: row.state, keys: [row.key] + (aliases[row.number] ?? [])))
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
        /// The code that it held until that was released.
        let gaveUp: (number: Int64, key: [UInt8])?

        init(_ row: borrowing SQLRow) throws {
            let at = SQLLedgerReader.invitationColumnCount
            invitation = try SQLLedgerReader.readInvitation(row)
            vendorID = try row.text(at)
            facet = Facet(usage: try row.word(at + 1), category: try row.text(at + 2))
            credential = try row.optionalInteger(at + 3)
            key = try row.optionalBlob(at + 5)
            state = try (row.optionalInteger(at + 6) ?? row.optionalInteger(at + 4)).flatMap { UnitState.byCode[$0] }
            masked = try row.optionalText(at + 7).map(SQLLedgerReader.mask)
            let former = try row.optionalInteger(at + 8)
            let formerKey = try row.optionalBlob(at + 9)
            gaveUp = former.flatMap { number in formerKey.map { (number, $0) } }
        }

        func complete(addresses: [EmailAddress], aliases: [Int64: [[UInt8]]], act: Intent?) -> ReconciliationSubject {
            ReconciliationSubject(
                invitation: invitation, supplyVendorID: vendorID, facet: facet,
                credentialKeys: (key.map { [$0] } ?? []) + (credential.flatMap { aliases[$0] } ?? []),
                givenUpKeys: gaveUp.map { [$0.key] + (aliases[$0.number] ?? []) } ?? [],
                credentialState: state,
                credentialMasked: masked, addresses: addresses, openIntent: act)
        }
    }
}
