import GatehouseForms
import GatehouseModel
import GatehouseProviderKit

/// Scores and reports of those who have completed.
let resultCases: [ConformanceCase] = [
    ConformanceCase("results.no-is-no", "What gives no results says so when it is asked, with the effect none.") {
        trial in
        let context = try trial.api()
        if trial.descriptor.traits.givesResults { throw trial.skip("results are declared to be given") }
        let error = try trial.error { _ = try trial.provider.results(ResultsQuery(), context) }
        try trial.expectDeclined(error, "results, which are not declared,")
    },
    ConformanceCase("results.unfinished", "Who has not completed has none.") { trial in
        _ = try trial.api()
        try trial.needsResults()
        let way = try trial.way()
        let holding = try trial.given(1, by: way)[0]
        let found = try trial.results(of: way.supply.vendorID).filter { trial.isOf(holding, $0) }
        try trial.expect(found.isEmpty, "somebody who has only just been invited has results")
    },
    ConformanceCase(
        "results.completed", "Who has completed has a result, found by our reference or the vendor's id.", level: .full
    ) { trial in
        let (way, holding) = try trial.completed()
        let found = try trial.results(of: way.supply.vendorID).filter { trial.isOf(holding, $0) }
        try trial.expect(!found.isEmpty, "\(way.id): somebody has completed, and there is no result")
        for result in found {
            let isTheirs =
                result.address.map { $0.lowercased() == holding.item.recipient?.address.lowercased() } ?? true
            try trial.expect(isTheirs, "\(way.id): the result bears somebody else's address")
            try trial.expect(!result.assessment.isEmpty, "\(way.id): the result does not say of which assessment")
        }
    },
    ConformanceCase(
        "results.secrets-hidden", "Codes and links stand where secrets stand, not among the scores.", level: .full
    ) { trial in
        let (way, holding) = try trial.completed()
        for result in try trial.results(of: way.supply.vendorID) where trial.isOf(holding, result) {
            let open = result.scores.map { "\($0.key) \($0.value.canonicalText)" }.joined(separator: " ")
            let issued = holding.issued
            for secret in [issued.secret, issued.link, result.reportLink].compactMap({ $0 }) {
                try trial.expect(!trial.holds(open, secret), "\(way.id): a code or link stands among the scores")
            }
        }
    },
    ConformanceCase("results.pages", "The pages of results end, and asking twice brings the same.") { trial in
        let first = try trial.results()
        let second = try trial.results()
        try trial.expect(Set(first) == Set(second), "asked twice there are \(first.count) and \(second.count) results")
        try trial.expect(Set(first).count == first.count, "a result comes twice")
    },
    ConformanceCase("results.one-supply", "Those of one supply are of that supply alone.") { trial in
        _ = try trial.results()
        let supplies = try trial.supplies()
        guard supplies.count > 1 else { throw trial.skip("there is one supply only") }
        for report in supplies {
            let strange = try trial.results(of: report.vendorID).filter {
                $0.supply.map { $0 != report.vendorID } ?? false
            }
            try trial.expect(strange.isEmpty, "\(strange.count) results of other supplies than \(report.vendorID)")
        }
    },
]

extension Trial {
    fileprivate func needsResults() throws {
        if !descriptor.traits.givesResults { throw skip("the provider is declared to give no results") }
    }

    /// All pages together.
    fileprivate func results(of supply: String? = nil) throws -> [AssessmentResult] {
        let context = try api()
        try needsResults()
        var all: [AssessmentResult] = []
        var cursor: String?
        for _ in 0..<5000 {
            let page = try provider.results(ResultsQuery(supply: supply, cursor: cursor), context)
            all += page.results
            guard let next = page.nextCursor else { return all }
            try expect(next != cursor, "a page of results leads to itself")
            cursor = next
        }
        throw Judged.failed("the pages of results do not end")
    }

    fileprivate func isOf(_ holding: Holding, _ result: AssessmentResult) -> Bool {
        result.reference == holding.item.reference
            || (result.vendorID != nil && result.vendorID == holding.issued.vendorID)
    }

    fileprivate func completed() throws -> (Way, Holding) {
        let bench = try bench()
        try needsResults()
        let way = try way()
        let holding = try given(1, by: way)[0]
        for stage in [Stage.registered, .started, .completed] { try bench.move(holding.item.reference, to: stage) }
        return (way, holding)
    }

    /// What is declared as not there is refused as such, with words for a person.
    func expectDeclined(_ error: ProviderError?, _ what: String) throws {
        guard let error else { throw Judged.failed("\(what) are answered") }
        try expect(
            error.effect == .none && error.code == .notSupported,
            "\(what): it says \(error.code.rawValue), not not_supported: \(error.message)")
        try expect(error.message.contains(" "), "\(what): it does not say what to do instead")
    }
}
