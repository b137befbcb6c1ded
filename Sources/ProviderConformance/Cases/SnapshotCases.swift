import GatehouseForms
import GatehouseModel
import GatehouseProviderKit

/// Everything that the vendor says, page by page.
let snapshotCases: [ConformanceCase] = [
    ConformanceCase(
        "snapshot.complete", "It holds what was issued, says when it was so, and is as complete as declared."
    ) { trial in
        let way = try trial.quietWay()
        let holding = try trial.given(1, by: way)[0]
        let (records, facts, _) = try trial.status(.supply(way.supply.vendorID))
        let isThere = records.contains {
            $0.reference == holding.item.reference || $0.vendorID == holding.issued.vendorID
        }
        try trial.expect(isThere, "the snapshot lacks what was just handed out")
        try trial.expect(
            facts.isComplete == trial.descriptor.traits.snapshotIsComplete,
            facts.isComplete
                ? "it is called complete, and declared not to be" : "it is not complete, though declared to be")
        for report in facts.counters.keys {
            try trial.expect(report == way.supply.vendorID, "it bears counters of a supply that was not asked for")
        }
    },
    ConformanceCase("snapshot.same-again", "Taken twice it is the same, and taking it changes nothing.") { trial in
        let way = try trial.quietWay()
        _ = try trial.given(2, by: way)
        let supply = way.supply.vendorID
        let before = try trial.report(supply)
        let (first, second) = (try trial.status(.supply(supply)), try trial.status(.supply(supply)))
        try trial.expect(
            first.records.map(\.timeless) == second.records.map(\.timeless), "the second one shows other records")
        try trial.expect(first.facts.counters == second.facts.counters, "the second one shows other counters")
        try trial.expect(trial.report(supply) == before, "taking it changed the supply")
    },
    ConformanceCase(
        "snapshot.one-supply", "That of one supply holds its records alone; that of everything holds them all."
    ) { trial in
        let ways = try trial.ways()
        let first = try trial.quietWay()
        guard
            let other = ways.first(where: {
                $0.supply.vendorID != first.supply.vendorID && (trial.run.free($0.report) ?? .max) > 0
            })
        else { throw trial.skip("there is one supply only") }
        let own = try trial.issued(1, by: first)[0]
        let foreign = try trial.issued(1, by: other)[0]
        let one = try trial.status(.supply(first.supply.vendorID)).records
        try trial.expect(one.contains { $0.isOf(own) }, "it lacks a record of its own")
        try trial.expect(!one.contains { $0.isOf(foreign) }, "it holds a record of another supply")
        let all = try trial.status(.everything).records
        try trial.expect(
            all.contains { $0.isOf(own) } && all.contains { $0.isOf(foreign) }, "that of everything lacks one")
    },
    ConformanceCase("snapshot.pages", "Its pages follow one another and hold each record once.", level: .full) {
        trial in
        let way = try trial.quietWay(units: 5)
        let bench = try trial.bench()
        _ = try trial.given(5, by: way)
        let whole = try trial.status(.supply(way.supply.vendorID))
        try bench.setPage(of: 2)
        defer { try? bench.setPage(of: nil) }
        let paged = try trial.status(.supply(way.supply.vendorID))
        try trial.expect(paged.pages > 1, "the vendor was to give pages of two, and gave one of \(paged.records.count)")
        try trial.expect(
            paged.records.map(\.timeless) == whole.records.map(\.timeless),
            "the pages hold other records than the whole")
        try trial.expect(paged.facts.isComplete == whole.facts.isComplete, "paged it is not as complete as whole")
    },
    ConformanceCase("snapshot.failed-page", "A page that fails ends it without a word of completeness.") { trial in
        let way = try trial.quietWay()
        _ = try trial.issued(2, by: way)
        let answer = VendorResponse.problem(500, ["title": "failed", "status": 500, "code": "failed"])
        let error = try trial.tampered(.answer(answer), of: .any) {
            try trial.error {
                let page = try trial.provider.status(StatusQuery(.supply(way.supply.vendorID)), trial.api())
                try trial.expect(page.facts?.isComplete != true, "a page failed, and the snapshot is called complete")
            }
        }
        try trial.expect(error?.effect != .unknown, "asking is said to have had an effect")
    },
    ConformanceCase("snapshot.failed-later-page", "The same where an earlier page has arrived.", level: .full) {
        trial in
        let way = try trial.quietWay(units: 5)
        let bench = try trial.bench()
        _ = try trial.issued(5, by: way)
        try bench.setPage(of: 2)
        defer { try? bench.setPage(of: nil) }
        let error = try trial.tampered(.stop(.neverSent), of: .any, skipping: 1) {
            try trial.error {
                let isComplete = try trial.status(.supply(way.supply.vendorID)).facts.isComplete
                try trial.expect(!isComplete, "a later page failed, and the snapshot is called complete")
            }
        }
        try trial.expect(error?.effect != .unknown, "asking is said to have had an effect")
    },
    ConformanceCase("snapshot.short-page", "Where records are missing on the way it is never called complete.") {
        trial in
        guard trial.run.subject.speaksContract else { throw trial.skip("the vendor's own interface says no totals") }
        let way = try trial.quietWay()
        _ = try trial.issued(2, by: way)
        let isComplete = try trial.tampered(.rewrite { $0.droppingHalf }, of: .any) { () throws -> Bool in
            do { return try trial.status(.supply(way.supply.vendorID)).facts.isComplete } catch let error
                as ProviderError
            {
                trial.said.hear(error)
                return false
            }
        }
        try trial.expect(!isComplete, "half of the records were lost, and it is called complete")
    },
    ConformanceCase("snapshot.foreign-supply", "A record of another supply than was asked for is not believed.") {
        trial in
        let way = try trial.quietWay()
        _ = try trial.issued(1, by: way)
        let supply = way.supply.vendorID
        let records = try trial.tampered(.rewrite { $0.replacing([supply: "supply-of-somebody-else"]) }, of: .any) {
            () throws -> [ObservedRecord] in
            do { return try trial.status(.supply(supply)).records } catch let error as ProviderError {
                trial.said.hear(error)
                return []
            }
        }
        let isForeign = records.contains { $0.supply == "supply-of-somebody-else" }
        try trial.expect(!isForeign, "records of another supply were taken for those that were asked for")
    },
    ConformanceCase("snapshot.stale", "A vendor that shows an older state says its time with it.", level: .full) {
        trial in
        let bench = try trial.bench()
        let way = try trial.quietWay()
        _ = try trial.issued(1, by: way)
        try bench.advance(by: 1)
        try bench.ask(for: .staleSnapshot, of: "snapshot")
        defer { try? bench.clearFaults() }
        try bench.advance(by: 1)
        let later = try trial.issued(1, by: way)[0]
        let stale = try trial.status(.supply(way.supply.vendorID))
        let fresh = try trial.status(.supply(way.supply.vendorID))
        try trial.expect(!stale.records.contains { $0.isOf(later) }, "the vendor did not show an older state")
        try trial.expect(stale.facts.asOf < fresh.facts.asOf, "an older state bears no older time")
    },
]

extension ObservedRecord {
    /// Without what is new each time it is asked for.
    var timeless: ObservedRecord {
        var record = self
        record.asOf = Instant(milliseconds: 0)
        record.source = .person(note: "")
        return record
    }

    func isOf(_ holding: Holding) -> Bool {
        reference == holding.item.reference || (vendorID != nil && vendorID == holding.issued.vendorID)
    }
}
