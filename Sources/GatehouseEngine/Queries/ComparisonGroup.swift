package import GatehouseLedger
package import GatehouseModel

/// What can be told of the invitations of one vendor, programme, client or coach (GH-3).
package struct ComparisonGroup: Hashable, Sendable {
    /// What the intervals allow: never a guess between the two.
    package struct Range: Hashable, Sendable {
        package var atLeast: Int64 = 0
        package var atMost: Int64 = 0
        package var isExact: Bool { atLeast == atMost }

        package init(atLeast: Int64 = 0, atMost: Int64 = 0) { (self.atLeast, self.atMost) = (atLeast, atMost) }
    }

    /// An amount in one currency; without `atMost` no upper end can be told.
    package struct Amount: Hashable, Sendable {
        package let currency: String
        package let atLeast: Int64
        package let atMost: Int64?
    }

    package enum Wait: Hashable, Sendable {
        /// Hours until half, and until nine in ten, of those had come so far whose day is known.
        case told(median: Int64, ninetieth: Int64, known: Int64)
        /// Nobody came so far yet, or nobody's day is known.
        case nobody
        /// No word of this vendor ever makes that stage certain.
        case notTold
    }

    package struct Reminders: Hashable, Sendable {
        package var sent: Int64 = 0
        /// People whose last reminder is long enough ago, or who have moved since.
        package var judged: Int64 = 0
        /// Of those: seen to have moved within the days that were asked for, and whoever may have, unseen by a vendor that
        /// does not tell.
        package var moved = Range()
        /// Reminded too lately to tell.
        package var tooEarly: Int64 = 0
    }

    package let name: String
    package let id: String?
    /// The invitations that belong to none of the others.
    package let isRest: Bool
    /// Invitations that are known to be with their people, ended ones too.
    package var invited: Int64 = 0
    package var stages: [Stage: Range] = [:]
    package var ended: Int64 = 0
    package var waits: [Stage: Wait] = [:]
    /// Living, not completed, unmoved for longer than was asked for.
    package var stuck = Range()
    /// Of those: nobody has even registered, so that the seat could be taken back.
    package var seats = Range()
    package var seatsValue: [Amount] = []
    /// Whether any vendor of it takes anything back at all.
    package var canBeTakenBack = false
    package var reminders = Reminders()
    /// What was spent for each completed one, by currency; only over supplies whose price is known.
    package var costEach: [Amount] = []
    /// Units that were surely spent and of which no price is known.
    package var unpriced: Int64 = 0
    /// Free units; nil where they belong to nobody in particular.
    package var idle: Int64?
    package var idleValue: [Money] = []

    package var completed: Range { stages[.completed] ?? Range() }
}

extension ComparisonGroup {
    /// One supply's part of a group, with what its vendor's words can say.
    struct Part {
        let supply: Supply
        let counts: ComparisonCounts
        let told: Set<Stage>
        /// Whether its vendor takes back what nobody has begun, by whatever channel it went out.
        var canBeTakenBack = true
        /// How often a code that many share was used, as its vendor counts; nil where that is of all its invitations and the
        /// part is of some.
        var uses: Int64?

        /// Units that were surely, and possibly, spent.
        var spent: Range {
            if let uses { return Range(atLeast: uses, atMost: uses) }
            return Range(atLeast: counts.total(of: .spent), atMost: counts.total(of: .possiblySpent))
        }
    }

    static let told: [Stage] = [.registered, .started, .completed, .reported]

    mutating func add(_ parts: [Part], _ question: ComparisonQuestion) {
        var all = ComparisonCounts()
        for part in parts { all.add(part.counts) }
        addStandings(all)
        addWaits(parts)
        addUnmoved(parts, question)
        addReminders(all, question)
        costEach = ComparisonGroup.cost(parts)
        canBeTakenBack = parts.contains(where: \.canBeTakenBack)
        unpriced = parts.reduce(0) { $0 + ($1.supply.price == nil ? $1.spent.atLeast : 0) }
    }

    private mutating func addStandings(_ counts: ComparisonCounts) {
        for (bucket, count) in counts.buckets(of: .standing) {
            let standing = StandingBucket(bucket: bucket)
            guard let interval = standing.interval, interval.low >= .invited else { continue }
            invited += count
            if standing.end != nil { ended += count }
            for stage in ComparisonGroup.told {
                if interval.low >= stage { stages[stage, default: Range()].atLeast += count }
                if interval.high >= stage { stages[stage, default: Range()].atMost += count }
            }
        }
    }

