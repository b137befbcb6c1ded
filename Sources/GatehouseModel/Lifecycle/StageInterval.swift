/// What a vendor's word says about a stage: what is certain (`low`) and what is possible (`high`).
public struct StageInterval: Hashable, Sendable, CustomStringConvertible {
    public let low: Stage
    public let high: Stage

    /// From `low` to `high`; `high` below `low` is a mistake of the caller and is refused.
    public init(_ low: Stage, _ high: Stage) {
        precondition(low <= high, "an interval runs upwards")
        self.low = low
        self.high = high
    }

    public init(exactly stage: Stage) { self.init(stage, stage) }

    public static let anything = StageInterval(.available, .reported)

    public var isExact: Bool { low == high }
    public func contains(_ stage: Stage) -> Bool { low <= stage && stage <= high }

    /// What both intervals allow; nil when they exclude each other.
    public func intersection(_ other: StageInterval) -> StageInterval? {
        let (low, high) = (max(low, other.low), min(high, other.high))
        return low <= high ? StageInterval(low, high) : nil
    }

    public var description: String { isExact ? low.word : "\(low.word)…\(high.word)" }
}

/// The answer to "who is further?": only as definite as both intervals allow.
public enum StageComparison: Hashable, Sendable {
    case ahead, behind, level
    /// It cannot be told from what these vendors report.
    case cannotBeTold

    public var mirrored: StageComparison {
        switch self {
        case .ahead: .behind
        case .behind: .ahead
        case .level, .cannotBeTold: self
        }
    }
}

extension StageInterval {
    /// Ahead when this low end is above the other's high end; level only when both are the same single stage.
    public func compared(to other: StageInterval) -> StageComparison {
        if low > other.high { return .ahead }
        if high < other.low { return .behind }
        return isExact && self == other ? .level : .cannotBeTold
    }
}
