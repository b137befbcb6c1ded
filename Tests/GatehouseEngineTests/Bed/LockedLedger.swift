import GatehouseLedger
import GatehouseModel
import Synchronization

/// A ledger that another program holds now and then: so many of its next writes are refused.
final class LockedLedger: Ledger {
    let living: any Ledger
    private let refusals = Mutex(0)

    init(_ living: any Ledger) { self.living = living }

    var workspace: WorkspaceID { living.workspace }

    func refuse(_ writes: Int) { refusals.withLock { $0 = writes } }

    func read<Value>(_ body: (any LedgerReader) throws -> Value) throws -> Value { try living.read(body) }

    func write<Value>(_ body: @Sendable (any LedgerWriter) throws -> Value) throws -> Value {
        try refusals.withLock { left in
            guard left > 0 else { return }
            left -= 1
            throw LedgerError(.locked, "The database is locked by another program.")
        }
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
