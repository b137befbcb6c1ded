import GatehouseModel
import GatehouseProviderKit

/// The vendor's words and counters, and what they mean.
let wordCases: [ConformanceCase] = [
    ConformanceCase("vocabulary.words", "Each word stands once for each kind of supply, so that it means one thing.") {
        trial in
        let rows = trial.descriptor.vocabulary.rows
        try trial.expect(!rows.isEmpty, "there are no words")
        try trial.expect(
            rows.allSatisfy { !$0.words.isEmpty && $0.words.allSatisfy { !Vocabulary.folded($0).isEmpty } },
            "a row has no word, or an empty one")
        var seen: Set<String> = []
        let twice = rows.flatMap { row in
            Set(row.words.map(Vocabulary.folded)).map {
                "\($0) (\(row.usage?.rawValue ?? "any"), \(row.category ?? "any"))"
            }
        }.filter { !seen.insert($0).inserted }
        try trial.expectNone(twice, "the word stands twice")
    },
    ConformanceCase("vocabulary.spans", "There are words for what was handed out and for what is done.") { trial in
        let rows = trial.descriptor.vocabulary.rows
        let lacking = trial.descriptor.supplyKinds.flatMap { kind -> [String] in
            let own = rows.filter {
                ($0.usage == nil || $0.usage == kind.usage) && ($0.category == nil || $0.category == kind.category)
            }
            func some(_ stages: ClosedRange<Stage>) -> Bool { own.contains { row in stages.overlaps(row) } }
            let name = "\(kind.category)/\(kind.usage.rawValue)"
            return (some(.completed ... .reported) ? [] : ["\(name): none for what is done"])
                + (kind.usage == .multi || some(.invited ... .registered)
                    ? [] : ["\(name): none for what was handed out"])
        }
        try trial.expectNone(lacking, "words")
    },
    ConformanceCase(
        "counters.described", "Each counter is described once, by words of the vocabulary where it counts records."
    ) { trial in
        let vocabulary = Set(trial.descriptor.vocabulary.rows.flatMap(\.words).map(Vocabulary.folded))
        var seen: Set<String> = []
        let wrong = trial.descriptor.counters.flatMap { counter -> [String] in
            let twice = Set(counter.words.map(Vocabulary.folded)).filter {
                !seen.insert("\($0) \(counter.usage?.rawValue ?? "any")").inserted
            }.map { "\($0) is described twice" }
            let empty = counter.words.isEmpty ? ["a counter has no name"] : []
            switch counter.counts {
            case .units(let states): return twice + empty + (states.isEmpty ? ["\(counter.words) counts nothing"] : [])
            case .records(let words):
                let unknown = words.filter { !vocabulary.contains(Vocabulary.folded($0)) }
                return twice + empty + unknown.map { "\($0) is counted and not in the vocabulary" }
                    + (words.isEmpty ? ["\(counter.words) counts nothing"] : [])
            }
        }
        try trial.expectNone(wrong, "counters")
    },
]

extension ClosedRange<Stage> {
    fileprivate func overlaps(_ row: Vocabulary.Row) -> Bool {
        guard case .stages(let interval) = row.meaning else { return false }
        return interval.low <= upperBound && lowerBound <= interval.high
    }
}
