/// One thing that every provider keeps, by a name that never changes.
package struct ConformanceCase: Sendable {
    /// `group.what-is-kept`.
    package let id: String
    /// What is kept, in one sentence.
    package let claim: String
    /// The lowest level at which it is judged.
    package let level: Level
    let judge: @Sendable (Trial) throws -> Void

    init(_ id: String, _ claim: String, level: Level = .core, _ judge: @escaping @Sendable (Trial) throws -> Void) {
        self.id = id
        self.claim = claim
        self.level = level
        self.judge = judge
    }
}

/// How a case ended before its end.
enum Judged: Error {
    case failed(String)
    /// It could not be judged here, and why.
    case skipped(String)
}
