package import GatehouseLedger
package import GatehouseModel

/// In `set_apart` stands since when an export brings a code back; the two greatest numbers are for those that none does.
extension SQLLedgerWriter {
    package func setApart(_ credentials: [CredentialID], until comeback: Comeback) throws {
        let known = try self.credentials(credentials)
        let free = known.values.filter { $0.state == .available }.map(\.id).sorted()
        if !free.isEmpty { try moveCredentials(free, to: .quarantined) }
        guard let code = comeback.code else { return }
        try run(
            """
            UPDATE credentials SET set_apart = ?3
            WHERE workspace = ?1 AND number {in integers ?2} AND state = 2 AND alias_of IS NULL
                AND (set_apart IS NULL OR set_apart < ?3) AND \(Self.isUnheld)
            """, [.integers(known.keys.compactMap(\.number)), .integer(code)])
    }

    package func noteShownFree(_ credentials: [CredentialID]) throws {
        try run(
            "UPDATE credentials SET set_apart = ?3 WHERE workspace = ?1 AND number {in integers ?2} AND state = 2 AND set_apart = ?4",
            [
                .integers(credentials.compactMap(\.number)), .integer(scope.clock.now.milliseconds),
                SQLValue(Comeback.shownFree.code),
            ])
    }

    /// Of a row of credentials.
    static let isUnheld = """
        NOT EXISTS (SELECT 1 FROM invitations i WHERE i.workspace = ?1 AND i.credential = credentials.number
            AND i.is_shared = 0 AND i.credential IS NOT NULL)
        """
}

extension Comeback {
    /// Nil where it is a moment.
    var code: Int64? {
        switch self {
        case .export: nil
        case .shownFree: .max - 1
        case .never: .max
        }
    }
}
