import GatehouseLedger
import GatehouseModel

/// A ledger before whose writes something else happens.
struct MeanwhileLedger: StandInLedger {
    let living: any Ledger
    let happening: @Sendable () throws -> Void

    init(_ living: any Ledger, _ happening: @escaping @Sendable () throws -> Void) {
        (self.living, self.happening) = (living, happening)
    }

    func write<Value>(_ body: @Sendable (any LedgerWriter) throws -> Value) throws -> Value {
        try happening()
        return try living.write(body)
    }
}
