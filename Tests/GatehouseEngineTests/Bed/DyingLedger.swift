import GatehouseLedger
import GatehouseModel
import Synchronization

/// A ledger whose process ends at its n-th write: that write and everything after it does not happen.
final class DyingLedger: StandInLedger {
    struct Death: Error {}

    let living: any Ledger
    private let left: Mutex<Int>

    init(_ living: any Ledger, writes: Int) {
        self.living = living
        left = Mutex(writes)
    }

    private func live() throws {
        try left.withLock { left in
            guard left > 0 else { throw Death() }
            left -= 1
        }
    }

    func read<Value>(_ body: (any LedgerReader) throws -> Value) throws -> Value {
        if left.withLock({ $0 <= 0 }) { throw Death() }
        return try living.read(body)
    }

    func write<Value>(_ body: @Sendable (any LedgerWriter) throws -> Value) throws -> Value {
        try live()
        return try living.write(body)
    }

    func importCredentials(
        into supply: SupplyID, exportedAt: Instant?, note: AuditNote, rows: () throws -> [NewCredential]?,
        agree: (CredentialImport) throws -> ImportRecord?
    ) throws -> CredentialImport {
        try live()
        return try living.importCredentials(
            into: supply, exportedAt: exportedAt, note: note, rows: rows, agree: agree)
    }
}
