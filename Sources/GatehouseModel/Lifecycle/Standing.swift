/// Where an invitation stands: the fold of everything that was ever observed of it.
///
/// A join semilattice: merging is associative, commutative and idempotent, so news may come late, doubled or out of
/// order. The low end is the highest ever seen and never falls; the high end is the newest one's, never under the low.
public struct Standing: Hashable, Sendable {
    /// The highest low end ever seen; nil before the first observation of a stage.
    public private(set) var low: Stage?
    /// The newest interval's high end as it was said, and when; it may lie under `low` (see `contradiction`).
    public private(set) var newestHigh: Stage?
    public private(set) var highAsOf: Instant?
    /// The newest end, and when it was said.
    public private(set) var newestEnd: End?
    public private(set) var endAsOf: Instant?

    public init() {}

    public init(_ meaning: Meaning, asOf: Instant) {
        switch meaning {
        case .stages(let interval):
            low = interval.low
            newestHigh = interval.high
            highAsOf = asOf
        case .end(let end):
            newestEnd = end
            endAsOf = asOf
        }
    }

    /// Takes a standing back from storage; half a pair counts as none of it.
    package init(low: Stage?, newestHigh: Stage?, highAsOf: Instant?, newestEnd: End?, endAsOf: Instant?) {
        if let low, let newestHigh, let highAsOf {
            (self.low, self.newestHigh, self.highAsOf) = (low, newestHigh, highAsOf)
        }
        if let newestEnd, let endAsOf { (self.newestEnd, self.endAsOf) = (newestEnd, endAsOf) }
    }

    /// What is certain and what is possible; nil while no stage was ever observed.
    public var interval: StageInterval? {
        guard let low, let newestHigh else { return nil }
        return StageInterval(low, max(low, newestHigh))
    }

    /// The newest high end where it lies under what was seen before: kept and shown, never obeyed.
    public var contradiction: Stage? {
        guard let low, let newestHigh, newestHigh < low else { return nil }
        return newestHigh
    }

    /// The end, if one was ever said; nothing is un-retracted by later news.
    public var end: End? { newestEnd }

    /// An ended one of which the vendor later said that it lives; back in its supply is not living.
    public var isReopened: Bool {
        guard let endAsOf, let highAsOf, let newestHigh else { return false }
        return highAsOf > endAsOf && newestHigh > .available
    }

    /// Says of stage and end what the other says, whenever that was seen.
    public func saysTheSame(as other: Standing) -> Bool {
        low == other.low && newestHigh == other.newestHigh && newestEnd == other.newestEnd
    }

    /// The same, seen again at a later time.
    package func seenAgain(asOf: Instant) -> Standing {
        guard let highAsOf, asOf > highAsOf else { return self }
        var again = self
        again.highAsOf = asOf
        return again
    }

    /// The time of the newest observation of any kind.
    public var asOf: Instant? {
        switch (highAsOf, endAsOf) {
        case (let a?, let b?): max(a, b)
        case (let a, let b): a ?? b
        }
    }
}

extension Standing {
    /// Both together: it does not matter which came first, or how often.
    public func merged(with other: Standing) -> Standing {
        var result = self
        result.low = Standing.higher(low, other.low)
        if Standing.isNewer(other.highAsOf, other.newestHigh?.rawValue, than: highAsOf, newestHigh?.rawValue) {
            (result.newestHigh, result.highAsOf) = (other.newestHigh, other.highAsOf)
        }
        if Standing.isNewer(other.endAsOf, other.newestEnd?.rawValue, than: endAsOf, newestEnd?.rawValue) {
            (result.newestEnd, result.endAsOf) = (other.newestEnd, other.endAsOf)
        }
        return result
    }

    public func observing(_ meaning: Meaning, asOf: Instant) -> Standing {
        merged(with: Standing(meaning, asOf: asOf))
    }

    /// Compares what is certain here with what is possible there; without any observation nothing can be told.
    public func compared(to other: Standing) -> StageComparison {
        guard let mine = interval, let theirs = other.interval else { return .cannotBeTold }
        return mine.compared(to: theirs)
    }

    private static func higher(_ a: Stage?, _ b: Stage?) -> Stage? {
        guard let a, let b else { return a ?? b }
        return max(a, b)
    }

    /// Later wins; at equal times the lower one does, so that the order of arrival plays no part.
    private static func isNewer(_ time: Instant?, _ rank: Int?, than other: Instant?, _ otherRank: Int?) -> Bool {
        guard let time, let rank else { return false }
        guard let other, let otherRank else { return true }
        return time > other || (time == other && rank < otherRank)
    }
}
