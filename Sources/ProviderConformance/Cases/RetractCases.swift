import GatehouseModel
import GatehouseProviderKit

/// Taking unused credentials back.
let retractCases: [ConformanceCase] = [
    ConformanceCase("retract.unused", "An unused credential is taken back, and is shown so.") { trial in
        let way = try trial.way(.retract)
        let holdings = try trial.given(2, by: way)
        _ = try trial.done(trial.tryRetracting(trial.order(way, holdings.map(\.item))).get(), 2, "retract")
        for holding in holdings {
            let records = try trial.lookUp([holding])
            for record in records {
                let meaning = try trial.meaning(record, by: way)
                try trial.expect(meaning.isWithoutHolder, "after it was taken back the vendor's word means \(meaning)")
            }
        }
    },
    ConformanceCase("retract.same-key", "The same key with the same order is answered as the first time.") { trial in
        try trial.needsKeys()
        let way = try trial.way(.retract)
        let holding = try trial.given(1, by: way)[0]
        let order = trial.order(way, [holding.item])
        let first = try trial.done(trial.tryRetracting(order).get(), 1, "retract")
        let again = try trial.done(trial.tryRetracting(order).get(), 1, "the same order again")
        try trial.expect(first == again, "the same key is answered otherwise")
    },
    ConformanceCase("retract.twice", "What was taken back is not taken back again: one unit returns, not two.") {
        trial in
        let way = try trial.way(.retract, where: trial.counts)
        let holding = try trial.given(1, by: way)[0]
        let before = try trial.units(of: way.supply.vendorID)
        _ = try trial.done(trial.tryRetracting(trial.order(way, [holding.item])).get(), 1, "retract")
        if case .failure(let error) = try trial.tryRetracting(trial.order(way, [holding.item])) {
            try trial.expect(error.effect == .none, "a second retract leaves it unknown: \(error)")
        }
        let after = try trial.units(of: way.supply.vendorID)
        try trial.expect(after.total == before.total, "the counters went from \(before.total) to \(after.total)")
        let returned = after.counting(.available) - before.counting(.available)
        try trial.expect(returned <= 1, "\(returned) units returned for one")
    },
    ConformanceCase(
        "retract.bad-neighbour", "One credential that is not there is refused by itself; its neighbours are taken back."
    ) {
        trial in
        let way = try trial.way(.retract)
        let holdings = try trial.given(2, by: way)
        let items = [holdings[0].item, trial.nobodys(way), holdings[1].item]
        let outcomes = try trial.answers(trial.tryRetracting(trial.order(way, items)), 3, "retract")
        try trial.expectNeighboursServed(outcomes)
    },
    ConformanceCase(
        "retract.lost-answer", "An answer that is lost after the act leaves it unknown, and a look-up shows it."
    ) { trial in
        let way = try trial.way(.retract)
        let holding = try trial.given(1, by: way)[0]
        let order = trial.order(way, [holding.item])
        try trial.expectUnknown(
            trial.tampered(.lose(.answerLost)) { try trial.tryRetracting(order) }, "retract, its answer lost")
        for record in try trial.lookUp([holding]) {
            let meaning = try trial.meaning(record, by: way)
            try trial.expect(meaning.isWithoutHolder, "after it was taken back the vendor's word means \(meaning)")
        }
    },
    ConformanceCase("retract.free-when-shown", "A unit is called free again only where the vendor shows it so.") {
        trial in
        let way = try trial.way(.retract, where: trial.counts)
        let holding = try trial.given(1, by: way)[0]
        let before = try trial.units(of: way.supply.vendorID).counting(.available)
        let value = try trial.done(trial.tryRetracting(trial.order(way, [holding.item])).get(), 1, "retract")[0]
        let after = try trial.units(of: way.supply.vendorID).counting(.available)
        try trial.expect(
            !value.isAvailableAgain || after == before + 1,
            "it is called free again, and the counter went from \(before) to \(after)")
    },
    ConformanceCase("retract.used", "What was used is not taken back, and the refusal says why.", level: .full) {
        trial in
        let bench = try trial.bench()
        let way = try trial.way(.retract)
        let holding = try trial.given(1, by: way)[0]
        try bench.move(holding.item.reference, to: .completed)
        let before = try trial.record(of: holding)
        let attempt = try trial.tryRetracting(trial.order(way, [holding.item]))
        try trial.expectRefused(attempt, "retract of what was used")
        let after = try trial.record(of: holding)
        try trial.expect(
            after.word == before.word, "the refused retract changed \"\(before.word)\" to \"\(after.word)\"")
    },
    ConformanceCase("retract.conserved", "Handing out and taking back moves units between counters and loses none.") {
        trial in
        let way = try trial.way(.retract, where: trial.counts)
        let supply = way.supply.vendorID
        let first = try trial.units(of: supply)
        let holding = try trial.given(2, by: way)
        let given = try trial.units(of: supply)
        try trial.expect(
            given.total == first.total, "handing out took the counters from \(first.total) to \(given.total)")
        try trial.expect(
            given.counting(.handedOut) == first.counting(.handedOut) + 2,
            "handing 2 out shows otherwise in the counters")
        _ = try trial.done(trial.tryRetracting(trial.order(way, holding.map(\.item))).get(), 2, "retract")
        let back = try trial.units(of: supply)
        try trial.expect(
            back.total == first.total, "taking back took the counters from \(first.total) to \(back.total)")
    },
    ConformanceCase(
        "retract.returned", "What was taken back is free again in time, and conserved then too.", level: .full
    ) { trial in
        let bench = try trial.bench()
        let way = try trial.way(.retract, where: trial.counts)
        let supply = way.supply.vendorID
        let settling = max(60, trial.descriptor.traits.lag.components.seconds) + 1
        try bench.advance(by: settling)
        let first = try trial.units(of: supply)
        let holding = try trial.given(1, by: way)
        _ = try trial.done(trial.tryRetracting(trial.order(way, holding.map(\.item))).get(), 1, "retract")
        try bench.advance(by: settling)
        let last = try trial.units(of: supply)
        try trial.expect(
            last == first,
            "the unit is not where it was: \(first.counting(.available)) free, now \(last.counting(.available))")
    },
    ConformanceCase("use.conserved", "Use moves a unit from handed out to used and loses none.", level: .full) {
        trial in
        let bench = try trial.bench()
        let way = try trial.way(where: trial.counts)
        let supply = way.supply.vendorID
        let first = try trial.units(of: supply)
        let holding = try trial.given(1, by: way)[0]
        try bench.move(holding.item.reference, to: .completed)
        let used = try trial.units(of: supply)
        try trial.expect(used.total == first.total, "a use took the counters from \(first.total) to \(used.total)")
        try trial.expect(used.counting(.used) == first.counting(.used) + 1, "a use is not counted as one")
    },
]
