package import GatehouseLedger
package import GatehouseModel

/// When the vendor's counters of supplies were as the ledger has them. A whole snapshot of an interface brings them along; where
/// they are as before nothing is written, and their time follows from the run (as an invitation's does).
package struct CountersSeen {
    /// Looked through for the newest snapshot that was whole: between two of them few are asked about.
    private static let runsBack = 16

    private var newest: [ConnectionID: Instant] = [:]

    /// - Parameter connections: one question each.
    package init(of connections: Set<ConnectionID>, in reader: any LedgerReader) throws {
        for connection in connections {
            newest[connection] = try reader.lastRuns(of: connection, limit: CountersSeen.runsBack).first {
                $0.isComplete && $0.source == Observations.interface
            }?.asOf
        }
    }

    /// Nil where the vendor tells none.
    package func asOf(of supply: Supply) -> Instant? {
        supply.countersAsOf.map { max($0, newest[supply.connection] ?? $0) }
    }
}
