import GatehouseLedger
import GatehouseModel

/// A ledger whose database gives every transaction up once, as for another's sake: each body runs twice, and what it did the
/// first time is undone.
struct RepeatingLedger: Ledger {
    private struct GivenUp: Error {}

    let living: any Ledger
    init(_ living: any Ledger) { self.living = living }

    var workspace: WorkspaceID { living.workspace }

    func read<Value>(_ body: (any LedgerReader) throws -> Value) throws -> Value { try living.read(body) }

    func write<Value>(_ body: @Sendable (any LedgerWriter) throws -> Value) throws -> Value {
        do {
            try living.write { writer in
                _ = try body(writer)
                throw GivenUp()
            }
        } catch is GivenUp {}
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
