import GatehouseLedger
import GatehouseModel

/// A ledger of which nobody gets a second view while another has it.
struct LonelyLedger: Ledger {
    private struct Taken: Error {}

    let living: any Ledger
    init(_ living: any Ledger) { self.living = living }

    var workspace: WorkspaceID { living.workspace }

    func read<Value>(_ body: (any LedgerReader) throws -> Value) throws -> Value { throw Taken() }

    func write<Value>(_ body: @Sendable (any LedgerWriter) throws -> Value) throws -> Value { try living.write(body) }

    func importCredentials(
        into supply: SupplyID, exportedAt: Instant?, note: AuditNote, rows: () throws -> [NewCredential]?,
        agree: (CredentialImport) throws -> ImportRecord?
    ) throws -> CredentialImport {
        try living.importCredentials(
            into: supply, exportedAt: exportedAt, note: note, rows: rows, agree: agree)
    }
}
