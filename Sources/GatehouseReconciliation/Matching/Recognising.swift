import GatehouseModel

extension ReconciliationInput {
    /// Any record bears a key of an entry of ours, at whichever level.
    package var recognisesAny: Bool {
        if sieved.matched > 0 { return true }
        var keys: Set<MatchKey> = []
        for entry in ledger { for level in MatchLevel.allCases { keys.formUnion(entry.keys(level)) } }
        return observed.contains { record in
            MatchLevel.allCases.contains { record.key($0, only: onlySupply).map(keys.contains) ?? false }
        }
    }
}
