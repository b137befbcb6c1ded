/// How far an invitation has come, in order; the words and their meanings are those of the product's glossary.
public enum Stage: Int, CaseIterable, Comparable, Hashable, Sendable {
    /// In its supply, not given to anyone.
    case available
    /// Set aside for a person or a slot; nothing shown.
    case reserved
    /// Mailed, exported, applied to an account, or linked.
    case invited
    /// Account made, invitation accepted, or code redeemed.
    case registered
    /// An assessment begun.
    case started
    /// All assigned assessments done.
    case completed
    /// The report is open to those entitled.
    case reported

    public static func < (a: Stage, b: Stage) -> Bool { a.rawValue < b.rawValue }

    // Written out once: runs tell them by the ten thousand.
    private static let words = allCases.map { "\($0)" }
    public var word: String { Stage.words[rawValue] }
    public init?(word: some StringProtocol) {
        guard let stage = Stage.allCases.first(where: { $0.word == word }) else { return nil }
        self = stage
    }
}

/// An end outside the order; it stands beside the interval and is never compared.
public enum End: Int, CaseIterable, Hashable, Sendable {
    case retracted, expired, declined

    private static let words = allCases.map { "\($0)" }
    public var word: String { End.words[rawValue] }
    public init?(word: some StringProtocol) {
        guard let end = End.allCases.first(where: { $0.word == word }) else { return nil }
        self = end
    }
}
