import GatehouseLedger
import GatehouseModel

extension SQLLedgerHouse {
    /// Refuses keys that are not those with which the database began.
    func requireOwnKeys() throws {
        let kept = try database.read { try SQLLedgerHouse.proofs($0) }
        try SQLLedgerHouse.compare(kept, with: vault.proofs())
    }

    /// Keeps what proves the keys, where nothing is kept yet; what was sealed before must open with them.
    func keepProofs() throws {
        let proofs = try vault.proofs()
        try database.alone { connection in
            let kept = try SQLLedgerHouse.proofs(connection)
            try SQLLedgerHouse.compare(kept, with: proofs)
            if kept.isEmpty { try openOne(connection) }
            for (purpose, proof) in proofs where kept[purpose] == nil {
                try connection.execute(
                    "INSERT INTO vault_proofs (purpose, proof) VALUES (?1, ?2)", [.text(purpose), .blob(proof)])
            }
        }
    }

    private static func compare(_ kept: [String: [UInt8]], with proofs: [String: [UInt8]]) throws {
        for (purpose, proof) in kept where proofs[purpose] != nil && proofs[purpose] != proof { throw Vault.foreign }
    }

    private static func proofs(_ connection: any SQLConnection) throws -> [String: [UInt8]] {
        let rows = try connection.rows("SELECT purpose, proof FROM vault_proofs") { (try $0.text(0), try $0.blob(1)) }
        return Dictionary(rows, uniquingKeysWith: { first, _ in first })
    }

    /// Any sealed credential will do.
    private func openOne(_ connection: any SQLConnection) throws {
        let workspaces = try connection.rows("SELECT id, number FROM workspaces") {
            (try $0.id(0) as WorkspaceID, try $0.integer(1))
        }
        for (workspace, number) in workspaces {
            let found = try connection.first(
                "SELECT lookup, box FROM credentials WHERE workspace = ?1 LIMIT 1", [.integer(number)]
            ) { (try $0.blob(0), try $0.blob(1)) }
            guard let (lookup, box) = found, let hash = LookupHash(lookup) else { continue }
            do { _ = try vault.open(workspace, SealedCredential(lookup: hash, box: box)) } catch { throw Vault.foreign }
            return
        }
    }
}
