import GatehouseLedger
import GatehouseModel

/// A ledger before whose writes something else happens.
struct MeanwhileLedger: Ledger {
    let living: any Ledger
    let happening: @Sendable () throws -> Void

    init(_ living: any Ledger, _ happening: @escaping @Sendable () throws -> Void) {
        (self.living, self.happening) = (living, happening)
    }

    var workspace: WorkspaceID { living.workspace }

    func read<Value>(_ body: (any LedgerReader) throws -> Value) throws -> Value { try living.read(body) }

    func write<Value>(_ body: @Sendable (any LedgerWriter) throws -> Value) throws -> Value {
        try happening()
        return try living.write(body)
    }

    func importCredentials(
        into supply: SupplyID, exportedAt: Instant?, note: AuditNote, rows: () throws -> [NewCredential]?,
        agree: (CredentialImport) throws -> ImportRecord?
    ) throws -> CredentialImport {
        try living.importCredentials(
            into: supply, exportedAt: exportedAt, note: note, rows: rows, agree: agree)
    }
}
