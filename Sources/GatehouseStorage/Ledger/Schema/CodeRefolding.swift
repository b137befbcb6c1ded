import GatehouseLedger
import GatehouseModel

/// Gives the credentials of before the look-up hash of all their spellings (`CodeFolding`), to which they are sealed anew.
///
/// Where two spellings of one code had come in as two units, the one that somebody has stands for the code, else the first. The
/// other is found by its hash no more, and if it was free it is set apart, so that it goes to nobody.
struct CodeRefolding {
    private let vault: Vault
    private let now: Instant
    private static let portion: Int64 = 5000

    /// Which of them, as SQL.
    private let which: String

    init(_ vault: Vault, now: Instant) { (self.vault, self.now, which) = (vault, now, "1 = 1") }

    /// Those alone that may be links: of what is one by its kind, and further names.
    init(linksOf vault: Vault, now: Instant) {
        let kinds = [CredentialKind.inviteLink, .accessKey].map { String($0.code) }.joined(separator: ", ")
        (self.vault, self.now, which) = (vault, now, "(kind IN (\(kinds)) OR alias_of IS NOT NULL)")
    }

    private struct Row {
        let number: Int64
        let supply: Int64
        /// Nil for another name of a credential.
        let state: Int64?
        let sealed: SealedCredential
        let link: [UInt8]?

        var isFree: Bool { state == UnitState.available.code }
    }

    func run(_ connection: any SQLConnection) throws {
        let workspaces = try connection.rows("SELECT id, number FROM workspaces ORDER BY number") {
            Place(id: try $0.id(0), number: try $0.integer(1), connection: connection, vault: vault, now: now)
        }
        for workspace in workspaces {
            for filter in ["(state IS NULL OR state <> 0)", "state = 0"] {
                var last = Int64.min
                while true {
                    let rows = try workspace.rows(
                        "number > ?2 AND \(which) AND \(filter) ORDER BY number LIMIT ?3",
                        [.integer(last), .integer(Self.portion)])
                    guard let end = rows.last else { break }
                    for row in rows { try workspace.refold(row) }
                    last = end.number
                }
            }
        }
    }

    /// One workspace's credentials.
    private struct Place {
        let id: WorkspaceID
        let number: Int64
        let connection: any SQLConnection
        let vault: Vault
        let now: Instant

        func rows(_ filter: String, _ values: [SQLValue]) throws -> [Row] {
            try connection.rows(
                "SELECT number, supply, state, lookup, box, link FROM credentials WHERE workspace = ?1 AND \(filter)",
                [.integer(number)] + values
            ) { row in
                guard let lookup = LookupHash(try row.blob(3)) else {
                    throw SQLRow.damaged("a look-up hash of another length")
                }
                return Row(
                    number: try row.integer(0), supply: try row.integer(1), state: try row.optionalInteger(2),
                    sealed: SealedCredential(lookup: lookup, box: try row.blob(4)), link: try row.optionalBlob(5))
            }
        }

        func refold(_ row: Row) throws {
            let secret = try vault.open(id, row.sealed)
            let sealed = try vault.seal(id, secret)
            if sealed.lookup == row.sealed.lookup { return }
            if let other = try rows("lookup = ?2", [.blob(sealed.lookup.bytes)]).first {
                guard other.isFree, !row.isFree else { return try setApart(row) }
                try move(other, to: vault.sealApart(id, vault.open(id, other.sealed)))
                try setApart(other)
            }
            try move(row, to: sealed)
        }

        private func move(_ row: Row, to sealed: SealedCredential) throws {
            let link = try row.link.map { box in
                let link = try vault.open(id, field: SQLLedgerReader.linkField(row.sealed.lookup), box)
                return try vault.seal(id, field: SQLLedgerReader.linkField(sealed.lookup), link)
            }
            try connection.execute(
                "UPDATE credentials SET lookup = ?3, box = ?4, link = ?5 WHERE workspace = ?1 AND number = ?2",
                [
                    .integer(number), .integer(row.number), .blob(sealed.lookup.bytes), .blob(sealed.box),
                    SQLValue(link),
                ])
        }

        private func setApart(_ row: Row) throws {
            guard row.isFree else { return }
            let (free, apart) = (UnitState.available.code, UnitState.quarantined.code)
            try connection.execute(
                "UPDATE credentials SET state = ?3, set_apart = ?4 WHERE workspace = ?1 AND number = ?2",
                [.integer(number), .integer(row.number), .integer(apart), .integer(now.milliseconds)])
            try connection.execute(
                """
                UPDATE tallies SET count = count - 1 WHERE workspace = ?1 AND subject = ?2 AND state = ?3 AND slot = (
                    SELECT slot FROM tallies WHERE workspace = ?1 AND subject = ?2 AND state = ?3 AND count > 0
                    ORDER BY slot LIMIT 1)
                """, [.integer(number), .integer(row.supply), .integer(free)])
            try connection.execute(
                """
                INSERT INTO tallies (workspace, subject, state, slot, count) VALUES (?1, ?2, ?3, 0, 1)
                ON CONFLICT (workspace, subject, state, slot) DO UPDATE SET count = tallies.count + 1
                """, [.integer(number), .integer(row.supply), .integer(apart)])
        }
    }
}
