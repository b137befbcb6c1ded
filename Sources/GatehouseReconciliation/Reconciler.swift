/// Compares the ledger with what a vendor says: a pure function of its input, linear in its size.
///
/// Duplicates first, then the five levels of matching, then one verdict for each row, then the counters, and from all of
/// that the steps that would settle what can be settled. The order of the input's lists plays no part in what is found.
package enum Reconciler {
    package static func reconcile(_ input: ReconciliationInput) -> ReconciliationResult {
        var run = Run(input)
        run.judgeDuplicates()
        run.judgePairs()
        run.judgeAbsences()
        run.judgeStrangers()
        run.judgeCounts()
        run.judgeSummaries()
        run.tellHolds()
        return run.result()
    }
}