    /// Only over supplies of which the vendor tells the stage.
    private mutating func addWaits(_ parts: [Part]) {
        for (measure, stage) in ComparisonFacts.waits {
            let telling = parts.filter { $0.told.contains(stage) }
            var counts = ComparisonCounts()
            for part in telling { counts.add(part.counts) }
            if telling.isEmpty, !parts.isEmpty {
                waits[stage] = .notTold
            } else if let median = counts.quantile(50, of: measure), let late = counts.quantile(90, of: measure) {
                waits[stage] = .told(
                    median: WaitBucket.hours(median), ninetieth: WaitBucket.hours(late),
                    known: counts.total(of: measure))
            } else {
                waits[stage] = .nobody
            }
        }
    }

    private mutating func addUnmoved(_ parts: [Part], _ question: ComparisonQuestion) {
        let limit = CalendarDate(containing: question.now.advanced(by: .zero - question.stuckAfter))
        var values: [String: (Int128, Int128)] = [:]
        for part in parts {
            var own = Range()
            for (bucket, count) in part.counts.buckets(of: .unmoved) {
                let unmoved = UnmovedBucket(bucket: bucket)
                guard let interval = unmoved.interval, unmoved.day < limit else { continue }
                stuck.atMost += count
                if interval.high < .completed { stuck.atLeast += count }
                guard interval.low <= .invited, part.canBeTakenBack else { continue }
                own.atMost += count
                if interval.high <= .invited { own.atLeast += count }
            }
            seats.atLeast += own.atLeast
            seats.atMost += own.atMost
            guard let price = part.supply.price, own.atMost > 0 else { continue }
            let sum = values[price.currency] ?? (0, 0)
            values[price.currency] = (
                sum.0 + Int128(own.atLeast) * Int128(price.minorUnits),
                sum.1 + Int128(own.atMost) * Int128(price.minorUnits)
            )
        }
        seatsValue = values.sorted { $0.key < $1.key }.map {
            Amount(currency: $0, atLeast: Int64(clamping: $1.0), atMost: Int64(clamping: $1.1))
        }
    }

    private mutating func addReminders(_ counts: ComparisonCounts, _ question: ComparisonQuestion) {
        reminders.sent = counts.total(of: .remindersSent)
        for (bucket, count) in counts.buckets(of: .movedAfterReminder) {
            reminders.judged += count
            guard WaitBucket.hours(bucket) < question.withinDays * 24 else { continue }
            reminders.moved.atLeast += count
            reminders.moved.atMost += count
        }
        let today = CalendarDate(containing: question.now).daysSince1970
        for (bucket, count) in counts.buckets(of: .unmovedSinceReminder) {
            let unmoved = UnmovedBucket(bucket: bucket)
            guard unmoved.day.daysSince1970 + question.withinDays < today else {
                reminders.tooEarly += count
                continue
            }
            reminders.judged += count
            if unmoved.interval?.isExact != true { reminders.moved.atMost += count }
        }
    }

    /// The least when as much as possible was completed, the most when only what is certain was.
    private static func cost(_ parts: [Part]) -> [Amount] {
        struct Sum { var (least, most, completed, possible): (Int128, Int128, Int128, Int128) = (0, 0, 0, 0) }
        var sums: [String: Sum] = [:]
        for part in parts {
            guard let price = part.supply.price else { continue }
            var sum = sums[price.currency] ?? Sum()
            sum.least += Int128(part.spent.atLeast) * Int128(price.minorUnits)
            sum.most += Int128(part.spent.atMost) * Int128(price.minorUnits)
            for (bucket, count) in part.counts.buckets(of: .standing) {
                guard let interval = StandingBucket(bucket: bucket).interval else { continue }
                if interval.low >= .completed { sum.completed += Int128(count) }
                if interval.high >= .completed { sum.possible += Int128(count) }
            }
            sums[price.currency] = sum
        }
        return sums.sorted { $0.key < $1.key }.compactMap { currency, sum in
            guard sum.possible > 0 else { return nil }
            return Amount(
                currency: currency, atLeast: Int64(clamping: sum.least / sum.possible),
                atMost: sum.completed > 0 ? Int64(clamping: (sum.most + sum.completed - 1) / sum.completed) : nil)
        }
    }
}
