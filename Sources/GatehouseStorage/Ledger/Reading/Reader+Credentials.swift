import GatehouseLedger
import GatehouseModel

extension SQLLedgerReader {
    private static let credentialColumns = """
        k.number, s.id, k.kind, k.state, k.tail, k.expires FROM credentials k \
        JOIN supplies s ON s.workspace = k.workspace AND s.number = k.supply
        """

    func credentials(_ ids: [CredentialID]) throws -> [CredentialID: Credential] {
        let numbers = ids.compactMap(\.number)
        if numbers.isEmpty { return [:] }
        let found = try rows(
            """
            SELECT \(Self.credentialColumns)
            WHERE k.workspace = ?1 AND k.number {in integers ?2} AND k.alias_of IS NULL
            """, [.integers(numbers)], Self.readCredential)
        return Dictionary(found.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    func reveal(_ ids: [CredentialID]) throws -> [CredentialID: RevealedCredential] {
        let numbers = ids.compactMap(\.number)
        if numbers.isEmpty { return [:] }
        let found = try rows(
            """
            SELECT number, lookup, box, link, expires FROM credentials
            WHERE workspace = ?1 AND number {in integers ?2} AND alias_of IS NULL
            """, [.integers(numbers)]
        ) { row in (CredentialID(number: try row.integer(0)), try openCredential(row)) }
        return Dictionary(found, uniquingKeysWith: { first, _ in first })
    }

    func revealAliases(of credential: CredentialID) throws -> [Secret] {
        guard let number = credential.number else { return [] }
        return try rows(
            """
            SELECT number, lookup, box, link, expires FROM credentials WHERE workspace = ?1 AND alias_of = ?2 ORDER BY number
            """, [.integer(number)]
        ) { row in try openCredential(row).secret }.compactMap { $0 }
    }

    private func openCredential(_ row: borrowing SQLRow) throws -> RevealedCredential {
        guard let lookup = LookupHash(try row.blob(1)) else { throw SQLRow.damaged("a look-up hash of another length") }
        let secret = try scope.vault.open(scope.workspace, SealedCredential(lookup: lookup, box: try row.blob(2)))
        let link = try row.optionalBlob(3).map {
            try scope.vault.open(scope.workspace, field: Self.linkField(lookup), $0)
        }
        return RevealedCredential(
            secret: secret, link: link, expires: try row.optionalInteger(4).map { CalendarDate(daysSince1970: $0) })
    }

    /// A link is bound to its credential.
    static func linkField(_ lookup: LookupHash) -> String { "credential link \(lookup.high) \(lookup.low)" }

    func holder(of credential: CredentialID) throws -> InvitationID? {
        guard let number = credential.number else { return nil }
        return try first(
            """
            SELECT id FROM invitations
            WHERE workspace = ?1 AND credential = ?2 AND is_shared = 0 AND credential IS NOT NULL
            """, [.integer(number)]
        ) { try $0.id(0) }
    }

    func freeCredentials(of supply: SupplyID, limit: Int) throws -> [Credential] {
        guard let facts = try facts(supply), facts.stock == .pool else { return [] }
        return try rows(
            """
            SELECT \(Self.credentialColumns) WHERE k.workspace = ?1 AND k.supply = ?2 AND k.state = 0
            ORDER BY (k.number + 0) LIMIT ?3
            """, [.integer(facts.number), .integer(Int64(max(0, limit)))], Self.readCredential)
    }

    func credentialKey(of secret: Secret) -> [UInt8] { scope.vault.lookupHash(scope.workspace, secret).bytes }

    var credentialHashing: CredentialHashing {
        let sealer = CredentialSealer(scope.vault, scope.workspace)
        return { bytes in
            let hash = sealer.lookupHash(bytes)
            return (hash.high, hash.low)
        }
    }

    func credential(withKey key: [UInt8]) throws -> Credential? {
        guard let number = try credentialNumber(withKey: key) else { return nil }
        let id = CredentialID(number: number)
        return try credentials([id])[id]
    }

    /// Asked together, so many at a time, where questions travel.
    private static let asked = 500

    func knownCodes(withKeys keys: [[UInt8]]) throws -> [[UInt8]: KnownCode] {
        var found: [[UInt8]: KnownCode] = [:]
        for start in stride(from: 0, to: keys.count, by: Self.asked) {
            let some = keys[start..<min(keys.count, start + Self.asked)]
            try foresee { reader in
                for key in some { _ = try? (reader as? SQLLedgerReader)?.knownCode(key) }
            }
            for key in some { found[key] = try knownCode(key) }
        }
        return found
    }

    private func knownCode(_ key: [UInt8]) throws -> KnownCode? {
        try first(
            """
            SELECT k.number, s.id, k.state, i.id FROM credentials a
            JOIN credentials k ON k.workspace = a.workspace AND k.number = coalesce(a.alias_of, a.number)
            JOIN supplies s ON s.workspace = k.workspace AND s.number = k.supply
            LEFT JOIN invitations i ON i.workspace = k.workspace AND i.credential = k.number AND i.is_shared = 0
                AND i.credential IS NOT NULL
            WHERE a.workspace = ?1 AND a.lookup = ?2
            """, [.blob(key)]
        ) {
            KnownCode(
                credential: CredentialID(number: try $0.integer(0)), supply: try $0.id(1),
                state: try $0.code(2, UnitState.byCode), holder: try $0.optionalID(3))
        }
    }

    /// The credential itself where the key is an alias's.
    func credentialNumber(withKey key: [UInt8]) throws -> Int64? {
        try first(
            "SELECT coalesce(alias_of, number) FROM credentials WHERE workspace = ?1 AND lookup = ?2", [.blob(key)]
        ) { try $0.integer(0) }
    }

    private static func readCredential(_ row: borrowing SQLRow) throws -> Credential {
        Credential(
            id: CredentialID(number: try row.integer(0)), supply: try row.id(1),
            kind: try row.code(2, CredentialKind.byCode), state: try row.code(3, UnitState.byCode),
            masked: mask(try row.text(4)), expires: try row.optionalInteger(5).map { CalendarDate(daysSince1970: $0) })
    }

    private static let veil = Secret("").masked

    /// The masked form from its tail.
    static func mask(_ tail: String) -> String { veil + tail }

    /// What the masked form of a secret, kept without the blanks around it, shows of it.
    static func withTail(of secret: Secret, _ body: (UnsafeRawBufferPointer) -> Void) {
        var text = secret.reveal()
        let isDone = text.withUTF8 { bytes in
            let trimmed = CodeFolding.trimmed(UnsafeRawBufferPointer(bytes))
            // Where each byte is a letter of its own, the last four letters are the last four bytes.
            guard trimmed.count > 8, trimmed.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return false }
            body(UnsafeRawBufferPointer(rebasing: trimmed.suffix(4)))
            return true
        }
        if isDone { return }
        let trimmed = text.withUTF8 {
            String(decoding: CodeFolding.trimmed(UnsafeRawBufferPointer($0)), as: UTF8.self)
        }
        var tail = String(Secret(trimmed).masked.unicodeScalars.dropFirst(veil.unicodeScalars.count))
        tail.withUTF8 { body(UnsafeRawBufferPointer($0)) }
    }

    static func tail(of secret: Secret) -> String {
        var tail = ""
        withTail(of: secret) { tail = String(decoding: $0, as: UTF8.self) }
        return tail
    }
}
