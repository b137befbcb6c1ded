import GatehouseModel
import GatehouseProviderKit

/// Orders that are too small, too large, or for what is not there.
let issueLimitCases: [ConformanceCase] = [
    ConformanceCase("issue.empty", "An order without items is refused before anything is asked.") { trial in
        let way = try trial.way()
        let attempt = try trial.tryIssuing(trial.order(way, []))
        guard case .failure(let error) = attempt else { throw Judged.failed("an order without items was answered") }
        try trial.expect(error.effect == .none, "an order without items may have done something")
    },
    ConformanceCase("issue.doubled-reference", "Two items with one reference are refused before anything is asked.") {
        trial in
        let way = try trial.way()
        let item = trial.person()
        let attempt = try trial.tryIssuing(trial.order(way, [item, item]))
        try trial.expectRefused(attempt, "two items with one reference")
        try trial.needsLookUp()
        try trial.expect(trial.lookUp([item.reference]).isEmpty, "two items with one reference were done")
    },
    ConformanceCase(
        "issue.beyond-limit", "More than a thousand items in one order are refused whole, with the limit said."
    ) { trial in
        let way = try trial.way()
        let items = trial.people(1001)
        guard case .failure(let error) = try trial.tryIssuing(trial.order(way, items)) else {
            throw Judged.failed("1001 items were answered; the contract's limit is 1000")
        }
        try trial.expect(error.effect == .none, "1001 items may have been done")
        try trial.expect(
            error.message.contains(where: \.isNumber), "the refusal does not say the limit: \(error.message)")
    },
    ConformanceCase("issue.full-batch", "As many as the declared batch are taken in one order.") { trial in
        let way = try trial.way()
        let limit = min(way.capability(.issue)?.batchLimit ?? 50, 50)
        guard (trial.run.free(way.report) ?? .max) >= Int64(limit) + 50 else {
            throw trial.skip("\(limit) free units and some to spare are needed, and \(way.supply.name) has fewer")
        }
        _ = try trial.issued(limit, by: way)
    },
    ConformanceCase("issue.out-of-stock", "Where units run out, those who came first are served and the others told.") {
        trial in
        let ways = try trial.ways().filter { (1...20).contains(trial.run.free($0.report) ?? 0) }
        guard let way = ways.first, let free = trial.run.free(way.report) else { return try trial.runOut() }
        try trial.runOut(way, free)
    },
    ConformanceCase("issue.unknown-supply", "A supply that the vendor does not know is refused, and nothing is done.") {
        trial in
        let way = try trial.way()
        let supply = SupplyFacts(
            vendorID: "no-such-\(trial.run.name)", name: "No such", usage: way.supply.usage,
            category: way.supply.category,
            stock: way.supply.stock, available: 10, attributes: way.supply.attributes)
        let items = trial.people(1)
        let order = Order(
            idempotencyKey: trial.key(), supply: supply, channel: way.channel, items: items, options: trial.options)
        try trial.expectRefused(trial.tryIssuing(order), "issue from an unknown supply")
        try trial.needsLookUp()
        try trial.expect(trial.lookUp([items[0].reference]).isEmpty, "something was issued from an unknown supply")
    },
    ConformanceCase("issue.archived", "An archived supply gives nothing, and says so.") { trial in
        guard let report = try trial.supplies().first(where: { $0.isArchived && $0.usage != .multi }) else {
            throw trial.skip("no supply here is archived")
        }
        let supply = SupplyFacts(report, trial.descriptor)
        let rows = Channel.allCases.compactMap { channel in
            trial.descriptor.capability(.issue, mode: .api, channel: channel, facet: supply.facet).map { (channel, $0) }
        }
        guard let (channel, row) = rows.first(where: { $0.1.support == .native }) else {
            throw trial.skip("the vendor does not issue from supplies of this kind")
        }
        try trial.expect(
            row.conditions.contains { $0.test == .supplyIsNotArchived },
            "no condition says that an archived supply gives nothing")
        let items = trial.people(1)
        let order = Order(
            idempotencyKey: trial.key(), supply: supply, channel: channel, items: items, options: trial.options)
        try trial.expectRefused(trial.tryIssuing(order), "issue from an archived supply")
        try trial.needsLookUp()
        try trial.expect(trial.lookUp([items[0].reference]).isEmpty, "something was issued from an archived supply")
    },
]

extension Trial {
    /// Where every supply has plenty the vendor's own people leave three units of one, and bring the others back afterwards.
    fileprivate func runOut() throws {
        let few: Int64 = 3
        guard let way = try ways().first(where: { run.free($0.report) ?? 0 > few }), let bench = run.subject.bench
        else { throw skip("no supply here has from 1 to 20 free units, and none can be made so") }
        let supply = way.supply.vendorID
        let before = try units(of: supply).counting(.available)
        do { try bench.setFree(few, of: supply) } catch let failure as BenchFailure where failure.isAbsent {
            throw skip("no supply here has from 1 to 20 free units, and none can be made so: \(failure.message)")
        }
        defer { try? bench.setFree(max(before - few, 0), of: supply) }
        try runOut(way, few)
    }

    fileprivate func runOut(_ way: Way, _ free: Int64) throws {
        let items = people(Int(free) + 1)
        let outcomes = try answers(
            tryIssuing(order(way, items)), items.count, "one more than there are")
        for (item, outcome) in zip(items, outcomes).dropLast() {
            guard case .done(let issued) = outcome else {
                throw Judged.failed("a unit that was free was \(outcome.words)")
            }
            run.keep(Holding(way, item, issued))
        }
        switch outcomes[outcomes.count - 1] {
        case .rejected(let refusal): try expectSaid(refusal, "no units left")
        case .retry: break
        default: throw Judged.failed("one more than there are was \(outcomes[outcomes.count - 1].words)")
        }
        try expect(units(of: way.supply.vendorID).counting(.available) >= 0, "units below nothing")
    }
}
