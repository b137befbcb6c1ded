package import GatehouseModel

extension SeededGenerator {
    package mutating func stage() -> Stage { element(of: Stage.allCases) }

    package mutating func interval() -> StageInterval {
        let (a, b) = (stage(), stage())
        return StageInterval(min(a, b), max(a, b))
    }

    package mutating func meaning() -> Meaning {
        once(in: 5) ? .end(element(of: End.allCases)) : .stages(interval())
    }

    /// A moment of the years 1970 to 2100.
    package mutating func instant() -> Instant { Instant(milliseconds: number(in: 0...4_102_444_799_999)) }

    /// One of a few moments, so that equal times are common.
    package mutating func crowdedInstant() -> Instant { Instant(milliseconds: number(in: 0...4) * 1000) }

    /// What several observations said, with their times.
    package mutating func observations(_ count: ClosedRange<Int> = 0...8) -> [(meaning: Meaning, asOf: Instant)] {
        list(of: count) { ($0.meaning(), $0.crowdedInstant()) }
    }

    package mutating func standing() -> Standing {
        observations().reduce(Standing()) { $0.observing($1.meaning, asOf: $1.asOf) }
    }
}
