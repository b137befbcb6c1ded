package import GatehouseModel

/// A supply's counters as the vendor says them, beside our own count of its units.
package struct SupplyTally: Sendable {
    package enum Counts: Hashable, Sendable {
        /// Units that the ledger has in one of these states.
        case units([UnitState])
        /// Records that bear one of these words.
        case records(words: [String])
    }

    package struct Reading: Hashable, Sendable {
        /// The vendor's own name for the counter.
        package let name: String
        package let value: Int64
        package let counts: Counts

        package init(_ name: String, value: Int64, counts: Counts) {
            self.name = name
            self.value = value
            self.counts = counts
        }
    }

    /// The supply's id at the vendor.
    package let supply: String
    package let stock: Stock
    package let readings: [Reading]
    /// What the vendor says that the counters of units add up to; nil where it does not say.
    package let vendorTotal: Int64?
    /// Our units; nil where nothing is counted.
    package let units: UnitCounts?
    /// Of those, the ones that no invitation of ours holds: given out before the ledger knew the supply, or by the vendor's
    /// own pages.
    package let unheld: [UnitState: Int64]
    /// When we last changed any of it at the vendor.
    package let lastWriteAt: Instant?
    /// Issuing from it is frozen already.
    package let isFrozen: Bool
    /// How many people were given a shared credential; nil where that is not known.
    package let audience: Int64?

    package init(
        supply: String, stock: Stock, readings: [Reading], vendorTotal: Int64? = nil, units: UnitCounts?,
        unheld: [UnitState: Int64] = [:], lastWriteAt: Instant? = nil, isFrozen: Bool = false,
        audience: Int64? = nil
    ) {
        self.supply = supply
        self.stock = stock
        self.readings = readings
        self.vendorTotal = vendorTotal
        self.units = units
        self.unheld = unheld
        self.lastWriteAt = lastWriteAt
        self.isFrozen = isFrozen
        self.audience = audience
    }
}
