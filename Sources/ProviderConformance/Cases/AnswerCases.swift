import GatehouseForms
import GatehouseModel
import GatehouseProviderKit

/// Answers of the vendor that are not what they must be: nothing of them is believed, and what was done stays unknown.
let answerCases: [ConformanceCase] = [
    ConformanceCase("answers.half", "Half an answer leaves it unknown.") { trial in
        try trial.expectDisbelieved { $0.halved }
    },
    ConformanceCase("answers.login-page", "A login page with status 200 leaves it unknown, and is not shown.") {
        trial in
        try trial.expectDisbelieved { _ in .loginPage }
    },
    ConformanceCase("answers.empty", "An empty answer leaves it unknown.") { trial in
        try trial.expectDisbelieved { VendorResponse(status: $0.status, headers: $0.headers, body: []) }
    },
    ConformanceCase("answers.deep", "An answer nested without end leaves it unknown, and nobody falls over it.") {
        trial in
        let deep = [UInt8](repeating: UInt8(ascii: "["), count: 100_000)
        try trial.expectDisbelieved { VendorResponse(status: 200, headers: $0.headers, body: deep) }
    },
    ConformanceCase("answers.too-large", "An answer that was cut off for its size leaves it unknown.") { trial in
        let way = try trial.way()
        let attempt = try trial.issuing(trial.order(way, trial.people(1)), under: .lose(.tooLarge))
        try trial.expectUnknown(attempt, "an answer that was cut off")
    },
    ConformanceCase("answers.missing-item", "An answer that lacks an item is not believed for the others.") { trial in
        let way = try trial.way()
        let items = trial.people(3)
        let attempt = try trial.issuing(trial.order(way, items), under: .rewrite { $0.droppingLast(ofListsWith: 3) })
        try trial.expectUnknown(attempt, "2 answers for 3 items")
    },
    ConformanceCase("answers.other-reference", "An answer that speaks of another reference stops the batch.") { trial in
        let way = try trial.way()
        let items = trial.people(2)
        let other = [items[0].reference: "inv_of_somebody_else"]
        let attempt = try trial.issuing(trial.order(way, items), under: .rewrite { $0.replacing(other) })
        try trial.expectUnknown(attempt, "an answer about another reference")
    },
    ConformanceCase("answers.other-address", "An answer that names another address stops the batch.") { trial in
        let way = try trial.way()
        let items = trial.people(2)
        let other = [items[1].recipient?.address ?? "": "somebody.else@example.org"]
        let attempt = try trial.issuing(trial.order(way, items), under: .rewrite { $0.replacing(other) })
        try trial.expectUnknown(attempt, "an answer that names another address")
    },
    ConformanceCase("answers.swapped", "Answers in another order than the items stop the batch.") { trial in
        let way = try trial.way()
        let items = trial.people(2)
        let swapped = [items[0].reference: items[1].reference, items[1].reference: items[0].reference]
        let attempt = try trial.issuing(trial.order(way, items), under: .rewrite { $0.replacing(swapped) })
        try trial.expectUnknown(attempt, "answers in another order")
    },
    ConformanceCase("answers.same-credential", "One credential for two people in one answer is not believed.") {
        trial in
        let way = try trial.way()
        let items = trial.people(2)
        var own = [items[0].reference: items[1].reference]
        if let (first, second) = zip2(items[0].recipient?.address, items[1].recipient?.address) { own[first] = second }
        let copied = own
        let attempt = try trial.issuing(trial.order(way, items), under: .rewrite { $0.copyingFirst(under: copied) })
        try trial.expectUnknown(attempt, "one credential for two people")
    },
    ConformanceCase(
        "answers.unasked-record", "A look-up's record under a reference that was not asked for is not believed."
    ) { trial in
        let way = try trial.way()
        try trial.needsLookUp()
        let holding = try trial.issued(1, by: way)[0]
        let other = [holding.item.reference: "inv_of_somebody_else"]
        let records = try trial.tampered(.rewrite { $0.replacing(other) }, of: .any) { () throws -> [ObservedRecord] in
            do { return try trial.lookUp([holding]) } catch let error as ProviderError {
                trial.said.hear(error)
                return []
            }
        }
        try trial.expect(
            !records.contains { $0.reference == "inv_of_somebody_else" }, "a record that nobody asked for was taken")
        try trial.expect(records.isEmpty, "a look-up was answered about somebody else, and is believed")
    },
]

extension Trial {
    /// The vendor does it, and its answer arrives like this.
    fileprivate func expectDisbelieved(_ change: @escaping @Sendable (VendorResponse) -> VendorResponse) throws {
        let way = try way()
        let attempt = try issuing(order(way, people(1)), under: .rewrite(change))
        try expectUnknown(attempt, "an answer that is none")
        if case .failure(let error) = attempt {
            try expect(!error.description.contains("<"), "the vendor's page is shown to a person: \(error.message)")
        }
    }
}

private func zip2<A, B>(_ a: A?, _ b: B?) -> (A, B)? {
    guard let a, let b else { return nil }
    return (a, b)
}
