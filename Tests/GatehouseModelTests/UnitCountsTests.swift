import GatehouseModel
import GatehouseTesting
import Testing

@Suite("Units of a supply")
struct UnitCountsTests {
    @Test(
        "buying, moving in and out, and passing from state to state keep the rule; a unit made or lost on the way breaks it"
    )
    func conservation() {
        forAll(cases: 1000) { random in
            var counts = UnitCounts()
            for _ in 0..<random.number(in: 1...30) {
                UnitCountsTests.step(&counts, &random)
                try #require(counts.isConserved)
                try #require(counts.owned == counts.accountedFor)
            }
            var broken = counts
            broken[random.element(of: UnitState.allCases)] += random.bool() ? 1 : -1
            try #require(!broken.isConserved)
        }
    }

    @Test("a sum that is right with a negative part is not right")
    func negativeParts() {
        var counts = UnitCounts()
        counts.purchased = 5
        counts[.available] = 6
        counts[.used] = -1
        #expect(counts.owned == counts.accountedFor)
        #expect(!counts.isConserved)
    }

    @Test("numbers that a vendor cannot mean are no crash")
    func impossibleNumbers() {
        var counts = UnitCounts()
        (counts.purchased, counts.movedIn) = (.max, .max)
        counts[.available] = .max
        #expect(!counts.isConserved)
        #expect(counts.owned == .max)
        counts[.used] = .max
        #expect(counts.isConserved)
    }

    private static func step(_ counts: inout UnitCounts, _ random: inout SeededGenerator) {
        let count = random.number(in: Int64(0)...20)
        switch random.number(in: 0...3) {
        case 0:
            counts.purchased += count
            counts[.available] += count
        case 1:
            counts.movedIn += count
            counts[.available] += count
        case 2:
            let moved = min(count, counts[.available])
            counts.movedOut += moved
            counts[.available] -= moved
        default:
            let (from, to) = (random.element(of: UnitState.allCases), random.element(of: UnitState.allCases))
            let moved = min(count, counts[from])
            counts[from] -= moved
            counts[to] += moved
        }
    }
}
