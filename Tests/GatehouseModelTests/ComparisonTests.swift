import GatehouseModel
import GatehouseTesting
import Testing

@Suite struct ComparisonTests {
    private func facts(_ chance: inout SeededGenerator) -> ComparisonFacts {
        let seen = chance.list(of: 0...4) {
            ComparisonFacts.Sighting(low: $0.stage(), asOf: Instant(milliseconds: $0.number(in: 0...90) * 86_400_000))
        }
        var standing = Standing()
        for one in seen { standing = standing.observing(.stages(one.low, .reported), asOf: one.asOf) }
        if chance.once(in: 4) {
            standing = standing.observing(.end(chance.element(of: End.allCases)), asOf: chance.instant())
        }
        let day = { (chance: inout SeededGenerator) -> Instant? in
            chance.bool() ? nil : Instant(milliseconds: chance.number(in: 0...90) * 86_400_000)
        }
        return ComparisonFacts(
            standing: standing, createdAt: Instant(milliseconds: 0), handedOutAt: day(&chance),
            remindersSent: chance.number(in: 0...3), lastRemindedAt: day(&chance), holdsUnit: chance.bool(),
            isShared: chance.once(in: 4), sightings: seen)
    }

    @Test("GH-3: counts go into bytes and come back, and what was added is taken away exactly, in any order")
    func group() {
        forAll { chance in
            let all = chance.list(of: 1...12) { self.facts(&$0).counts }
            var sum = ComparisonCounts()
            for counts in all { sum.add(counts) }
            try #require(ComparisonCounts(packed: sum.packed) == sum)
            try #require(sum.total(of: .standing) == Int64(all.count))
            for counts in all.shuffled(using: &chance) { sum.add(counts, times: -1) }
            try #require(sum.isEmpty)
        }
    }

    @Test("GH-3: to be looked at is no step; who shares a code is not told; who was taken back came no further")
    func lookedAt() {
        let day = { (number: Int64) in Instant(milliseconds: (20_000 + number) * 86_400_000) }
        func buckets(_ facts: ComparisonFacts) -> [StageInterval?] {
            facts.counts.buckets(of: .standing).map { StandingBucket(bucket: $0.bucket).interval }
        }
        var facts = ComparisonFacts(
            standing: Standing(.stages(.invited, .invited), asOf: day(0)), createdAt: day(0), handedOutAt: day(0),
            sightings: [.init(low: .invited, asOf: day(9))])
        let since = UnmovedBucket(StageInterval(exactly: .invited), since: CalendarDate(containing: day(0)))
        #expect(facts.counts[.unmoved, since.bucket] == 1)
        facts.isShared = true
        #expect(buckets(facts) == [StageInterval(.invited, .reported)])
        #expect(facts.counts[.spent, 0] == 0 && facts.counts[.possiblySpent, 0] == 1)
        facts.isShared = false
        facts.standing = Standing(.stages(.invited, .started), asOf: day(2)).observing(.end(.retracted), asOf: day(3))
        #expect(buckets(facts) == [StageInterval(exactly: .invited)])
    }

    @Test("bytes that no counts gave are refused, whatever they are")
    func hostileBytes() {
        forAll(cases: 500) { chance in
            let bytes = chance.list(of: 0...24) { $0.number(in: UInt8.min...UInt8.max) }
            if let counts = ComparisonCounts(packed: bytes) {
                try #require(ComparisonCounts(packed: counts.packed) == counts)
            }
        }
        #expect(ComparisonCounts(packed: [0x80]) == nil && ComparisonCounts(packed: [1]) == nil)
    }

    @Test("GH-3: no time is below zero, and the ninetieth is never before the median")
    func waits() {
        forAll { chance in
            var sum = ComparisonCounts()
            for counts in chance.list(of: 1...40, { self.facts(&$0).counts }) { sum.add(counts) }
            for (measure, _) in ComparisonFacts.waits {
                guard let median = sum.quantile(50, of: measure), let late = sum.quantile(90, of: measure) else {
                    try #require(sum.total(of: measure) == 0)
                    continue
                }
                try #require(median >= 0 && late >= median)
            }
        }
        #expect([0, 47, 48, 72].map { WaitBucket.bucket($0 * 3_600_000) } == [0, 47, 48, 49])
        #expect([0, 47, 48, 49].map(WaitBucket.hours) == [0, 47, 48, 72])
    }

    @Test("GH-3: an invitation by hand: mailed, reminded after four days, registered two days later, then still")
    func byHand() {
        let day = { (number: Int64) in Instant(milliseconds: (20_000 + number) * 86_400_000) }
        var facts = ComparisonFacts(
            standing: Standing(.stages(.registered, .registered), asOf: day(6)), createdAt: day(0), handedOutAt: day(0),
            remindersSent: 1, lastRemindedAt: day(4), sightings: [.init(low: .registered, asOf: day(6))])
        let counts = facts.counts
        #expect(counts.quantile(50, of: .toRegistered).map(WaitBucket.hours) == Int64(144))
        #expect(counts.total(of: .toStarted) == 0 && counts[.remindersSent, 0] == 1 && counts[.spent, 0] == 1)
        #expect(counts.quantile(50, of: .movedAfterReminder).map(WaitBucket.hours) == 48)
        let unmoved = UnmovedBucket(StageInterval(exactly: .registered), since: CalendarDate(containing: day(6)))
        #expect(counts[.unmoved, unmoved.bucket] == 1 && UnmovedBucket(bucket: unmoved.bucket) == unmoved)
        // Found at the vendor as it is: nobody knows how long it took.
        facts.handedOutAt = day(6)
        #expect(facts.counts.total(of: .toRegistered) == 0)
        // Taken back and free again: nothing is spent, and nobody is stuck.
        facts.standing = facts.standing.observing(.end(.retracted), asOf: day(9))
        facts.holdsUnit = false
        #expect(facts.counts[.spent, 0] == 0 && facts.counts.total(of: .unmoved) == 0)
    }
}
