package import GatehouseForms

/// What became of one case.
package struct CaseReport: Hashable, Sendable {
    package enum Result: String, Sendable { case passed, failed, skipped }

    package let id: String
    package let result: Result
    /// What was seen, or why nothing could be; empty where the case passed. Holds no secret.
    package let reason: String

    package init(id: String, result: Result, reason: String = "") {
        self.id = id
        self.result = result
        self.reason = reason
    }
}

/// What became of every case of the suite, in its order.
package struct ConformanceReport: Sendable {
    package let provider: String
    package let level: Level
    package let cases: [CaseReport]

    package init(provider: String, level: Level, cases: [CaseReport]) {
        self.provider = provider
        self.level = level
        self.cases = cases
    }

    package func ids(_ result: CaseReport.Result) -> [String] { cases.filter { $0.result == result }.map(\.id) }

    /// Nothing failed, and something was judged.
    package var isPassed: Bool { ids(.failed).isEmpty && !ids(.passed).isEmpty }

    package var json: JSONValue {
        [
            "provider": .string(provider), "level": .string(level.rawValue),
            "cases": .array(
                cases.map {
                    ["id": .string($0.id), "result": .string($0.result.rawValue), "reason": .string($0.reason)]
                }),
        ]
    }
}
