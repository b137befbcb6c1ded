import GatehouseLedger
import GatehouseModel

/// A ledger of which nobody gets a second view while another has it.
struct LonelyLedger: StandInLedger {
    private struct Taken: Error {}

    let living: any Ledger
    init(_ living: any Ledger) { self.living = living }

    func read<Value>(_ body: (any LedgerReader) throws -> Value) throws -> Value { throw Taken() }
}
