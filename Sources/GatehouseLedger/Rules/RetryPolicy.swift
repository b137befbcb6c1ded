package import GatehouseModel

/// When a thing that surely did not happen is tried again, and when an unknown outcome is looked up; pure.
package struct RetryPolicy: Hashable, Sendable {
    /// Waits before the second try, the third …; the last one repeats.
    package let waits: [Duration]
    /// Tries in all before a person is asked.
    package let attempts: Int
    /// Waits before each look-up of an unknown outcome; after the last a person is asked.
    package let lookUps: [Duration]

    package init(waits: [Duration], attempts: Int, lookUps: [Duration]) {
        self.waits = waits
        self.attempts = attempts
        self.lookUps = lookUps
    }

    package static let standard = RetryPolicy(
        waits: [.seconds(5), .seconds(30), .seconds(120), .seconds(600), .seconds(3600)], attempts: 12,
        lookUps: [.seconds(30), .seconds(300), .seconds(3600)] + Array(repeating: .seconds(86_400), count: 5))

    /// When to try again after `attempts` tries; nil when enough were made. The vendor's own wish is a lower bound.
    package func nextTry(after attempts: Int, now: Instant, asked: Duration? = nil) -> Instant? {
        guard attempts < self.attempts else { return nil }
        let wait = waits[min(max(attempts, 1), waits.count) - 1]
        return now.advanced(by: max(wait, asked ?? .zero))
    }

    /// When to look next after `lookUps` look-ups found nothing; nil when a person has to decide.
    package func nextLookUp(after lookUps: Int, now: Instant) -> Instant? {
        lookUps < self.lookUps.count ? now.advanced(by: self.lookUps[lookUps]) : nil
    }
}
