package import GatehouseLedger
package import GatehouseModel

/// When the vendor's counters of supplies were as the ledger has them. A whole snapshot of an interface brings them along; where
/// they are as before nothing is written, and their time follows from the run (as an invitation's does).
package struct CountersSeen {
    private var newest: [ConnectionID: Instant] = [:]

    /// - Parameter connections: one question each.
    package init(of connections: Set<ConnectionID>, in reader: any LedgerReader) throws {
        for connection in connections {
            newest[connection] = try reader.newestWholeRun(
                of: connection, supply: nil, from: Observations.interface)?.asOf
        }
    }

    /// Nil where the vendor tells none.
    package func asOf(of supply: Supply) -> Instant? {
        supply.countersAsOf.map { max($0, newest[supply.connection] ?? $0) }
    }
}
