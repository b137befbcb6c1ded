/// What is known of one invitation that a comparison counts (GH-3).
package struct ComparisonFacts: Hashable, Sendable {
    package var standing: Standing
    package var createdAt: Instant
    /// When it is known to have been with its person; nil while it was not.
    package var handedOutAt: Instant?
    package var remindersSent: Int64
    package var lastRemindedAt: Instant?
    /// It is tied to a unit of its supply; one that was taken back and gave its unit up costs nothing.
    package var holdsUnit: Bool
    /// It stands behind a code that many share: a unit is spent by using it, not by being told of it.
    package var isShared: Bool
    /// When it was seen how far; in any order.
    package var sightings: [Sighting]

    package struct Sighting: Hashable, Sendable {
        package let low: Stage
        package let asOf: Instant
        package init(low: Stage, asOf: Instant) { (self.low, self.asOf) = (low, asOf) }
    }

    package init(
        standing: Standing, createdAt: Instant, handedOutAt: Instant? = nil, remindersSent: Int64 = 0,
        lastRemindedAt: Instant? = nil, holdsUnit: Bool = true, isShared: Bool = false, sightings: [Sighting] = []
    ) {
        self.standing = standing
        self.createdAt = createdAt
        self.handedOutAt = handedOutAt
        self.remindersSent = remindersSent
        self.lastRemindedAt = lastRemindedAt
        self.holdsUnit = holdsUnit
        self.isShared = isShared
        self.sightings = sightings
    }

    /// The day by which a period takes it in.
    package var day: CalendarDate { CalendarDate(containing: createdAt) }
}

extension ComparisonFacts {
    /// What it adds. A stage that nobody dated is in no time; a step that was known no later than the handing out is none: the
    /// invitation was found there.
    package var counts: ComparisonCounts {
        var counts = ComparisonCounts()
        let reached = reached
        counts[.standing, StandingBucket(reached, end: standing.end).bucket] = 1
        counts[.remindersSent, 0] = max(0, remindersSent)
        guard let interval = reached, let handedOutAt else { return counts }
        for (measure, stage) in ComparisonFacts.waits where standing.low.map({ $0 >= stage }) == true {
            guard let seen = firstSeen(stage), seen > handedOutAt else { continue }
            counts[measure, WaitBucket.bucket(seen.milliseconds - handedOutAt.milliseconds)] = 1
        }
        if isUnfinished(interval) {
            // To be seen where one was sent to is no step.
            let step = interval.low > .invited ? firstSeen(interval.low) : nil
            let moved = max(handedOutAt, step ?? handedOutAt)
            counts[.unmoved, UnmovedBucket(interval, since: CalendarDate(containing: moved)).bucket] = 1
        }
        addReminder(interval, to: &counts)
        addUnit(interval, to: &counts)
        return counts
    }

    /// How far the person came. Of a code that many share nobody tells who used it, until somebody is seen to have; whoever was
    /// taken back came no further than was seen.
    private var reached: StageInterval? {
        guard let interval = standing.interval else { return nil }
        if standing.end == .retracted { return StageInterval(exactly: interval.low) }
        return isShared && interval.low == .invited ? StageInterval(.invited, .reported) : interval
    }

    /// The stages to which a time is told.
    package static let waits: [(ComparisonCounts.Measure, Stage)] = [
        (.toRegistered, .registered), (.toStarted, .started), (.toCompleted, .completed), (.toReported, .reported),
    ]

    private func isUnfinished(_ interval: StageInterval) -> Bool { standing.end == nil && interval.low < .completed }

    private func firstSeen(_ stage: Stage) -> Instant? { sightings.filter { $0.low >= stage }.map(\.asOf).min() }

    private func addReminder(_ interval: StageInterval, to counts: inout ComparisonCounts) {
        guard let lastRemindedAt else { return }
        let known = sightings.filter { $0.asOf <= lastRemindedAt }.map(\.low).max() ?? .invited
        let next = sightings.filter { $0.asOf > lastRemindedAt && $0.low > max(known, .invited) }.map(\.asOf).min()
        if let next {
            counts[.movedAfterReminder, WaitBucket.bucket(next.milliseconds - lastRemindedAt.milliseconds)] = 1
        } else if isUnfinished(interval) {
            let unmoved = UnmovedBucket(interval, since: CalendarDate(containing: lastRemindedAt))
            counts[.unmovedSinceReminder, unmoved.bucket] = 1
        }
    }

    private func addUnit(_ interval: StageInterval, to counts: inout ComparisonCounts) {
        if isShared {
            counts[.spent, 0] = interval.low >= .registered ? 1 : 0
            counts[.possiblySpent, 0] = interval.high >= .registered ? 1 : 0
        } else if holdsUnit || standing.end != .retracted {
            counts[.spent, 0] = 1
            counts[.possiblySpent, 0] = 1
        }
    }
}
