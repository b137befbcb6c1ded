import GatehouseModel
import GatehouseTesting
import Testing

@Suite("Standing: the fold of observations")
struct StandingTests {
    @Test("merging is associative, commutative and idempotent, and nothing observed changes nothing")
    func mergingIsASemilattice() {
        forAll(cases: 3000) { random in
            let (a, b, c) = (random.standing(), random.standing(), random.standing())
            try #require(a.merged(with: b).merged(with: c) == a.merged(with: b.merged(with: c)))
            try #require(a.merged(with: b) == b.merged(with: a))
            try #require(a.merged(with: a) == a)
            try #require(a.merged(with: Standing()) == a)
        }
    }

    @Test("late, doubled and reordered news fold to the same standing")
    func orderAndRepetitionPlayNoPart() {
        forAll(cases: 3000) { random in
            let news = random.observations(1...8)
            let doubled = news + random.list(of: 0...5) { $0.element(of: news) }
            let expected = StandingTests.fold(news)
            try #require(StandingTests.fold(doubled.shuffled(using: &random)) == expected)
        }
    }

    @Test("the low end is the highest ever seen and never falls")
    func lowNeverFalls() {
        forAll(cases: 3000) { random in
            var standing = Standing()
            var highest: Stage?
            for (meaning, asOf) in random.observations(1...10) {
                let before = standing.low
                standing = standing.observing(meaning, asOf: asOf)
                if case .stages(let interval) = meaning { highest = max(highest ?? interval.low, interval.low) }
                try #require(standing.low == highest)
                if let before { try #require(try #require(standing.low) >= before) }
            }
        }
    }

    @Test("the high end is the newest one's, at equal times the lower, and never under the low end")
    func highIsTheNewest() {
        forAll(cases: 3000) { random in
            let news = random.observations(1...8)
            let said = news.compactMap { meaning, asOf -> (high: Stage, asOf: Instant)? in
                if case .stages(let interval) = meaning { (interval.high, asOf) } else { nil }
            }
            let standing = StandingTests.fold(news)
            let newest = said.map(\.asOf).max()
            let high = said.filter { $0.asOf == newest }.map(\.high).min()
            try #require(standing.newestHigh == high)
            try #require(standing.highAsOf == newest)
            guard let high, let low = standing.low else { return }
            try #require(standing.interval == StageInterval(low, max(low, high)))
            try #require(standing.contradiction == (high < low ? high : nil))
        }
    }

    @Test("an end stands beside the interval: it changes neither end of it, and the newest end counts")
    func anEndStandsBeside() {
        forAll(cases: 2000) { random in
            let news = random.observations()
            let alive = news.filter { if case .stages = $0.meaning { true } else { false } }
            let standing = StandingTests.fold(news)
            try #require(standing.interval == StandingTests.fold(alive).interval)
            let ends = news.compactMap { meaning, asOf -> (end: End, asOf: Instant)? in
                if case .end(let end) = meaning { (end, asOf) } else { nil }
            }
            try #require(standing.endAsOf == ends.map(\.asOf).max())
            try #require((standing.end == nil) == ends.isEmpty)
        }
    }

    @Test("KP-9: what was taken back and is free again contradicts nothing that is to be told; any other word does")
    func takenBackAndFree() {
        func standing(_ high: Stage) -> Standing {
            Standing(.stages(.invited, .invited), asOf: Instant(milliseconds: 1))
                .observing(.end(.retracted), asOf: Instant(milliseconds: 2))
                .observing(.stages(.available, high), asOf: Instant(milliseconds: 3))
        }
        #expect(standing(.available).contradiction == .available && standing(.available).toldContradiction == nil)
        #expect(standing(.reserved).toldContradiction == .reserved)
        let living = Standing(.stages(.invited, .invited), asOf: Instant(milliseconds: 1))
            .observing(.stages(.available, .available), asOf: Instant(milliseconds: 3))
        #expect(living.toldContradiction == .available)
    }

    @Test("a contradiction is kept and shown, and a later word that agrees clears it")
    func contradictions() {
        let completed = Standing(.stages(.completed, .reported), asOf: .init(milliseconds: 1))
        let doubted = completed.observing(.stages(.invited, .invited), asOf: .init(milliseconds: 2))
        #expect(doubted.contradiction == .invited)
        #expect(doubted.interval == StageInterval(exactly: .completed))
        let agreed = doubted.observing(.stages(.completed, .reported), asOf: .init(milliseconds: 3))
        #expect(agreed.contradiction == nil)
        #expect(agreed.interval == StageInterval(.completed, .reported))
    }

    @Test("one that ended is reopened by a later word that it lives, not by an earlier one nor by lying in its supply")
    func reopening() {
        let retracted = Standing(.end(.retracted), asOf: .init(milliseconds: 5))
        #expect(!retracted.observing(.stages(.registered, .registered), asOf: .init(milliseconds: 4)).isReopened)
        #expect(!retracted.observing(.stages(.available, .available), asOf: .init(milliseconds: 6)).isReopened)
        let alive = retracted.observing(.stages(.registered, .registered), asOf: .init(milliseconds: 6))
        #expect(alive.isReopened)
        #expect(alive.end == .retracted)
    }

    @Test("two are compared only as far as both intervals allow; without an observation nothing can be told")
    func comparing() {
        let a = Standing(.stages(.started, .reported), asOf: .init(milliseconds: 1))
        let b = Standing(.stages(.invited, .registered), asOf: .init(milliseconds: 9))
        #expect(a.compared(to: b) == .ahead)
        #expect(b.compared(to: a) == .behind)
        #expect(a.compared(to: Standing()) == .cannotBeTold)
        #expect(a.compared(to: a) == .cannotBeTold)
    }

    @Test("what storage gives back is the standing that it was given")
    func storage() {
        forAll { random in
            let standing = random.standing()
            let restored = Standing(
                low: standing.low, newestHigh: standing.newestHigh, highAsOf: standing.highAsOf,
                newestEnd: standing.newestEnd,
                endAsOf: standing.endAsOf)
            try #require(restored == standing)
        }
    }

    @Test("the age of the knowledge is the time of the newest word of any kind")
    func age() {
        forAll { random in
            let news = random.observations()
            try #require(StandingTests.fold(news).asOf == news.map(\.asOf).max())
        }
    }

    private static func fold(_ news: [(meaning: Meaning, asOf: Instant)]) -> Standing {
        news.reduce(Standing()) { $0.observing($1.meaning, asOf: $1.asOf) }
    }
}
