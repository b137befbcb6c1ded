import GatehouseLedger
import GatehouseModel

/// A ledger that stands before another and passes everything on to it, but for what it does otherwise itself.
protocol StandInLedger: Ledger {
    var living: any Ledger { get }
}

extension StandInLedger {
    var workspace: WorkspaceID { living.workspace }

    func read<Value>(_ body: (any LedgerReader) throws -> Value) throws -> Value { try living.read(body) }

    func write<Value>(_ body: @Sendable (any LedgerWriter) throws -> Value) throws -> Value { try living.write(body) }

    func importCredentials(
        into supply: SupplyID, exportedAt: Instant?, note: AuditNote, rows: () throws -> [NewCredential]?,
        agree: (CredentialImport) throws -> ImportRecord?
    ) throws -> CredentialImport {
        try living.importCredentials(into: supply, exportedAt: exportedAt, note: note, rows: rows, agree: agree)
    }
}
