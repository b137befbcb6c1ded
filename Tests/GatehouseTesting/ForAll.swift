package import Testing

#if canImport(Glibc)
    import Glibc
#endif

/// Tries a property on many seeded cases; at the first failure it records the seed that replays it, and stops.
///
/// The property says what it expects with `try #require(…)` (an `#expect` would not stop the run, nor name the seed).
/// `GATEHOUSE_SEED=n` begins at that seed instead, so that the first case is the one that failed;
/// `GATEHOUSE_CASES=n` tries n times as many cases, for the long runs.
package func forAll(
    seed: UInt64 = 1, cases: Int = 200, sourceLocation: SourceLocation = #_sourceLocation,
    _ property: (inout SeededGenerator) throws -> Void
) {
    let first = number("GATEHOUSE_SEED") ?? seed
    let count = cases * Int(number("GATEHOUSE_CASES") ?? 1)
    for offset in 0..<count {
        let seed = first &+ UInt64(offset)
        var generator = SeededGenerator(seed: seed)
        do {
            try property(&generator)
        } catch {
            let what = error is ExpectationFailedError ? "" : ": \(error)"
            Issue.record(
                "case \(offset + 1) of \(count) failed\(what); replay with GATEHOUSE_SEED=\(seed)",
                sourceLocation: sourceLocation)
            return
        }
    }
}

private func number(_ variable: String) -> UInt64? {
    getenv(variable).flatMap { UInt64(String(cString: $0)) }
}
