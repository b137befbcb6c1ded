import GatehouseLedger
import GatehouseModel

extension LedgerBed {
    /// Takes everything in, in small steps, and gives what supplies add up to over all days.
    func addedUp(_ ledger: any Ledger, _ coaches: CoachOptions = CoachOptions()) throws -> [ComparisonCell] {
        while try ledger.write({ [now] in try $0.catchUpComparison(coaches, limit: 7, at: now) }) {}
        return try ledger.read { try $0.comparison(at: .supplies, from: nil, to: nil) }
    }
}
