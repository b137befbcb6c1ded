/// How many invitations stand where, waited how long and were reminded: what a comparison adds up.
///
/// A commutative group: what was added can be taken away again exactly, in any order.
package struct ComparisonCounts: Hashable, Sendable {
    /// What is counted; the numbers are stored and never change their meaning.
    package enum Measure: Int64, CaseIterable, Sendable {
        /// By standing: see `StandingBucket`.
        case standing = 1
        /// From being handed out until it was first seen to be that far, by `WaitBucket`.
        case toRegistered = 2, toStarted = 3, toCompleted = 4, toReported = 5
        /// Living, handed out and not certainly completed, by what it is and the day of its last step: see `UnmovedBucket`.
        case unmoved = 6
        case remindersSent = 7
        /// From the last reminder until the next step that was seen, by `WaitBucket`.
        case movedAfterReminder = 8
        /// Living, reminded and seen no further since, by what it is and the day of the last reminder: see `UnmovedBucket`.
        case unmovedSinceReminder = 9
        /// Units that certainly, and that possibly, were spent and did not come back.
        case spent = 10, possiblySpent = 11
    }

    private var counts: [Int64: Int64] = [:]
    private static let bits: Int64 = 40

    package init() {}

    package var isEmpty: Bool { counts.isEmpty }

    package subscript(measure: Measure, bucket: Int64) -> Int64 {
        get { counts[ComparisonCounts.key(measure, bucket)] ?? 0 }
        set { counts[ComparisonCounts.key(measure, bucket)] = newValue == 0 ? nil : newValue }
    }

    /// The buckets of one measure that are not empty, lowest first.
    package func buckets(of measure: Measure) -> [(bucket: Int64, count: Int64)] {
        let first = ComparisonCounts.key(measure, 0)
        return counts.filter { $0.key >= first && $0.key < first + 1 << ComparisonCounts.bits }
            .map { (bucket: $0.key - first, count: $0.value) }.sorted { $0.bucket < $1.bucket }
    }

    package func total(of measure: Measure) -> Int64 { buckets(of: measure).reduce(0) { $0 + $1.count } }

    package mutating func add(_ other: ComparisonCounts, times factor: Int64 = 1) {
        for (key, count) in other.counts {
            let sum = (counts[key] ?? 0) + factor * count
            counts[key] = sum == 0 ? nil : sum
        }
    }

    private static func key(_ measure: Measure, _ bucket: Int64) -> Int64 {
        measure.rawValue << bits + min(max(0, bucket), 1 << bits - 1)
    }
}

extension ComparisonCounts {
    /// Pairs of bucket and count in the buckets' order, each as a number of seven bits a byte; a bucket as the distance from the
    /// one before it.
    package var packed: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(counts.count * 4)
        var last: Int64 = 0
        for (key, count) in counts.sorted(by: { $0.key < $1.key }) {
            ComparisonCounts.append(UInt64(key - last), to: &bytes)
            ComparisonCounts.append(UInt64(bitPattern: count << 1 ^ count >> 63), to: &bytes)
            last = key
        }
        return bytes
    }

    /// Nil when the bytes are none that `packed` gives.
    package init?(packed bytes: some Sequence<UInt8>) {
        var (value, shift): (UInt64, UInt64) = (0, 0)
        var key: Int64 = 0
        var isCount = false
        for byte in bytes {
            guard shift < 64 else { return nil }
            value |= UInt64(byte & 127) << shift
            shift += 7
            if byte > 127 { continue }
            if isCount {
                counts[key] = Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
            } else {
                let (next, overflow) = key.addingReportingOverflow(Int64(bitPattern: value))
                guard !overflow, next >= key else { return nil }
                key = next
            }
            (value, shift) = (0, 0)
            isCount.toggle()
        }
        guard shift == 0, !isCount else { return nil }
    }

    private static func append(_ value: UInt64, to bytes: inout [UInt8]) {
        var rest = value
        while rest > 127 {
            bytes.append(UInt8(rest & 127) | 128)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }
}

/// A standing as one number: its interval and its end.
package struct StandingBucket: Hashable, Sendable {
    package let interval: StageInterval?
    package let end: End?

    package init(_ interval: StageInterval?, end: End?) { (self.interval, self.end) = (interval, end) }

    package init(bucket: Int64) {
        let (stages, end) = bucket.quotientAndRemainder(dividingBy: 4)
        interval = StandingBucket.interval(stages)
        self.end = End(rawValue: Int(end) - 1)
    }

    package var bucket: Int64 { StandingBucket.number(interval) * 4 + Int64((end?.rawValue ?? -1) + 1) }

    static func number(_ interval: StageInterval?) -> Int64 {
        interval.map { Int64($0.low.rawValue * 8 + $0.high.rawValue) } ?? 63
    }

    static func interval(_ number: Int64) -> StageInterval? {
        let (low, high) = number.quotientAndRemainder(dividingBy: 8)
        guard let low = Stage(rawValue: Int(low)), let high = Stage(rawValue: Int(high)), low <= high else {
            return nil
        }
        return StageInterval(low, high)
    }
}

/// An interval and a day as one number.
package struct UnmovedBucket: Hashable, Sendable {
    package let interval: StageInterval?
    package let day: CalendarDate

    package init(_ interval: StageInterval, since day: CalendarDate) { (self.interval, self.day) = (interval, day) }

    package init(bucket: Int64) {
        interval = StandingBucket.interval(bucket % 64)
        day = CalendarDate(daysSince1970: bucket / 64)
    }

    package var bucket: Int64 { max(0, day.daysSince1970) * 64 + StandingBucket.number(interval) }
}

/// A length of time as one number: whole hours within two days, whole days from then on, ten years at most.
package enum WaitBucket {
    package static func bucket(_ milliseconds: Int64) -> Int64 {
        let hours = max(0, milliseconds) / 3_600_000
        return hours < 48 ? hours : min(48 + hours / 24 - 2, 48 + 3650)
    }

    /// What the bucket begins with, in hours.
    package static func hours(_ bucket: Int64) -> Int64 { bucket < 48 ? bucket : (bucket - 46) * 24 }
}

extension ComparisonCounts {
    /// The bucket below or in which this share of a measure lies (nearest rank); nil where nothing was counted.
    package func quantile(_ percent: Int64, of measure: Measure) -> Int64? {
        let buckets = buckets(of: measure)
        let total = buckets.reduce(Int64(0)) { $0 + $1.count }
        guard total > 0 else { return nil }
        let rank = max(1, Int64(clamping: (Int128(total) * Int128(percent) + 99) / 100))
        var passed: Int64 = 0
        for (bucket, count) in buckets {
            passed += count
            if passed >= rank { return bucket }
        }
        return buckets.last?.bucket
    }
}
