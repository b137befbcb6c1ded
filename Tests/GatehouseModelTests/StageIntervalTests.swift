import GatehouseModel
import GatehouseTesting
import Testing

@Suite("Intervals of stages")
struct StageIntervalTests {
    private static let all = Stage.allCases.flatMap { low in
        Stage.allCases.filter { $0 >= low }.map { StageInterval(low, $0) }
    }

    @Test("the stages stand in their order, and the ends outside it")
    func order() {
        #expect(
            Stage.allCases.map(\.word) == [
                "available", "reserved", "invited", "registered", "started", "completed", "reported",
            ])
        #expect(Stage.allCases == Stage.allCases.sorted())
        #expect(End.allCases.map(\.word) == ["retracted", "expired", "declined"])
        #expect(Stage.allCases.allSatisfy { Stage(word: $0.word) == $0 && End(word: $0.word) == nil })
        #expect(End.allCases.allSatisfy { End(word: $0.word) == $0 })
        #expect(Stage(word: "Invited") == nil)
    }

    @Test("intersection is commutative, associative, idempotent, and contains exactly what both contain")
    func intersection() {
        for a in Self.all {
            #expect(a.intersection(a) == a)
            #expect(a.intersection(.anything) == a)
            for b in Self.all {
                let both = a.intersection(b)
                #expect(both == b.intersection(a))
                for stage in Stage.allCases {
                    let inBoth = a.contains(stage) && b.contains(stage)
                    #expect((both?.contains(stage) ?? false) == inBoth)
                }
                for c in Self.all { #expect(both?.intersection(c) == b.intersection(c)?.intersection(a)) }
            }
        }
    }

    @Test("comparing answers only where every possible pair of stages gives the same answer")
    func comparingIsHonest() {
        for a in Self.all {
            for b in Self.all {
                let pairs = Stage.allCases.filter(a.contains).flatMap { x in
                    Stage.allCases.filter(b.contains).map { (x, $0) }
                }
                let expected: StageComparison =
                    if pairs.allSatisfy({ $0 > $1 }) {
                        .ahead
                    } else if pairs.allSatisfy({ $0 < $1 }) {
                        .behind
                    } else if pairs.allSatisfy({ $0 == $1 }) {
                        .level
                    } else {
                        .cannotBeTold
                    }
                #expect(a.compared(to: b) == expected)
                if a.intersection(b) != nil, !(a.isExact && a == b) { #expect(a.compared(to: b) == .cannotBeTold) }
            }
        }
    }

    @Test("comparing is antisymmetric, and transitive where it answers")
    func comparingIsAnOrder() {
        for a in Self.all {
            for b in Self.all {
                let ab = a.compared(to: b)
                #expect(b.compared(to: a) == ab.mirrored)
                for c in Self.all where ab == .ahead && b.compared(to: c) == .ahead {
                    #expect(a.compared(to: c) == .ahead)
                }
                for c in Self.all where ab == .level { #expect(a.compared(to: c) == b.compared(to: c)) }
            }
        }
    }

    @Test("new knowledge from the same moment can only narrow what is possible")
    func narrowing() {
        forAll(cases: 1000) { random in
            let (a, b) = (random.interval(), random.interval())
            let at = random.crowdedInstant()
            let both = try #require(Standing(.stages(a), asOf: at).observing(.stages(b), asOf: at).interval)
            if let expected = a.intersection(b) { try #require(both == expected) }
        }
    }
}
