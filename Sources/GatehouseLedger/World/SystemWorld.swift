import Foundation
package import GatehouseModel

/// The wall clock.
package struct SystemClock: Clock {
    package init() {}
    package var now: Instant { Instant(milliseconds: Int64((Date().timeIntervalSince1970 * 1000).rounded(.down))) }
}

/// A clock that stands until it is moved: for tests, demonstrations and replays.
package final class ManualClock: Clock, @unchecked Sendable {
    // Sendable because `instant` is only touched under the lock.
    private let lock = NSLock()
    private var instant: Instant

    package init(_ instant: Instant) { self.instant = instant }

    package var now: Instant { lock.withLock { instant } }
    package func advance(by duration: Duration) { lock.withLock { instant = instant.advanced(by: duration) } }
}

/// Identifiers of 26 characters: 10 of time, then 16 that count upwards from a random start within a millisecond.
package final class SystemChance: Chance, @unchecked Sendable {
    // Sendable because all state is only touched under the lock.
    private let lock = NSLock()
    private var generator: any RandomNumberGenerator
    private var last: (time: UInt64, high: UInt16, low: UInt64) = (0, 0, 0)

    /// Chance of the system; with a seed a sequence that repeats.
    package init(seed: UInt64? = nil) {
        generator = seed.map { SplitMix(state: $0) } ?? SystemRandomNumberGenerator()
    }

    package func below(_ bound: UInt64) -> UInt64 { lock.withLock { generator.next(upperBound: bound) } }

    package func uniquePart(at now: Instant) -> String {
        lock.withLock {
            let time = max(UInt64(max(0, now.milliseconds)), last.time)
            if time > last.time {
                last = (
                    time, UInt16.random(in: 0...0x7FFF, using: &generator),
                    UInt64.random(in: 0...(.max), using: &generator)
                )
            } else {
                last.low &+= 1
                if last.low == 0 { last.high &+= 1 }
            }
            return SystemChance.text(last.time, last.high, last.low)
        }
    }

    private static let letters = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)

    private static func text(_ time: UInt64, _ high: UInt16, _ low: UInt64) -> String {
        String(unsafeUninitializedCapacity: 26) { out in
            for place in 0..<10 { out[9 - place] = letters[Int(time >> (5 * UInt64(place)) & 31)] }
            // 80 bits in 16 figures of five bits: the low word fills twelve and four bits, the high word the rest.
            var (h, l) = (UInt64(high), low)
            for place in 0..<16 {
                out[25 - place] = letters[Int(l & 31)]
                l = l >> 5 | (h & 31) << 59
                h >>= 5
            }
            return 26
        }
    }
}

private struct SplitMix: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
