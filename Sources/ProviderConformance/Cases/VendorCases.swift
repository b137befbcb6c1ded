import GatehouseModel
import GatehouseProviderKit

/// Trouble that the vendor itself makes, with the real way between.
let vendorCases: [ConformanceCase] = [
    ConformanceCase(
        "vendor.cut-after", "A connection that is cut after the act leaves it unknown, and a look-up finds it.",
        level: .full
    ) { trial in
        try trial.expectFound(after: .cutAfter)
    },
    ConformanceCase(
        "vendor.fail-after", "A failure after the act leaves it unknown, and a look-up finds it.", level: .full
    ) { trial in
        try trial.expectFound(after: .failAfter)
    },
    ConformanceCase(
        "vendor.throttle", "A vendor that throttles has done nothing, and says how long to wait.", level: .full
    ) { trial in
        let bench = try trial.bench()
        let way = try trial.way()
        let items = trial.people(1)
        try bench.ask(for: .throttle, of: "issue")
        defer { try? bench.clearFaults() }
        let attempt = try trial.tryIssuing(trial.order(way, items))
        try trial.expectRefused(attempt, "throttled")
        let wait: Duration? =
            switch attempt {
            case .failure(let error): error.retryAfter
            case .success(let answer): if case .retry(_, let after)? = answer.items.first { after } else { nil }
            }
        try trial.expect((wait ?? .zero) > .zero, "the wait is not passed on")
        try trial.expect(trial.lookUp([items[0].reference]).isEmpty, "a throttled call was done")
    },
    ConformanceCase("vendor.partial-page", "A page that lacks records is not called complete.", level: .full) { trial in
        let bench = try trial.bench()
        let way = try trial.quietWay()
        _ = try trial.issued(3, by: way)
        try bench.ask(for: .partialPage, of: "snapshot")
        defer { try? bench.clearFaults() }
        var isComplete = false
        _ = try trial.error { isComplete = try trial.status(.supply(way.supply.vendorID)).facts.isComplete }
        try trial.expect(!isComplete, "half of the records were missing, and it is called complete")
    },
    ConformanceCase("vendor.duplicate", "Where the vendor does one thing twice, both are shown.", level: .full) {
        trial in
        let bench = try trial.bench()
        let way = try trial.way()
        try bench.ask(for: .duplicate, of: "issue")
        defer { try? bench.clearFaults() }
        let holding = try trial.issued(1, by: way)[0]
        let records = try trial.lookUp([holding])
        try trial.expect(
            records.count == 2, "the vendor issued twice for one reference, and \(records.count) are shown")
    },
]

extension Trial {
    fileprivate func expectFound(after fault: VendorFault) throws {
        let bench = try bench()
        let way = try way()
        let items = people(1)
        try bench.ask(for: fault, of: "issue")
        defer { try? bench.clearFaults() }
        try expectUnknown(tryIssuing(order(way, items)), fault.rawValue)
        let records = try lookUp([items[0].reference])
        try expect(records.count == 1, "the look-up finds \(records.count) records of what was done")
    }
}
