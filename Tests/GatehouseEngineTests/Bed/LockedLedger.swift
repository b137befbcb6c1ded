import GatehouseLedger
import GatehouseModel
import Synchronization

/// A ledger that another program holds now and then: so many of its next writes are refused.
final class LockedLedger: StandInLedger {
    let living: any Ledger
    private let refusals = Mutex(0)

    init(_ living: any Ledger) { self.living = living }

    func refuse(_ writes: Int) { refusals.withLock { $0 = writes } }

    func write<Value>(_ body: @Sendable (any LedgerWriter) throws -> Value) throws -> Value {
        try refusals.withLock { left in
            guard left > 0 else { return }
            left -= 1
            throw LedgerError(.locked, "The database is locked by another program.")
        }
        return try living.write(body)
    }
}
