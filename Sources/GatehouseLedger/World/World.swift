package import GatehouseModel

/// Where the time comes from.
package protocol Clock: Sendable {
    var now: Instant { get }
}

/// Where identifiers and chance come from; under one seed both repeat themselves.
package protocol Chance: Sendable {
    /// A part for a new identifier: sortable by the time of making, never given twice.
    func uniquePart(at now: Instant) -> String
    /// A number below `bound`.
    func below(_ bound: UInt64) -> UInt64
}

extension Chance {
    package func id<Kind: IDKind>(at now: Instant) -> ID<Kind> { ID(unique: uniquePart(at: now)) }
}
