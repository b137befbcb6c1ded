import GatehouseEngine
import GatehouseForms
import GatehouseReconciliation

/// Whether ledger and vendors agree, as people are told it.
enum AgreementWords {
    /// The last word of one or several runs; nil where something differs, which their tables show.
    static func said(_ outcomes: [Reconciling.Outcome]) -> String? {
        let words = outcomes.map(\.agreement)
        if words.contains(.differs) { return nil }
        if words.contains(.notKnown) {
            return "No difference was found, but not everything could be compared: that they agree is not known yet."
        }
        let decided = outcomes.reduce(0) { $0 + $1.decided }
        if decided > 0 {
            return
                "Ledger and vendor agree, but for \(decided) \(decided == 1 ? "difference that is" : "differences that are") left as decided."
        }
        let parts = outcomes.flatMap { outcome -> [String] in
            if case .supplies(let supplies) = outcome.observations.coverage { supplies.sorted() } else { [] }
        }
        return parts.isEmpty
            ? "Ledger and vendor agree." : "Ledger and vendor agree about \(parts.joined(separator: ", "))."
    }

    static func said(_ unknown: Unknown) -> String {
        let count = unknown.count ?? 0
        return switch unknown.reason {
        case .held(.stale):
            "\(count) changed here after the snapshot was taken, so that it proves nothing of them: take a newer one"
        case .held(.withinLag): "\(count) changed so lately that the vendor need not show it yet: look again later"
        case .held(.incomplete): "\(count) should have been shown and were not"
        case .held(.inFlight): "\(count) \(count == 1 ? "has" : "have") an act under way, or in the work list"
        case .held(.notCovered): "\(count) of other supplies"
        case .held(.absentOnce):
            "\(count) \(count == 1 ? "is" : "are") not shown for the first time: the next whole snapshot decides"
        case .olderNews: "of \(count) the ledger has newer news than this"
        case .partial: "the vendor may have more than this shows; a file that shows everything is given with --complete"
        case .unread: "\(count) \(count == 1 ? "row" : "rows") that could not be used"
        case .torn:
            "the rows of \(count) \(count == 1 ? "supply do" : "supplies do") not add up to the vendor's own counters"
        case .older: "it is older than what was taken in before"
        case .accessLost: "the vendor does not let us see everything"
        }
    }

    /// By reason, how many it is about; null where that cannot be counted.
    static func document(_ outcome: Reconciling.Outcome) -> JSONValue {
        .object(
            Dictionary(
                outcome.unknowns.map { ($0.word, $0.count.map { .integer(Int64($0)) } ?? .null) },
                uniquingKeysWith: { first, _ in first }))
    }
}
